"""No command replaces a file that the same call reads, whatever it is called and whatever is forced."""

import os
import shutil
from pathlib import Path

import numpy
import pytest

USAGE, DONE = 2, 0
SPECTRUM = "1 3\n0.5 5\n"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(regimes):
    (regimes.folder / "spectrum.txt").write_text(SPECTRUM)
    (regimes.folder / "theory.conf").write_text("times = 1\n")
    (regimes.folder / "plan.conf").write_text("queries = 4\n")
    numpy.save(regimes.folder / "t.npy", numpy.random.default_rng(1).normal(size=(50, 4)))
    os.link(regimes.folder / "spectrum.txt", regimes.folder / "again.txt")
    os.symlink("t.npy", regimes.folder / "link.npy")
    return regimes.folder


THEORY = ["theory", "collapse", "--spectrum-file", "spectrum.txt", "--points", "1e6", "--config", "theory.conf", "--force"]
CALIBRATE = ["plan", "collapse", "--calibrate", "--force", "--config", "plan.conf", "--train-file", "t.npy"]
CALLS = [(THEORY, "spectrum.txt"), (THEORY, "again.txt"), (THEORY, "./theory.conf"), (CALIBRATE, "plan.conf"), (CALIBRATE, "t.npy"),
         (CALIBRATE, "link.npy")]


@pytest.mark.parametrize(("words", "output"), CALLS, ids=[f"{words[0]}-{Path(output).name}" for words, output in CALLS])
def test_an_output_over_an_input_is_refused(regimes, folder, words, output):
    before = contents(folder)
    run = regimes.run(*words, "--output", output)
    assert run.returncode == USAGE and "which this call reads" in run.stderr, (run.returncode, run.stderr)
    assert contents(folder) == before


def test_another_output_is_written(regimes, folder):
    shutil.copy(folder / "spectrum.txt", folder / "other.txt")  # equal, but another file
    assert regimes.run(*THEORY, "--output", "other.txt").returncode == DONE
    assert (folder / "other.txt").read_text() != SPECTRUM == (folder / "spectrum.txt").read_text()
