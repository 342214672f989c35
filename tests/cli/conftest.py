"""The program as a fixture: runs it in a fresh folder and looks at what it says and leaves behind."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for idx_files, whatever import mode pytest is given
sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

LIMIT_SECONDS = 60

# Quick enough to be run dozens of times; tests override what they are about.
SMALL = {"dimension": "4", "points": "50", "snapshots": "20,50", "queries": "8", "times": "0.3,1"}


def options_of(changes):
    """The arguments for SMALL with changes: {"name": value}, True for a switch, None to leave one out."""
    arguments = []
    for name, value in {**SMALL, **changes}.items():
        if value is True:
            arguments.append(f"--{name}")
        elif value is not None:
            arguments += [f"--{name}", str(value)]
    return arguments


class Program:
    def __init__(self, folder):
        self.folder = folder
        self.path = os.environ["REGIMES_PROGRAM"]
        self.launcher = shlex.split(os.environ["REGIMES_MPIEXEC"])

    def command(self, *arguments, ranks=None):
        launch = [] if ranks is None else [*self.launcher, str(ranks)]
        return [*launch, self.path, *arguments]

    def run(self, *arguments, ranks=None, **how):
        return subprocess.run(self.command(*arguments, ranks=ranks), cwd=self.folder, capture_output=True, text=True,
                              timeout=LIMIT_SECONDS, check=False, **how)

    def start(self, *arguments, ranks=None):
        return subprocess.Popen(self.command(*arguments, ranks=ranks), cwd=self.folder, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def collapse(self, ranks=None, **changes):
        """Runs the small case, with underscores for the dashes of option names. Fails unless it is done."""
        result = self.run("collapse", *options_of({k.replace("_", "-"): v for k, v in changes.items()}), ranks=ranks)
        assert result.returncode == 0, result.stderr
        return result

    def files(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))

    def refuses(self, code, *texts, arguments=None, ranks=None, **changes):
        """Expects one message with all of `texts`, this exit code, and nothing written."""
        before = self.files()
        if arguments is None:
            arguments = ["collapse", *options_of({k.replace("_", "-"): v for k, v in changes.items()})]
        result = self.run(*arguments, ranks=ranks)
        said = [line for line in result.stderr.splitlines() if line.startswith("regimes: ")]
        assert (result.returncode, len(said)) == (code, 1), result.stderr
        assert not said[0].startswith("regimes: rank ")  # all ranks know it, so no rank is named
        for text in texts:
            assert text in said[0]
        if ranks is None:
            assert result.stderr == said[0] + "\n"
        assert self.files() == before
        return result


@pytest.fixture
def regimes(tmp_path):
    return Program(tmp_path)
