"""A run that takes a second or two and writes checkpoints as often as it may, to be disturbed in every way."""

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

PATIENCE_SECONDS = 100
POLL_SECONDS = 0.002
STOPPED_EARLY = 75

OPTIONS = {"train": "mixture", "dimension": 4, "snapshots": "500,logspace(20000,1500000,12)", "queries": 48, "times": "logspace(0.1,1.2,24)",
           "replicas": 2, "seed": 11}


def words(options):
    return [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]


class Run:
    """`regimes collapse` or `regimes resume` in a folder, in a process group of its own."""

    def __init__(self, folder, *arguments, ranks=None, options=None):
        self.folder = Path(folder)
        self.output, self.partial = self.folder / "out.h5", self.folder / "out.h5.partial"
        self.previous = self.folder / "out.h5.partial.previous"
        if not arguments:
            arguments = ["collapse", *words({**OPTIONS, "checkpoint-minutes": 0, "output": self.output, **(options or {})})]
        launcher = [] if ranks is None else [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks)]
        self.process = subprocess.Popen([*launcher, os.environ["REGIMES_PROGRAM"], *map(str, arguments)], cwd=self.folder,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.launched = ranks is not None

    def ranks(self):
        """Process ids of the ranks."""
        if not self.launched:
            return [self.process.pid]
        listed = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False).stdout
        return [int(pid) for pid in listed.split()]

    def wait_until(self, condition):
        start = time.monotonic()
        while not condition():
            if self.process.poll() is not None:
                return False
            assert time.monotonic() - start < PATIENCE_SECONDS
            time.sleep(POLL_SECONDS)
        return True

    def kill(self, who):
        """SIGKILL to `who`, ranks or all."""
        for pid in who:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def end(self):
        """Exit code, standard output and error."""
        try:
            out, err = self.process.communicate(timeout=PATIENCE_SECONDS)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.returncode, out, err


def finish(folder, ranks=None, *more):
    """Goes on to the end; `more` arguments of resume."""
    run = Run(folder, "resume", "out.h5.partial", *more, ranks=ranks)
    code, out, err = run.end()
    assert code == 0, (out, err)
    assert sorted(path.name for path in Path(folder).iterdir() if ".writing-" not in path.name and not path.name.endswith(".lock")) == ["out.h5"]
    return out, err
