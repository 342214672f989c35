"""`regimes theory collapse --exact` against simulated values, and against the real sweep of real points, of one Gaussian and of mixtures."""

import json
import os
import shlex
import subprocess

import pytest

from run_regimes import SEED_SHIFT
from within_errors import assert_within_errors

VARIABLES = ("excess_entropy_ratio", "cloning_collapse", "nearest_is_source")

# (n, d, t): (value, standard error) of H/ln n, Y2 and P(nearest = source), one Gaussian, sigma = 1, simulated with all points.
SIMULATED = {
    (2981, 32, 0.3809): ((0.0740, 0.0011), (0.7787, 0.0032), (0.8421, 0.0041)),
    (2981, 32, 0.4664): ((0.1678, 0.0016), (0.5654, 0.0038), (0.6710, 0.0053)),
    (2981, 32, 0.8000): ((0.5588, 0.0014), (0.0830, 0.0015), (0.1951, 0.0044)),
    (500, 64, 0.8672): ((0.2013, 0.0012), (0.5725, 0.0023), (0.6828, 0.0033)),
    (500, 64, 1.4000): ((0.6830, 0.0007), (0.0598, 0.0006), (0.1602, 0.0026)),
    (2981, 16, 0.2293): ((0.1551, 0.0017), (0.5685, 0.0043), (0.6768, 0.0060)),
    (1e9, 48, 0.2738): ((0.0965, 0.0025), (0.546, 0.010), (0.653, 0.012)),
}
LIMIT_SECONDS = 110


def exact(points, dimension, times, ranks=1, queries=4000, seed=1, law=()):
    command = [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks), os.environ["REGIMES_PROGRAM"], "theory", "collapse", "--exact",
               "--points", repr(points), "--dimension", str(dimension), "--times", ",".join(map(repr, times)),
               *law, "--queries", str(queries), "--seed", str(seed + SEED_SHIFT), "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)["exact"]


@pytest.mark.parametrize("points, dimension, time", SIMULATED)
def test_averages_are_the_simulated_ones(points, dimension, time):
    row, = exact(points, dimension, [time], ranks=2)
    for variable, (value, error) in zip(VARIABLES, SIMULATED[points, dimension, time]):
        assert_within_errors(row[variable] - value, row[variable + "_stderr"], error, what=variable)


@pytest.mark.parametrize("points, dimension, times", [(2981, 32, [0.2, 0.4664, 0.8, 1.2]), (500, 64, [0.4, 0.8672, 1.4, 2.0])])
def test_averages_are_those_of_a_sweep_over_points(program, points, dimension, times):
    swept = program.collapse(ranks=2, train="gaussian", dimension=dimension, snapshots=points, times=times, queries=500, replicas=12)
    for row, time in zip(exact(points, dimension, times, ranks=2), times):
        for variable in VARIABLES:
            curve = swept.curves.isel(points=0).sel(time=time)
            assert_within_errors(row[variable] - float(curve[variable]), row[variable + "_stderr"],
                                 float(curve[variable + "_stderr"]), what=f"{variable} at t = {time}")


# The law as the sweep takes it, and as theory does.
MIXTURES = (
    ({"train": "mixture", "mean_amplitude": 0.5, "variance": 0.8}, ("--mean-amplitude", ".5", "--variance", ".8")),
    ({"train": "means", "mean_amplitudes": [0.4, 0.7, 0.1]}, ("--orthogonal-means", ".4,.7,.1")),
    ({"train": "hierarchy", "mean_amplitudes": [0.6, 0.3]}, ("--mean-amplitudes", ".6,.3")),
    ({"train": "variances", "variances": [0.5, 2]}, ("--variances", ".5,2")),
)


@pytest.mark.parametrize("swept, law", MIXTURES)
def test_averages_of_mixtures_are_those_of_a_sweep_over_points(program, swept, law):
    times = [0.3, 0.5, 1.0]
    curves = program.collapse(ranks=2, dimension=24, snapshots=3000, times=times, queries=500, replicas=12, **swept).curves
    for row, time in zip(exact(3000, 24, times, ranks=2, law=law), times):
        for variable in VARIABLES:
            curve = curves.isel(points=0).sel(time=time)
            assert_within_errors(row[variable] - float(curve[variable]), row[variable + "_stderr"],
                                 float(curve[variable + "_stderr"]), what=f"{variable} at t = {time}")


def test_a_mixture_beyond_what_is_swept_is_that_of_the_sweep():
    """Two means of .5 at d = 32, n = 1e5, t = .35, swept: H/ln n = .1267(30), Y2 = .5688(91)."""
    row, = exact(1e5, 32, [0.35], ranks=2, law=("--mean-amplitude", ".5"))
    assert_within_errors(row["excess_entropy_ratio"] - 0.1267, row["excess_entropy_ratio_stderr"], 0.0030, what="H/ln n")
    assert_within_errors(row["cloning_collapse"] - 0.5688, row["cloning_collapse_stderr"], 0.0091, what="Y2")


def test_astronomical_sizes_approach_the_infinite_size_law():
    """At n = 1e30 and d = 512 curves are those of the finite-size law to its accuracy."""
    rows = exact(1e30, 512, [1.0, 1.4, 1.8], queries=1000)
    law = json.loads(subprocess.run([os.environ["REGIMES_PROGRAM"], "theory", "collapse", "--points", "1e30", "--dimension", "512",
                                     "--times", "1.0,1.4,1.8", "--format", "json"], capture_output=True, text=True, check=True).stdout)
    for row, expected in zip(rows, law["finite_size_law"]):
        error = 4 * row["excess_entropy_ratio_stderr"]
        assert row["excess_entropy_ratio"] == pytest.approx(expected["excess_entropy_ratio"], abs=0.01 + error)
