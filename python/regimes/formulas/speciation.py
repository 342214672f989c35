"""Closed forms of speciation, a second implementation: from the equations of src/theory/README.md, not from its code.

Natural logarithms; diffusion times t > 0. Functions take numbers or arrays.
"""
import numpy as np
from scipy.special import expit

from regimes.formulas.collapse import average_over_logit, two_class_agreement

SPECIATION_KAPPA = 2.0  # the mean of L is its fluctuation sqrt(2 kappa)


def noised_variance(variance, t):
    """Gamma_t = Delta_t + sigma^2 e^{-2t}."""
    return -np.expm1(-2 * t) + variance * np.exp(-2 * t)


def kappa_two_means(mean_norm_squared, variance, t):
    """kappa = 2 |m|^2 e^{-2t}/Gamma_t."""
    return 2 * mean_norm_squared * np.exp(-2 * t) / noised_variance(variance, t)


def agreement_with_priors(kappa, prior):
    """phi of two means with priors p and 1 - p: sum_c p_c E_c[pi_1^2 + pi_2^2], pi_1/pi_2 = (p/(1 - p)) e^{+-L} with L ~ N(kappa, 2 kappa)."""
    offset = np.log(prior / (1 - prior))

    def squares(logit):
        return expit(logit) ** 2 + expit(-logit) ** 2

    return (prior * average_over_logit(lambda logit: squares(logit + offset), kappa)
            + (1 - prior) * average_over_logit(lambda logit: squares(logit - offset), kappa))


def ising_constant(first, second):
    """c = (1/2)[T1^2/(1 - T1^2) + T2^2/(1 - T2^2) - 2 T1 T2/(1 - T1 T2)], T = tanh beta."""
    t1, t2 = np.tanh(first), np.tanh(second)
    return (t1**2 / (1 - t1**2) + t2**2 / (1 - t2**2) - 2 * t1 * t2 / (1 - t1 * t2)) / 2


def speciation_time_covariances(squared_difference):
    """(e^{-4t}/4) tr (C1 - C2)^2 = 2, from that trace."""
    return np.log(squared_difference / (4 * SPECIATION_KAPPA)) / 4


def speciation_time_variances(first, second, dimension):
    """(1/4) ln d + (1/2) ln(|v1 - v2|/(2 sqrt 2))."""
    return np.log(dimension) / 4 + np.log(np.abs(first - second) / (2 * np.sqrt(2))) / 2


def speciation_time_two_means(mean_norm_squared, variance):
    """kappa = 2."""
    return np.log(1 + mean_norm_squared - variance) / 2


def potential(q, t, mean_amplitude, variance, dimension):
    """V(q, t) = (2/Gamma - 1) q^2/2 - 2 mu^2 ln cosh(q e^{-t} sqrt(d)/Gamma)."""
    gamma = noised_variance(variance, t)
    u = q * np.exp(-t) * np.sqrt(dimension) / gamma
    return (2 / gamma - 1) * q**2 / 2 - 2 * mean_amplitude**2 * (np.logaddexp(u, -u) - np.log(2))


def potential_curvature(t, mean_amplitude, variance, dimension):
    """V''(0, t) by the series of ln cosh."""
    gamma = noised_variance(variance, t)
    return 2 / gamma - 1 - 2 * mean_amplitude**2 * np.exp(-2 * t) * dimension / gamma**2


__all__ = ["two_class_agreement", "kappa_two_means", "agreement_with_priors", "ising_constant", "speciation_time_covariances",
           "speciation_time_variances", "speciation_time_two_means", "potential", "potential_curvature"]
