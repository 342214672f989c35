"""jobs/run and jobs/status with the real program: done, stopped, gone on with, failed."""

import io
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import FAKE_PROGRAM, SMALL_BASE, SOURCE
from regimes_jobs.progress import Progress

SITE = "[site]\nlauncher = mpirun\nranks_per_node = 2\nbinding = none\n"
# Seconds of work, checkpointed at every snapshot.
SLOW_BASE = "[base]\ndimension = 8\nsnapshots = 1000,20000,8000000\nqueries = 64\ntimes = logspace(0.05,0.8,48)\n"
PATIENCE_SECONDS = 150
LONGEST_LOG = 60  # lines of two attempts


@dataclass(frozen=True)
class Task:
    name: str
    stem: str


class Place:
    def __init__(self, folder):
        self.folder = folder
        self.site = folder.write("here.ini", SITE)
        self.results = folder.path / "curves"

    def sweep(self, text):
        self.path = self.folder.write("curves.ini", text)

    def run(self, *arguments):
        return self.folder.command("run", self.path, "--site", self.site, *arguments)

    def status(self):
        return self.folder.command("status", self.path)

    def start(self):
        return subprocess.Popen([SOURCE / "jobs" / "run", self.path, "--site", self.site], cwd=self.folder.path, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)


@pytest.fixture
def place(folder):
    return Place(folder)


def test_a_damaged_result_is_missed_and_made_anew(place):
    place.sweep(SMALL_BASE + "[product]\nseed = 1, 2\n")
    assert place.run("--no-collect").returncode == 0 and place.status().returncode == 0
    path, other = sorted(place.results.glob("seed*.h5"))
    whole, kept = path.read_bytes(), other.stat().st_mtime_ns
    path.write_bytes(whole[:len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1:])
    status = place.status()
    assert status.returncode == 1 and re.search("^seed1 .* failed .*does not end in the checksum", status.stdout, re.MULTILINE), status.stdout
    assert place.run("--no-collect").returncode == 0 and place.status().returncode == 0
    assert path.with_name(f"{path.name}.damaged").exists() and other.stat().st_mtime_ns == kept


def test_work_goes_on_where_standard_output_is_full(place):
    place.sweep(SMALL_BASE + "[product]\nseed = 1, 2\n")
    with open("/dev/full", "w", encoding="utf-8") as full:
        run = subprocess.run([SOURCE / "jobs" / "run", place.path, "--site", place.site, "--no-collect"], cwd=place.folder.path, stdout=full,
                             stderr=subprocess.PIPE, text=True, check=False)
    assert (run.returncode, run.stderr) == (74, "jobs/run: cannot write to standard output (No space left on device)\n")
    assert len(list(place.results.glob("seed*.h5"))) == 2


def test_a_sweep_runs_here_and_is_not_run_twice(place):
    place.sweep(SMALL_BASE + "[product]\nseed = 1, 2, 3\n")
    run = place.run()
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.findall(r"^\[(\d)/3\] seed(\d): done \(", run.stdout, re.MULTILINE) == [("1", "1"), ("2", "2"), ("3", "3")]
    results = sorted(place.results.glob("seed*.h5"))
    assert len(results) == 3 and (place.results / "curves.h5").exists() and (place.results / "report.html").exists()
    assert (place.results / "figures" / "collapse_times.png").exists()
    stamps = [path.stat().st_mtime_ns for path in results]
    again = place.run("--no-collect")
    assert again.returncode == 0 and again.stdout.count("done before") == 3
    assert [path.stat().st_mtime_ns for path in results] == stamps
    assert place.status().stdout.splitlines()[-1].startswith("curves: 3 done of 3")


def test_a_failed_task_is_named_and_the_others_are_done(place, monkeypatch):
    monkeypatch.setenv("REGIMES_PROGRAM", FAKE_PROGRAM)
    place.site = place.folder.write("here.ini", SITE.replace("= 2", "= 1"))
    place.results.mkdir()
    (place.results / "behaviour").write_text("say=broken exit=65\nfinish")
    place.sweep(SMALL_BASE + "[product]\nseed = 1, 2\n")
    run = place.run("--no-collect")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "seed1: failed with code 65: regimes: broken" in run.stdout and "seed2: done" in run.stdout
    status = place.status()
    assert status.returncode == 1 and re.search(r"seed1 +\w+ +failed +regimes: broken", status.stdout)
    assert "1 done, 1 failed of 2" in status.stdout


