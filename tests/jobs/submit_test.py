"""jobs/submit: what it asks of Slurm, and that twice is the same as once. Slurm and the program are stand-ins here; tests/slurm has the real ones."""

import json
import os
from pathlib import Path

import pytest

from conftest import FAKE_PROGRAM, SOURCE
from fake_slurm import FakeSlurm

SWEEP = "[base]\ndimension = 4\n[product]\nseed = 1, 2, 3, 4, 5, 6\n"
SITE = f"[site]\npartition = cpu\nranks_per_node = 4\nprogram = {FAKE_PROGRAM}\n"


class Desk:
    def __init__(self, folder, slurm):
        self.folder, self.slurm = folder, slurm
        self.results = folder.path / "curves"
        self.commands = folder.path.parent / "commands"
        slurm.environment["FAKE_COMMANDS"] = str(self.commands)
        self.set(SWEEP, SITE)

    def set(self, sweep=SWEEP, site=SITE):
        self.sweep = self.folder.write("curves.ini", sweep)
        self.site = self.folder.write("mine.ini", site)

    def submit(self, *arguments, **environment):
        return self.folder.command("submit", self.sweep, "--site", self.site, *arguments, environment={**self.slurm.environment, **environment})

    def submits(self, **environment):
        run = self.submit("--yes", **environment)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def record(self, number=1):
        return json.loads((self.results / "submissions" / f"{number}.json").read_text())

    def refuses(self, code, *texts):
        self.folder.refuses(code, *texts, command=["submit", self.sweep, "--site", self.site, "--yes"], environment=self.slurm.environment)
        assert self.slurm.calls("sbatch") == []

    def name_prefix(self):
        return next(word for word in self.slurm.calls("sbatch")[0] if word.startswith("--job-name=")).removeprefix("--job-name=")[:-1]


@pytest.fixture
def desk(folder, tmp_path, checksummed):
    made = Desk(folder, FakeSlurm(tmp_path / "slurm"))
    made.finish = lambda task: checksummed(made.results / f"{task['name']}_{task['hash']}.h5")
    return made


def test_an_array_and_a_job_that_collects_behind_it(desk):
    desk.set(site=SITE + "minimum_minutes = 0\nrunning_limit = 2\naccount = a1\ngpus_per_node = 4\nbinding = gpus\n")
    desk.submits()
    array, collect = desk.slurm.calls("sbatch")
    assert {"--array=0-5%2", "--partition=cpu", "--account=a1", "--nodes=1", "--ntasks-per-node=4", "--cpus-per-task=1", "--requeue",
            "--gpus-per-node=4", "--open-mode=append", "--signal=B:USR1@150", f"--chdir={desk.results}"} <= set(array)
    assert array[array.index(str(SOURCE / "jobs" / "batch")):][-2:] == ["tasks", str(desk.results / "submissions" / "1.json")]
    assert "--dependency=afterany:101" in collect and collect[-2:] == ["collect", str(desk.results)]
    assert [len(part) for part in desk.record()["chunks"]] == [1] * 6


def test_small_tasks_share_a_job_of_at_least_the_minimum(desk):
    output = desk.submits(FAKE_SECONDS="400")
    assert "--array=0-1" in desk.slurm.calls("sbatch")[0]
    assert [len(part) for part in desk.record()["chunks"]] == [3, 3]
    assert "6 tasks in 2 jobs" in output


def test_limits_and_memory_come_from_the_prediction(desk):
    desk.set(site=SITE + "minimum_minutes = 0\ntime_limit = 300\n")
    desk.submits(FAKE_SECONDS="3600")  # at most 7200 s: 1.5 times that, and twice the lead of the signal, are 185 min
    assert {"--time=185", "--mem=4096M"} <= set(desk.slurm.calls("sbatch")[0])  # 4 ranks of the GiB that the plan asks
    assert "--time=30" in desk.slurm.calls("sbatch")[1]


def test_a_long_task_gets_the_limit_of_the_site_and_is_said_to_be_requeued(desk):
    output = desk.submits(FAKE_SECONDS="36000")
    assert "--time=60" in desk.slurm.calls("sbatch")[0]
    assert "requeued" in output


def test_the_cost_is_shown(desk):
    desk.set(site=SITE + "gpus_per_node = 4\nbinding = gpus\n")
    output = desk.submits(FAKE_SECONDS="3600")
    assert "cost: 12 to 48 CPU hours" in output and "12 to 48 GPU hours" in output  # 6 tasks, 4 ranks, half to twice an hour
    assert "longest task: 1 h" in output and "4 GB per node" in output


