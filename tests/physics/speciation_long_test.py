"""Cloning with the population score at full size, and what large Euler steps do to it."""

import numpy
import pytest

from free_points import run
from sampler_test import AMPLITUDE_1024, SPECIATION_TIMES, TWO_MEANS, compare, same_class, seeded


@pytest.mark.parametrize("dimension, times, t_start", [(1024, SPECIATION_TIMES, 6.5), (256, [2.0, 2.5, 3.0], 6)])
def test_clones_in_all_dimensions(tmp_path, monkeypatch, dimension, times, t_start):
    """mu = sigma = 1, dt = .01, 10,000 pairs."""
    monkeypatch.setattr("free_points.LIMIT_SECONDS", 3000)
    options = {"score": "population", "train": "mixture", "dimension": dimension, "step": "euler", "dt": 0.01, "t_start": t_start,
               "t_end": 1, "clone_times": times, "trajectories": 10000}
    found = run(tmp_path, "trajectories", seeded(options), 2)
    theory = [same_class(t, numpy.sqrt(dimension)) for t in times]
    compare(found, "cloning_agreement", theory, "clones")
    compare(found, "cloning_agreement_identity", theory, "E[sum pi_c^2]")


def test_euler_is_biased_at_large_steps_only(tmp_path, monkeypatch):
    """200,000 pairs on the projection: -.010 at dt = .2, none at .02."""
    monkeypatch.setattr("free_points.LIMIT_SECONDS", 3000)
    time = 3.5
    bias = {}
    for dt in (0.2, 0.02):
        found = run(tmp_path, "trajectories", seeded({**TWO_MEANS, "dt": dt, "t_end": 1, "clone_times": [time], "trajectories": 200000}), 2)
        bias[dt] = (float(found.cloning_agreement[0]) - same_class(time, AMPLITUDE_1024), float(found.cloning_agreement_stderr[0]))
    assert bias[0.2][0] < -4 * bias[0.2][1] and abs(bias[0.2][0] + 0.010) < 0.005, bias
    assert abs(bias[0.02][0]) < 4 * bias[0.02][1], bias
