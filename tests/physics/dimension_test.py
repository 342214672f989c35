"""The effective dimension of `collapse` and the intrinsic dimension of `kde` and `evaluate`: simulated values, laws, and plain sums.

Reference values come with their standard errors; measured ones may be four standard errors of the difference away.
"""

import os
from pathlib import Path

import numpy
import pytest
from scipy.special import logsumexp

from free_points import run, save
from run_regimes import SEED_SHIFT
from within_errors import assert_within_errors, mean_and_error

AROUND = numpy.exp(0.07 * numpy.arange(-2, 3))  # times beside one whose slope is wanted, in ln t
FASHION = Path("/usr/share/datasets/fashion-mnist")
CLASSES = {"train": "idx", "train_file": FASHION / "train-images-idx3-ubyte.gz", "labels_file": FASHION / "train-labels-idx1-ubyte.gz",
           "classes": [1, 7], "per_class": 1000, "scale": 1 / 255, "center": "scalar"}
in_full = pytest.mark.skipif("REGIMES_LONG" not in os.environ, reason="one of the long tests")
needs_images = pytest.mark.skipif(not FASHION.exists(), reason="needs Debian's package dataset-fashion-mnist")

# t: d_eff, as snr E|a - D|^2 with the posterior mean D, and as the slope of E[H] at other points and noises
GAUSSIAN = {0.3809: [(3.93, 0.12), (4.00, 0.17)], 0.4664: [(6.02, 0.15), (5.85, 0.11)], 0.8: [(5.98, 0.03), (5.89, 0.09)]}
TWO_VARIANCES = {0.8705: (5.72, 0.05), 1.1317: (6.80, 0.06)}
IMAGES = {0.2: (1.68, 0.09), 0.352: (4.03, 0.10), 0.5: (4.71, 0.07), 0.8: (3.85, 0.04), 1.2: (2.40, 0.03), 2: (0.762, 0.005)}
IMAGES_BOUND = {0.2: 24.8, 0.352: 15.1, 0.5: 10.5, 0.8: 5.8, 1.2: 2.9, 2: 0.77}


def times_around(times):
    return sorted({float(t * factor) for t in times for factor in AROUND})


def effective_dimension(curves, time):
    at = curves.isel(points=-1).sel(time=time, method="nearest")
    return float(at.effective_dimension), float(at.effective_dimension_stderr)


@pytest.mark.parametrize("ranks", [2, pytest.param(1, marks=in_full)])
def test_a_gaussian_resolves_as_many_directions_as_simulated(program, ranks):
    curves = program.collapse(ranks, dimension=32, snapshots=2981, times=times_around(GAUSSIAN), queries=1000, replicas=8).curves
    for time, references in GAUSSIAN.items():
        value, error = effective_dimension(curves, time)
        assert error < 0.15
        for reference, reference_error in references:
            assert_within_errors(value - reference, error, reference_error, what=f"d_eff at t = {time}")
    floor = curves.training_loss_floor.values
    assert numpy.allclose(floor, curves.effective_dimension.values / 32, rtol=1e-12)
    assert numpy.allclose(curves.training_loss_floor_stderr.values, curves.effective_dimension_stderr.values / 32, rtol=1e-12)


def test_the_slope_is_snr_times_the_squared_distance_from_the_posterior_mean(program, tmp_path):
    """d_eff = snr E|a - D|^2, at other queries: `evaluate` gives D of noised points of the same kind of set."""
    n, d, t = 300, 8, 0.35
    slopes, distances = [], []
    for seed in range(6):
        random = numpy.random.default_rng(100 + seed + SEED_SHIFT)
        points = random.normal(size=(n, d)).astype(numpy.float32)
        data = {"train": "npy", "train_file": save(tmp_path, f"points{seed}", points)}
        curves = program.collapse(None, **data, snapshots=n, times=times_around([t]), queries=2000, seed=seed).curves
        slopes.append(effective_dimension(curves, t)[0])
        noised = points * numpy.exp(-t) + numpy.sqrt(-numpy.expm1(-2 * t)) * random.normal(size=points.shape)
        queries = save(tmp_path, f"queries{seed}", noised)
        mean = run(tmp_path, "evaluate", {**data, "queries_file": queries, "times": t, "observables": "posterior_mean"}).posterior_mean
        distances.append(((points - mean.values[:, 0]) ** 2).sum(axis=1).mean() / numpy.expm1(2 * t))
    (slope, slope_error), (distance, distance_error) = mean_and_error(slopes), mean_and_error(distances)
    assert_within_errors(slope - distance, slope_error, distance_error, what="d_eff")


