"""`regimes kde` against closed forms, another implementation, brute force and itself."""

import gzip
from pathlib import Path

import numpy
import pytest
from regimes.formulas import density as theory
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn.neighbors import KernelDensity

from density_values import log_density
from run_regimes import SEED_SHIFT
from within_errors import STANDARD_ERRORS, assert_within_errors, student_limit

KERNELS = {"gaussian": "gaussian", "ball": "tophat", "epanechnikov": "epanechnikov"}  # and the names of scikit-learn
FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")


@pytest.fixture(scope="module")
def broad(program):
    """Bandwidths above h_CLT, where the central limit theorem holds; the same queries in all training sets."""
    return program.kde(dimension=12, points=400, snapshots=[400], replicas=400, queries=8, fixed_query=True, bandwidths=[2.0, 2.5, 3.0])


def test_mean_is_the_exact_convolution(broad):
    """N(0, (1 + h^2) I): the mean of rho_h over its own mean is 1."""
    assert_within_errors(broad.curves.ratio_to_mean.values - 1, broad.curves.ratio_to_mean_stderr.values, what="rho_h/E rho_h")


def test_variance_is_its_closed_form(broad):
    """Errors of the s.d. from the scatter between queries, whose estimates are all of one law."""
    h, d = broad.curves.bandwidth.values, 12
    ratio = numpy.exp(log_density(broad)[:, 0] + d / 2 * numpy.log(2 * numpy.pi * (1 + h**2)) + d / (2 * (1 + h**2)))
    variances = ratio.var(axis=0, ddof=1)  # query, bandwidth
    expected = [theory.relative_variance("gaussian", d, 1.0, each, d, 400) for each in h]
    difference, error = variances.mean(axis=0) - expected, variances.std(axis=0, ddof=1) / numpy.sqrt(len(variances))
    assert numpy.all(abs(difference) < student_limit(len(variances), STANDARD_ERRORS) * error)
    assert numpy.allclose(broad.curves.theory_relative_deviation.values[0] ** 2, expected, rtol=1e-8)


def test_all_kernels_have_the_mean_of_their_convolution(program):
    for kernel in ("ball", "epanechnikov"):
        found = program.kde(kernel=kernel, dimension=5, points=3000, replicas=8, queries=100, bandwidths=[1.5, 2.5])
        assert_within_errors(found.curves.ratio_to_mean.values[-1] - 1, found.curves.ratio_to_mean_stderr.values[-1], what=kernel)


@pytest.mark.parametrize("choice", [{"fixed_query": True, "queries": 20}, {}, {"leave_one_out": True}])
def test_points_of_laws_with_other_classes(program, choice):
    """Zero-mean classes of variances v: E rho_h(x) is the mean of the densities N(0, (v + h^2) I)."""
    variances, dimension = numpy.array([1.5, 0.5]), 4
    found = program.kde(**{"train": "variances", "variances": list(variances), "dimension": dimension, "snapshots": [600], "replicas": 16,
                           "queries": 200, "bandwidths": [0.8, 1.5], **choice})
    h2 = found.curves.bandwidth.values ** 2
    norms = found.state.query_norm_squared.values[:, :, None]
    expected = sum(numpy.exp(-norms / (2 * (v + h2))) / (2 * numpy.pi * (v + h2)) ** (dimension / 2) for v in variances) / 2
    ratio = (numpy.exp(log_density(found)[:, 0]) / expected).mean(axis=1)  # replica, bandwidth
    error = ratio.std(axis=0, ddof=1) / numpy.sqrt(len(ratio))
    assert numpy.all(abs(ratio.mean(axis=0) - 1) < student_limit(len(ratio), STANDARD_ERRORS) * error)
    assert numpy.all(error < 0.02)


def split_of_file(folder, result, array):
    """Queries and training points: held-out rows of the file are told by their norms."""
    norms = (array.astype(float) ** 2).sum(axis=1)
    held_out = [int(numpy.abs(norms - norm).argmin()) for norm in result.state.query_norm_squared.values[0]]
    assert len(set(held_out)) == len(held_out)
    return array[held_out].astype(float), numpy.delete(array, held_out, axis=0).astype(float)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("dimension", [1, 3, 8])
