"""`regimes sample` and `regimes trajectories` on every law with classes, with the law's own score and with that of its points."""

import itertools

import numpy
import pytest
from scipy.special import logsumexp
from scipy.stats import chi2, norm

from free_points import noise_variance, run
from run_regimes import SEED_SHIFT
from within_errors import STANDARD_ERRORS, assert_within_errors

SMALL = 4  # dimensions in which all moments of a sample are compared
AMPLITUDES, MEAN_PRIORS, MEAN_VARIANCE = (1.5, 1.0, 0.5), (0.5, 0.3, 0.2), 0.6
VARIANCES, VARIANCE_PRIORS = (2.0, 0.3), (0.3, 0.7)
EXPONENTS = (0.0, 2.0)
INVERSE_TEMPERATURES = (-0.4, 1.0)
LAWS = {
    "means": {"train": "means", "mean_amplitudes": AMPLITUDES, "class_priors": MEAN_PRIORS, "variance": MEAN_VARIANCE},
    "hierarchy": {"train": "hierarchy", "mean_amplitudes": (1.6, 0.8)},
    "variances": {"train": "variances", "variances": VARIANCES, "class_priors": VARIANCE_PRIORS},
    "covariances": {"train": "covariances", "variance_exponents": EXPONENTS},
    "ising": {"train": "ising", "inverse_temperatures": INVERSE_TEMPERATURES},
}
EVERY_LAW = pytest.mark.parametrize("name", LAWS)


def seeded(options):
    return {**options, "seed": 1 + SEED_SHIFT}


def direction(number):
    """Of class means: |m|^2 = d."""
    k = numpy.arange(SMALL)
    return numpy.ones(SMALL) if number == 0 else numpy.sqrt(2) * numpy.cos(numpy.pi * number * (k + 0.5) / SMALL)


def power_law(exponent):
    variances = numpy.arange(1, SMALL + 1.0) ** -exponent
    return variances / variances.mean()


def components(name):
    """Every class as a mixture of Gaussians, [(prior, [(weight, mean, variances)])]: a chain is one of 2^d points without a width."""
    if name == "means":
        return [(p, [(1, mu * direction(c), numpy.full(SMALL, MEAN_VARIANCE))]) for c, (p, mu) in enumerate(zip(MEAN_PRIORS, AMPLITUDES))]
    if name == "hierarchy":
        first, second = (mu * direction(i) for i, mu in enumerate(LAWS[name]["mean_amplitudes"]))
        return [(1 / 4, [(1, s1 * first + s2 * second, numpy.ones(SMALL))]) for s1 in (1, -1) for s2 in (1, -1)]
    if name == "variances":
        return [(p, [(1, numpy.zeros(SMALL), numpy.full(SMALL, v))]) for p, v in zip(VARIANCE_PRIORS, VARIANCES)]
    if name == "covariances":
        return [(1 / 2, [(1, numpy.zeros(SMALL), power_law(exponent))]) for exponent in EXPONENTS]
    chains = numpy.array(list(itertools.product([1, -1], repeat=SMALL)))
    classes = []
    for beta in INVERSE_TEMPERATURES:
        mass = numpy.exp(beta * (chains[:, 1:] * chains[:, :-1]).sum(axis=1))
        classes.append((1 / 2, [(w, a, numpy.zeros(SMALL)) for w, a in zip(mass / mass.sum(), chains)]))
    return classes


def class_weights(name, x, time):
    """pi_c(x, t), [point, class], from the definition."""
    log_densities = []
    for prior, parts in components(name):
        of_parts = []
        for weight, mean, variances in parts:
            total = noise_variance(time) + numpy.exp(-2 * time) * variances
            of_parts.append(numpy.log(prior * weight) - ((x - numpy.exp(-time) * mean) ** 2 / total + numpy.log(total)).sum(axis=1) / 2)
        log_densities.append(logsumexp(of_parts, axis=0))
    return numpy.exp(numpy.array(log_densities) - logsumexp(log_densities, axis=0)).T


def moments(name, time):
    """Of every class: prior times (1, mean, second moments above the diagonal and on it)."""
    upper = numpy.triu_indices(SMALL)
    expected = []
    for prior, parts in components(name):
        weights = numpy.array([part[0] for part in parts])
        means = numpy.exp(-time) * numpy.array([part[1] for part in parts])
        spread = numpy.exp(-2 * time) * (weights @ numpy.array([part[2] for part in parts])) + noise_variance(time)
        second = (means.T * weights) @ means + numpy.diag(spread)
        expected.append(prior * numpy.concatenate([[1], weights @ means, second[upper]]))
    return expected


