"""Averages over results that differ in their seed, with the rule of src/observables/README.md, "Errors", one level up: a result is to its seed
what a replica is to a run.

| results R | mean | standard error |
|---|---|---|
| 1 | the result | its own |
| 2, 3 | plain | own errors combined, sqrt(sum_r e_r^2)/R |
| 4 or more | plain | s.d. of the results/sqrt(R) |

The error of a time or bandwidth grid, which results share, averages out in none of these: its root mean square joins the error.

Plain means, not weighted by 1/e^2: near 0 and 1 the estimated error of a curve is small where the curve itself happens to lie close to the end, so
that weights would pull the mean there. Results of one dimension have equal work, so that weights would gain little.
"""
import numpy as np
from scipy.interpolate import PchipInterpolator

from regimes.errors import ForeignFile

RESULTS_FOR_SCATTER = 4  # from here on the scatter of results gives the standard error
RULE = ("standard errors: of 1 result its own; of 2 or 3 the own errors combined, sqrt(sum e^2)/R; of 4 or more the s.d. over results with "
        "different seeds / sqrt(R)")
FEWEST_VALUES = 2  # that a grid has


def average(values, errors, of_grid=0.):
    """(mean, standard error) over the first axis; NaN where any of the results has no value, or no error where its own is asked for. of_grid: the
    part of `errors` that results share."""
    values, errors = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    own = np.sqrt(np.clip(np.square(errors) - np.square(of_grid), 0, None))
    error = scatter(values) if len(values) >= RESULTS_FOR_SCATTER else np.sqrt(np.square(own).sum(axis=0)) / len(values)
    return values.mean(axis=0), np.hypot(error, np.sqrt(np.square(of_grid).mean(axis=0)))


def scatter(values):
    """The standard error of the mean over the first axis from the scatter of results; NaN for too few of them."""
    if len(values) < RESULTS_FOR_SCATTER:
        return np.full(values.shape[1:], np.nan)
    return values.std(axis=0, ddof=1) / np.sqrt(len(values))


def over_samples(values, axes):
    """(mean, its standard error s.d./sqrt(N)) over the axes of N independent samples; no error of one sample."""
    samples = np.prod([values.shape[axis] for axis in axes])
    error = values.std(axis=axes, ddof=1) / np.sqrt(samples) if samples > 1 else np.full(values.mean(axis=axes).shape, np.nan)
    return values.mean(axis=axes), error


def common_grid(name, results):
    """The values of a coordinate that all results cover: those of the first, where they differ (real data choose them from each seed's own
    covariance)."""
    grids = [result.data[name].values for result in results]
    if all(np.array_equal(grids[0], grid) for grid in grids):
        return grids[0]
    first, last = max(grid.min() for grid in grids), min(grid.max() for grid in grids)
    grid = grids[0][(grids[0] >= first) & (grids[0] <= last)]
    if len(grid) < FEWEST_VALUES:
        raise ForeignFile(f"the {name}s of {results[0].path} and other results of d = {results[0].dimension} do not overlap; give all tasks "
                          f"of a sweep the same --{name.replace('_', '-')}s")
    return grid


def at_grid(values, axis, own, grid):
    """Values along an axis on another grid within their own: monotone cubic (PCHIP), in the logarithm of a positive grid as in
    src/observables/README.md; straight lines along what has gaps."""
    if np.array_equal(own, grid):
        return values
    scale = np.log if own.min() > 0 else np.asarray
    order = np.argsort(own)
    known, values = scale(own[order]), np.take(values, order, axis)
    if np.isfinite(values).all():
        return PchipInterpolator(known, values, axis=axis)(scale(grid))
    return np.apply_along_axis(lambda line: np.interp(scale(grid), known, line), axis, values)
