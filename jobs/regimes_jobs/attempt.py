"""One attempt at a task: start it or resume it, pass signals on, and judge how it ended."""
import os
import shlex
import signal
import socket
import subprocess
from dataclasses import dataclass

from . import attempts
from .checkpoint import has_checkpoint, stamp
from .errors import STOPPED, TERMINATED
from .files import is_stopped, lock
from .program import resume_command, start_command
from .results import is_whole, set_aside

DONE, AGAIN, STOPPED_BY_USER, FAILED = "done", "again", "stopped", "failed"
KILLED = 128  # a shell's exit code of a process killed by a signal is this plus its number
INTERRUPTED = (STOPPED, TERMINATED, KILLED + signal.SIGUSR1)  # the last: so early that nobody watched for it yet
END_SIGNALS = (signal.SIGUSR1, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
WATCH_SECONDS = 1  # between two looks at a program that runs
LOCK_PATIENCE = 60  # seconds: a requeued job may start before the last one has left


@dataclass(frozen=True)
class Outcome:
    """verdict: DONE, AGAIN (it can go on from its checkpoint), STOPPED_BY_USER or FAILED; code: of the program; text: for people."""

    verdict: str
    code: int
    text: str


def judge(code, has_result, advanced, stopped_by_user):
    """What an exit code means for a task."""
    if code == 0 and has_result:
        return Outcome(DONE, 0, "done")
    if code == 0:
        return Outcome(FAILED, 1, "ended with code 0, but wrote no result")
    if code in INTERRUPTED:
        return Outcome(STOPPED_BY_USER if stopped_by_user else AGAIN, code, f"stopped with code {code}")
    if advanced:
        return Outcome(AGAIN, code, f"failed with code {code}, after its checkpoint had advanced")
    return Outcome(FAILED, code, f"failed with code {code}")


class Supervisor:
    """Runs one program at a time. From its making on, signals that ask for an end are passed on as SIGUSR1, which launchers hand to all ranks."""

    def __init__(self, watch=None):
        """watch: called now and then while a program runs."""
        self.process, self.watch = None, watch
        self.asked = None  # the signal that asked for an end
        for number in END_SIGNALS:
            signal.signal(number, self.ask)

    def ask(self, number, _frame):
        first = self.asked is None
        self.asked = signal.Signals(number).name
        if first:
            self.pass_on()

    def pass_on(self):
        """Once only: to the program, the same signal again means at once."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGUSR1)

    def run(self, command, folder, environment, output, held):
        """Exit code as a shell gives it. A session of its own keeps the terminal's Ctrl-C from the launcher; the descriptor `held`
        keeps the lock while the program outlives this process."""
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                                        stderr=subprocess.STDOUT, start_new_session=True, pass_fds=(held,))
        if self.asked:
            self.pass_on()
        while True:
            try:
                code = self.process.wait(WATCH_SECONDS if self.watch else None)
                break
            except subprocess.TimeoutExpired:
                self.watch()
        self.process = None
        return KILLED - code if code < 0 else code


def attempt(supervisor, task, folder, site, program, environment, job):
    """One attempt, recorded and logged. Never runs beside another attempt at the same task."""
    partial = os.path.join(folder, task.partial)
    result = os.path.join(folder, task.result)
    with lock(folder, task.stem, LOCK_PATIENCE) as held:
        if is_whole(result):
            return Outcome(DONE, 0, "done before")
        if held is None:
            return Outcome(FAILED, 1, "another process is running it")
        if os.path.exists(result):
            set_aside(result)
        before = stamp(partial)
        resumes = has_checkpoint(partial)
        command = (resume_command if resumes else start_command)(program, task, site)
        attempts.record(folder, task, event="begun", job=job, host=socket.gethostname(), resumed=resumes)
        with open(attempts.log_path(folder, task), "a", encoding="utf-8") as log:
            log.write(f"{attempts.MARK}{attempts.now()} job {job} on {socket.gethostname()}: {shlex.join(command)}\n")
            log.flush()
            try:
                code = supervisor.run(command, folder, environment, log, held)
            except OSError as error:
                log.write(f"jobs: cannot run {command[0]!r}: {error}\n")
                code = 1
        stopped = job is None and supervisor.asked is not None
        outcome = judge(code, is_whole(result), stamp(partial) not in (before, None), stopped or is_stopped(folder))
        attempts.record(folder, task, event="ended", code=outcome.code, verdict=outcome.verdict)
        return outcome