@EVERY_LAW
def test_end_points_are_a_sample_of_the_law(tmp_path, name):
    """E[pi_c], E[pi_c x], E[pi_c x x^T] are what points of class c have, whether or not classes overlap; all in one chi^2 per class."""
    end, count = 0.05, 4000
    found = run(tmp_path, "sample", seeded({**LAWS[name], "score": "population", "dimension": SMALL, "trajectories": count, "step": "ode-heun",
                                            "time_grid": "snr", "t_start": 5, "t_end": end, "steps": 100}))
    x = found.end_points.values
    weights = class_weights(name, x, end)
    assert numpy.allclose(found.class_weights.values[0], weights, atol=1e-9)
    upper = numpy.triu_indices(SMALL)
    features = numpy.column_stack([numpy.ones(count), x, x[:, upper[0]] * x[:, upper[1]]])
    for c, expected in enumerate(moments(name, end)):
        of_class = features * weights[:, c:c + 1]
        difference = of_class.mean(axis=0) - expected
        squared = difference @ numpy.linalg.solve(numpy.cov(of_class.T) / count, difference)
        assert squared < chi2.isf(2 * norm.sf(STANDARD_ERRORS), features.shape[1]), f"class {c}: {difference}, chi^2 = {squared}"


SHARP = {  # dimensions and classes that points show, as the likeliest class of an end is to be the right one
    "means": {"dimension": 32, "steps": 100}, "hierarchy": {"dimension": 32, "steps": 100}, "variances": {"dimension": 48, "steps": 300},
    "covariances": {"dimension": 64, "steps": 300}, "ising": {"dimension": 24, "inverse_temperatures": (0, 1.5), "steps": 100}}


def assert_identity(found, number, count):
    """Errors of a fraction p of few events are those of p, not of the fraction found."""
    expected, error = found[f"{number}_identity"].values, found[f"{number}_identity_stderr"].values
    at_least = numpy.sqrt(expected * (1 - expected) / count)
    assert_within_errors(found[number].values - expected, numpy.maximum(found[f"{number}_stderr"].values, at_least), error, what=number)


@EVERY_LAW
def test_clones_and_u_turns_of_every_law_have_their_identity(tmp_path, name):
    count = 1200
    found = run(tmp_path, "trajectories", seeded({**LAWS[name], **SHARP[name], "score": "population", "trajectories": count, "time_grid": "snr",
                                                  "t_start": 4, "t_end": 0.01, "clone_times": [0.5, 1.0], "turn_times": [0.7]}), 2)
    assert_identity(found, "cloning_agreement", count)
    assert_identity(found, "turn_same_class", count)


def test_spins_that_end_at_time_zero_have_classes(tmp_path):
    """The last uniform step seldom ends on a corner exactly, and off the corners chains have no density: their limit decides."""
    count = 500
    found = run(tmp_path, "trajectories", seeded({**LAWS["ising"], **SHARP["ising"], "score": "population", "trajectories": count, "t_start": 4,
                                                  "clone_times": [0.3, 2.5]}), 2)
    assert_identity(found, "cloning_agreement", count)


@EVERY_LAW
def test_points_of_every_law_attract_the_paths_of_their_score(tmp_path, name):
    """Exact steps: ends are training points; clones and U-turns have their identities."""
    distinct = {"inverse_temperatures": (-0.2, 0.4)} if name == "ising" else {}  # colder chains would be all up more than once
    options = seeded({**LAWS[name], **distinct, "dimension": 24, "points": 200, "step": "exact", "t_start": 4, "steps": 6})
    ends = run(tmp_path, "sample", {**options, "trajectories": 300}, 2)
    assert ends.memorised_fraction[0] == 1 and numpy.abs(ends.nearest_distance.values[0, :, 0]).max() < 1e-5
    if name == "ising":
        assert numpy.all(numpy.abs(ends.end_points.values) == 1)
    count = 1000
    found = run(tmp_path, "trajectories", {**options, "trajectories": count, "clone_times": [0.4, 1.0], "turn_times": [0.5]}, 2)
    for number in ("cloning_collapse", "cloning_agreement", "turn_same_point", "turn_same_class"):
        assert_identity(found, number, count)
