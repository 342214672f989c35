"""Plain panels of averaged quantities: curves against their grid, numbers against n or d."""
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from regimes.figures import style
from regimes.figures.collapse_panels import draw_bars, shown_rows
from regimes.figures.curves_panels import looks
from regimes.sweeps.curves_table import CELL, ERROR, grid_of
from regimes.sweeps.seed_rules import MEAN

PANEL_HEIGHT, PANEL_MARGIN = 1.5, 0.12  # inches
MOST_PANELS = 18
MOST_TICKS = 6  # of an axis of d
OF_THE_LAW = "law_"  # begins the names of what speciation measures with the law's own posteriors
WIDE_RANGE = 8  # ratio of the ends of a positive grid from which on its axis is logarithmic


@dataclass(frozen=True)
class Panel:
    """name: of the variable; step: the dimension that counts its grid, None of a number; entry: of its other dimensions, {dimension: index};
    title: the words above it."""

    name: str
    step: str | None
    entry: dict
    title: str

    def select(self, data, row):
        """(grid, values, errors) at one row of a slice; the grid of a number is None."""
        cell = data.isel({"points": row, **self.entry})
        errors = cell[self.name + ERROR].values if self.name + ERROR in cell else np.full(cell[self.name].shape, np.nan)
        return cell[grid_of(self.step)].values if self.step else None, cell[self.name].values, errors


def panels_of(data):
    """Panels of what is averaged and has a value somewhere: of quantities over several named entries, such as levels, the first entry."""
    panels = []
    for name, variable in data.data_vars.items():
        over = [dimension for dimension in variable.dims if dimension not in CELL]
        steps = [dimension for dimension in over if grid_of(dimension) != dimension]
        if variable.attrs.get("seeds") != MEAN or len(steps) > 1 or not np.isfinite(variable.values).any():
            continue
        entry = {dimension: 0 for dimension in over if dimension not in steps}
        named = "".join(f", {dimension} {data[dimension].values[0]}" for dimension in entry)
        panels.append(Panel(name, steps[0] if steps else None, entry, name.replace("_", " ") + named))
    return panels[:MOST_PANELS]


def shown_cells(slices):
    """([(slice, row, colour, mark)] of the curves that are drawn, a sentence about their colours)."""
    if len(slices) == 1:
        part = slices[0]
        colour = style.points_colour(np.maximum(part.points, 1))
        return ([(part, row, colour(max(part.points[row], 1)), style.marker(0)) for row in shown_rows(part.points)],
                "Colour: $n$ from small (dark) to large (light).")
    return ([(part, len(part.points) - 1, colour, mark) for part, colour, mark in looks(slices)],
            "Curves: the largest $n$ of each $d$; colour and mark: $d$, from small (dark) to large (light).")


def _draw_curves(axes, panel, cells, numbers):
    theory = f"theory_{panel.name.removeprefix(OF_THE_LAW)}"
    for part, row, colour, mark in cells:
        grid, values, errors = panel.select(part.data, row)
        order = np.argsort(grid)
        draw_bars(axes, grid, values, errors, colour, mark, markersize=2.0, zorder=3)
        numbers.add(panel.name, part, part.points[row], panel.title, grid_of(panel.step), grid[order], values[order], errors[order])
        if theory in part.data and part.data[theory].dims == part.data[panel.name].dims:
            line = part.data[theory].isel({"points": row, **panel.entry}).values
            axes.plot(grid[order], line[order], "-", color=colour, linewidth=0.7, zorder=2)
            numbers.add(panel.name, part, part.points[row], theory, grid_of(panel.step), grid[order], line[order])
    grids = np.concatenate([panel.select(part.data, row)[0] for part, row, *_ in cells])
    grids = grids[np.isfinite(grids)]
    if grids.size and grids.min() > 0 and grids.max() > WIDE_RANGE * grids.min():
        axes.set_xscale("log")
        style.logarithmic_ticks(axes.xaxis)
    attributes = cells[0][0].data[grid_of(panel.step)].attrs
    axes.set_xlabel(plain(attributes.get("symbol", grid_of(panel.step))), labelpad=1)


def dimension_axis(axes, dimensions):
    """A logarithmic axis of d with a tick at each, or at few of many."""
    axes.set_xscale("log")
    chosen = np.unique(np.linspace(0, len(dimensions) - 1, MOST_TICKS).round().astype(int))
    axes.xaxis.set_major_locator(FixedLocator([dimensions[index] for index in chosen]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel("$d$", labelpad=1)


def _draw_numbers(axes, panel, slices, numbers):
    """Against n, or against d where every dimension has one n."""
    against_points = max(len(part.points) for part in slices) > 1
    for part, colour, mark in looks(slices):
        rows = range(len(part.points))
        values, errors = (np.array(column, dtype=float) for column in zip(*(panel.select(part.data, row)[1:] for row in rows)))
        x = part.points if against_points else np.full(len(part.points), part.dimension)
        draw_bars(axes, x, values, errors, colour, mark, markersize=3.0, zorder=3)
        numbers.add(panel.name, part, part.points, panel.title, "n" if against_points else "d", x, values, errors)
    if against_points:
        axes.set_xscale("log")
        style.logarithmic_ticks(axes.xaxis)
        axes.set_xlabel("$n$", labelpad=1)
    else:
        dimension_axis(axes, [part.dimension for part in slices])


def plain(text):
    """Text that matplotlib takes as it is."""
    return str(text).replace("$", r"\$")


def draw_panel(axes, panel, slices, cells, numbers):
    """One quantity of all shown cells."""
    if panel.step:
        _draw_curves(axes, panel, cells, numbers)
    else:
        _draw_numbers(axes, panel, slices, numbers)
    style.title(axes, plain(panel.title))
