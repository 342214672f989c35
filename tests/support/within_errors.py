"""Comparisons within standard errors."""

import numpy
from scipy.stats import norm, t

STANDARD_ERRORS = 4


def assert_within_errors(difference, *errors, what):
    """|difference| <= 4 s.e., the s.e. being the independent `errors` combined."""
    error = numpy.sqrt(sum(numpy.square(each) for each in errors))
    sigmas = numpy.abs(difference) / error
    assert numpy.all(sigmas <= STANDARD_ERRORS), f"{what}: {difference} is {sigmas} standard errors of {error}"


def mean_and_error(values):
    """Over the last axis."""
    values = numpy.asarray(values)
    return values.mean(axis=-1), values.std(axis=-1, ddof=1) / numpy.sqrt(values.shape[-1])


def student_limit(samples, sigmas):
    """Standard errors, estimated from `samples` numbers, that are exceeded as rarely as `sigmas` known ones."""
    return t.isf(norm.sf(sigmas), samples - 1)