@in_full
def test_directions_of_two_variances(program, tmp_path):
    found = {time: [] for time in TWO_VARIANCES}
    deviations = numpy.repeat([2, 0.5], 24)
    for seed in range(6):
        points = deviations * numpy.random.default_rng(seed + SEED_SHIFT).normal(size=(3000, 48))
        curves = program.collapse(None, train="npy", train_file=save(tmp_path, f"two{seed}", points), snapshots=3000,
                                  times=times_around(TWO_VARIANCES), queries=1500, seed=seed).curves
        for time in TWO_VARIANCES:
            value, _ = effective_dimension(curves, time)
            found[time].append(value)
            bound = float(curves.gaussian_bound_effective_dimension.isel(points=-1).sel(time=time, method="nearest"))
            snr = 1 / numpy.expm1(2 * time)
            covariance = numpy.cov(points.T, bias=True)
            exact = numpy.trace(covariance @ numpy.linalg.inv(covariance + numpy.eye(48) / snr))
            assert bound == pytest.approx(exact, rel=1e-4)
            assert value < bound
    for time, reference in TWO_VARIANCES.items():
        value, error = mean_and_error(found[time])
        assert_within_errors(value - reference[0], error, reference[1], what=f"d_eff at t = {time}")


@pytest.mark.parametrize("points, height, error", [(1000, 4.43, 0.03), pytest.param(10000, 5.40, 0.06, marks=in_full)])
def test_the_hump_has_its_height(program, points, height, error):
    curves = program.collapse(2, dimension=8, snapshots=points, queries=400, replicas=8).curves
    found = float(curves.largest_effective_dimension[0])
    assert_within_errors(found - height, float(curves.largest_effective_dimension_stderr[0]), error, what=f"height, n = {points}")
    time = float(curves.largest_effective_dimension_time[0])
    assert found == float(curves.effective_dimension[0].sel(time=time)) == float(curves.effective_dimension[0].max())
    assert time > float(curves.collapse_time_cloning[0])


@in_full
@needs_images
def test_images_resolve_as_many_directions_as_simulated(program):
    curves = program.collapse(2, **CLASSES, snapshots=2000, times=times_around(IMAGES), queries=1000, replicas=2).curves
    for time, (reference, reference_error) in IMAGES.items():
        value, error = effective_dimension(curves, time)
        assert_within_errors(value - reference, error, reference_error, what=f"d_eff at t = {time}")
        bound = float(curves.gaussian_bound_effective_dimension.isel(points=-1).sel(time=time, method="nearest"))
        assert bound == pytest.approx(IMAGES_BOUND[time], rel=0.01)
        assert value < bound + 4 * error


def test_few_times_have_no_slope(program):
    curves = program.collapse(None, dimension=4, snapshots=50, times=[0.3, 0.5], queries=40).curves
    assert numpy.isnan(curves.effective_dimension).all() and numpy.isnan(curves.training_loss_floor).all()
    assert "three times" in curves.largest_effective_dimension.attrs["why_missing"]


def test_own_points_of_a_gaussian_have_its_dimension(program):
    """Eight directions, h = .6 and .9, simulated: 7.56(9) and 6.40(7)."""
    found = program.kde(2, dimension=8, points=20000, snapshots=[20000], leave_one_out=True, queries=400, replicas=4, bandwidths=[0.6, 0.9])
    for h, (reference, error) in enumerate([(7.56, 0.09), (6.40, 0.07)]):
        value, own = float(found.curves.intrinsic_dimension[0, h]), float(found.curves.intrinsic_dimension_stderr[0, h])
        assert_within_errors(value - reference, own, error, what="intrinsic dimension")
    assert numpy.allclose(found.curves.theory_intrinsic_dimension[0], [7.44, 6.398], atol=0.005)


