"""Comparisons within standard errors."""

import numpy
from scipy.stats import norm, t

STANDARD_ERRORS = 4
ROUNDING_OF_SUMS = 1e-7  # relative, in float: no standard error is below


def assert_within_errors(difference, *errors, what):
    """|difference| <= 4 s.e., the s.e. being the independent `errors` combined."""
    error = numpy.sqrt(sum(numpy.square(each) for each in errors))
    sigmas = numpy.abs(difference) / error
    assert numpy.all(sigmas <= STANDARD_ERRORS), f"{what}: {difference} is {sigmas} standard errors of {error}"


def mean_and_error(values):
    """Over the last axis."""
    values = numpy.asarray(values)
    return values.mean(axis=-1), values.std(axis=-1, ddof=1) / numpy.sqrt(values.shape[-1])


def expected_error(name, mean, error):
    """Errors are no smaller than the rounding of sums; a fraction of 0 or 1 has bounds instead of one."""
    error = numpy.maximum(error, ROUNDING_OF_SUMS * numpy.abs(mean))
    return numpy.where((mean == 0) | (mean == 1), numpy.nan, error) if name == "nearest_is_source" else error


def student_limit(samples, sigmas):
    """Standard errors, estimated from `samples` numbers, that are exceeded as rarely as `sigmas` known ones."""
    return t.isf(norm.sf(sigmas), samples - 1)
