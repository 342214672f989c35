"""The figure of the geometry of scores: the hump of d_eff, its height, the spectrum of the Jacobian with the line m = 1, and unstable directions."""
from string import ascii_lowercase

import numpy as np

from regimes.figures import style
from regimes.figures.collapse_panels import draw_bars, shown_rows
from regimes.figures.dimension_panels import draw_heights, draw_humps
from regimes.figures.figure_format import Format
from regimes.figures.numbers import PlottedNumbers
from regimes.results.geometry import has_spectra
from regimes.results.labels import law_label

HEIGHT, LABEL_WIDTH = 2.1, 0.06  # inches
PANELS = ("dimension", "height", "eigenvalues", "unstable")
MOST_EIGENVALUES, LAST_EIGENVALUE = 6, 16  # shown; beyond, they can hardly be told from 0
BAND = (0.05, 0.95)  # of the largest eigenvalue over queries
CAPTIONS = {
    "dimension": r"Directions that the score of $n$ points resolves; lines: the finite-size law, or (dash-dotted) the Gaussian with the covariance of the points at "
                 "infinite size",
    "height": "the height of that hump against the number of points; lines: the law",
    "eigenvalues": r"mean eigenvalues of $M=1+\Delta_tJ$ of the largest set; above the line $m=1$ flow lines separate; shade: the largest of 90 % of the queries; "
                   "dashed: the Gaussian at infinite size",
    "unstable": "mean number of eigenvalues above 1",
}


def draw_geometry(results, how=Format()):
    """results: Results of `regimes geometry`. The figure, and PlottedNumbers."""
    shown = [(name, result) for name in PANELS for result in _drawn_of(name, results)]
    chosen = how.chosen([name for name in PANELS if any(name == drawn for drawn, _ in shown)])
    shown = [(name, result) for name, result in shown if name in chosen]
    letters = {name: f"({letter})" for name, letter in zip(chosen, ascii_lowercase)}
    words = "; ".join(f"{letter} {CAPTIONS[name]}" for name, letter in letters.items())
    columns = min(how.most_columns, len(shown))
    if len(shown) == 2 * (columns - 1):
        columns -= 1  # two even rows
    page = how.page([HEIGHT] * -(-len(shown) // columns), f"{words}. Bars: {style.STANDARD_ERRORS_IN_A_BAR} standard errors.")
    numbers = PlottedNumbers()
    for index, (name, result) in enumerate(shown):
        axes = page.axes((index // columns, index % columns, columns, 1), before=LABEL_WIDTH)
        _DRAW[name](axes, result, numbers)
        style.title(axes, letters[name] if isinstance(result, list) else f"{letters[name]} {law_label(result)}")
    return page.figure, numbers


def _drawn_of(name, results):
    """What has a panel of this name: results by themselves, or several together."""
    if name == "dimension":
        return results
    if name == "height":
        several = [result for result in results if len(result.points) > 1]
        return [several] if several else []
    return [result for result in results if has_spectra(result)]


def _draw_dimension(axes, result, numbers):
    draw_humps(axes, result, style.marker(0), numbers)
    _size_legend(axes, result)


def _draw_height(axes, results, numbers):
    draw_heights(axes, results, numbers)
    if len(results) > 1:
        for result, colour in zip(results, style.dimension_colours(len(results))):
            axes.plot([], [], "-", color=colour, label=law_label(result))
        axes.legend(loc="upper left")


def _size_legend(axes, result):
    colour = style.points_colour(result.points)
    for row in shown_rows(result.points):
        axes.plot([], [], linestyle="none", marker=style.marker(0), markersize=2.5, color=colour(result.points[row]),
                  label=f"$n=${style.count_label(int(result.points[row]))}")
    axes.legend(loc="upper right", handletextpad=0.1)


def _ranks(count):
    """A few places of eigenvalues, from 0, closer at the largest."""
    count = min(count, LAST_EIGENVALUE)
    return np.unique(np.geomspace(1, count, min(count, MOST_EIGENVALUES)).round().astype(int)) - 1


def _draw_eigenvalues(axes, result, numbers):
    row, times = len(result.points) - 1, result.times
    values, stderr = result.curve("jacobian_eigenvalue", row)
    liquid = result.values("liquid_eigenvalue", row) if "liquid_eigenvalue" in result.data else np.full(values.shape, np.nan)
    low, high = result.data["largest_eigenvalue_quantile"].sel(quantile=list(BAND), method="nearest").values[row].T
    ranks = _ranks(values.shape[1])
    colours = style.dimension_colours(len(ranks))
    axes.fill_between(times, low, high, color=colours[0], alpha=0.15, linewidth=0)
    for name, band in zip(BAND, (low, high)):
        numbers.add("eigenvalues", result, result.points[row], f"m_1 at {name}", "t", times, band)
    axes.axhline(1, color=style.GREY, linewidth=0.8)
    for index, (rank, colour) in enumerate(zip(ranks, colours)):
        draw_bars(axes, times, values[:, rank], stderr[:, rank], colour, style.marker(index), markersize=2.2, zorder=3, label=f"$m_{{{rank + 1}}}$")
        axes.plot(times, values[:, rank], "-", color=colour, linewidth=0.5)
        axes.plot(times, liquid[:, rank], "--", color=colour, linewidth=0.7)
        numbers.add("eigenvalues", result, result.points[row], f"m_{rank + 1}", "t", times, values[:, rank], stderr[:, rank])
        numbers.add("eigenvalues", result, result.points[row], f"liquid m_{rank + 1}", "t", times, liquid[:, rank])
    _time_axis(axes, result)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("$m_i$", labelpad=1)
    axes.legend(loc="upper right", handletextpad=0.1, ncol=2, columnspacing=0.6)


def _draw_unstable(axes, result, numbers):
    colour = style.points_colour(result.points)
    for row in shown_rows(result.points):
        values, stderr = result.curve("unstable_directions", row)
        draw_bars(axes, result.times, values, stderr, colour(result.points[row]), style.marker(0), markersize=2.2, zorder=3)
        axes.plot(result.times, values, "-", color=colour(result.points[row]), linewidth=0.5)
        numbers.add("unstable", result, result.points[row], "unstable_directions", "t", result.times, values, stderr)
    _time_axis(axes, result)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("number of $m_i>1$", labelpad=1)
    _size_legend(axes, result)


def _time_axis(axes, result):
    axes.set_xscale("log")
    axes.set_xlim(result.times[0] / 1.05, result.times[-1] * 1.05)
    axes.set_xlabel("$t$", labelpad=1)
    style.logarithmic_ticks(axes.xaxis)


_DRAW = {"dimension": _draw_dimension, "height": _draw_height, "eigenvalues": _draw_eigenvalues, "unstable": _draw_unstable}