def test_the_intrinsic_dimension_is_the_slope_of_the_log_density(program):
    for kernel, tolerance in (("gaussian", 1e-4), ("epanechnikov", 1e-2)):  # points come into the support of the second as h grows
        h, step = 1.5, 1e-3
        found = program.kde(kernel=kernel, dimension=3, points=200, queries=10, bandwidths=[h * (1 - step), h, h * (1 + step)], precision="double")
        density = found.curves.log_density.values[-1]
        slope = (density[2] - density[0]) / (numpy.log1p(step) - numpy.log1p(-step))
        assert found.curves.intrinsic_dimension.values[-1, 1] == pytest.approx(3 + slope, abs=tolerance)
    assert "intrinsic_dimension" not in program.kde(kernel="ball", dimension=3, points=200, queries=10, bandwidths=[3.0]).curves


@in_full
@needs_images
def test_own_points_of_images_have_the_simulated_dimension(program):
    reference = {1: (14.12, 0.17), 1.5: (8.78, 0.08), 2: (6.43, 0.05), 3: (3.96, 0.03), 4: (2.81, 0.02)}
    found = program.kde(2, **CLASSES, snapshots=[2000], leave_one_out=True, queries=1000, bandwidths=list(reference)).curves
    for h, (value, error) in enumerate(reference.values()):
        at = float(found.intrinsic_dimension[-1, h]), float(found.intrinsic_dimension_stderr[-1, h])
        assert_within_errors(at[0] - value, at[1], error, what=f"intrinsic dimension at h = {list(reference)[h]}")


def own_dimension(points, queries, time, left_out):
    """sum w |a - y|^2/h^2 by differences, in double."""
    squared = ((queries[:, None, :] - points[None, :, :]) ** 2).sum(axis=-1) / numpy.expm1(2 * time)
    if left_out:
        numpy.fill_diagonal(squared, numpy.inf)
    weight = numpy.exp(-squared / 2 - logsumexp(-squared / 2, axis=1)[:, None])
    return (weight * numpy.where(weight > 0, squared, 0)).sum(axis=1)


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_dimensions_at_given_points_are_those_of_plain_sums(tmp_path, ranks):
    random = numpy.random.default_rng(3)
    points, others, times = random.normal(size=(90, 5)), random.normal(size=(7, 5)), [0.05, 0.4, 1.2]
    train, queries = save(tmp_path, "train", points), save(tmp_path, "others", others)
    common = {"train": "npy", "train_file": train, "times": times, "observables": "intrinsic_dimension,log_density", "precision": "double",
              "center": "mean"}
    own = run(tmp_path, "evaluate", {**common, "queries_file": train, "leave_one_out": True}, ranks)
    free = run(tmp_path, "evaluate", {**common, "queries_file": queries}, ranks)
    for i, time in enumerate(times):
        assert numpy.allclose(own.intrinsic_dimension[:, i], own_dimension(points, points, time, True), rtol=1e-9)
        assert numpy.allclose(free.intrinsic_dimension[:, i], own_dimension(points, others, time, False), rtol=1e-9)


def test_rows_that_are_no_training_points_leave_none_out(tmp_path):
    """Labels choose every second row; the others see all points."""
    random = numpy.random.default_rng(4)
    points, labels = random.normal(size=(60, 4)), numpy.arange(60) % 2
    train = save(tmp_path, "train", points)
    found = run(tmp_path, "evaluate", {"train": "npy", "train_file": train, "labels_file": save(tmp_path, "labels", labels), "classes": 1,
                                       "queries_file": train, "leave_one_out": True, "times": 0.5, "observables": "intrinsic_dimension",
                                       "precision": "double"}).intrinsic_dimension.values[:, 0]
    chosen = points[labels == 1]
    assert numpy.allclose(found[labels == 1], own_dimension(chosen, chosen, 0.5, True), rtol=1e-9)
    assert numpy.allclose(found[labels == 0], own_dimension(chosen, points[labels == 0], 0.5, False), rtol=1e-9)
