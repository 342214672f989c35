"""Fractions of independent cases pooled over results, with the bounds of src/observables/fraction.hpp (Clopper and Pearson, 95 %)."""
import numpy as np
from scipy.special import betaincinv

LOW, HIGH = "_low", "_high"
DOUBT = 0.05  # that a bound does not hold


def _cases(fraction, error, low, high):
    """Independent cases behind a fraction: from its error, or where it is 0 or 1 from its bound."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = fraction * (1 - fraction) / np.square(error) + 1
        at_end = np.log(DOUBT) / np.log(np.where(fraction <= 0, 1 - high, low))
    return np.where((fraction <= 0) | (fraction >= 1), at_end, inside)


def pool(values, errors, low, high, scatter):
    """(standard error, low, high) of the plain mean over the first axis. scatter: the standard error of the mean from the scatter of results, or
    NaN where there are too few of them. A mean of 0 or 1 has no standard error."""
    mean = values.mean(axis=0)
    cases = _cases(values, errors, low, high).sum(axis=0)
    ends = (mean <= 0) | (mean >= 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(scatter > 0, scatter, np.sqrt(mean * (1 - mean) / (cases - 1)))
        cases = np.where(ends, cases, mean * (1 - mean) / np.square(error) + 1)
        counted = cases * mean
        one_sided = DOUBT ** (1 / cases)
        lower = np.where(mean <= 0, 0, np.where(mean >= 1, one_sided, betaincinv(counted, cases - counted + 1, DOUBT / 2)))
        upper = np.where(mean <= 0, 1 - one_sided, np.where(mean >= 1, 1, betaincinv(counted + 1, cases - counted, 1 - DOUBT / 2)))
    lost = np.isnan(mean)
    return np.where(ends | lost, np.nan, error), np.where(lost, np.nan, lower), np.where(lost, np.nan, upper)
