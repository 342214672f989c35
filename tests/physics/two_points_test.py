"""Two training points, where everything is known exactly: the log odds of the source are L ~ N(kappa, 2 kappa), kappa = |a1 - a2|^2 snr/2."""

import numpy
import pytest
from scipy import stats

import posterior_values
from idx_writer import write_idx
from within_errors import assert_within_errors, mean_and_error

POINTS = numpy.array([[10, 200, 30, 77], [60, 180, 30, 90]])
SCALE = 1 / 50
KAPPAS = [8, 4, 2, 1.815, 0.5, 0.1]
QUERIES = 40000
AT_1815 = {"Y2": 0.7600, "H": 0.3778}  # of kappa = 1.815, four digits


def time_of(kappa):
    squared_distance = SCALE**2 * numpy.square(POINTS[0] - POINTS[1]).sum()
    return numpy.log1p(squared_distance / (2 * kappa)) / 2


def expectation(kappa, function):
    """E[function(L)] by Gauss-Hermite quadrature."""
    nodes, weights = numpy.polynomial.hermite_e.hermegauss(150)
    return numpy.sum(weights * function(kappa + numpy.sqrt(2 * kappa) * nodes)) / numpy.sqrt(2 * numpy.pi)


EXPECTED = {  # E[H] = E[-ln w] and E[Y2] = E[w], w = 1/(1 + e^-L)
    "excess_entropy_ratio": lambda kappa: expectation(kappa, lambda odds: numpy.logaddexp(0, -odds)) / numpy.log(2),
    "source_log_weight": lambda kappa: -expectation(kappa, lambda odds: numpy.logaddexp(0, -odds)),
    "cloning_collapse": lambda kappa: expectation(kappa, lambda odds: 1 / (1 + numpy.exp(-odds))),
    "nearest_is_source": lambda kappa: stats.norm.cdf(numpy.sqrt(kappa / 2)),
}


@pytest.fixture(scope="module")
def run(program):
    file = program.folder / "two"
    write_idx(file, POINTS)
    return program.collapse(train="idx", train_file=file, scale=SCALE, snapshots=2, queries=QUERIES, plain=True,
                            times=[time_of(kappa) for kappa in KAPPAS])


@pytest.mark.parametrize("name", EXPECTED)
def test_two_points_are_exactly_solvable(run, name):
    """Noises are independent given the two points, so the errors are those of independent queries, not of two clusters."""
    _, errors = mean_and_error(posterior_values.all_values(run)[name][0, 0].T)
    for mean, error, kappa in zip(run.curves[name].values[0], errors, KAPPAS):
        assert_within_errors(mean - EXPECTED[name](kappa), error, what=f"{name} at kappa = {kappa}")


def test_the_expected_values_are_the_known_ones():
    assert EXPECTED["cloning_collapse"](1.815) == pytest.approx(AT_1815["Y2"], abs=5e-5)
    assert EXPECTED["excess_entropy_ratio"](1.815) * numpy.log(2) == pytest.approx(AT_1815["H"], abs=5e-5)