@pytest.mark.parametrize("precision", ["float", "double"])
def test_agrees_with_scikit_learn(program, tmp_path, kernel, dimension, precision):
    array = numpy.random.default_rng(3).normal(size=(250, dimension)).astype(numpy.float32)
    numpy.save(tmp_path / "points.npy", array)
    scale = numpy.sqrt(dimension) if kernel != "gaussian" else 1
    found = program.kde(train="npy", train_file=tmp_path / "points.npy", center="none", queries=50, snapshots=[200], kernel=kernel,
                        bandwidths=[float(0.7 * scale), float(1.3 * scale)], precision=precision)
    queries, training = split_of_file(tmp_path, found, array)
    for i, h in enumerate(found.curves.bandwidth.values):
        expected = KernelDensity(kernel=KERNELS[kernel], bandwidth=h, rtol=1e-12).fit(training).score_samples(queries)
        ours = log_density(found)[0, 0, :, i]
        nearest = ((queries[:, None, :] - training[None, :, :]) ** 2).sum(axis=2).min(axis=1)
        has_points = (nearest < h * h) if kernel != "gaussian" else numpy.full(len(queries), True)
        assert numpy.array_equal(numpy.isfinite(ours), has_points)  # where there are none, scikit-learn may return round-off
        assert has_points.any() and numpy.abs(numpy.exp(ours[has_points] - expected[has_points]) - 1).max() < 1e-5


@pytest.mark.parametrize("precision", ["float", "double"])
def test_ball_counts_are_those_of_brute_force(program, tmp_path, precision):
    """On a lattice many points lie on the edge, which belongs to the ball."""
    rng = numpy.random.default_rng(5)
    lattice = numpy.unique(rng.integers(-4, 5, size=(900, 3)), axis=0)
    lattice = lattice + 0.001 * numpy.arange(len(lattice))[:, None] * (numpy.arange(len(lattice))[:, None] < 40)  # told by their norms
    array = lattice.astype(numpy.float32)
    numpy.save(tmp_path / "points.npy", array)
    n = len(array)
    found = program.kde(train="npy", train_file=tmp_path / "points.npy", center="none", leave_one_out=True, queries=n, snapshots=[n],
                        kernel="ball", bandwidths=[1.0, 2.0, 3.0, 5.0], precision=precision)
    squared = ((array[:, None, :].astype(float) - array[None, :, :].astype(float)) ** 2).sum(axis=2)
    norms = (array.astype(float) ** 2).sum(axis=1)
    for i, h in enumerate(found.curves.bandwidth.values):
        counts = (squared <= h * h).sum(axis=1) - 1
        ours = found.state.logit_sum.values[0, 0, :, i]
        expected = sorted(zip(norms.round(6), counts))
        assert sorted(zip(found.state.query_norm_squared.values[0].round(6), ours.astype(int))) == expected


def test_best_bandwidth_falls_towards_that_of_theory(program):
    """alpha = .2: 1.020 at d = 20, on the way to h_KL."""
    best = {}
    for dimension in (10, 20, 30):
        found = program.kde(dimension=dimension, log_points_per_dimension=0.2, snapshots=[round(numpy.exp(0.2 * dimension))],
                            replicas=400, queries=40, bandwidths="linspace(0.8,1.5,29)").curves
        best[dimension] = float(found.best_bandwidth[0]), float(found.best_bandwidth_stderr[0])
    assert abs(best[20][0] - 1.020) < 0.03
    assert best[10][0] > best[20][0] > best[30][0] > theory.kullback_leibler_bandwidth(0.2)
    assert all(error < 0.01 for _, error in best.values())


@pytest.mark.parametrize("kernel", KERNELS)
def test_ranks_give_the_numbers_of_one(program, kernel):
    options = {"dimension": 6, "snapshots": [300, 2000], "queries": 30, "kernel": kernel, "bandwidths": [0.8, 1.5, 3.0]}
    one = program.kde(**options)
    for ranks, groups in ((2, 1), (3, 1), (2, 2)):
        found = program.kde(ranks=ranks, query_groups=groups, **options)
        numpy.testing.assert_array_equal(found.state.nearest_index, one.state.nearest_index)
        if kernel == "ball":
            numpy.testing.assert_array_equal(found.state["sum"], one.state["sum"])
        numpy.testing.assert_allclose(log_density(found), log_density(one), rtol=3e-6, atol=3e-6)


def test_leave_one_out_leaves_one_out(program, tmp_path):
    array = numpy.random.default_rng(8).normal(size=(60, 2)).astype(numpy.float32)
    numpy.save(tmp_path / "points.npy", array)
    found = program.kde(train="npy", train_file=tmp_path / "points.npy", center="none", leave_one_out=True, queries=60, snapshots=[60],
                        bandwidths=[0.5], precision="double")
    expected = []
    for i in range(60):
        expected.append(KernelDensity(bandwidth=0.5, rtol=1e-12).fit(numpy.delete(array, i, axis=0)).score_samples(array[i:i + 1])[0])
    assert float(found.curves.log_density[0, 0]) == pytest.approx(numpy.mean(expected), abs=1e-9)


