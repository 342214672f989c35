"""Laws of points that are known exactly: `TrainingSet(n, law=laws.mixture(32, 0.5))` draws from one, and `population` is its own score."""
import numpy as np

from regimes import _core
from regimes.arrays import at_times, queries_of, score_of

Law = _core.Law


def _priors(priors, classes):
    return [1 / classes] * classes if priors is None else [float(p) for p in priors]


def gaussian(dimension, sigma=1.0):
    """N(0, sigma^2 I)."""
    return _core.gaussian_law(dimension, sigma**2)


def mixture(dimension, mean, sigma=1.0, priors=None):
    """Two classes, +m and -m with m = mean (1, ..., 1), plus sigma N(0, I)."""
    return _core.two_means_law(dimension, mean, sigma**2, _priors(priors, 2))


def means(dimension, amplitudes, sigma=1.0, priors=None):
    """Classes of orthogonal means: the mean of class c has the square d amplitudes[c]^2, plus sigma N(0, I)."""
    return _core.several_means_law(dimension, list(amplitudes), sigma**2, _priors(priors, len(amplitudes)))


def hierarchy(dimension, first, second, sigma=1.0, priors=None):
    """a = s1 m1 + s2 m2 + sigma N(0, I), s1 and s2 = +-1: four classes."""
    return _core.hierarchy_law(dimension, first, second, sigma**2, _priors(priors, 4))


def covariances(dimension, variances, priors=None):
    """Gaussians of mean 0 with variances [class][d], or [class][1] for isotropic ones."""
    rows = [np.atleast_1d(row).astype(float).tolist() for row in variances]
    return _core.covariances_law(dimension, rows, _priors(priors, len(rows)))


def ising(dimension, inverse_temperatures, priors=None):
    """Open Ising chains of spins +-1, a class for every inverse temperature."""
    return _core.ising_law(dimension, list(inverse_temperatures), _priors(priors, len(inverse_temperatures)))


def population(law, x, t):
    """Exact values of a law for x [..., d] at times t, broadcast against the leading dimensions: {"log_density": [...], "mean": [..., d],
    "score": [..., d], "class_weights": [..., class]}, the density in nats."""
    sizes = {"log_density": (), "mean": (law.dimension,), "class_weights": (law.classes,)}
    results = at_times(*queries_of(x, law.dimension, "law"), t, law.population, sizes)
    return {**results, "score": score_of(x, results["mean"], t)}