def test_arrays_stay_below_the_limit(desk):
    desk.set(site=SITE + "minimum_minutes = 0\narray_limit = 4\n")
    desk.submits()
    first, second, collect = desk.slurm.calls("sbatch")
    assert "--array=0-3" in first and "--array=0-1" in second
    assert "--dependency=afterany:101:102" in collect
    assert [len(desk.record(number)["chunks"]) for number in (1, 2)] == [4, 2]


def test_the_limit_is_asked_of_slurm(desk):
    desk.set(sweep=f"[product]\nseed = {', '.join(str(seed) for seed in range(1002))}\n", site=SITE + "minimum_minutes = 0\n")
    desk.submits()
    assert "--array=0-1000" in desk.slurm.calls("sbatch")[0] and "--array=0-0" in desk.slurm.calls("sbatch")[1]


def test_tasks_that_differ_by_seed_are_estimated_once(desk):
    desk.submits()
    commands = [json.loads(line) for line in desk.commands.read_text().splitlines()]
    assert len([words for words in commands if words[0] == "plan" and "--calibrate" not in words]) == 1


def test_nothing_is_submitted_where_nobody_agrees(desk):
    run = desk.submit()
    assert run.returncode == 2 and "nobody to ask" in run.stderr and "CPU hours" in run.stdout
    assert desk.slurm.calls("sbatch") == [] and not desk.results.exists()


@pytest.mark.parametrize("answer, agrees", [("y", True), ("Yes ", True), ("n", False), ("", False)])
def test_the_answer_at_a_terminal_decides(monkeypatch, capsys, answer, agrees):
    from regimes_jobs.command_line import confirmation

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert confirmation(False)("cost: 3 CPU hours") == agrees
    assert "cost: 3 CPU hours" in capsys.readouterr().out


def test_a_second_submit_does_nothing_while_jobs_are_in_the_queue(desk):
    desk.submits()
    name = desk.name_prefix()
    desk.slurm.set_queue(f"{name}1|0|RUNNING|101|None", f"{name}collect|N/A|PENDING|102|Dependency", "other_job|3|RUNNING|7|None")
    assert "nothing to submit: the rest is in the queue or running" in desk.submits()
    assert len(desk.slurm.calls("sbatch")) == 2 and desk.slurm.calls("scancel") == []


def test_only_what_is_lost_is_submitted_again_and_the_collect_job_waits_for_all(desk):
    desk.set(site=SITE + "minimum_minutes = 0\n")
    desk.submits()
    name = desk.name_prefix()
    tasks = [part[0] for part in desk.record()["chunks"]]
    desk.finish(tasks[0])
    desk.slurm.set_queue(f"{name}1|1|RUNNING|101|None", f"{name}1|2|PENDING|101|Resources", f"{name}collect|N/A|PENDING|102|Dependency")
    desk.submits()
    assert desk.slurm.calls("scancel") == [["102"]]
    array, collect = desk.slurm.calls("sbatch")[2:]
    assert "--array=0-2" in array and "--dependency=afterany:101:103" in collect
    assert [part[0]["hash"] for part in desk.record(2)["chunks"]] == [task["hash"] for task in tasks[3:]]


def test_a_job_whose_number_was_never_written_down_is_known_by_its_name(desk):
    desk.submits()
    path = desk.results / "submissions" / "1.json"
    path.write_text(json.dumps({**desk.record(), "job": None}))  # killed between sbatch and writing the number
    desk.slurm.set_queue(f"{desk.name_prefix()}1|0|PENDING|101|None")
    assert "nothing to submit" in desk.submits()


def test_a_finished_sweep_is_left_alone(desk):
    desk.submits()
    for part in desk.record()["chunks"]:
        for task in part:
            desk.finish(task)
    assert "all tasks are done" in desk.submits()
    assert len(desk.slurm.calls("sbatch")) == 2


