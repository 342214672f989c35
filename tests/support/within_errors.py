"""Comparisons within standard errors."""

import numpy

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
