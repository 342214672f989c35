"""The real program as a fixture for tests of its numbers: run it on any number of ranks, open what it wrote.

REGIMES_SEED_SHIFT (an integer, default 0) moves every seed: for checking by hand that statistical tests do not hang on one seed.
"""

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import xarray

LIMIT_SECONDS = 110
SEED_SHIFT = int(os.environ.get("REGIMES_SEED_SHIFT", "0"))


@dataclass
class Result:
    """A result file in memory: `curves` is its root, `state` its accumulators."""

    curves: xarray.Dataset
    state: xarray.Dataset
    warnings: list


def open_result(path, warnings=()):
    with xarray.open_dataset(path, engine="h5netcdf") as curves, \
            xarray.open_dataset(path, engine="h5netcdf", group="state") as state:
        return Result(curves.load(), state.load(), list(warnings))


def arguments(options, command="collapse"):
    """Command-line arguments from {option_with_underscores: value}; True is a switch, a list is joined by commas."""
    words = [command]
    for name, value in options.items():
        words.append("--" + name.replace("_", "-"))
        if isinstance(value, (list, tuple)):
            words.append(",".join(repr(item) if isinstance(item, float) else str(item) for item in value))
        elif value is not True:
            words.append(repr(value) if isinstance(value, float) else str(value))
    return words


class Program:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.runs = 0

    def command(self, ranks, options, name="collapse"):
        launcher = [] if ranks is None else [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks)]
        return [*launcher, os.environ["REGIMES_PROGRAM"], *arguments(options, name)]

    def collapse(self, ranks=None, **options):
        """Runs `regimes collapse`; None ranks: without the launcher. Fails unless the run is done."""
        return self.measure("collapse", ranks, **options)

    def kde(self, ranks=None, **options):
        """Runs `regimes kde` likewise."""
        return self.measure("kde", ranks, **options)

    def speciation(self, ranks=None, **options):
        """Runs `regimes speciation` likewise; gives the root of its result, which has no state."""
        output, _ = self.run("speciation", ranks, **options)
        with xarray.open_dataset(output, engine="h5netcdf") as result:
            return result.load()

    def measure(self, experiment, ranks, **options):
        output, errors = self.run(experiment, ranks, **options)
        return open_result(output, (line for line in errors.splitlines() if "warning" in line))

    def run(self, experiment, ranks, *, seed=1, **options):
        """(output, what was said on stderr)"""
        self.runs += 1
        output = self.folder / f"run{self.runs}.h5"
        command = self.command(ranks, {**options, "seed": seed + SEED_SHIFT, "output": output}, experiment)
        run = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
        assert run.returncode == 0, run.stderr
        assert output.exists() and not Path(f"{output}.partial").exists()
        return output, run.stderr


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    return Program(tmp_path_factory.mktemp("regimes"))
