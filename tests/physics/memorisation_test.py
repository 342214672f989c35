"""`regimes memorisation`: known fractions, distances and last changes against plain numpy."""

import h5py
import numpy
import pytest

from free_points import run, save, squared_distances
from scipy.stats import binomtest

POINTS, DIMENSION = 500, 64
THRESHOLD = 1 / 3


def training(folder, seed=1):
    a = numpy.random.default_rng(seed).normal(size=(POINTS, DIMENSION)).astype(numpy.float32)
    return a, {"train": "npy", "train_file": save(folder, "points", a), "center": "none"}


def forward_paths(a, times, paths, seed):
    """x_s -> x_t = r x_s + sqrt(1 - r^2) z with r = e^(-(t - s)), from random training points: [time, path, coordinate]."""
    generator = numpy.random.default_rng(seed)
    x = a[generator.integers(0, len(a), paths)].astype(float)
    before, states = 0.0, []
    for time in times:
        r = numpy.exp(-(time - before))
        x = r * x + numpy.sqrt(1 - r**2) * generator.normal(size=x.shape)
        states.append(x)
        before = time
    return numpy.array(states)


def last_changes(nearest, times):
    """The larger of the two times around the change at the smallest time; times ascend."""
    changes = nearest[1:] != nearest[:-1]
    return numpy.where(changes.any(axis=0), times[1:][numpy.argmax(changes, axis=0)], numpy.nan)


@pytest.mark.parametrize("precision", ["float", "double"])
def test_training_points_with_a_little_noise_are_memorised(tmp_path, precision):
    a, options = training(tmp_path)
    generator = numpy.random.default_rng(2)
    samples = (a[:200] + 1e-6 * generator.normal(size=(200, DIMENSION))).astype(numpy.float32)
    found = run(tmp_path, "memorisation", {**options, "samples_file": save(tmp_path, "samples", samples), "precision": precision})
    distances = numpy.sort(numpy.sqrt(squared_distances(a.astype(float), samples.astype(float), 0)), axis=1)[:, :2]
    assert found.memorised_fraction == 1 and numpy.isnan(found.memorised_fraction_stderr)
    assert abs(found.memorised_fraction_low - .05 ** (1 / 200)) < 1e-12 and found.memorised_fraction_high == 1
    assert numpy.array_equal(found.nearest_index.values[:, 0], numpy.arange(200))
    assert numpy.allclose(found.nearest_distance.values, distances, rtol=1e-10, atol=0)
    assert numpy.allclose(found.nearest_ratio.values, distances[:, 0] / distances[:, 1], rtol=1e-10, atol=0)
    assert found.nearest_ratio_count.values[0] == 200 == found.nearest_ratio_count.values.sum()


def test_fresh_points_are_not_memorised(tmp_path):
    _, options = training(tmp_path)
    fresh = numpy.random.default_rng(3).normal(size=(300, DIMENSION)).astype(numpy.float32)
    found = run(tmp_path, "memorisation", {**options, "samples_file": save(tmp_path, "samples", fresh)}, 2)
    assert found.memorised_fraction == 0 and abs(found.memorised_fraction_high - (1 - .05 ** (1 / 300))) < 1e-12


def test_a_mixture_of_both_and_its_error(tmp_path):
    a, options = training(tmp_path)
    fresh = numpy.random.default_rng(4).normal(size=(300, DIMENSION)).astype(numpy.float32)
    samples = numpy.concatenate([a[:100], fresh])
    found = run(tmp_path, "memorisation", {**options, "samples_file": save(tmp_path, "samples", samples)})
    assert found.memorised_fraction == 0.25
    assert abs(found.memorised_fraction_stderr - numpy.sqrt(0.25 * 0.75 / 399)) < 1e-12
    bounds = binomtest(100, 400).proportion_ci(.95, "exact")
    assert numpy.allclose((found.memorised_fraction_low, found.memorised_fraction_high), bounds, rtol=1e-9)
    found = run(tmp_path, "memorisation", {**options, "samples_file": save(tmp_path, "samples", samples), "ratio": 1})
    assert found.memorised_fraction == 1


