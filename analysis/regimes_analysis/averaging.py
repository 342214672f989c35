"""Averages over results that differ in their seed, with the rule of src/observables/README.md, "Errors", one level up: a result is to its seed
what a replica is to a run.

| results R | mean | standard error |
|---|---|---|
| 1 | the result | its own |
| 2, 3 | plain | own errors combined, sqrt(sum_r e_r^2)/R |
| 4 or more | plain | s.d. of the results/sqrt(R) |

Plain means, not weighted by 1/e^2: near 0 and 1 the estimated error of a curve is small where the curve itself happens to lie close to the end, so
that weights would pull the mean there. Results of one dimension have equal work, so that weights would gain little.
"""
import numpy as np
from scipy.interpolate import PchipInterpolator

from regimes_analysis.errors import ForeignFile

RESULTS_FOR_SCATTER = 4  # from here on the scatter of results gives the standard error
RULE = ("standard errors: of 1 result its own; of 2 or 3 the own errors combined, sqrt(sum e^2)/R; of 4 or more the s.d. over results with "
        "different seeds / sqrt(R)")
FEWEST_TIMES = 2  # that a curve has


def average(values, errors):
    """(mean, standard error) over the first axis; NaN where any of the results has no value."""
    values, errors = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    results = len(values)
    if results >= RESULTS_FOR_SCATTER:
        return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(results)
    return values.mean(axis=0), np.sqrt(np.square(errors).sum(axis=0)) / results


def common_times(results):
    """The times that all results cover: those of the first, where they differ (real data choose them from each seed's own covariance)."""
    grids = [result.times for result in results]
    if all(np.array_equal(grids[0], grid) for grid in grids):
        return grids[0]
    first, last = max(grid[0] for grid in grids), min(grid[-1] for grid in grids)
    times = grids[0][(grids[0] >= first) & (grids[0] <= last)]
    if len(times) < FEWEST_TIMES:
        raise ForeignFile(f"the times of {results[0].path} and other results of d = {results[0].dimension} do not overlap; give all tasks "
                          "of a sweep the same --times")
    return times


def at_times(curve, grid, times):
    """A curve on other times within its own: monotone cubic (PCHIP) in ln t, as in src/observables/README.md."""
    if np.array_equal(grid, times):
        return curve
    return PchipInterpolator(np.log(grid), curve)(np.log(times))
