"""One large procedural set, n = 3e7 at d = 32, against the finite-size theory, and the speed that a run on two ranks has at least; a
file of 20 GB."""

import time

import memory_of_files
import numpy

# What the finite-size law leaves out (src/theory/README.md): H/ln n to .010 from t_C on, phi_C from below by at most .09.
ENTROPY_ACCURACY = 0.010
CLONING_ACCURACY = 0.09
ERRORS = 4
POINTS, DIMENSION = 30_000_000, 32
LIMIT_SECONDS = 500


def test_thirty_million_points_follow_the_finite_size_law(program):
    theory_time = 0.5 * numpy.log1p(1 / (POINTS ** (2 / DIMENSION) - 1))
    times = [float(theory_time * factor) for factor in (1, 1.2, 1.5, 2)]
    curves = program.collapse(ranks=2, train="gaussian", dimension=DIMENSION, snapshots=[10**4, 10**6, POINTS], queries=512,
                              times=times).curves.isel(points=-1)
    numpy.testing.assert_allclose(curves.collapse_time_theory, theory_time, rtol=1e-6)
    entropy = curves.excess_entropy_ratio - curves.theory_excess_entropy_ratio
    assert (abs(entropy) < ENTROPY_ACCURACY + ERRORS * curves.excess_entropy_ratio_stderr).all()
    cloning = curves.cloning_collapse - curves.theory_cloning_collapse
    assert (cloning > -ERRORS * curves.cloning_collapse_stderr).all()
    assert (cloning < CLONING_ACCURACY + ERRORS * curves.cloning_collapse_stderr).all()


def test_a_million_points_at_64_times_take_seconds(program):
    start = time.monotonic()
    program.collapse(ranks=2, train="gaussian", dimension=32, snapshots=[10**6], queries=128, times="linspace(0.3,3.3,64)")
    assert time.monotonic() - start < 10


def test_files_of_20_gb_take_200_mb(tmp_path):
    memory_of_files.check(tmp_path, 20e9, LIMIT_SECONDS)
