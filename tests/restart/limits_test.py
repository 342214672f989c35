"""Stops and --time-limit in every phase of every experiment: the run ends within a tenth of the limit and two seconds, or two seconds after a stop.

REGIMES_LIMITS=long measures all cases, stopped and with several limits, and prints the table of tests/README.md; the default is one of both for each.
"""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import numpy
import pytest
import xarray
from interruption import MOST_RUNS, values

LONG = os.environ.get("REGIMES_LIMITS") == "long"
LIMITS = [3, 8] if LONG else [1]
STOPPED_EARLY = 75
PATIENCE_SECONDS = 120
SHARE, SECONDS = 1.1, 2  # of the limit, and beyond it
LOOKING_AROUND = 1  # seconds, and what a run writes in the end
WIDE, MANY = (4000, 3072), (400_000 if LONG else 100_000, 128)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files of points that take a while to read, and whose covariance takes longer."""
    folder = tmp_path_factory.mktemp("data")
    random = numpy.random.default_rng(1)
    for name, shape in (("wide", WIDE), ("many", MANY), ("samples", (20_000, MANY[1]))):
        numpy.save(folder / f"{name}.npy", random.standard_normal(shape, dtype=numpy.float32))
    numpy.save(folder / "labels.npy", random.integers(0, 2, WIDE[0]))
    return folder


def file_of(name):
    return ["--train", "npy", "--train-file", f"{name}.npy"]


FEW_TIMES, FEW_BANDWIDTHS = ["--times", "linspace(.3,1,8)"], ["--bandwidths", "linspace(.3,1,8)"]
CASES = {
    "collapse, sweep": ["collapse", "--dimension", 64, "--points", "1e10", "--queries", 512],
    "collapse, spectra of sizes": ["collapse", *file_of("wide"), "--spectra", "prefixes", "--sizes", "linspace(3100,4000,20)", "--queries", 8],
    "collapse, a spectrum": ["collapse", *file_of("wide"), "--queries", 2000, "--realisations", 50],
    "collapse, error bars": ["collapse", "--dimension", 8, "--sizes", "linspace(1000,30000,200)", "--queries", 300, *FEW_TIMES],
    "kde, sweep": ["kde", "--dimension", 64, "--points", "1e10", "--queries", 512],
    "kde, error bars": ["kde", "--dimension", 8, "--sizes", "linspace(1000,30000,200)", "--queries", 300, *FEW_BANDWIDTHS],
    "speciation, sets": ["speciation", "--train", "mixture", "--dimension", 64, "--points", "2e6", "--realisations", 50],
    "speciation, wide sets": ["speciation", *file_of("wide"), "--labels-file", "labels.npy", "--realisations", 50, "--eigenvalues", 16],
    "speciation, a law": ["speciation", "--train", "mixture", "--dimension", 4096, "--queries", "2e5"],
    "sample, small steps": ["sample", "--dimension", 16, "--points", 2000, "--trajectories", 2000, "--steps", 100_000],
    "sample, a large step": ["sample", "--dimension", 32, "--points", "1e6", "--trajectories", 20_000],
    "trajectories, a large step": ["trajectories", "--train", "mixture", "--dimension", 32, "--points", "1e6", "--trajectories", 10_000, "--clone-times", ".5,1"],
    "trajectories, small steps": ["trajectories", "--train", "mixture", "--dimension", 16, "--points", 2000, "--trajectories", 1000, "--clone-times", ".5,1",
                                  "--steps", 100_000],
    "guidance, small steps": ["guidance", "--train", "mixture", "--dimension", 16, "--points", 2000, "--trajectories", 1000, "--steps", 100_000],
    "guidance, a large step": ["guidance", "--train", "mixture", "--dimension", 32, "--points", "1e6", "--trajectories", 10_000],
    "geometry, sweep": ["geometry", "--train", "mixture", "--dimension", 32, "--points", "4e6", "--times", "logspace(.1,2,60)", "--queries", 400],
    "geometry, wide sets": ["geometry", *file_of("wide"), "--times", "logspace(.1,2,60)", "--queries", 400, "--spectrum", 24],
    "schedule, small steps": ["schedule", "--dimension", 1000, "--steps", "1000,10000", "--trajectories", 2000],
    "schedule, large steps": ["schedule", "--dimension", 20_000, "--steps", "100,200", "--trajectories", 20_000],
    "evaluate, sweep": ["evaluate", *file_of("many"), "--queries-file", "samples.npy", "--times", ".1,.2,.5,1"],
    "memorisation, sweep": ["memorisation", *file_of("many"), "--samples-file", "samples.npy"],
}
STOPS = {  # how a case is stopped where not all are; it is then left out of the others
    "collapse, spectra of sizes": "signal", "collapse, error bars": "file", "speciation, wide sets": "signal", "sample, a large step": "file",
    "trajectories, a large step": "signal", "memorisation, sweep": "file", "evaluate, sweep": "signal",
    "guidance, a large step": "signal", "geometry, wide sets": "signal", "schedule, large steps": "file",
}


class Timed:
    """A run, and how long it took."""

    def __init__(self, folder, tmp_path, words, *more):
        self.output, self.said = tmp_path / "out.h5", tmp_path / "said"
        self.start = time.monotonic()
        with open(self.said, "w", encoding="utf-8") as said:
            self.process = subprocess.Popen([os.environ["REGIMES_PROGRAM"], *map(str, words), "--output", str(self.output), *map(str, more)], cwd=folder,
                                            stdout=said, stderr=subprocess.STDOUT)

    def wait_for_its_title(self):
        while not self.said.read_text(encoding="utf-8"):
            assert time.monotonic() - self.start < PATIENCE_SECONDS
            time.sleep(0.02)

    def end(self):
        try:
            self.process.wait(PATIENCE_SECONDS)
        finally:
            self.process.kill()
        self.seconds, self.text = time.monotonic() - self.start, self.said.read_text(encoding="utf-8")
        return self

    def check(self, longest):
        assert self.process.returncode in (0, STOPPED_EARLY), (self.process.returncode, self.text)
        assert self.seconds <= longest + start_seconds(), (self.seconds, self.text)
        assert not Path(f"{self.output}.lock").exists(), "where there are no locks, it keeps runs on other hosts out"
        if self.process.returncode == 0:  # it was done before
            return
        partial = Path(f"{self.output}.partial")
        assert (f"regimes resume {partial}" in self.text) == partial.exists(), self.text
        assert ("nothing is written" in self.text) != partial.exists(), self.text


def start_seconds():
    """What a run takes that does nothing, on a machine with other work."""
    if not hasattr(start_seconds, "known"):
        start = time.monotonic()
        subprocess.run([os.environ["REGIMES_PROGRAM"], "theory", "collapse", "--dimension", "8", "--points", "1e3"], capture_output=True, check=True)
        start_seconds.known = time.monotonic() - start
    return start_seconds.known


def test_every_experiment_has_a_case():
    said = subprocess.run([os.environ["REGIMES_PROGRAM"], "describe", "--format", "json"], capture_output=True, text=True, check=True).stdout
    experiments = {command["name"] for command in json.loads(said)["commands"] if command["is_experiment"]}
    assert experiments == {words[0] for words in CASES.values()}


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("case", [case for case in CASES if LONG or case not in STOPS])
def test_the_time_limit_is_kept(folder, tmp_path, case, limit):
    run = Timed(folder, tmp_path, CASES[case], "--time-limit", f"{limit}s").end()
    run.check(SHARE * limit + SECONDS)
    print(f"| {case} | {limit} | {run.seconds:.1f} |")


@pytest.mark.parametrize("case", CASES if LONG else STOPS)
def test_a_stop_is_obeyed_within_two_seconds(folder, tmp_path, case):
    run = Timed(folder, tmp_path, CASES[case], "--checkpoint-minutes", 0)
    run.wait_for_its_title()
    time.sleep(5 if LONG else 0.5)
    asked = time.monotonic() - run.start
    if STOPS.get(case, "signal") == "signal":
        run.process.send_signal(signal.SIGTERM)
    else:
        (tmp_path / "stop").touch()
    run.end().check(asked + SECONDS + LOOKING_AROUND)
    print(f"| {case} | {STOPS.get(case, 'signal')} | {run.seconds - asked:.1f} |")


def test_what_is_left_in_the_middle_goes_on_to_the_same_bits(folder, tmp_path):
    """Steps of seconds, each of which is left several times."""
    words = ["trajectories", "--train", "mixture", "--dimension", 16, "--points", "2e5", "--trajectories", 1000, "--clone-times", "1", "--steps", 6]
    whole = Timed(folder, tmp_path, words).end()
    assert whole.process.returncode == 0, whole.text
    kept = whole.output.rename(tmp_path / "whole.h5")
    limit, runs = 1.0, 0
    while not whole.output.exists():
        partial = Path(f"{whole.output}.partial")
        again = ["resume", partial] if partial.exists() else [*words, "--output", whole.output]
        run = subprocess.run([os.environ["REGIMES_PROGRAM"], *map(str, again), "--checkpoint-minutes", "0", "--time-limit", f"{limit:.1f}s"], cwd=folder,
                             capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
        assert run.returncode in (0, STOPPED_EARLY), run.stderr
        runs += 1
        assert runs < MOST_RUNS
        limit *= 1.25  # until a step fits
    assert runs > 1, "it was not stopped: give it more to do"
    xarray.testing.assert_identical(values(whole.output), values(kept))
