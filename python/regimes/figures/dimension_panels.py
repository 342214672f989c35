"""The panels of the effective dimension: its hump against t, and the height of the hump against n."""
import numpy as np

from regimes.figures import style
from regimes.figures.collapse_panels import THEORY_POINTS, draw_bars, shown_rows
from regimes.figures.curves_panels import looks

HEIGHTS_OF_LAW = 24  # sizes, each the largest of a curve
TIMES_OF_HEIGHT = np.geomspace(1e-3, 8, 1500)  # among which the height of the law is looked for
BOUNDS = ("gaussian_bound_effective_dimension", "gaussian_effective_dimension")  # of results of collapse and of geometry
D_EFF = r"$d_\mathrm{eff}$"


def draw_humps(axes, result, marker, numbers):
    """d_eff against t for a few snapshots, beside the law of as many points (solid) or the Gaussian bound (dash-dotted)."""
    colour = style.points_colour(result.points)
    for row in shown_rows(result.points):
        points, shade, times = result.points[row], colour(result.points[row]), result.times_of(row)
        measured, stderr = result.curve("effective_dimension", row)
        draw_bars(axes, times, measured, stderr, shade, marker, markersize=2.0, zorder=3)
        numbers.add("effective_dimension", result, points, "effective_dimension", "t", times, measured, stderr)
        bound = next((name for name in BOUNDS if name in result.data), None)
        if result.law is not None and points > 1:
            x, dashes, name = np.geomspace(times[0], times[-1], THEORY_POINTS), "-", "theory_effective_dimension"
            y = result.law.effective_dimension(x, np.log(points))
        elif bound:
            x, dashes, name = times, "-.", bound
            y = result.reference(name, row)
        else:
            continue
        axes.plot(x, y, dashes, color=shade, linewidth=0.9, zorder=2)
        numbers.add("effective_dimension", result, points, name, "t", x, y)
    highest = np.nanmax([np.append(np.nan, result.curve("effective_dimension", row)[0]) for row in shown_rows(result.points)][-1])
    axes.set_xscale("log")
    axes.set_xlim(result.times[0] / 1.05, result.times[-1] * 1.05)
    if np.isfinite(highest) and highest > 0:
        axes.set_ylim(-0.04 * highest, 1.25 * highest)  # bounds of real data run out of the panel
    axes.set_ylabel(D_EFF, labelpad=1)
    axes.set_xlabel("$t$", labelpad=1)
    style.logarithmic_ticks(axes.xaxis)


def height_of(part, row):
    """(largest d_eff, its standard error) of one n; NaN where its curve is largest at an end of its times, or has none."""
    values, stderr = part.curve("effective_dimension", row)
    if not np.isfinite(values).any():
        return np.nan, np.nan
    at = np.nanargmax(values)
    return (values[at], stderr[at]) if 0 < at < len(values) - 1 else (np.nan, np.nan)


def draw_heights(axes, slices, numbers):
    """The heights of all humps against n, beside those of the law."""
    axes.set_xscale("log")
    for part, colour, mark in looks(slices):
        heights, errors = (np.array(column) for column in zip(*(height_of(part, row) for row in range(len(part.points)))))
        draw_bars(axes, part.points, heights, errors, colour, mark, markersize=3.4, zorder=3)
        numbers.add("height", part, part.points, "largest_effective_dimension", "n", part.points, heights, errors)
        if part.law is None:
            continue
        points = np.geomspace(part.points[0], part.points[-1], HEIGHTS_OF_LAW)
        law = np.array([part.law.effective_dimension(TIMES_OF_HEIGHT, x).max() for x in np.log(points)])
        axes.plot(points, law, "-", color=colour, linewidth=0.9, zorder=2)
        numbers.add("height", part, np.round(points), "theory_largest_effective_dimension", "n", points, law)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("$n$", labelpad=1)
    axes.set_ylabel(rf"largest {D_EFF}", labelpad=1)
