"""What becomes of a task is read from files and the queue."""

import json
from pathlib import Path

import h5py
import pytest

from regimes_jobs import attempts, state
from regimes_jobs.checkpoint import progress, stamp
from regimes_jobs.files import lock, prepare_folder
from regimes_jobs.slurm import COLLECT, Queued
from regimes.results.checksum_trailer import append_checksum_trailer  # (regimes_jobs has its path)

POINTS = [10, 100, 1000]


def write_sealed(path, variables, replicas=1):
    with h5py.File(path, "w") as file:
        file.attrs["replicas"] = replicas
        for name, value in variables.items():
            file[name] = value
    append_checksum_trailer(path)


def write_partial(path, done, replicas=1):
    write_sealed(path, {"points": POINTS, "state/snapshots_done": done}, replicas)


class Case:
    def __init__(self, sweep):
        self.sweep, self.folder = sweep, sweep.folder
        self.task, self.other = sweep.tasks
        prepare_folder(self.folder)
        self.jobs = []

    def submitted(self, number="1", job="7"):
        chunks = [[{"hash": self.task.hash}], [{"hash": self.other.hash}]]
        Path(self.folder, "submissions", f"{number}.json").write_text(json.dumps({"job": job, "chunks": chunks}))

    def queued(self, slurm_state, reason="None"):
        self.submitted()
        self.jobs = [Queued("7", "1", 0, slurm_state, reason), Queued("8", COLLECT, 0, "PENDING", "Dependency")]

    def begun(self):
        attempts.record(self.folder, self.task, event="begun", job="7_0")

    def ended(self, verdict, code):
        attempts.record(self.folder, self.task, event="ended", verdict=verdict, code=code)

    def log(self, text):
        Path(attempts.log_path(self.folder, self.task)).write_text(text)

    def partial(self, *done):
        write_partial(Path(self.folder, self.task.partial), done)

    def __call__(self):
        found = state.states(self.sweep, state.Records(self.folder), self.jobs)
        assert found[self.other.hash].state in (state.MISSING, state.QUEUED)
        return found[self.task.hash].state, found[self.task.hash].detail


@pytest.fixture
def case(read, checksummed):
    made = Case(read("[product]\nseed = 1, 2\n"))
    made.finish = lambda: checksummed(Path(made.folder, made.task.result))
    return made


@pytest.mark.parametrize("done, text", [
    ([2], "snapshot 2 of 3 (n = 100)"), ([3, 1], "snapshot 1 of 3 (n = 10) of replica 2 of 5"), ([0, 0], "no snapshot of 3 yet")])
def test_the_last_snapshot_of_a_partial_file(tmp_path, done, text):
    write_partial(tmp_path / "x.h5.partial", done, replicas=1 if len(done) == 1 else 5)
    assert progress(str(tmp_path / "x.h5.partial")) == text


def test_the_checkpoint_before_counts_where_the_last_is_gone(tmp_path):
    assert progress(str(tmp_path / "x.h5.partial")) == ""
    write_partial(tmp_path / "x.h5.partial.previous", [1])
    assert progress(str(tmp_path / "x.h5.partial")) == "snapshot 1 of 3 (n = 10)"


def test_a_partial_file_that_is_broken_is_no_reason_to_fail(tmp_path):
    (tmp_path / "x.h5.partial").write_text("half")
    assert "cannot be read" in progress(str(tmp_path / "x.h5.partial"))
    write_partial(tmp_path / "x.h5.partial.previous", [2])
    assert progress(str(tmp_path / "x.h5.partial")) == "snapshot 2 of 3 (n = 100)", "the program goes on from the one before"


def test_checkpoints_without_snapshots(tmp_path):
    write_sealed(tmp_path / "x.h5.partial", {"state/paths_done": 3})
    assert progress(str(tmp_path / "x.h5.partial")) == "a checkpoint"


def test_a_stamp_changes_whenever_a_checkpoint_is_replaced(tmp_path):
    path, aside = tmp_path / "x", tmp_path / "aside"
    assert stamp(path) is None
    path.write_text("same")
    before = stamp(path)
    aside.write_text("same")
    aside.replace(path)
    assert stamp(path) != before


def test_missing(case):
    assert case() == ("missing", "never started")


def test_missing_where_the_job_was_cancelled_before_it_began(case):
    case.submitted()
    assert case() == ("missing", "its job never started")


def test_done(case):
    case.finish()
    case.queued("RUNNING")
    assert case() == ("done", "")


def test_queued(case):
    case.queued("PENDING", "Resources")
    assert case() == ("queued", "job 7_0, pending (Resources)")


def test_requeued(case):
    case.queued("PENDING", "BeginTime")
    case.begun()
    case.ended("again", 75)
    case.partial(1)
    assert case() == ("queued", "job 7_0, pending (BeginTime); snapshot 1 of 3 (n = 10)")


def test_running(case):
    case.queued("RUNNING")
    case.begun()
    case.partial(2)
    assert case() == ("running", "snapshot 2 of 3 (n = 100)")


def test_running_here_without_slurm(case):
    with lock(case.folder, case.task.stem):
        assert case() == ("running", "no checkpoint yet")


def test_partial_where_its_job_was_killed(case):
    case.begun()
    case.partial(2)
    assert case() == ("partial", "snapshot 2 of 3 (n = 100)")


def test_failed_with_its_last_error(case):
    case.log("==== one\nregimes: old error\n==== two\nheader\nregimes: the reason\nsrun: error: n1: task 0: Exited with exit code 2\n")
    case.begun()
    case.ended("failed", 2)
    assert case() == ("failed", "regimes: the reason")


def test_failed_with_the_word_of_the_launcher(case):
    case.log("==== one\nheader\nsrun: error: n1: task 0: Killed\nlast line\n")
    case.begun()
    case.ended("failed", 137)
    case.partial(1)
    assert case() == ("failed", "srun: error: n1: task 0: Killed; snapshot 1 of 3 (n = 10)")


def test_failed_without_a_word(case):
    case.begun()
    assert case() == ("failed", state.NOTHING_SAID)


def test_failed_before_it_began(case):
    case.submitted()
    Path(case.folder, "logs", "job_7_0.log").write_text("==== job\njobs: cannot load modules gcc\n")
    assert case() == ("failed", "before it began: jobs: cannot load modules gcc")


def test_an_attempt_whose_last_line_was_cut_short_still_counts(case):
    case.begun()
    with open(attempts.record_path(case.folder, case.task), "a", encoding="utf-8") as stream:
        stream.write('{"time": "2026')
    assert case() == ("failed", state.NOTHING_SAID)


@pytest.mark.parametrize("damage", [lambda content: content[:-5], lambda content: b"R" + content[1:], lambda content: b"", lambda content: b"notes\n"],
                         ids=["truncated", "changed", "empty", "foreign"])
def test_a_result_that_is_damaged_is_not_done(case, damage):
    case.finish()
    path = Path(case.folder, case.task.result)
    path.write_bytes(damage(path.read_bytes()))
    found, detail = case()
    assert found == "failed" and detail.startswith(f"{case.task.result} does not end in the checksum")
    case.queued("PENDING", "Resources")
    assert case() == ("queued", "job 7_0, pending (Resources)")


def test_the_summary_counts(case):
    case.finish()
    assert state.summary(state.states(case.sweep, state.Records(case.folder), [])) == "1 done, 1 missing of 2"
