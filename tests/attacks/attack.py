"""What an attack meets: runs of the program that may die or never end, folders of their own, and tallies of what became of them."""

import os
import shlex
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass

from experiments import PROGRAM
from regimes.results.checksum_trailer import check_checksum_trailer
from regimes.errors import ForeignFile

DONE, DIFFERS, USAGE, BAD_DATA, INPUT_OUTPUT, STOPPED_EARLY = 0, 1, 2, 65, 74, 75
REFUSED, SURVIVED, WRONG, SIGNALS, HANGS = "refused", "survived", "wrong", "signals", "hangs"
LIMIT_SECONDS = 60  # on a machine that has other work, too; runs take one or two
SHOWN = 600  # characters of a message


@dataclass(frozen=True)
class Attempt:
    """A command that has ended, or was ended because it hung. code: its exit code, negative where a signal ended it."""

    words: list
    code: int
    hangs: bool
    out: str
    err: str

    def __str__(self):
        return f"{shlex.join(map(str, self.words))}: exit code {self.code}{', hung' if self.hangs else ''}\n{self.out[-SHOWN:]}{self.err[-SHOWN:]}"


def launcher(ranks):
    return [] if ranks is None else [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks)]


def end(process, seconds=LIMIT_SECONDS):
    """The Attempt of a process in a group of its own, whose descendants hold its outputs: waits for all of them."""
    hangs = False
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        hangs = True
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
    return Attempt(process.args, process.returncode, hangs, out, err)


def start(folder, *words, ranks=None, before=(), **how):
    """The program in a process group of its own; `before`: words that run it, and the launcher, in other surroundings."""
    command = [*before, *launcher(ranks), PROGRAM, *map(str, words)]
    return subprocess.Popen(command, **{"cwd": folder, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "errors": "surrogateescape",
                                        "start_new_session": True, **how})


def attempt(folder, *words, seconds=LIMIT_SECONDS, **how):
    return end(start(folder, *words, **how), seconds)


def done(folder, *words, **how):
    """The Attempt of what must be done."""
    ended = attempt(folder, *words, **how)
    assert ended.code == DONE, ended
    return ended


def wait_until(condition, process, seconds=LIMIT_SECONDS):
    """Whether it came to that before the process ended, or time was over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True


def contents(folder):
    """name -> bytes of the regular files of a folder; None of what else is there."""
    return {entry.name: entry.read_bytes() if entry.is_file() and not entry.is_symlink() else None for entry in folder.iterdir()}


def is_whole(path):
    """Whether it ends in the checksum of what is before."""
    try:
        check_checksum_trailer(path)
    except ForeignFile:
        return False
    return True


def refusal(ended, codes, *names):
    """Whether it refuses as it should: with one of these exit codes and one message, which has the names."""
    messages = [line for line in ended.err.splitlines() if line.startswith("regimes: ")]
    return ended.code in codes and len(messages) == 1 and "a bug" not in ended.err and all(name in ended.err for name in names)


class Tally:
    """Counts of what became of attacks; those that must not be are kept, and fail the test in the end."""

    def __init__(self, kind):
        self.kind, self.counts, self.failures = kind, Counter(), []

    def add(self, outcome, about=""):
        self.counts[outcome] += 1
        if outcome not in (REFUSED, SURVIVED):
            self.failures.append(f"{outcome}: {about}")

    def judge(self, ended, outcome, about=""):
        """An ended command: what is wrong with it in any case, or else outcome(), which is one of the five."""
        said = HANGS if ended.hangs else SIGNALS if ended.code < 0 or ended.code > 128 else outcome()
        self.add(said, f"{about}: {ended}")
        return said

    def close(self):
        counts = [self.counts[outcome] for outcome in (REFUSED, SURVIVED, WRONG, SIGNALS, HANGS)]
        print(f"\n{self.kind}: {sum(counts)} tried, " + ", ".join(f"{count} {word}" for count, word in zip(counts, (REFUSED, SURVIVED, WRONG, SIGNALS, HANGS))))
        assert not self.failures, "\n".join([f"{len(self.failures)} failures", *self.failures[:10]])