def test_a_sweep_with_tasks_that_cannot_run_is_refused_before_any_runs(place):
    place.sweep(SMALL_BASE + "[product]\nprecision = float, wrong, worse\n")
    run = place.run()
    assert run.returncode == 2 and run.stdout == "" and not place.results.exists()
    for value in ("wrong", "worse"):
        assert re.search(f"task precision{value}: --precision: '{value}'", run.stderr), run.stderr
    place.sweep(SMALL_BASE + "[product]\nprecision = float, double\n")
    assert place.run("--no-collect").returncode == 0


def test_says_how_long_the_whole_will_take(place):
    place.sweep(SMALL_BASE + "[product]\nseed = 1, 2\n")
    first, *tasks = place.run("--no-collect").stdout.splitlines()
    assert re.fullmatch(r"2 tasks to run: \S+ \w+ \(\S+ \w+ to \S+ \w+\)", first)
    assert re.fullmatch(r"\[1/2\] seed1: done \(\S+ \w+; about \S+ \w+ left\)", tasks[0]) and re.fullmatch(r"\[2/2\] seed2: done \(\S+ \w+\)", tasks[1])
    assert place.run("--no-collect").stdout.startswith("[1/2] seed1: done before")


def test_a_terminal_shows_the_task_and_the_whole(tmp_path):
    class Screen(io.StringIO):
        def isatty(self):
            return True

    tasks = [Task(name=f"seed{seed}", stem=f"seed{seed}_x") for seed in (1, 2, 3)]
    screen = Screen()
    (tmp_path / "logs").mkdir()
    progress = Progress(tmp_path, {task.stem: seconds for task, seconds in zip(tasks, (100.0, 100.0, 200.0))}, screen)
    (tmp_path / "logs" / "seed1_x.log").write_text("==== job None: x\n  3 %  old\n==== job None: x\nregimes 0.2.0\n 25 %  6.2G (pair, time)/s  1 min 15 s left\nmore\n")
    progress.begin(tasks[0], "[1/3]")
    progress.watch()
    assert screen.getvalue() == "\r\033[K[1/3]  seed1  25 %  6.2G (pair, time)/s  1 min 15 s left  all: 6.67 min left"
    progress.begun -= 50  # the task has taken half of what was predicted
    seconds, left = progress.end(True)
    assert 50 <= seconds < 51 and left == "; about 2.5 min left"
    progress.begin(tasks[1], "[2/3]")
    progress.watch()
    assert screen.getvalue().endswith("\r\033[K[2/3]  seed2  all: 2.5 min left")


def test_a_run_that_is_stopped_goes_on_from_its_checkpoint(place):
    place.sweep(SLOW_BASE)
    process = place.start()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not list(place.results.glob("*.partial")) and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    assert "running  snapshot" in re.sub(" +", "  ", place.status().stdout)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 75 and "stopped by SIGINT" in output
    status = place.status()
    assert status.returncode == 1 and "1 partial of 1" in status.stdout and "snapshot 2 of 3 (n = 20000)" in status.stdout
    run = place.run("--no-collect")
    assert run.returncode == 0, run.stdout + run.stderr
    log, = (place.results / "logs").glob("curves_*.log")
    text = log.read_text()
    assert " resume curves_" in text
    assert "\r" not in text and "\033" not in text and len(text.splitlines()) < LONGEST_LOG  # no progress bars


def test_hostile_values_are_arguments_and_nothing_else(place):
    place.sweep(SMALL_BASE.replace("times = 0.3,1\n", "") + "[product]\ntimes =\n  $(touch escaped)\n  x; touch escaped\n  ../../escaped\n"
                "  `touch escaped` 'x\n  0.3,1\n")
    run = place.run("--no-collect")
    assert run.returncode == 2 and run.stderr.count("task ") == 4, run.stderr
    assert not [path for path in place.folder.path.parent.rglob("*") if path.name == "escaped"]
    assert not place.results.exists()


def test_a_folder_with_any_name(place):
    odd = Path(place.folder.path, "a b'$(touch escaped);%A")
    odd.mkdir()
    place.folder.path = odd
    place.sweep(SMALL_BASE)
    place.results = odd / "curves"
    assert place.run("--no-collect").returncode == 0
    assert len(list(place.results.glob("curves_*.h5"))) == 1 and not list(odd.parent.rglob("escaped"))
