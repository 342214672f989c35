"""Gaussian and mixture sets through the real program: independently simulated values, published values and theory.

Values are means over queries and data sets, with their standard errors. Ours rest on eight replicas: the `_stderr` of the
file is the scatter of the replica means, data sets included. The difference may be four of its standard errors.
"""

import numpy
import pytest

from within_errors import assert_within_errors

REPLICAS = 8

# (n, d): {t: {variable: (value, standard error)}}, one Gaussian, sigma = 1.
SIMULATED = {
    (2981, 32): {
        0.3809: {"excess_entropy_ratio": (0.0740, 0.0011), "cloning_collapse": (0.7787, 0.0032),
                 "nearest_is_source": (0.8421, 0.0041)},
        0.4664: {"excess_entropy_ratio": (0.1678, 0.0016), "cloning_collapse": (0.5654, 0.0038),
                 "nearest_is_source": (0.6710, 0.0053)},
        0.8000: {"excess_entropy_ratio": (0.5588, 0.0014), "cloning_collapse": (0.0830, 0.0015),
                 "nearest_is_source": (0.1951, 0.0044)},
    },
    (500, 64): {
        0.8672: {"excess_entropy_ratio": (0.2013, 0.0012), "cloning_collapse": (0.5725, 0.0023),
                 "nearest_is_source": (0.6828, 0.0033)},
        1.4000: {"excess_entropy_ratio": (0.6830, 0.0007), "cloning_collapse": (0.0598, 0.0006),
                 "nearest_is_source": (0.1602, 0.0026)},
    },
    (2981, 16): {
        0.2293: {"excess_entropy_ratio": (0.1551, 0.0017), "cloning_collapse": (0.5685, 0.0043),
                 "nearest_is_source": (0.6768, 0.0060)},
    },
}

# n = 20000, d = 1024, classes +-m with |m|^2 = d, sigma = 1; the published values are those of arXiv 2402.18491.
MIXTURE = {"train": "mixture", "dimension": 1024, "snapshots": 20000, "replicas": REPLICAS, "times": [2.512, 2.904], "queries": 256}
MIXTURE_SIMULATED = {"excess_entropy_ratio": (0.5931, 0.0020), "cloning_collapse": (0.0322, 0.0018), "nearest_is_source": (0.119, 0.009)}
MIXTURE_PUBLISHED = {2.512: (0.5876, 0.0046), 2.904: (0.7852, 0.0046)}
MIXTURE_THEORY_AT_2904 = 0.7849
LAST_DIGIT = 1e-4


def row(result, time):
    return result.curves.isel(points=0).sel(time=time)


def agree(result, time, variable, value, error):
    measured = row(result, time)
    assert_within_errors(float(measured[variable]) - value, float(measured[variable + "_stderr"]), error, what=f"{variable} at t = {time}")


@pytest.fixture(scope="module", params=[1, 2], ids=["1 rank", "2 ranks"])
def gaussian(program, request):
    results = {}
    for (points, dimension), rows in SIMULATED.items():
        results[points, dimension] = program.collapse(ranks=request.param, train="gaussian", dimension=dimension, snapshots=points,
                                                      times=list(rows), queries=1000, replicas=REPLICAS)
    return results


@pytest.mark.parametrize("points, dimension, time", [(*size, time) for size, rows in SIMULATED.items() for time in rows])
def test_gaussian_sets_have_the_simulated_values(gaussian, points, dimension, time):
    for variable, (value, error) in SIMULATED[points, dimension][time].items():
        agree(gaussian[points, dimension], time, variable, value, error)


@pytest.fixture(scope="module")
def mixture(program):
    return program.collapse(ranks=2, **MIXTURE)


def test_the_mixture_has_the_simulated_values(mixture):
    for variable, (value, error) in MIXTURE_SIMULATED.items():
        agree(mixture, 2.512, variable, value, error)


@pytest.mark.parametrize("time", MIXTURE_PUBLISHED)
def test_the_mixture_has_the_published_entropy(mixture, time):
    agree(mixture, time, "excess_entropy_ratio", *MIXTURE_PUBLISHED[time])


def test_the_mixture_follows_theory_where_size_no_longer_matters(mixture):
    assert float(row(mixture, 2.904).theory_excess_entropy_ratio) == pytest.approx(MIXTURE_THEORY_AT_2904, abs=LAST_DIGIT)
    assert float(row(mixture, 2.904).theory_excess_entropy_ratio_asymptotic) == pytest.approx(MIXTURE_THEORY_AT_2904, abs=LAST_DIGIT)
    agree(mixture, 2.904, "excess_entropy_ratio", MIXTURE_THEORY_AT_2904, LAST_DIGIT)


def test_the_mixture_clones_into_the_class_of_theory(mixture):
    """phi = int N(z) dz/(1 + e^-(kappa + sqrt(2 kappa) z)), kappa = 2 |m|^2 e^-2t/Gamma_t, Gamma_t = 1 for sigma = 1.

    Points know their class better than the law does: with n = 20000 points that is beyond the error bars where phi_C is small.
    """
    time = 2.904
    kappa = 2 * MIXTURE["dimension"] * numpy.exp(-2 * time)
    nodes, weights = numpy.polynomial.hermite_e.hermegauss(200)
    agreement = numpy.sum(weights / (1 + numpy.exp(-(kappa + numpy.sqrt(2 * kappa) * nodes)))) / numpy.sqrt(2 * numpy.pi)
    agree(mixture, time, "cloning_agreement", float(agreement), 0)
