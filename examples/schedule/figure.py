"""What a grid of times does: the fraction of paths in the larger mode, and the spread across it, against the number of steps."""
import numpy as np
import regimes
from gallery import bars, dimensions, page, titles
from regimes.figures import style

PRIOR, SIGMA = 0.8, 0.5
MARKS = {0: ("o", "-"), 1: ("s", "--")}  # of the smaller and the larger dimension


def draw(results):
    found = dimensions(results)
    of = ", ".join(f"$d = {d}$ ({word})" for (d, *_), word in zip(found, ("circles, full", "squares, dashed")))
    figure, (fraction, spread) = page(2, rf"Lines: exact recursion, {of}; dotted: the truth.")
    steps = np.unique(np.geomspace(8, 250, 40).round())
    grids = [str(grid) for grid in found[0][1].grid.values]
    for index, (d, data, _) in enumerate(found):
        theory = regimes.theory.schedule(dimension=d, variance=SIGMA**2, prior=PRIOR, steps=steps).squeeze("dimension")
        marker, line = MARKS[index]
        for grid, colour in zip(grids, style.dimension_colours(len(grids))):
            for axes, name, unit in ((fraction, "mode_fraction", 1), (spread, "deviation_across", SIGMA)):
                here = data.sel(grid=grid)
                here = here.assign({name: here[name] / unit, f"{name}_stderr": here[f"{name}_stderr"] / unit})
                bars(axes, here.steps, here, name, color=colour, marker=marker, markersize=4, label=grid if index == 0 else None)
                axes.plot(steps, theory[name].sel(grid=grid) / unit, color=colour, linestyle=line)
    for axes, truth, label in ((fraction, PRIOR, "$P(+)$"), (spread, 1, r"spread$/\sigma$")):
        axes.axhline(truth, color="0.4", linestyle=":")
        axes.set(xlabel="$K$", ylabel=label, xscale="log")
        style.logarithmic_ticks(axes.xaxis)
    fraction.legend(loc="upper right", fontsize=7)
    titles(figure, "paths in the larger mode", "spread across the mode")
    return figure
