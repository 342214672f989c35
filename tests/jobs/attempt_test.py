"""One attempt at a task: started or resumed, signals passed on, and judged by exit code and checkpoint."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import FAKE_PROGRAM, SOURCE
from regimes_jobs import attempts
from regimes_jobs.attempt import AGAIN, DONE, FAILED, STOPPED_BY_USER, Supervisor, attempt, judge
from regimes_jobs.files import is_locked, lock, prepare_folder
from regimes_jobs.results import is_whole
from regimes_jobs.site import Site
from regimes_jobs.tasks import make_task

SITE = Site(launcher="mpirun", checkpoint_minutes=2.5)
PATIENCE_SECONDS = 20


class Bench:
    def __init__(self, folder):
        self.folder = str(folder)
        prepare_folder(self.folder)
        self.sender = None
        self.task = make_task({"seed": "1"}, {}, self.folder, "task")

    def attempt(self, behaviour, supervisor=None, job="12_3"):
        Path(self.folder, "behaviour").write_text(behaviour)
        return attempt(supervisor or Supervisor(), self.task, self.folder, SITE, FAKE_PROGRAM, dict(os.environ), job)

    def commands(self):
        return [json.loads(line) for line in Path(self.folder, "commands").read_text().splitlines()]

    def when_waiting(self, *numbers):
        """Signals to this process, in a row, from another one: a thread of this process could catch them itself."""
        kills = "; sleep 0.1; ".join(f"kill -{int(number)} {os.getpid()}" for number in numbers)
        self.sender = subprocess.Popen(["sh", "-c", f"until [ -s waiting ]; do sleep 0.02; done; {kills}"], cwd=self.folder)

    def error(self):
        return attempts.last_error(attempts.log_path(self.folder, self.task))


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """The launcher is one that becomes the program, so that exit codes are those of the test and not of an MPI."""
    launcher = tmp_path / "bin" / "mpirun"
    launcher.parent.mkdir()
    launcher.write_text('#!/bin/sh\nshift 2\nexec "$@"\n')
    launcher.chmod(0o755)
    monkeypatch.setenv("PATH", f"{launcher.parent}:{os.environ['PATH']}")
    handlers = {number: signal.getsignal(number) for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    made = Bench(tmp_path)
    yield made
    if made.sender:
        made.sender.wait(PATIENCE_SECONDS)  # its last signal must still meet a handler
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("code, has_result, advanced, by_user, verdict", [
    (0, True, False, False, DONE), (0, False, True, False, FAILED),
    (75, False, False, False, AGAIN), (143, False, False, False, AGAIN), (75, False, True, True, STOPPED_BY_USER),
    (137, False, True, False, AGAIN), (137, False, False, False, FAILED), (2, False, False, False, FAILED), (1, False, True, False, AGAIN),
])
def test_the_verdict(code, has_result, advanced, by_user, verdict):
    assert judge(code, has_result, advanced, by_user).verdict == verdict


@pytest.mark.parametrize("behaviour, verdict, code", [
    ("finish", DONE, 0), ("exit=0", FAILED, 1), ("spoil exit=0", FAILED, 1), ("exit=2", FAILED, 2), ("checkpoint exit=75", AGAIN, 75), ("checkpoint exit=1", AGAIN, 1),
    ("checkpoint die=9", AGAIN, 137), ("die=9", FAILED, 137), ("die=15", AGAIN, 143)])
def test_the_end_of_a_program(bench, behaviour, verdict, code):
    outcome = bench.attempt(behaviour)
    assert (outcome.verdict, outcome.code) == (verdict, code)
    last = attempts.last_attempt(bench.folder, bench.task)
    assert (last["ended"]["verdict"], last["ended"]["code"], last["number"]) == (verdict, code, 1)


def test_a_task_goes_on_from_its_checkpoint(bench):
    assert bench.attempt("checkpoint exit=75").verdict == AGAIN
    assert bench.attempt("finish").verdict == DONE
    assert bench.commands() == [["collapse", "--seed=1", f"--output={bench.task.result}", "--checkpoint-minutes=2.5"],
                                ["resume", bench.task.partial, "--checkpoint-minutes=2.5"]]


def test_the_checkpoint_before_the_last_will_do(bench):
    Path(bench.folder, f"{bench.task.partial}.previous").touch()
    assert bench.attempt("finish").verdict == DONE
    assert bench.commands()[0][:2] == ["resume", bench.task.partial]


def test_a_failure_without_a_new_checkpoint_is_not_tried_for_ever(bench):
    assert bench.attempt("checkpoint exit=1").verdict == AGAIN
    assert bench.attempt("exit=1").verdict == FAILED


def test_a_checkpoint_that_is_gone_is_no_advance(bench):
    bench.attempt("checkpoint exit=75")
    assert bench.attempt("lose exit=1").verdict == FAILED


def test_a_finished_task_is_not_run_again(bench):
    bench.attempt("finish")
    assert bench.attempt("exit=1").verdict == DONE
    assert len(bench.commands()) == 1


def test_a_damaged_result_is_set_aside_and_its_task_run_again(bench):
    bench.attempt("finish")
    path = Path(bench.folder, bench.task.result)
    path.write_bytes(path.read_bytes()[:-1])
    assert bench.attempt("finish").text == "done"
    assert len(bench.commands()) == 2 and is_whole(path)
    assert Path(f"{path}.damaged").exists() and not is_whole(f"{path}.damaged")


def test_another_experiment_is_another_command(bench):
    bench.task = make_task({"seed": "1"}, {}, bench.folder, "task", "kde")
    bench.attempt("finish")
    assert bench.commands()[0][:2] == ["kde", "--seed=1"]


def test_the_log_keeps_every_attempt_and_the_last_error_is_of_the_last(bench):
    bench.attempt("say=first_error exit=2")
    bench.attempt("say=second_error exit=2")
    log = Path(attempts.log_path(bench.folder, bench.task)).read_text()
    assert log.count(attempts.MARK) == 2 and "regimes: first_error" in log
    assert bench.error() == "regimes: second_error"


def test_a_program_that_is_not_there_is_an_error_of_its_task(bench):
    outcome = attempt(Supervisor(), bench.task, bench.folder, SITE, FAKE_PROGRAM, {"PATH": "/nowhere"}, "1")
    assert outcome.verdict == FAILED
    assert bench.error().startswith("jobs: cannot run 'mpirun'")


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGTERM])
def test_a_signal_for_the_batch_shell_reaches_the_program_as_usr1(bench, number):
    bench.when_waiting(number)
    outcome = bench.attempt("wait")
    assert (outcome.verdict, outcome.code) == (AGAIN, 75)


def test_a_signal_before_the_program_starts_is_not_lost(bench):
    supervisor = Supervisor()
    os.kill(os.getpid(), signal.SIGUSR1)
    begun = time.monotonic()
    outcome = bench.attempt("wait", supervisor)
    assert outcome.verdict == AGAIN and outcome.code in (75, 128 + signal.SIGUSR1)  # the latter before it watched for signals
    assert time.monotonic() - begun < PATIENCE_SECONDS


def test_a_second_signal_does_not_hurry_the_program(bench):
    bench.when_waiting(signal.SIGUSR1, signal.SIGTERM, signal.SIGUSR1)
    assert bench.attempt("wait").code == 75  # to the program, a second SIGUSR1 would be an end at once


def test_without_slurm_a_signal_is_the_wish_of_the_user(bench):
    bench.when_waiting(signal.SIGINT)
    assert bench.attempt("wait", job=None).verdict == STOPPED_BY_USER


def test_the_stop_file_is_the_wish_of_the_user(bench):
    Path(bench.folder, "stop").touch()
    assert bench.attempt("checkpoint exit=75").verdict == STOPPED_BY_USER


def test_two_attempts_at_a_task_never_run_at_once(bench, monkeypatch):
    monkeypatch.setattr("regimes_jobs.attempt.LOCK_PATIENCE", 0.1)
    with lock(bench.folder, bench.task.stem):
        outcome = bench.attempt("finish")
    assert outcome.verdict == FAILED and "another process" in outcome.text
    assert not Path(bench.folder, bench.task.result).exists()


def test_a_program_that_outlives_its_supervisor_keeps_the_lock(bench):
    Path(bench.folder, "behaviour").write_text("wait")
    text = (f"import os, sys; sys.path[:0] = [{str(SOURCE / 'jobs')!r}]\n"
            "from regimes_jobs.attempt import *\nfrom regimes_jobs.site import Site\nfrom regimes_jobs.tasks import make_task\n"
            f"attempt(Supervisor(), make_task({{'seed': '1'}}, {{}}, {bench.folder!r}, 'task'), {bench.folder!r}, Site(launcher='mpirun'), {FAKE_PROGRAM!r}, "
            "dict(os.environ), '1')\n")
    process = subprocess.Popen([sys.executable, "-c", text])
    waiting = Path(bench.folder, "waiting")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (waiting.exists() and waiting.read_text()) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert is_locked(bench.folder, bench.task.stem)
    os.kill(int(waiting.read_text()), signal.SIGUSR1)
    while is_locked(bench.folder, bench.task.stem) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_locked(bench.folder, bench.task.stem)