def test_status_submits_again_what_is_lost_and_needs_no_site_to_be_named_twice(desk):
    status = ["status", desk.sweep, "--resubmit", "--yes"]
    first = desk.folder.command(*status, environment=desk.slurm.environment)
    assert first.returncode == 2 and "--site" in first.stderr and desk.slurm.calls("sbatch") == []
    desk.set(site=SITE + "minimum_minutes = 0\n")
    desk.submits()
    done = desk.record()["chunks"][0][0]
    desk.finish(done)
    (desk.results / f"{desk.record()['chunks'][1][0]['name']}_{desk.record()['chunks'][1][0]['hash']}.h5.partial").touch()
    before = desk.folder.command("status", desk.sweep, environment=desk.slurm.environment)
    assert before.returncode == 1 and "1 done, 1 partial, 4 missing of 6" in before.stdout
    os.remove(desk.site)
    again = desk.folder.command(*status, environment=desk.slurm.environment)
    assert again.returncode == 0, again.stderr
    assert "--array=0-4" in desk.slurm.calls("sbatch")[2] and "--partition=cpu" in desk.slurm.calls("sbatch")[2]
    assert done["hash"] not in json.dumps(desk.record(2)["chunks"])


def test_what_sbatch_refuses_is_said_and_leaves_no_record(desk):
    desk.slurm.fail_after(0)
    run = desk.submit("--yes")
    assert run.returncode == 69 and "sbatch refused: sbatch: error: invalid partition specified" in run.stderr
    assert list((desk.results / "submissions").iterdir()) == []


@pytest.mark.parametrize("value", ["a b", "it's", 'say "x"', "$(touch escaped)", "`touch escaped`", "x; touch escaped", "../../escaped"])
def test_values_reach_slurm_as_one_argument_each(desk, value):
    desk.set(sweep=f"[base]\ntimes = {value}\n[product]\nseed = 1, 2\n",
             site=SITE.replace("partition = cpu", f"partition = {value}") + f"account = {value}\nsbatch_options =\n  --comment={value}\n"
             f"[environment]\nX = {value}\n")
    desk.submits()
    array = desk.slurm.calls("sbatch")[0]
    assert {f"--partition={value}", f"--account={value}", f"--comment={value}"} <= set(array)
    assert f"--times={value}" in desk.record()["chunks"][0][0]["arguments"]
    assert not [path for path in desk.folder.path.parent.rglob("*") if "escaped" in path.name]
    assert value not in " ".join(word for word in array if word.startswith(("--job-name", "--output", "--chdir", "--array")))


def test_a_site_without_partition(desk):
    desk.set(site=SITE.replace("partition = cpu\n", ""))
    desk.refuses(2, "no partition", "sinfo", "jobs/run")


def test_not_on_a_slurm_machine(desk):
    empty = desk.folder.path.parent / "empty"
    empty.mkdir()
    desk.slurm.environment["PATH"] = str(empty)
    desk.refuses(69, "no Slurm on this machine", f"jobs/run {desk.sweep}")


def test_every_experiment_is_planned_and_recorded_by_its_name(desk):
    desk.set(sweep="[sweep]\nexperiment = kde\n[base]\nbandwidths = .5,1\ntrain-file = x.npy\n[product]\nseed = 1, 2\n")
    desk.submits()
    commands = [json.loads(line) for line in desk.commands.read_text().splitlines()]
    assert [words[:4] for words in commands if words[0] == "plan" and "--calibrate" not in words] == [
        ["plan", "kde", "--bandwidths=.5,1", f"--train-file={desk.folder.path}/x.npy"]]
    assert {task["experiment"] for part in desk.record()["chunks"] for task in part} == {"kde"}
    assert json.loads((desk.results / "tasks.json").read_text())["experiment"] == "kde"
    again = desk.folder.command("status", desk.sweep, "--resubmit", "--yes", environment=desk.slurm.environment)
    assert again.returncode == 0, again.stderr
    assert desk.record(2)["chunks"] == desk.record()["chunks"]  # with the same arguments, though no site was named


@pytest.mark.parametrize("sweep, texts", [
    ("[product]\nsed = 1\n", ["did you mean 'seed'?"]),
    ("[sweep]\nexperiment = kd\n[product]\nseed = 1\n", ["no experiment 'kd'; did you mean 'kde'?", "collapse, kde"]),
    ("[sweep]\nexperiment = kde\n[product]\nreplicas = 1, 2\n", ["'replicas' is not an option of kde"]),
    ("[product]\nseed =\n", ["empty"]),
    (f"[product]\nseed = {', '.join(map(str, range(1000)))}\npoints = {', '.join(map(str, range(1000)))}\n", ["1000000 tasks"]),
])
def test_a_wrong_sweep_writes_nothing(desk, sweep, texts):
    desk.set(sweep=sweep)
    desk.refuses(2, *texts)


def test_a_sweep_that_is_not_there(desk):
    os.remove(desk.sweep)
    desk.refuses(2, "there is no such file")
