"""Exact relations between the results of a run, query by query from the accumulators in its file, for several training sets."""

import numpy
import pytest

import posterior_values
from idx_writer import correlated_bytes, write_idx
from within_errors import STANDARD_ERRORS, expected_error, mean_and_error

ROUNDING = 1e-12  # relative; sums of doubles in another order
FLOAT_ROUNDING = 2e-6  # relative; weights from exponentials and tile sums in float, against the largest from its logit
REPLICAS, QUERIES = 5, 500
IMAGE_POINTS, IMAGE_DIMENSION = 600, 12
SCALE = 1 / 32  # brings the bytes to a width of order one

# Where E[H] = E[-ln w] is tested: below, -ln w is the less noisy of the two; above, both are ln n.
LEAST_RATIO, LARGEST_RATIO = 0.1, 0.95

SETS = {
    "gaussian": {"train": "gaussian", "dimension": 32, "variance": 1.5, "snapshots": [500, 2981]},
    "mixture": {"train": "mixture", "dimension": 48, "mean_amplitude": 0.7, "snapshots": [500, 3000]},
    "images": {"train": "idx", "scale": SCALE, "snapshots": [500, IMAGE_POINTS]},
}


@pytest.fixture(scope="module")
def images(program):
    """All points, a file with them, and a file with two classes."""
    values = correlated_bytes(IMAGE_POINTS, IMAGE_DIMENSION, seed=1)
    train, labels = program.folder / "points", program.folder / "labels"
    write_idx(train, values.reshape(IMAGE_POINTS, 3, 4))
    write_idx(labels, values[:, 0] > 128)
    return {"values": values, "options": {"train_file": train, "labels_file": labels}}


@pytest.fixture(scope="module", params=SETS)
def run(program, images, request):
    options = dict(SETS[request.param])
    if options["train"] == "idx":
        options |= images["options"]
    return program.collapse(queries=QUERIES, replicas=REPLICAS, times="logspace(0.05,2.5,24)", plain=True, **options)


def test_curves_are_the_means_of_the_observables(run):
    for name, values in posterior_values.all_values(run).items():
        numpy.testing.assert_allclose(values.mean(axis=(0, 2)), run.curves[name], rtol=ROUNDING, atol=ROUNDING, err_msg=name)


def test_enough_replicas_give_errors_from_their_scatter(run):
    for name, values in posterior_values.all_values(run).items():
        mean, error = mean_and_error(numpy.moveaxis(values.mean(axis=2), 0, -1))
        numpy.testing.assert_allclose(expected_error(name, mean, error), run.curves[name + "_stderr"], rtol=1e-9, atol=ROUNDING, err_msg=name)


def test_entropy_is_the_mean_information_about_the_source(run):
    """E[H] = E[-ln w^mu] (Bayes), as a paired difference: given the data set its mean is 0, so queries are independent."""
    values = posterior_values.all_values(run)
    log_points = numpy.log(run.curves.points.values)[None, :, None, None]
    difference = numpy.moveaxis(values["excess_entropy_ratio"] * log_points + values["source_log_weight"], (0, 2), (-2, -1))
    mean, error = mean_and_error(difference.reshape(*difference.shape[:2], -1))
    ratio = run.curves.excess_entropy_ratio.values
    tested = (ratio > LEAST_RATIO) & (ratio < LARGEST_RATIO)
    assert tested.sum() >= 10
    assert numpy.all(numpy.abs(mean[tested]) <= STANDARD_ERRORS * error[tested]), mean[tested] / error[tested]


def test_bounds_that_hold_for_every_query(run):
    values = posterior_values.all_values(run)
    assert numpy.all(values["excess_entropy_ratio"] >= 0) and numpy.all(values["excess_entropy_ratio"] <= 1 + FLOAT_ROUNDING)
    largest, participation = values["max_weight"], values["cloning_collapse"]
    assert numpy.all(largest**2 <= participation * (1 + FLOAT_ROUNDING)) and numpy.all(participation <= largest * (1 + FLOAT_ROUNDING))
    assert numpy.all(numpy.exp(values["source_log_weight"]) <= largest * (1 + FLOAT_ROUNDING))


def covariance_eigenvalues(run, images):
    """Of the training set itself; for a law, its own: ln det is concave, so the mean bound over data sets is then weaker."""
    attributes = run.curves.attrs
    if attributes["training_law"] == "idx":
        return numpy.linalg.eigvalsh(numpy.cov(SCALE * images["values"].T, bias=True))
    eigenvalues = numpy.full(attributes["dimension"], attributes["variance"])
    eigenvalues[0] += attributes.get("mean_amplitude", 0) ** 2 * attributes["dimension"]
    return eigenvalues


def test_entropy_keeps_above_the_gaussian_bound(run, images):
    """f^e >= alpha - (1/2d) sum_i ln(1 + lambda_i snr), a Gaussian channel being the most informative for a covariance."""
    whole = run.curves.isel(points=-1)
    snr = 1 / numpy.expm1(2 * whole.time.values)
    information = numpy.log1p(numpy.outer(snr, covariance_eigenvalues(run, images))).sum(axis=1) / 2
    bound = 1 - information / numpy.log(int(whole.points))
    # The scatter of five replicas is uncertain itself; the error of the queries alone is known well and never more than the true one.
    ratios = posterior_values.all_values(run)["excess_entropy_ratio"][:, -1]
    _, query_error = mean_and_error(ratios.reshape(-1, ratios.shape[-1]).T)
    slack = STANDARD_ERRORS * numpy.maximum(whole.excess_entropy_ratio_stderr.values, query_error)
    assert numpy.all(whole.excess_entropy_ratio.values >= bound - slack)
    assert bound.max() > 0.5  # or this would say nothing
