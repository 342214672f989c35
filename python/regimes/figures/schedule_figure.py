"""The figure of schedules: fractions of paths and spreads against the number of steps, and on the one number that is left in large dimension."""
from string import ascii_lowercase

import numpy as np
import pandas
from matplotlib.lines import Line2D

from regimes.console.terminal import table_text
from regimes.figures import style
from regimes.figures.figure_format import Format

HEIGHT, LABEL_WIDTH = 2.1, 0.1  # inches
FRACTION_LABEL, SPREAD_LABEL = "$P(+)$", r"$s/\sigma$"
GRID_STYLES = {"vp": ("o", "-"), "ve": ("s", "-"), "vp-dilated": ("D", "--"), "ve-dilated": ("^", "--"), "snr": ("v", ":")}  # marks, lines
BAR = style.STANDARD_ERRORS_IN_A_BAR
CLOSE_WORDS = {"handlelength": 1.4, "handletextpad": 0.3, "fontsize": 7}
CAPTIONS = {
    "fraction": "Fraction of paths in the larger mode; dotted: the truth",
    "spread": "Spread across the mode",
    "fraction_scaling": "vp: one curve for large $d$",
    "spread_scaling": "ve: one curve for large $d$",
}


def draw_schedules(results, how=Format()):
    """The figure, and a table of the plotted numbers: panel, file, series, x, y, y_stderr. results: one Schedules per file."""
    results = sorted(results, key=lambda result: result.dimension)
    letters = {name: f"({letter})" for name, letter in zip(how.chosen(_panels_of(results)), ascii_lowercase)}
    columns = min(how.most_columns, 2, len(letters))
    words = [f"{letter} {CAPTIONS[name]}." for name, letter in letters.items()]
    page = how.page([HEIGHT] * -(-len(letters) // columns), " ".join([*words, f"Lines: exact recursion. Bars: {BAR} standard errors."]))
    rows = []
    for index, (name, letter) in enumerate(letters.items()):
        axes = page.axes((index // columns, index % columns, columns, 1), before=LABEL_WIDTH)
        _draw(axes, name, results, rows, is_named=index == 0)
        style.title(axes, letter)
    return page.figure, pandas.DataFrame(rows, columns=["panel", "file", "series", "x", "y", "y_stderr"])


def _panels_of(results):
    """The panels for which a file has a grid."""
    grids = {str(grid) for result in results for grid in result.data.grid.values}
    return ["fraction", "spread", *(["fraction_scaling"] if "vp" in grids else []), *(["spread_scaling"] if "ve" in grids else [])]


def _quantity(result, name):
    """(variable, unit) of a panel: spreads are drawn over sigma."""
    return ("mode_fraction", 1.0) if name.startswith("fraction") else ("deviation_across", result.sigma)


def _draw(axes, name, results, rows, is_named):
    only = {"fraction_scaling": "vp", "spread_scaling": "ve"}.get(name)
    for result, colour in zip(results, style.dimension_colours(len(results))):
        variable, unit = _quantity(result, name)
        data = result.data
        x = {"fraction_scaling": result.steps_over_fraction, "spread_scaling": result.steps_over_spread}.get(name, lambda data=data: data.steps.values)()
        for index, grid in enumerate(map(str, data.grid.values)):
            if only not in (None, grid):
                continue
            mark, line = GRID_STYLES[grid]
            values, errors = data[variable].values[index] / unit, np.nan_to_num(data[f"{variable}_stderr"].values[index]) / unit
            axes.errorbar(x, values, BAR * errors, linestyle="", marker=mark, color=colour)
            _keep(rows, name, result, grid, x, values, errors)
            theory = f"theory_{variable}"
            if theory in data and np.isfinite(data[theory].values[index]).all():
                axes.plot(x, data[theory].values[index] / unit, line, color=colour, linewidth=0.8)
                _keep(rows, name, result, f"{grid} theory", x, data[theory].values[index] / unit)
    if name.startswith("fraction"):
        axes.axhline(float(results[0].data.attrs["prior"]), color=style.GREY, linestyle=":", linewidth=0.7)
    xlabel = {"fraction_scaling": r"$\mu\sqrt{d}/K$", "spread_scaling": r"$\sqrt{d}/(K\sigma)$"}.get(name, "$K$")
    axes.set(xlabel=xlabel, ylabel=FRACTION_LABEL if name.startswith("fraction") else SPREAD_LABEL, xscale="log")
    style.logarithmic_ticks(axes.xaxis)
    if is_named:
        axes.legend(handles=_words(results, only), **CLOSE_WORDS)


def _words(results, only):
    """A line of the legend for the colour of every dimension and for the mark of every grid."""
    grids = dict.fromkeys(str(grid) for result in results for grid in result.data.grid.values)
    colours = zip(results, style.dimension_colours(len(results)))
    return [*(Line2D([], [], color=colour, label=f"$d={result.dimension}$") for result, colour in colours),
            *(Line2D([], [], color=style.GREY, marker=GRID_STYLES[grid][0], linestyle=GRID_STYLES[grid][1], label=grid) for grid in grids if only in (None, grid))]


def _keep(rows, panel, result, series, x, y, errors=None):
    errors = np.full(len(x), np.nan) if errors is None else errors
    rows.extend((panel, table_text(result.path), table_text(series), *numbers) for numbers in zip(np.asarray(x, float), np.asarray(y, float), np.asarray(errors, float)))
