"""`regimes evaluate` against brute force in double, another nearest-neighbour search, theory and identities."""

import gzip
from pathlib import Path

import numpy
import pytest
from scipy.special import expit
from sklearn.neighbors import NearestNeighbors

from free_points import exact_values, noise_variance, run, save
from run_regimes import SEED_SHIFT
from within_errors import assert_within_errors, mean_and_error, student_limit

EVERYTHING = ["log_density", "empirical_score", "posterior_mean", "posterior_entropy", "inverse_participation_ratio", "nearest"]
TIMES = [0.05, 0.3, 1.5]
TILE = 96
FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
DOUBLE_ERROR = 1e-10


def case(folder, points, dimension, queries, *, seed=1, classes=3):
    """Float32 arrays, so that what the program reads is what is compared; queries like noised points at the middle time."""
    generator = numpy.random.default_rng(seed)
    a = generator.normal(size=(points, dimension)).astype(numpy.float32)
    labels = generator.integers(0, classes, points).astype(numpy.uint8)
    labels[:classes] = numpy.arange(min(classes, points))
    t = TIMES[1]
    sources = a[generator.integers(0, points, queries)]
    x = numpy.exp(-t) * sources + numpy.sqrt(noise_variance(t)) * generator.normal(size=(queries, dimension))
    x = x.astype(numpy.float32)
    options = {"train": "npy", "train_file": save(folder, "points", a), "labels_file": save(folder, "labels", labels),
               "queries_file": save(folder, "queries", x), "center": "none", "times": TIMES}
    return a, x, labels, options


def assert_close(found, a, x, labels, neighbours, logit_error):
    """Every observable within what logits that are wrong by `logit_error` nats may change."""
    largest = max(numpy.abs(a).max(), numpy.abs(x).max())
    for i, time in enumerate(TIMES):
        exact = exact_values(a, x, time, neighbours, labels)
        scale = {"log_density": 1, "inverse_participation_ratio": 4, "class_weights": 2,
                 "posterior_entropy": 2 * (1 + numpy.log(len(a))), "posterior_mean": 2 * largest,
                 "empirical_score": 2 * largest * numpy.exp(-time) / noise_variance(time)}
        for name, factor in scale.items():
            error = numpy.abs(found[name].values[:, i] - exact[name]).max()
            rounding = DOUBLE_ERROR * max(1, numpy.abs(exact[name]).max())
            assert error <= factor * logit_error + rounding, f"{name} at t = {time}: {error}"
        assert numpy.array_equal(found.nearest_index.values[:, i], exact["nearest_index"])
        assert numpy.allclose(found.nearest_distance.values[:, i], exact["nearest_distance"], rtol=DOUBLE_ERROR, atol=0)


@pytest.mark.parametrize("points, dimension, queries", [(3, 1, 1), (TILE - 1, 5, 3), (TILE + 1, 33, 65), (6 * TILE + 1, 130, 7)])
@pytest.mark.parametrize("precision", ["float", "double"])
def test_brute_force(tmp_path, points, dimension, queries, precision):
    neighbours = min(3, points)
    a, x, labels, options = case(tmp_path, points, dimension, queries)
    found = run(tmp_path, "evaluate", {**options, "observables": [*EVERYTHING, "class_weights"], "neighbours": neighbours,
                                       "precision": precision})
    assert found.attrs["precision"] == precision
    assert_close(found, a, x, labels, neighbours, found.attrs["float_logit_error_bound"] if precision == "float" else 0)


@pytest.mark.parametrize("ranks, groups", [(2, 1), (3, 1), (4, 2)])
def test_any_number_of_ranks(tmp_path, ranks, groups):
    a, x, labels, options = case(tmp_path, 11 * TILE + 5, 12, 70)
    found = run(tmp_path, "evaluate", {**options, "observables": [*EVERYTHING, "class_weights"], "neighbours": 5,
                                       "precision": "double", "query_groups": groups}, ranks)
    assert_close(found, a, x, labels, 5, 0)


