"""Regimes of kernel density estimates, a second implementation: from the equations of src/theory/README.md, not from its code.

Gaussian data of unit variance, alpha = ln n/d; bandwidths in units of the deviation of a coordinate; nats per dimension.
"""
import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import gammaln
from scipy.stats import ncx2

SMALLEST_SHARE = 1e-300
TAIL_PROBABILITY = 1e-14  # of squared distances outside the range of quadratures


def nearest_rate(share):
    """ln of the probability per dimension that |x - y|^2 = d (u + u^2) at |x|^2 = d: -(1/2) ln u - (1/2) u (1 - u), of u = `share`."""
    return -np.log(share) / 2 - share * (1 - share) / 2


def condensed_share(alpha):
    """u_G, where that rate is alpha."""
    return brentq(lambda u: nearest_rate(u) - alpha, SMALLEST_SHARE, 1, xtol=1e-15, rtol=1e-14)


def condensation_bandwidth(alpha):
    """h_G, below which a few points make rho_h."""
    u = condensed_share(alpha)
    return np.sqrt(u / (1 - u))


def central_limit_bandwidth(alpha):
    """h_CLT, above which rho_h is normal."""
    return np.sqrt(2) * condensation_bandwidth(alpha)


def kullback_leibler_bandwidth(alpha):
    """h_KL, of the least KL(rho || rho_h): the distance of the nearest point, per root of d."""
    u = condensed_share(alpha)
    return np.sqrt(u * (1 + u))


def stable_index(bandwidth, alpha):
    return np.square(bandwidth / condensation_bandwidth(alpha))


def participation_ratio(bandwidth, alpha):
    """Mean Y2."""
    return np.maximum(0, 1 - stable_index(bandwidth, alpha))


def log_density(bandwidth, alpha):
    """Typical ln rho_h(x)/d: the largest over u of the number of points, times their kernel, at squared distance d (u + u^2)."""
    squared = np.square(np.asarray(bandwidth, dtype=float))
    share = np.maximum(condensed_share(alpha), squared / (1 + squared))
    return -nearest_rate(share) - (share + share**2) / (2 * squared) - np.log(2 * np.pi * squared) / 2


def divergence(bandwidth, alpha):
    """KL(rho || rho_h)/d."""
    return -np.log(2 * np.pi * np.e) / 2 - log_density(bandwidth, alpha)


def _log_kernel_integral(kernel, dimension):
    if kernel == "gaussian":
        return dimension / 2 * np.log(2 * np.pi)
    ball = dimension / 2 * np.log(np.pi) - gammaln(dimension / 2 + 1)
    return ball if kernel == "ball" else ball + np.log(2 / (dimension + 2))


def log_mean_power(kernel, dimension, variance, bandwidth, distance_squared, power):
    """ln E[K_h(x - y)^power] over y ~ N(c, variance I) at |x - c|^2 = distance_squared, by quadrature over |x - y|^2."""
    law = ncx2(dimension, distance_squared / variance)
    limit = bandwidth**2 / variance

    def integrand(q):
        value = np.exp(-q / (2 * limit)) if kernel == "gaussian" else 1.0 if kernel == "ball" else 1 - q / limit
        return value**power * law.pdf(q)

    end = law.isf(TAIL_PROBABILITY) if kernel == "gaussian" else limit
    middle = dimension * min(1.0, limit) / 2
    mean = sum(quad(integrand, *piece, epsabs=0, epsrel=1e-11, limit=400)[0] for piece in ((0, min(middle, end)), (min(middle, end), end)))
    return np.log(mean) - power * (_log_kernel_integral(kernel, dimension) + dimension * np.log(bandwidth))


def relative_variance(kernel, dimension, variance, bandwidth, distance_squared, points):
    """Var(rho_h)/(E rho_h)^2 over training sets of `points` points."""
    first, second = (log_mean_power(kernel, dimension, variance, bandwidth, distance_squared, power) for power in (1, 2))
    return np.expm1(second - 2 * first) / points
