"""The figures of a sweep of any experiment. Collapse has figures of its own; kde begins with h_opt(alpha), speciation with t_S(d); all others, and
these behind it, have a plain panel for every averaged quantity."""
import numpy as np
from matplotlib.lines import Line2D

from regimes.figures import style
from regimes.figures.collapse_panels import draw_bars
from regimes.figures.curves_figures import draw_collapse_figures
from regimes.figures.curves_panels import ALPHA, dimension_legend, looks
from regimes.figures.drawing import TALL_HEIGHT, WHOLE, Drawing, error_sentence
from regimes.figures.numbers import PlottedNumbers
from regimes.figures.observable_panels import PANEL_HEIGHT, PANEL_MARGIN, dimension_axis, draw_panel, panels_of, shown_cells
from regimes.results.reading import COLLAPSE

BANDWIDTHS = {  # variable: (dashes, label)
    "theory_bandwidth_condensation": ("-", "$h_G$"),
    "theory_bandwidth_central_limit": ("--", r"$h_\mathrm{CLT}$"),
    "theory_bandwidth_kullback_leibler": (":", r"$h_\mathrm{KL}$"),
}
SPECIATION_TIMES = {  # variable: (dimension, label, marks)
    "law_speciation_time_cloning": ("level", r"law, $\varphi=.7752$", {"markersize": 3.4}),
    "speciation_time_cloning": ("level", r"training set, $\varphi=.7752$", {"markersize": 6, "fillstyle": "none"}),
    "speciation_time_eigenvalue": (None, r"training set, $\frac{1}{2}\ln\Lambda$", {"markersize": 3.4, "fillstyle": "none"}),
}
SPECIATION_THEORY = {  # variable: (dimension, label, dashes)
    "theory_speciation_time": ("pair", r"theory, $\varphi=.7752$", "-"),
    "theory_speciation_time_eigenvalue": (None, r"$\frac{1}{2}\ln\Lambda$ of the law", "--"),
}


def _best_bandwidths(curves, how):
    """h_opt against alpha for all d, with the bandwidths of theory, which depend on alpha alone."""
    caption = (r"Best bandwidth against $\alpha=\ln n/d$; colour and mark: $d$. " +
               (r"Lines: theory of infinite size. " if _bandwidths(curves.data) else "") + error_sentence(curves))
    page, numbers = how.page([TALL_HEIGHT], caption), PlottedNumbers()
    draw_best_bandwidths(page.axes(WHOLE), curves, numbers)
    return Drawing("best_bandwidth", "Best bandwidth", caption, page.figure, numbers)


def _bandwidths(data):
    return {name: look for name, look in BANDWIDTHS.items() if name in data}