def test_an_exact_copy_of_two_equal_points_is_memorised(tmp_path):
    a, options = training(tmp_path)
    a[7] = a[3]
    options["train_file"] = save(tmp_path, "points", a)
    found = run(tmp_path, "memorisation", {**options, "samples_file": save(tmp_path, "samples", a[3:4])})
    second = numpy.linalg.norm((numpy.delete(a, [3, 7], axis=0) - a[3]).astype(float), axis=1).min()  # equal points are one
    assert found.nearest_index.values[0, 0] == 3 and found.nearest_index.values[0, 1] != 7
    assert found.nearest_distance.values[0, 0] == 0 and abs(found.nearest_distance.values[0, 1] / second - 1) < 1e-6
    assert found.nearest_ratio.values.tolist() == [0] and found.memorised_fraction == 1


@pytest.mark.parametrize("ranks", [None, 3])
@pytest.mark.parametrize("backwards", [False, True])
def test_last_changes_of_stored_paths(tmp_path, ranks, backwards):
    a, options = training(tmp_path)
    times = numpy.linspace(0.02, 2, 100)
    paths = forward_paths(a, times, 40, 5)
    nearest = numpy.array([squared_distances(a.astype(float), x.astype(numpy.float32).astype(float), t).argmin(axis=1)
                           for x, t in zip(paths, times)])
    expected = last_changes(nearest, times)
    order = slice(None, None, -1 if backwards else 1)
    with h5py.File(tmp_path / "paths.hdf5", "w") as file:
        file["paths"], file["time"] = paths[order], times[order]
    found = run(tmp_path, "memorisation", {**options, "paths_file": f"{tmp_path}/paths.hdf5:/paths", "path_times": "/time"}, ranks)
    assert numpy.array_equal(found.path_nearest_index.values, nearest[order])
    assert numpy.array_equal(found.last_change_time.values, expected, equal_nan=True)
    assert numpy.isclose(found.last_change_mean, numpy.nanmean(expected))
    assert numpy.isclose(found.last_change_deviation, numpy.nanstd(expected, ddof=1))
    coarse = [numpy.nanmean(last_changes(nearest[first::2], times[first::2])) for first in (0, 1)]
    of_record = abs(numpy.mean(coarse) - numpy.nanmean(expected)) / (numpy.sqrt(2) - 1)
    scatter = numpy.nanstd(expected, ddof=1) / numpy.sqrt(numpy.isfinite(expected).sum())
    assert numpy.isclose(found.last_change_mean_grid_error, of_record)
    assert numpy.isclose(found.last_change_mean_stderr, numpy.hypot(scatter, of_record))
    assert found.last_change_count.values.sum() == numpy.isfinite(expected).sum()


def test_last_changes_have_the_mean_of_theory(tmp_path):
    """Backward paths under the exact score are forward paths in reverse: n = 500, d = 64 has mean .980(5), s.d. .27."""
    means, deviations, count, replicas = [], [], 80, 8
    times = numpy.arange(1, 126) * 0.02
    for seed in range(replicas):
        a, options = training(tmp_path, 10 + seed)
        found = run(tmp_path, "memorisation", {**options, "paths_file": save(tmp_path, "paths", forward_paths(a, times, count, seed)),
                                               "path_times": times.tolist(), "precision": "float"})
        means.append(float(found.last_change_mean))
        deviations.append(float(found.last_change_deviation))
    error = numpy.hypot(numpy.std(means, ddof=1) / numpy.sqrt(replicas), 0.005)
    assert abs(numpy.mean(means) - 0.980) < 4 * error
    assert abs(numpy.mean(deviations) - 0.27) < 4 * 0.27 / numpy.sqrt(2 * count * replicas)
