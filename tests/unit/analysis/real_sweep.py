"""Small sweeps by the real program, and the commands that read them."""
import contextlib
import importlib
import io
import os
import subprocess
from pathlib import Path

import h5py
import pytest

ANALYSIS = Path(__file__).resolve().parents[3] / "analysis"
TASKS = {6: [[50, 200, 800]], 10: [[50], [200, 800]]}  # d -> the snapshots of each task: one for all n, or several
DIMENSIONS, POINTS, SEEDS = tuple(TASKS), (50, 200, 800), (1, 2, 3, 4)
LIMIT_SECONDS = 100


def measure(experiment, output, **options):
    """One run of an experiment; underscores stand for the dashes of option names. The path of its result."""
    program = os.environ.get("REGIMES_PROGRAM")
    if not program:
        pytest.fail("REGIMES_PROGRAM does not name the program regimes; run this test through ctest")
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    finished = subprocess.run([program, experiment, *words, "--output", str(output)], capture_output=True, text=True,
                              timeout=LIMIT_SECONDS, check=False)
    assert finished.returncode == 0, finished.stderr
    return output


def collapse(output, **options):
    """One run of `regimes collapse` with few queries."""
    return measure("collapse", output, queries=32, **options)


def sweep(folder, **options):
    """(d, n, seed) -> (result, row of its snapshot), for the tasks of TASKS."""
    cells = {}
    for d, tasks in TASKS.items():
        for sizes in tasks:
            for seed in SEEDS:
                path = collapse(folder / f"d{d}_n{sizes[-1]}_s{seed}.h5", dimension=d, snapshots=",".join(map(str, sizes)), points=sizes[-1],
                                seed=seed, **options)
                cells |= {(d, n, seed): (path, row) for row, n in enumerate(sizes)}
    return cells


def results(cells):
    """The files of a sweep, each once."""
    return list(dict.fromkeys(path for path, _ in cells.values()))


def run(command, *arguments):
    """One of the commands of analysis/, in this process: importing xarray and scipy anew takes longer than what is tested."""
    module = importlib.import_module(f"regimes.commands.{command}")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = module.main([str(argument) for argument in arguments])
    return subprocess.CompletedProcess([command, *arguments], code, out.getvalue(), err.getvalue())


def run_apart(command, *arguments):
    """The same as a user runs it."""
    return subprocess.run([str(ANALYSIS / command), *map(str, arguments)], capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)


def values(path, name):
    """A variable as h5py reads it."""
    with h5py.File(path, "r") as opened:
        return opened[name][()]
