"""Spectra of M = snr C, with C the covariance of the posterior over training points, by their definition in double."""

import numpy

LIVE = 1e-9  # of the largest: weights below have no part in a covariance


def posterior_weights(points, x, t):
    """Of every point at the query x, from differences."""
    energies = ((x - points * numpy.exp(-t)) ** 2).sum(axis=1) / (-2 * numpy.expm1(-2 * t))
    weights = numpy.exp(energies.min() - energies)
    return weights / weights.sum()


def jacobian(points, x, t):
    """M, [d][d]."""
    weights = posterior_weights(points, x, t)
    weights = numpy.where(weights > LIVE * weights.max(), weights, 0)
    weights /= weights.sum()
    centred = points - weights @ points
    return (centred * weights[:, None]).T @ centred / numpy.expm1(2 * t)


def spectrum(points, x, t):
    """Its eigenvalues, descending."""
    return numpy.linalg.eigvalsh(jacobian(points, x, t))[::-1]