def test_held_out_likelihood_of_images_has_an_optimum(program):
    if not FASHION_MNIST.exists():
        pytest.fail("needs Debian's package dataset-fashion-mnist")
    images, labels = FASHION_MNIST / "train-images-idx3-ubyte.gz", FASHION_MNIST / "train-labels-idx1-ubyte.gz"
    shared = {"train": "idx", "train_file": images, "labels_file": labels, "classes": [1, 7], "per_class": 1000, "scale": 1 / 255,
              "queries": 500, "replicas": 4, "bandwidths": "logspace(.05,1,30)"}
    held_out = program.kde(snapshots=[500, 1500], **shared).curves
    best, error = held_out.best_bandwidth.values, held_out.best_bandwidth_stderr.values
    assert numpy.all(numpy.isfinite(best)) and best[1] < best[0]
    left_out = program.kde(leave_one_out=True, snapshots=[1500], **shared).curves
    assert abs(best[1] - float(left_out.best_bandwidth[0])) < 4 * numpy.hypot(error[1], float(left_out.best_bandwidth_stderr[0])) + 0.02
    # The mean of ln rho_h by brute force, over other splits of the same 2000 images.
    with gzip.open(images) as stream:
        pixels = numpy.frombuffer(stream.read()[16:], dtype=numpy.uint8).reshape(-1, 784) / 255
    with gzip.open(labels) as stream:
        label = numpy.frombuffer(stream.read()[8:], dtype=numpy.uint8)
    chosen = numpy.concatenate([pixels[label == c][:1000] for c in (1, 7)])
    rng = numpy.random.default_rng(2 + SEED_SHIFT)
    row = int(held_out.log_density.values[1].argmax())
    h, means = float(held_out.bandwidth[row]), []
    for _ in range(4):
        order = rng.permutation(len(chosen))
        x, y = chosen[order[:500]], chosen[order[500:]]
        squared = (x**2).sum(1)[:, None] + (y**2).sum(1)[None, :] - 2 * x @ y.T
        logits = -squared / (2 * h * h)
        top = logits.max(axis=1, keepdims=True)
        means.append(float((top[:, 0] + numpy.log(numpy.exp(logits - top).mean(axis=1)) - 392 * numpy.log(2 * numpy.pi * h * h)).mean()))
    assert_within_errors(numpy.mean(means) - float(held_out.log_density[1, row]), numpy.std(means, ddof=1) / 2,
                         float(held_out.log_density_stderr[1, row]), what="held-out likelihood")


@pytest.mark.parametrize("size", [3, 5, 10, 20, 50])
def test_best_bandwidth_on_grids_of_every_size(program, tmp_path, size):
    """The maximum of the leave-one-out likelihood itself, which is 1.129 for these points."""
    points = numpy.random.default_rng(3).normal(size=(200, 64))
    numpy.save(tmp_path / "points.npy", points)
    squares = ((points[:, None] - points) ** 2).sum(axis=2)
    numpy.fill_diagonal(squares, numpy.inf)
    right = numpy.exp(minimize_scalar(lambda log_h: -(logsumexp(-squares / (2 * numpy.exp(2 * log_h)), axis=1) - 64 * log_h).mean(),
                                      bounds=(-3, 3), method="bounded", options={"xatol": 1e-9}).x)
    assert abs(right - 1.129) < 1e-3
    found = program.kde(train="npy", train_file=tmp_path / "points.npy", points=200, snapshots=[200], leave_one_out=True, queries=200,
                        bandwidths=list(numpy.geomspace(0.1, 10, size))).curves
    value, grid_error = float(found.best_bandwidth[0]), float(found.best_bandwidth_grid_error[0])
    assert abs(value - right) < 1.96 * grid_error and grid_error < (0.15 if size < 10 else 0.02)
    assert 0.003 < found.best_bandwidth_stderr[0] < 0.01 + 1.1 * grid_error


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_bandwidths_chosen_in_few_dimensions_have_the_best(program, dimension):
    found = program.kde(dimension=dimension, points=2000, snapshots=[200, 2000], queries=500).curves
    grid = found.bandwidth.values
    for rule in (found.scott_bandwidth.values, found.silverman_bandwidth.values, found.best_bandwidth.values):
        assert numpy.all((grid[0] < rule) & (rule < grid[-1]))
    assert numpy.isfinite(found.best_bandwidth_stderr.values).all()
