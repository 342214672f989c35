"""Where a measured curve falls through a level, with its error: as src/observables/README.md, "Collapse times", has it for the program."""
import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.special import ndtri

SMALLEST_PROBABILITY = 1e-12  # probabilities are kept this far from 0 and 1
PCHIP_POINTS = 4  # fewest of an interpolant
WIDE_RATIO, LARGE_JUMP = 1.3, 0.5  # of times, and of the curve between them: a gap
PARTS = 16  # of the cell, where the interpolant is compared with a straight line


def falling_crossing(times, curve, errors, level):
    """(time, standard error) at which a probability falls through the level, NaN where it does not; the error has that of the curve there and that
    of the grid: the distance between the monotone interpolant of its probit in ln t and a straight line, or half a gap."""
    below = np.nonzero((curve[1:] <= level) & (curve[:-1] > level))[0]
    if len(below) == 0:
        return np.nan, np.nan
    i = below[-1]
    x, y = np.log(times), ndtri(np.clip(curve, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY))
    half_width = (times[i + 1] - times[i]) / 2
    slope = (y[i + 1] - y[i]) / (x[i + 1] - x[i])
    on_line = lambda value: x[i] + (value - y[i]) / slope
    at, within = on_line(ndtri(level)), np.inf
    if len(times) >= PCHIP_POINTS:
        interpolant = PchipInterpolator(x, y)
        roots = interpolant.solve(ndtri(level), extrapolate=False)
        at = min(roots, key=lambda root: abs(root - at), default=at)
        inside = np.linspace(x[i], x[i + 1], PARTS + 1)
        within = np.abs(inside - on_line(interpolant(inside))).max()
    is_gap = times[i + 1] / times[i] > WIDE_RATIO and curve[i] - curve[i + 1] >= LARGE_JUMP
    time = float(np.exp(at))
    of_grid = half_width if is_gap else min(half_width, time * np.sinh(within))
    of_curve = time * max(errors[i], errors[i + 1]) / abs((curve[i + 1] - curve[i]) / (x[i + 1] - x[i]))
    return time, float(np.hypot(of_grid, of_curve))
