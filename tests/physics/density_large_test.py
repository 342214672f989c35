"""The regimes of `regimes kde` at d = 60, alpha = .2, fixed x with |x|^2 = d, over 400 training sets."""

import numpy
import pytest
from regimes.formulas import density as theory

from density_values import log_density
from run_regimes import SEED_SHIFT

DIMENSION, ALPHA, REPLICAS, QUERIES = 60, 0.2, 400, 8
POINTS = round(numpy.exp(ALPHA * DIMENSION))
CENTRAL_LIMIT, CONDENSATION = theory.central_limit_bandwidth(ALPHA), theory.condensation_bandwidth(ALPHA)
BANDWIDTHS = [float(h) for h in (0.8 * CONDENSATION, CONDENSATION, CENTRAL_LIMIT, 1.3 * CENTRAL_LIMIT)]
STANDARD_ERRORS = 4
NORM_ROUNDING = 1e-6  # |x|^2 is d to the rounding of float coordinates


@pytest.fixture(scope="module")
def measured(program):
    """ln(rho_h/E rho_h): (replica and query, bandwidth). The law at all x of one norm is the same."""
    found = program.kde(dimension=DIMENSION, points=POINTS, snapshots=[POINTS], replicas=REPLICAS, queries=QUERIES, fixed_query=True,
                        bandwidths=BANDWIDTHS)
    assert numpy.allclose(found.state.query_norm_squared, DIMENSION, rtol=1e-5)
    return found, log_density(found)[:, 0] - found.curves.theory_log_mean_density.values


@pytest.fixture(scope="module")
def simulated():
    """The same from squared distances drawn one by one: noncentral chi-squared numbers."""
    rng = numpy.random.default_rng(77 + SEED_SHIFT)
    h = numpy.array(BANDWIDTHS)
    log_mean = -DIMENSION / 2 * numpy.log1p(1 / h**2) - DIMENSION / (2 * (1 + h**2))
    values = []
    for _ in range(REPLICAS):
        squared = (numpy.sqrt(DIMENSION) - rng.normal(size=POINTS)) ** 2 + rng.chisquare(DIMENSION - 1, size=POINTS)
        values.append([numpy.log(numpy.exp(-squared / (2 * each * each)).mean()) for each in h] - log_mean)
    return numpy.array(values)


def test_deviation_above_the_central_limit_is_its_closed_form(measured):
    found, log_ratio = measured
    expected = numpy.sqrt(theory.relative_variance("gaussian", DIMENSION, 1.0, BANDWIDTHS[3], DIMENSION, POINTS))
    assert numpy.exp(log_ratio[..., 3]).std(ddof=1) == pytest.approx(expected, rel=0.1)
    assert float(found.curves.ratio_to_mean_deviation[0, 3]) == pytest.approx(numpy.exp(log_ratio[..., 3]).std(ddof=1), rel=NORM_ROUNDING)


@pytest.mark.parametrize("bandwidth", range(3))
@pytest.mark.parametrize("level", [0.25, 0.5, 0.75])
def test_quartiles_are_those_of_a_simulation(measured, simulated, bandwidth, level):
    """The part of the simulated numbers below a measured quartile is binomial."""
    quartile = numpy.quantile(measured[1][..., bandwidth], level)
    below = (simulated[:, bandwidth] < quartile).mean()
    error = numpy.sqrt(level * (1 - level) * (1 / REPLICAS + 1 / (REPLICAS * QUERIES)))
    assert abs(below - level) < STANDARD_ERRORS * error
    stored = measured[0].curves.ratio_to_mean_quantile.sel(quantile=level).values[0, bandwidth]
    assert stored == pytest.approx(numpy.quantile(numpy.exp(measured[1][..., bandwidth]), level), rel=NORM_ROUNDING)


def test_tails_get_heavier_and_few_points_rule(measured):
    tail = measured[0].curves.tail_index.values[0]
    assert tail[0] < tail[1] < tail[2] < tail[3]
    share = measured[0].curves.participation_ratio.values[0]
    assert share[0] > share[1] > share[2] > share[3]
