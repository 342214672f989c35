"""How much one process holds at most, for every law whose points are made where they are needed."""

import os
import subprocess

KIB = 1024
LIMIT_BYTES = 170e6
MOST_GROWTH = 1.2
FEWEST_POINTS = 10**4

LAWS = {
    "gaussian": {"train": "gaussian"},
    "mixture": {"train": "mixture"},
    "mixture with priors": {"train": "mixture", "class_priors": (0.3, 0.7)},
    "means": {"train": "means", "mean_amplitudes": (1.0, 0.5, 0.8), "class_priors": (0.5, 0.2, 0.3)},
    "hierarchy": {"train": "hierarchy", "mean_amplitudes": (1.0, 0.5)},
    "variances": {"train": "variances", "variances": (1.0, 0.3)},
    "covariances": {"train": "covariances", "variance_exponents": (0.0, 1.0)},
    "ising": {"train": "ising", "inverse_temperatures": (0.3, -0.8)},
}
HAS_ONE_CLASS = {"gaussian"}


def peak_memory(program, experiment, options):
    """Bytes that one process held at most."""
    output = program.folder / f"{experiment}-{options['points']}.h5"
    process = subprocess.Popen(program.command(None, {**options, "quiet": True, "force": True, "output": output}, experiment))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * KIB


def check(program, experiment, law, points):
    """Of so many points a process holds no more than of few: as numbers they would be 128 bytes each, and 4 more for a class."""
    options = {**LAWS[law], "dimension": 32, "queries": 32, "times": [0.3, 0.6]}
    small, large = (peak_memory(program, experiment, {**options, "points": n}) for n in (FEWEST_POINTS, points))
    assert large < LIMIT_BYTES
    assert large < MOST_GROWTH * small
