"""Closed forms of collapse, a second implementation: from the equations of src/theory/README.md, not from its code.

Integrals are taken straight from their definitions by Gauss-Legendre quadrature, roots in ln snr by Brent's method. Natural logarithms;
diffusion times t > 0; information and entropy in nats. `log_points` is ln n. Functions take numbers or arrays unless said.
"""
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, log_ndtr, ndtr

NORMAL_RANGE = 12.0  # N(z) is below 1e-31 outside
QUADRATURE_NODES = 400  # error below 1e-13 for every kappa
LOG_SNR_RANGE = 600.0  # e^{600} is still far from overflow
SQRT_TWO_PI = np.sqrt(2 * np.pi)
LARGEST_SPREAD_OF_DENSITY = 10.0  # in units of sqrt d: sqrt V never exceeds sqrt d


def signal_to_noise(t):
    """snr = e^{-2t}/Delta_t, Delta_t = 1 - e^{-2t}."""
    return np.exp(-2 * t) / -np.expm1(-2 * t)


def normal_density(u):
    return np.exp(-np.square(u) / 2) / SQRT_TWO_PI


def psi(u):
    """psi(u) = N(u) + u Phi(u), with Phi through its logarithm so that the far tail keeps its digits."""
    return normal_density(u) + u * np.exp(log_ndtr(u))


@lru_cache(maxsize=1)
def _normal_quadrature():
    """Nodes z and weights, N(z) included."""
    nodes, weights = np.polynomial.legendre.leggauss(QUADRATURE_NODES)
    z = NORMAL_RANGE * nodes
    return z, NORMAL_RANGE * weights * normal_density(z)


def average_over_logit(function, kappa):
    """E f(L) = int N(z) f(kappa + sqrt(2 kappa) z) dz, L ~ N(kappa, 2 kappa)."""
    z, weights = _normal_quadrature()
    kappa = np.asarray(kappa, dtype=float)[..., np.newaxis]
    return function(kappa + np.sqrt(2 * kappa) * z) @ weights


def two_class_agreement(kappa):
    """phi(kappa) = E[1/(1 + e^{-L})]."""
    return average_over_logit(expit, kappa)


def two_point_entropy(kappa):
    """E ln(1 + e^{-L}): entropy of two points, or of two classes, given the noised point."""
    return average_over_logit(lambda logit: np.logaddexp(0, -logit), kappa)


def class_information(kappa):
    """I_class = ln 2 - E ln(1 + e^{-L})."""
    return np.log(2) - two_point_entropy(kappa)


@dataclass(frozen=True)
class DataLaw:
    """One Gaussian (mean_amplitude = 0) or the classes +-m, |m|^2 = mean_amplitude^2 dimension, of isotropic variance."""

    dimension: float
    variance: float = 1.0
    mean_amplitude: float = 0.0

    def information(self, t):
        """I(t) = (d/2) ln(1 + sigma^2 snr) + I_class."""
        return self._information_at(signal_to_noise(t))

    def _information_at(self, snr):
        information = self.dimension / 2 * np.log1p(self.variance * snr)
        if self.mean_amplitude != 0:
            kappa = 2 * self.mean_amplitude**2 * self.dimension / (1 / snr + self.variance)
            information = information + class_information(kappa)
        return information

    def information_variance(self, t):
        """V(t) = d sigma^2 snr/(1 + sigma^2 snr)."""
        signal = self.variance * signal_to_noise(t)
        return self.dimension * signal / (1 + signal)

    def liquid_dimension(self, t):
        """2 dI/d ln snr = V + kappa (1 - phi)/(1 + sigma^2 snr): directions that the score of infinitely many points resolves."""
        g = self.variance * signal_to_noise(t)
        if self.mean_amplitude == 0:
            return self.information_variance(t)
        kappa = 2 * self.mean_amplitude**2 * self.dimension * signal_to_noise(t) / (1 + g)
        return self.information_variance(t) + kappa * average_over_logit(lambda logit: expit(-logit), kappa) / (1 + g)

    def effective_dimension(self, t, log_points):
        """d_eff = 2 I' Phi(u) - V' N(u)/sqrt(V), u = (ln n - I)/sqrt(V)."""
        g, spread = self.variance * signal_to_noise(t), np.sqrt(self.information_variance(t))
        u = (log_points - self.information(t)) / spread
        return self.liquid_dimension(t) * ndtr(u) - self.dimension * g / np.square(1 + g) * normal_density(u) / spread

    def collapse_time(self, log_points):
        """t_C with I(t_C) = ln n, for one number log_points."""
        log_snr = brentq(lambda s: self._information_at(np.exp(s)) - log_points, -LOG_SNR_RANGE, LOG_SNR_RANGE,
                         xtol=1e-14, rtol=1e-14)
        return np.log1p(np.exp(-log_snr)) / 2

    def scaling_variable(self, t, log_points):
        """(I - ln n)/sqrt V, in which phi_C is one curve for all n, d and t."""
        return (self.information(t) - log_points) / np.sqrt(self.information_variance(t))

    def excess_entropy_ratio(self, t, log_points):
        """f^e/alpha = sqrt(V) psi((ln n - I)/sqrt V)/ln n at finite size."""
        spread = np.sqrt(self.information_variance(t))
        return spread * psi(-self.scaling_variable(t, log_points)) / log_points

    def excess_entropy_ratio_asymptotic(self, t, log_points):
        """f^e/alpha = max(0, 1 - I/ln n) at infinite size."""
        return np.maximum(0, 1 - self.information(t) / log_points)

    def cloning_collapse(self, t, log_points):
        """phi_C = Phi((I - ln n)/sqrt V) at finite size."""
        return ndtr(self.scaling_variable(t, log_points))

    def entropy_threshold_time(self, log_points, threshold):
        """The time at which f^e/alpha at finite size reaches `threshold`: what the entropy estimator of t_C aims at."""
        surely_below = self.collapse_time(log_points + LARGEST_SPREAD_OF_DENSITY * np.sqrt(self.dimension))
        surely_above = self.collapse_time(log_points * (1 - threshold))  # where the infinite-size curve, a lower bound, gets there
        return brentq(lambda t: self.excess_entropy_ratio(t, log_points) - threshold, surely_below, surely_above, xtol=1e-14)
