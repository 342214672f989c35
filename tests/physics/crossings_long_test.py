"""Error bars of crossings and optima hold on grids of every size: 200 runs each, beside one run of far more training sets on a fine grid."""

import numpy
import pytest

SEEDS = 200
SIZES = (3, 5, 8, 12, 50)
RIGHT, TOLERANCE = 0.95, 0.04  # of the runs within 1.96 standard errors, or without a value; 2.6 s.d. of the binomial law of 200
LAW = {"dimension": 8, "points": 100, "snapshots": [100], "precision": "double"}


def grid(right, size, seed):
    """Around the right value, everywhere differently in its cells."""
    shift = numpy.exp(numpy.random.default_rng(seed).uniform(-0.5, 0.5))
    return list(numpy.geomspace(right / 4 * shift, right * 3.5 * shift, size))


def covered(measure, names, right, size):
    """name -> how often it is within its error of the right value, or NaN."""
    counts = dict.fromkeys(names, 0)
    for seed in range(SEEDS):
        for name in names:
            found = measure(grid(right[name], size, seed), seed)
            value, error = (float(found[variable].values.ravel()[0]) for variable in (name, f"{name}_stderr"))
            counts[name] += not abs(value - right[name]) > 1.96 * error
    return {name: count / SEEDS for name, count in counts.items()}


def check(measure, names, right):
    for size in SIZES:
        shares = covered(measure, names, right, size)
        assert min(shares.values()) >= RIGHT - TOLERANCE, (size, shares)
        if size == max(SIZES):  # fine enough for errors to be those of samples
            assert max(shares.values()) <= RIGHT + TOLERANCE, (size, shares)


def test_collapse_times(program):
    names = ("collapse_time_cloning", "collapse_time_entropy")
    many = program.collapse(**LAW, replicas=2000, queries=20, times=list(numpy.geomspace(0.02, 2, 60)), seed=10**6).curves
    assert all(many[f"{name}_stderr"] < 0.01 * many[name] for name in names)
    check(lambda times, seed: program.collapse(**LAW, replicas=32, queries=20, times=times, seed=seed + 1).curves, names,
          {name: float(many[name][0]) for name in names})


def test_best_bandwidth(program):
    name = "best_bandwidth"
    many = program.kde(**LAW, replicas=2000, queries=20, bandwidths=list(numpy.geomspace(0.2, 3, 60)), seed=10**6).curves
    assert many[f"{name}_stderr"] < 0.01 * many[name]
    check(lambda bandwidths, seed: program.kde(**LAW, replicas=32, queries=20, bandwidths=bandwidths, seed=seed + 1).curves, (name,),
          {name: float(many[name][0])})


@pytest.mark.parametrize("name", ["law_speciation_time_cloning", "law_speciation_time_log_ratio"])
def test_speciation_times(program, name):
    law = {"train": "mixture", "dimension": 64, "queries": 400}
    theory = float(program.speciation(**law, times=[0.5, 1.0, 2.0, 3.0]).theory_speciation_time[0])
    check(lambda times, seed: program.speciation(**law, times=times, seed=seed + 1), (name,), {name: theory})
