"""Pooled fractions and the errors of grids in averages and tables, beside SciPy and closed forms."""
import numpy as np
import pytest
from numpy.testing import assert_allclose
from regimes.sweeps.averaging import average, scatter
from regimes.figures.crossing import falling_crossing
from regimes.sweeps.fractions import pool
from regimes.results.digits import number
from scipy.special import ndtr
from scipy.stats import binomtest

NAN = float("nan")


def of_cases(with_it, cases):
    """(fraction, standard error, low, high) as the program writes them."""
    fraction = with_it / cases
    if with_it in (0, cases):
        bound = .05 ** (1 / cases)
        return fraction, NAN, 0 if with_it == 0 else bound, 1 - bound if with_it == 0 else 1
    bounds = binomtest(with_it, cases).proportion_ci(.95, "exact")
    return fraction, np.sqrt(fraction * (1 - fraction) / (cases - 1)), bounds.low, bounds.high


@pytest.mark.parametrize("counts", [(0, 0), (200, 200, 200), (3, 0), (17, 40, 200), (200, 199)])
def test_few_results_are_pooled_to_one_sample(counts):
    values, errors, low, high = np.array([of_cases(count, 200) for count in counts]).T
    expected = of_cases(sum(counts), 200 * len(counts))
    assert_allclose(pool(values, errors, low, high, scatter(values)), expected[1:], rtol=1e-9)


def test_many_results_have_the_bounds_of_their_scatter():
    values, errors, low, high = np.array([of_cases(count, 100) for count in (50, 60, 40, 70)]).T
    error, lower, upper = pool(values, errors, low, high, scatter(values))
    cases = .55 * .45 / error ** 2 + 1
    assert error == pytest.approx(values.std(ddof=1) / 2)
    assert (lower, upper) == pytest.approx((.55 - 1.96 * error, .55 + 1.96 * error), abs=2 / cases)
    assert all(np.isnan(pool(*np.full((4, 2), NAN), NAN)))


@pytest.mark.parametrize("results", [1, 3, 6])
def test_the_error_of_a_grid_does_not_average_out(results):
    values = np.linspace(1, 1.01, results)
    _, error = average(values, np.full(results, np.hypot(.01, .3)), np.full(results, .3))
    own = scatter(values) if results > 3 else .01 / np.sqrt(results)
    assert error == pytest.approx(np.hypot(own, .3))


def test_tables_print_bounds_where_there_is_no_error():
    assert number(*of_cases(0, 400)) == "below 0.0075 (95 %)"
    assert number(*of_cases(400, 400)) == "above 0.9925 (95 %)"
    assert number(*of_cases(100, 400)) == "0.250 ± 0.022"
    assert number(0.0, 0.0) == number(0.0) == "0.000"


@pytest.mark.parametrize("size", [2, 3, 5, 8, 12, 50])
def test_a_crossing_lies_within_its_error(size):
    """phi = Phi(-3 sinh(ln t)): 1/2 at t = 1, and curved around."""
    for shift in np.linspace(-.4, .4, 9):
        times = np.exp(np.linspace(-2, 2, size) + shift)
        curve = ndtr(-3 * np.sinh(np.log(times)))
        time, error = falling_crossing(times, curve, np.zeros(size), .5)
        assert abs(time - 1) <= 1.96 * error + 1e-9
        if size == 50:
            assert error < .01
        if size == 2:
            assert error == pytest.approx((times[1] - times[0]) / 2)
    assert np.isnan(falling_crossing(times, np.ones(size), np.zeros(size), .5)).all()
    assert falling_crossing(times, curve, np.full(size, .1), .5)[1] > .1 / 2, "the error of the curve joins"