@pytest.mark.parametrize("ranks", [None, 2])
def test_files_larger_than_the_window_of_a_rank(tmp_path, ranks):
    """141 MB of points: a rank holds 64 MiB at a time."""
    points, dimension, queries, time = 45_000, 784, 6, TIMES[0]
    generator = numpy.random.default_rng(6)
    a = generator.standard_normal(size=(points, dimension), dtype=numpy.float32)
    x = (numpy.exp(-time) * a[:: points // queries] + 0.3 * generator.normal(size=(queries, dimension))).astype(numpy.float32)
    found = run(tmp_path, "evaluate", {"train": "npy", "train_file": save(tmp_path, "points", a), "center": "none", "times": [time],
                                       "queries_file": save(tmp_path, "queries", x), "observables": EVERYTHING, "neighbours": 3}, ranks)
    squared = numpy.array([((row - numpy.exp(-time) * a) ** 2).sum(axis=1, dtype=float) for row in x])
    nearest = numpy.argsort(squared, axis=1)[:, :3]
    assert numpy.array_equal(nearest[:, 0], numpy.arange(queries) * (points // queries))
    exact = exact_values(a[numpy.unique(nearest)], x, time)  # the others weigh nothing
    assert numpy.array_equal(found.nearest_index.values[:, 0], nearest)
    bound = found.attrs["float_logit_error_bound"] if found.attrs["precision"] == "float" else 1e-9
    density = exact["log_density"] + numpy.log(len(numpy.unique(nearest)) / points)
    assert numpy.abs(found.log_density.values[:, 0] - density).max() < bound
    assert numpy.allclose(found.empirical_score.values[:, 0], exact["empirical_score"], atol=10 * max(bound, 1e-6), rtol=0)


@pytest.mark.parametrize("center", ["scalar", "mean"])
def test_results_are_in_the_coordinates_of_the_user(tmp_path, center):
    a, x, labels, options = case(tmp_path, 300, 8, 20)
    offset = numpy.linspace(1, 3, 8)
    t = TIMES[1]
    raw = (a + offset) / 0.5
    options |= {"train_file": save(tmp_path, "moved", raw), "queries_file": save(tmp_path, "moved_queries", (x + offset) / 0.5),
                "scale": 0.5, "center": center, "times": [t], "observables": EVERYTHING}
    found = run(tmp_path, "evaluate", options)
    exact = exact_values(a + offset, x + offset, t)
    for name in ("log_density", "empirical_score", "posterior_mean", "posterior_entropy"):
        assert numpy.allclose(found[name].values[:, 0], exact[name], rtol=0, atol=1e-4), name
    assert numpy.array_equal(found.nearest_index.values[:, 0], exact["nearest_index"])


def test_nearest_points_are_those_of_scikit_learn(tmp_path):
    neighbours = 10
    generator = numpy.random.default_rng(2)
    a = generator.normal(size=(5000, 40)).astype(numpy.float32)
    x = generator.normal(size=(64, 40)).astype(numpy.float32)
    time = 0.2
    options = {"train": "npy", "train_file": save(tmp_path, "points", a), "queries_file": save(tmp_path, "queries", x),
               "center": "none", "times": [time], "observables": "nearest", "neighbours": neighbours}
    found = run(tmp_path, "evaluate", options, 2)
    search = NearestNeighbors(n_neighbors=neighbours + 1, algorithm="brute").fit(a.astype(float) * numpy.exp(-time))
    distances, indices = search.kneighbors(x.astype(float))
    gap = numpy.diff(distances**2, axis=1)
    rounding = 1e-6 * numpy.abs((x.astype(float) @ a.T.astype(float))).max()
    clear = (gap > rounding).all(axis=1)
    assert clear.mean() > 0.9
    assert numpy.array_equal(found.nearest_index.values[clear, 0], indices[clear, :neighbours])


def test_tiny_distances_and_duplicates(tmp_path):
    generator = numpy.random.default_rng(3)
    a = generator.normal(size=(400, 256)).astype(numpy.float32)
    a[300:] = a[:100]  # every one of these has two nearest points
    x = (a[:100].astype(float) + 1e-6 * generator.normal(size=(100, 256))).astype(numpy.float32)
    x[0] = a[0]
    time = 1e-9  # the scaled points are the points, to the precision of distances
    options = {"train": "npy", "train_file": save(tmp_path, "points", a), "queries_file": save(tmp_path, "queries", x),
               "center": "none", "times": [time], "observables": "nearest", "neighbours": 2}
    found = run(tmp_path, "evaluate", options)
    exact = exact_values(a, x, time, 2)
    assert numpy.array_equal(found.nearest_index.values[:, 0], numpy.stack([numpy.arange(100), numpy.arange(300, 400)], axis=1))
    rounding = 1e-16 * numpy.abs(a).max() * numpy.sqrt(256)  # of a e^(-t), in double
    assert numpy.allclose(found.nearest_distance.values[:, 0], exact["nearest_distance"], rtol=DOUBLE_ERROR, atol=rounding)
    assert found.nearest_distance.values[1:].max() < 3e-5


@pytest.mark.parametrize("precision, ranks", [("float", None), ("float", 2), ("double", 3)])
def test_near_ties_are_told_apart(tmp_path, precision, ranks):
    """Products of floats put half of the points at the same distance; in double it differs, and only copies are ties."""
    points, dimension, neighbours, time = 3000, 40, 4, 0.7
    generator = numpy.random.default_rng(7)
    x = generator.normal(size=(3, dimension)).astype(numpy.float32)
    center = numpy.exp(time) * x[0].astype(float)
    a = generator.normal(size=(points, dimension)) * 3
    directions = generator.normal(size=(points // 2, dimension))
    directions /= numpy.linalg.norm(directions, axis=1)[:, None]
    a[generator.permutation(points)[: points // 2]] = center + 1.5 * directions
    a = a.astype(numpy.float32)
    a[points // 3:points // 3 + 400] = numpy.exp(time) * x[1] + 0.5  # the nearest 400 times
    a[points - 1] = a[points // 3]
    found = run(tmp_path, "evaluate", {"train": "npy", "train_file": save(tmp_path, "points", a), "center": "none", "times": [time],
                                       "queries_file": save(tmp_path, "queries", x), "observables": "nearest",
                                       "neighbours": neighbours, "precision": precision}, ranks)
    exact = exact_values(a, x, time, neighbours)
    float_rounding = numpy.finfo(numpy.float32).eps * (x[0].astype(float) ** 2).sum()
    assert numpy.ptp(exact["nearest_distance"][0] ** 2) < float_rounding
    assert exact["nearest_index"][1].tolist() == list(range(points // 3, points // 3 + neighbours))
    assert numpy.array_equal(found.nearest_index.values[:, 0], exact["nearest_index"])


def mixture_law(x, time):
    """Of a = +-m + z, m = (1, ..., 1): the score (arXiv 2402.18491), the denoiser, and the variance of a around it under the law with
    weights w^2, which are those of twice the snr: per class a Gaussian again, the classes weighted by their evidence."""
    signal, variance = numpy.exp(-time), noise_variance(time)
    gamma, snr, mean = variance + signal**2, signal**2 / variance, numpy.ones(x.shape[1])
    score = mean * signal / gamma * numpy.tanh(signal * x @ mean / gamma)[:, None] - x / gamma
    denoised = (variance * score + x) / signal
    narrow = 1 / (1 + 2 * snr)
    class_mean = [narrow * (sign + 2 * snr * x / signal) for sign in (1, -1)]
    first = expit(2 * (x / signal).sum(axis=1) / (1 + 1 / (2 * snr)))[:, None]
    return score, denoised, narrow + first * (class_mean[0] - denoised) ** 2 + (1 - first) * (class_mean[1] - denoised) ** 2


def queries_of_mixture(count, dimension, time, generator):
    signs = numpy.where(generator.random((count, 1)) < 0.5, -1, 1)
    a = signs + generator.normal(size=(count, dimension))
    return numpy.exp(-time) * a + numpy.sqrt(noise_variance(time)) * generator.normal(size=(count, dimension))


@pytest.mark.parametrize("source", ["law", "file"])
def test_scores_of_large_sets_are_those_of_their_law_on_average(tmp_path, source):
    """D is a mean with weights w, so over training sets it scatters by sum w^2 (a - D)^2; points of the file lie around 3, and are
    centred by the program."""
    sets, points, dimension, time, count, offset = 16, 20_000, 16, 1.5, 8, 3 if source == "file" else 0
    generator = numpy.random.default_rng(4 + SEED_SHIFT)
    centred = queries_of_mixture(count, dimension, time, generator).astype(numpy.float32).astype(float)
    options = {"queries_file": save(tmp_path, "queries", centred + numpy.exp(-time) * offset), "times": [time],
               "observables": "empirical_score,posterior_mean,inverse_participation_ratio"}
    score, denoised, spread = mixture_law(centred, time)
    off = {"empirical_score": [], "posterior_mean": []}
    parts = []
    for seed in range(sets):
        if source == "file":
            signs = numpy.where(numpy.arange(points) % 2, -1, 1)[:, None]
            a = (offset + signs + generator.normal(size=(points, dimension))).astype(numpy.float32)
            options |= {"train": "npy", "train_file": save(tmp_path, "points", a), "center": "mean"}
        else:
            options |= {"train": "mixture", "dimension": dimension, "points": points, "seed": seed + SEED_SHIFT}
        found = run(tmp_path, "evaluate", options)
        off["empirical_score"].append(found.empirical_score.values[:, 0] - score)
        off["posterior_mean"].append(found.posterior_mean.values[:, 0] - denoised - offset)
        predicted = found.inverse_participation_ratio.values * spread
        parts.append((off["posterior_mean"][-1] ** 2 / predicted).mean())
    for name, values in off.items():
        mean, error = mean_and_error(numpy.moveaxis(values, 0, -1))
        assert numpy.all(numpy.abs(mean) <= student_limit(sets, 5) * error), f"{name}: {mean / error} standard errors"
    mean, error = mean_and_error(parts)
    tolerance = student_limit(sets, 4) * error
    assert abs(mean - 1) <= tolerance < 0.4


def test_stein_identity_on_fashion_mnist(tmp_path):
    """E[x.F] = -d for x = a e^(-t) + sqrt(Delta) z. The same sum with -z/sqrt(Delta) for F has that mean too: it takes away most of the scatter."""
    images, labels = (FASHION_MNIST / f"train-{kind}-ubyte.gz" for kind in ("images-idx3", "labels-idx1"))
    assert images.exists(), "dataset-fashion-mnist is missing; cmake/setup figures installs it"
    points, queries, dimension, scale = 2000, 1000, 784, 1 / 255
    with gzip.open(images) as file:
        raw = numpy.frombuffer(file.read(16 + points * dimension), numpy.uint8, offset=16).reshape(points, dimension)
    generator = numpy.random.default_rng(5)
    times = [0.2, 1.0]
    for time in times:
        sources = raw[generator.integers(0, points, queries)] * scale
        noise = generator.normal(size=(queries, dimension))
        x = numpy.exp(-time) * sources + numpy.sqrt(noise_variance(time)) * noise
        found = run(tmp_path, "evaluate", {"train": "idx", "train_file": images, "labels_file": labels, "points": points,
                                           "scale": scale, "times": [time], "observables": "empirical_score",
                                           "queries_file": save(tmp_path, "queries", x / scale)}, 2)
        score = found.empirical_score.values[:, 0]
        mean, error = mean_and_error((x * (score + noise / numpy.sqrt(noise_variance(time)))).sum(axis=1))
        assert_within_errors(mean, error, what=f"x.F + d at t = {time}")
        assert 10 * error < 0.01 * dimension  # a score that is wrong by 1 % is far outside
