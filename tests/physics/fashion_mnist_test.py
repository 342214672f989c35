"""Fashion-MNIST, classes 1 and 7 (raw/255 minus the global mean, the first 1000 of each class), against reference values.

Pairs are (value, standard error); where the reference gives no error, it is taken as one unit of the last digit.
Replicas permute the same 2000 images, so that errors are those of queries and noises.
"""

import gzip
import struct
from pathlib import Path

import numpy
import pytest

from within_errors import STANDARD_ERRORS, assert_within_errors

FOLDER = Path("/usr/share/datasets/fashion-mnist")
IMAGES, LABELS = FOLDER / "train-images-idx3-ubyte.gz", FOLDER / "train-labels-idx1-ubyte.gz"
CLASSES, PER_CLASS, DIMENSION = (1, 7), 1000, 784
POINTS = PER_CLASS * len(CLASSES)
DIGIT = 1e-4
FLOAT_ROUNDING = 1e-6  # of coordinates, relative

REFERENCE = {
    0.20: {"cloning_agreement": (1.0000, DIGIT), "cloning_collapse": (0.8392, 0.0017), "excess_entropy_ratio": (0.0495, 0.0006)},
    0.35: {"cloning_agreement": (0.9996, DIGIT), "cloning_collapse": (0.5089, 0.0024), "excess_entropy_ratio": (0.1914, 0.0011)},
    0.50: {"cloning_agreement": (0.9975, DIGIT), "cloning_collapse": (0.2660, 0.0020), "excess_entropy_ratio": (0.3489, 0.0012)},
    0.80: {"cloning_agreement": (0.9796, 0.0005), "cloning_collapse": (0.0648, 0.0010), "excess_entropy_ratio": (0.5919, 0.0010)},
    1.20: {"cloning_agreement": (0.8997, 0.0010), "cloning_collapse": (0.0113, 0.0003), "excess_entropy_ratio": (0.7807, 0.0006)},
    1.60: {"cloning_agreement": (0.7738, 0.0012), "cloning_collapse": (0.0027, DIGIT), "excess_entropy_ratio": (0.8867, 0.0003)},
    2.00: {"cloning_agreement": (0.6611, 0.0010), "cloning_collapse": (0.0011, DIGIT), "excess_entropy_ratio": (0.9444, 0.0002)},
    2.50: {"cloning_agreement": (0.5714, 0.0006), "cloning_collapse": (0.0007, DIGIT), "excess_entropy_ratio": (0.9784, 0.0001)},
}
COLLAPSE_TIMES = {"collapse_time_cloning": (0.352, 0.003), "collapse_time_entropy": (0.199, 0.002)}
GAUSSIAN_BOUND = 0.468
SPECIATION_AGREEMENT, SPECIATION_TIME = 0.775, (1.600, 0.009)
AROUND_COLLAPSE = [round(0.12 + 0.03 * i, 2) for i in range(20)]

pytestmark = pytest.mark.skipif(not IMAGES.exists(), reason="needs Debian's package dataset-fashion-mnist")


@pytest.fixture(scope="module")
def measured(program):
    return program.collapse(ranks=2, train="idx", train_file=IMAGES, labels_file=LABELS, classes=list(CLASSES), per_class=PER_CLASS,
                            scale=1 / 255, center="scalar", queries=POINTS, replicas=4, snapshots=[POINTS // 4, POINTS],
                            times=sorted({*REFERENCE, *AROUND_COLLAPSE})).curves


@pytest.mark.parametrize("time", REFERENCE)
def test_curves_have_the_reference_values(measured, time):
    at = measured.sel(points=POINTS, time=time)
    for variable, (value, error) in REFERENCE[time].items():
        assert_within_errors(float(at[variable]) - value, float(at[variable + "_stderr"]), error, what=f"{variable} at t = {time}")


@pytest.mark.parametrize("estimator", COLLAPSE_TIMES)
def test_collapse_times_have_the_reference_values(measured, estimator):
    at = measured.sel(points=POINTS)
    value, error = COLLAPSE_TIMES[estimator]
    assert_within_errors(float(at[estimator]) - value, float(at[estimator + "_stderr"]), error, what=estimator)


def test_classes_part_at_the_speciation_time(measured):
    curve = measured.sel(points=POINTS).cloning_agreement
    falling = curve.sel(time=[1.2, 1.6, 2.0])
    crossing = numpy.interp(-SPECIATION_AGREEMENT, -falling.values, falling.time.values)
    slope = float(curve.sel(time=2.0) - curve.sel(time=1.2)) / 0.8
    error = float(measured.sel(points=POINTS, time=1.6).cloning_agreement_stderr) / abs(slope)
    value, reference_error = SPECIATION_TIME
    assert_within_errors(crossing - value, error, reference_error, what="phi = .775")


def eigenvalues():
    """Of the covariance (with 1/n) of all selected images, read here once more."""
    labels = numpy.frombuffer(gzip.decompress(LABELS.read_bytes()), dtype=numpy.uint8, offset=8)
    chosen = numpy.concatenate([numpy.flatnonzero(labels == label)[:PER_CLASS] for label in CLASSES])
    raw = gzip.decompress(IMAGES.read_bytes())
    assert struct.unpack(">4I", raw[:16]) == (0x803, 60000, 28, 28)
    images = numpy.frombuffer(raw, dtype=numpy.uint8, offset=16).reshape(60000, DIMENSION)[chosen] / 255
    return numpy.linalg.eigvalsh(numpy.cov(images.T, bias=True)).clip(0)


def test_entropy_keeps_above_the_gaussian_bound(measured):
    """f^e >= alpha - (1/2d) sum_i ln(1 + lambda_i snr) for the covariance of the training set itself, at all times."""
    at = measured.sel(points=POINTS)
    snr = 1 / numpy.expm1(2 * at.time.values)
    information = numpy.log1p(numpy.outer(snr, eigenvalues())).sum(axis=1) / 2
    bound = 1 - information / numpy.log(POINTS)
    slack = STANDARD_ERRORS * at.excess_entropy_ratio_stderr.values
    assert numpy.all(at.excess_entropy_ratio.values >= bound - slack)
    numpy.testing.assert_allclose(at.gaussian_information, information, rtol=FLOAT_ROUNDING)
    numpy.testing.assert_allclose(at.gaussian_bound_excess_entropy_ratio, numpy.maximum(bound, 0), atol=FLOAT_ROUNDING)


def test_entropy_of_a_prefix_keeps_above_its_bound(measured):
    at = measured.isel(points=0)
    slack = STANDARD_ERRORS * at.excess_entropy_ratio_stderr
    assert (at.excess_entropy_ratio >= at.gaussian_bound_excess_entropy_ratio - slack).all()


def test_the_gaussian_bound_on_the_collapse_time(measured):
    assert float(measured.sel(points=POINTS).collapse_time_gaussian_bound) == pytest.approx(GAUSSIAN_BOUND, abs=5e-4)
    assert (measured.collapse_time_gaussian_bound >= measured.collapse_time_cloning).all()