def draw_best_bandwidths(axes, curves, numbers):
    """The same on given axes."""
    data, slices, theory = curves.data, curves.slices(), _bandwidths(curves.data)
    axes.set_yscale("log")
    for part, colour, mark in looks(slices):
        alpha, (best, stderr) = part.data["log_points_per_dimension"].values, part.per_snapshot("best_bandwidth")
        draw_bars(axes, alpha, best, stderr, colour, mark, markersize=3.4, zorder=3)
        numbers.add("best_bandwidth", part, part.points, "best_bandwidth", "alpha", alpha, best, stderr)
        for name in theory:
            numbers.add("best_bandwidth", part, part.points, name, "alpha", alpha, part.data[name].values)
    alpha = data["log_points_per_dimension"].values
    order = np.argsort(alpha, axis=None)
    for name, (dashes, label) in theory.items():
        axes.plot(alpha.ravel()[order], data[name].values.ravel()[order], dashes, color="black", linewidth=0.9, zorder=2, label=label)
    axes.set_xlabel(ALPHA, labelpad=1)
    axes.set_ylabel("$h$", labelpad=1)
    style.logarithmic_ticks(axes.yaxis)
    if theory:
        axes.add_artist(axes.legend(loc="upper right"))
    dimension_legend(axes, slices, loc="lower left", ncol=max(1, len(slices) // 4))


def _entries(data, dimension):
    """(selection, name) of every entry of a named dimension; one without a name where there is none."""
    return [({dimension: index}, f" {data[dimension].values[index]}") for index in range(data.sizes[dimension])] if dimension else [({}, "")]


def _largest(part, variable, selection):
    """(n, value, standard error) of a variable at the largest n of one dimension that has it."""
    values = part.data[variable].isel(selection).values
    errors = part.data[f"{variable}_stderr"].isel(selection).values if f"{variable}_stderr" in part.data else np.full(values.shape, np.nan)
    there = np.flatnonzero(np.isfinite(values))
    row = there[-1] if there.size else 0
    return part.points[row], values[row], errors[row]


def _along_dimensions(slices, variable, selection, numbers, quantity):
    """(d, value, standard error) over all dimensions, recorded."""
    found = [_largest(part, variable, selection) for part in slices]
    for part, (points, value, error) in zip(slices, found):
        numbers.add("speciation_time", part, points, quantity, "d", part.dimension, value, None if quantity.startswith("theory") else error)
    return np.array([part.dimension for part in slices]), np.array([value for _, value, _ in found]), np.array([error for *_, error in found])


def _speciation_times(curves, how):
    """t_S against d, by every estimator and for every level of a hierarchy, beside theory."""
    caption = (r"Speciation time against the dimension, at the largest $n$ where there is a training set; colour: what is told apart. Lines: theory. "
               + error_sentence(curves))
    page, numbers = how.page([TALL_HEIGHT], caption), PlottedNumbers()
    draw_speciation_times(page.axes(WHOLE), curves, numbers)
    return Drawing("speciation_time", "Speciation time against dimension", caption, page.figure, numbers)


def draw_speciation_times(axes, curves, numbers):
    """The same on given axes."""
    data, slices, handles = curves.data, curves.slices(), []
    for name, (dimension, label, dashes) in SPECIATION_THEORY.items():
        if name not in data:
            continue
        entries = _entries(data, dimension)
        for (selection, entry), colour in zip(entries, style.dimension_colours(len(entries))):
            x, times, _ = _along_dimensions(slices, name, selection, numbers, name + entry)
            axes.plot(x, times, dashes, color=colour if dimension else "black", linewidth=0.9, zorder=2)
        handles.append(Line2D([], [], linestyle=dashes, color="black", linewidth=0.9, label=label))
    for index, (name, (dimension, label, marks)) in enumerate(SPECIATION_TIMES.items()):
        if name not in data:
            continue
        entries = _entries(data, dimension)
        for (selection, entry), colour in zip(entries, style.dimension_colours(len(entries))):
            x, times, errors = _along_dimensions(slices, name, selection, numbers, name + entry)
            draw_bars(axes, x, times, errors, colour, style.marker(index), zorder=3, **marks)
        handles.append(Line2D([], [], linestyle="none", marker=style.marker(index), color=style.GREY, label=label, **marks))
    dimension_axis(axes, [part.dimension for part in slices])
    axes.set_ylabel("$t_S$", labelpad=1)
    axes.legend(handles=handles, loc="upper left")


def _observables(curves, how):
    """A plain panel for every averaged quantity."""
    panels, slices = panels_of(curves.data), curves.slices()
    cells, what = shown_cells(slices)
    caption = f"Averaged quantities, by their names in the file. {what} Lines: theory. {error_sentence(curves)}"
    rows = -(-len(panels) // how.most_columns)
    page, numbers = how.page([PANEL_HEIGHT] * rows, caption), PlottedNumbers()
    for index, panel in enumerate(panels):
        axes = page.axes((index // how.most_columns, index % how.most_columns, how.most_columns, 1), before=PANEL_MARGIN)
        draw_panel(axes, panel, slices, cells, numbers)
        if index == 0 and len(slices) > 1:
            dimension_legend(axes, slices, loc="best")
    return Drawing("observables", "Averaged quantities", caption, page.figure, numbers)


LEADING = {"kde": {"best_bandwidth": _best_bandwidths}, "speciation": {"speciation_time": _speciation_times}}


def draw_sweep_figures(curves, how):
    """All Drawings of a sweep, or those of them that the Format asks for."""
    if curves.experiment == COLLAPSE:
        return draw_collapse_figures(curves, how)
    draw = LEADING.get(curves.experiment, {}) | ({"observables": _observables} if panels_of(curves.data) else {})
    return [draw[name](curves, how) for name in how.chosen(draw)]
