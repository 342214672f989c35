"""One program for several kinds of CPU: the kernels that are loaded, the choice by hand, and that all of them say the same."""

import os
import re
import subprocess
from pathlib import Path

import numpy
import pytest
import xarray

USAGE = 2
POINTS, DIMENSION, NEIGHBOURS = 3000, 50, 4
NEEDS = {"x86-64-v3": {"avx2", "fma", "bmi2"}, "x86-64-v4": {"avx2", "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}}
# The largest error of a float product of so many coordinates, as a part of the products: the sums of levels differ by their order.
ROUNDING = DIMENSION * 2.0**-24


def kernels(regimes, **environment):
    """The level in use, and all that were built."""
    said = regimes.run("--version", env={**os.environ, **environment})
    assert said.returncode == 0, said.stderr
    used, built = re.search(r"^kernels +(\S+) \(of (.*)\)$", said.stdout, re.M).groups()
    return used, built.split(", ")


def flags_of_this_cpu():
    return set(re.search(r"^flags\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)[1].split())


@pytest.fixture(name="levels")
def usable_levels(regimes):
    return [level for level in kernels(regimes)[1] if NEEDS.get(level, set()) <= flags_of_this_cpu()]


def test_the_best_that_this_cpu_has_is_used(regimes, levels):
    assert kernels(regimes)[0] == levels[-1]


def test_a_level_can_be_named(regimes, levels):
    for level in levels:
        for word in (level, level.rsplit("-", 1)[-1]):
            assert kernels(regimes, REGIMES_ISA=word)[0] == level
    assert kernels(regimes, REGIMES_ISA="")[0] == levels[-1]


def test_levels_that_are_not_there(regimes, levels):
    for ranks in (None, 2):
        refused = regimes.run("--version", ranks=ranks, env={**os.environ, "REGIMES_ISA": "v9"})
        assert refused.returncode == USAGE
        assert refused.stderr.count(f"REGIMES_ISA: this program has no kernels for 'v9'; here are: {', '.join(levels)}") == 1


def results(regimes, level):
    """What runs on two ranks give with these kernels."""
    environment = {**os.environ, "REGIMES_ISA": level}
    data = numpy.random.default_rng(3).normal(size=(POINTS + 40, DIMENSION)).astype("float32")
    numpy.save(regimes.folder / "train.npy", data[:POINTS])
    numpy.save(regimes.folder / "queries.npy", data[POINTS:])
    free = ["--train-file", "train.npy", "--queries-file", "queries.npy", "--times", ".1,.5,1", "--observables", "log_density,empirical_score,nearest"]
    runs = {"evaluate": [*free, "--neighbours", str(NEIGHBOURS)],
            "collapse": ["--train", "mixture", "--dimension", str(DIMENSION), "--points", str(POINTS), "--queries", "32", "--times", ".1,.5,1"],
            "sample": ["--dimension", "8", "--points", "200", "--trajectories", "20", "--times", ".5,1"]}
    opened = {}
    for command, options in runs.items():
        done = regimes.run(command, *options, "--precision", "float", "--output", f"{level}-{command}.h5", ranks=2, env=environment)
        assert done.returncode == 0, done.stderr
        assert f" Serial, {level}; float" in done.stdout or f"OpenMP, {level}; float" in done.stdout
        with xarray.open_dataset(regimes.folder / f"{level}-{command}.h5", engine="h5netcdf") as file:
            opened[command] = file.load()
        with xarray.open_dataset(regimes.folder / f"{level}-{command}.h5", engine="h5netcdf", group="provenance") as file:
            assert file.attrs["instruction_set"] == level
    return opened


def test_all_levels_say_the_same(regimes, levels):
    """Random points are equal bit for bit, so are the points that are nearest; sums agree to their rounding."""
    best = results(regimes, levels[-1])
    for level in levels[:-1]:
        other = results(regimes, level)
        assert (other["evaluate"].nearest_index == best["evaluate"].nearest_index).all()
        for command, names in (("evaluate", ("log_density", "empirical_score")), ("collapse", ("excess_entropy_ratio", "cloning_collapse")),
                               ("sample", ("end_points",))):
            for name in names:
                ours, theirs = best[command][name].values, other[command][name].values
                assert abs(ours - theirs).max() <= ROUNDING * (1 + abs(ours).max()), (level, name)
        queries = [xarray.open_dataset(regimes.folder / f"{one}-collapse.h5", engine="h5netcdf", group="state").noise_norm_squared.values
                   for one in (level, levels[-1])]
        assert (queries[0] == queries[1]).all()


def test_doctor_names_the_level(regimes, levels):
    said = regimes.run("doctor", env={**os.environ, "REGIMES_ISA": levels[0]})
    assert said.returncode == 0, said.stdout
    assert re.search(rf"^(ok|warning) +Kokkos .*; kernels for {levels[0]}, \d+ floats per vector", said.stdout, re.M)
    assert ("REGIMES_ISA" in said.stdout) == (len(levels) > 1)


def test_an_older_cpu_runs_what_it_can(regimes):
    """Under an emulator: a CPU with AVX2 and no AVX-512."""
    if not kernels(regimes)[1][0].startswith("x86-64-"):
        pytest.fail("the program was built for one CPU alone; the default preset is for several")
    emulated = ["qemu-x86_64", "-cpu", "Haswell", regimes.path]
    said = subprocess.run([*emulated, "--version"], capture_output=True, text=True, check=False)
    assert re.search(r"^kernels +x86-64-v3 ", said.stdout, re.M), said.stderr
    refused = subprocess.run([*emulated, "--version"], capture_output=True, text=True, check=False, env={**os.environ, "REGIMES_ISA": "v4"})
    assert refused.returncode == USAGE and "this CPU cannot run kernels for x86-64-v4; here are: x86-64-v3" in refused.stderr
