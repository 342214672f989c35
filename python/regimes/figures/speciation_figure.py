"""The figure of speciation: clones that agree on the class, eigenvalues, and the potential of two means."""
from string import ascii_lowercase

import numpy as np
import pandas
from matplotlib.ticker import MaxNLocator

from regimes.figures import style
from regimes.figures.figure_format import Format
from regimes.console.terminal import table_text
from regimes.formulas.collapse import two_class_agreement

SPECIATION_KAPPA = 2.0
HEIGHT, LABEL_WIDTH = 2.1, 0.1  # inches
POTENTIAL_PART, PATHS_PART = (0.52, 1.0), (0.0, 0.48)  # of the height of a panel that shows both, over the same q
POTENTIAL_TIMES = 5  # curves of V
POTENTIAL_RANGE = (0.8, 1.15)  # of t/t_S that they span
MOST_PATHS = 40
CLOSE_WORDS = {"handlelength": 0.5, "handletextpad": 0.3, "fontsize": 7}  # of a legend with little room
ONE_ROW = CLOSE_WORDS | {"borderaxespad": 0, "columnspacing": 0.5}  # of one beside the title
LEAST_RATIO = 2  # of the ends of the axis of eigenvalues, which may all be 1
BAR = style.STANDARD_ERRORS_IN_A_BAR
CAPTIONS = {
    "agreement": f"Agreement of clones on the class; dotted: $\\phi={float(two_class_agreement(SPECIATION_KAPPA)):.4f}$ at $t_S$; lines: theory",
    "spectrum": "Leading eigenvalues of the covariance",
    "potential": "Potential around $t_S$",
}


def draw_speciation(results, paths=None, how=Format()):
    """The figure, and a table of the plotted numbers: panel, file, series, x, y, y_stderr. results: one Speciation per file; paths:
    q over (time, path) for the potential of the first file that has one."""
    with_potential = next((result for result in results if "potential" in result.data), None)
    there = {"agreement": True, "spectrum": any(eigenvalues_of(result) is not None for result in results), "potential": with_potential is not None}
    letters = {name: f"({letter})" for name, letter in zip(how.chosen([name for name in there if there[name]]), ascii_lowercase)}
    columns = min(how.most_columns, len(letters))
    words = [f"{letter} {CAPTIONS[name]}{' and paths below it' if name == 'potential' and paths is not None else ''}." for name, letter in letters.items()]
    page = how.page([HEIGHT] * -(-len(letters) // columns), " ".join([*words, f"Bars: {BAR} standard errors."]))
    rows = []
    for index, (name, letter) in enumerate(letters.items()):
        cell = (index // columns, index % columns, columns, 1)
        if name == "potential":
            axes = _draw_wells(page, cell, with_potential, paths, rows)
        else:
            axes = page.axes(cell, before=LABEL_WIDTH)
            {"agreement": draw_agreement, "spectrum": draw_spectrum}[name](axes, results, rows, is_named="agreement" not in letters)
        style.title(axes, letter)
    return page.figure, pandas.DataFrame(rows, columns=["panel", "file", "series", "x", "y", "y_stderr"])


def _keep(rows, panel, result, series, x, y, errors=None):
    errors = np.full(len(x), np.nan) if errors is None else errors
    rows.extend((panel, table_text(result.path), table_text(series), *numbers) for numbers in zip(np.asarray(x, float), np.asarray(y, float), np.asarray(errors, float)))


def draw_agreement(axes, results, rows, **_):
    """phi against t/t_S, one series per file and level; lines: theory."""
    colours = style.dimension_colours(sum(result.data.sizes["level"] for result in results))
    series = 0
    for index, result in enumerate(results):
        data = result.data
        for level, name in enumerate(data.level.values):
            scale, colour = result.speciation_time(level), colours[series]
            series += 1
            if not np.isfinite(scale):
                continue
            curve = data[f"{result.prefix}cloning_agreement"][level].values
            error = data[f"{result.prefix}cloning_agreement_stderr"][level].values
            x = data.time.values / scale
            label = result.label + (f", {name}" if data.sizes["level"] > 1 else "")
            axes.errorbar(x, curve, BAR * error, linestyle="", marker=style.marker(index), color=colour, label=label)
            _keep(rows, "agreement", result, str(name), x, curve, error)
            if "theory_pair_agreement" in data and data.sizes["pair"] == data.sizes["level"]:
                axes.plot(x, data.theory_pair_agreement[level].values, color=colour, linewidth=0.8)
                _keep(rows, "agreement", result, f"{name} theory", x, data.theory_pair_agreement[level].values)
    axes.axhline(float(two_class_agreement(SPECIATION_KAPPA)), color=style.GREY, linestyle=":", linewidth=0.7)
    axes.axvline(1, color=style.GREY, linestyle=":", linewidth=0.7)
    axes.set(xlabel="$t/t_S$", ylabel=r"$\phi$")
    axes.legend(loc="lower left", **CLOSE_WORDS)


def eigenvalues_of(result):
    """(values, errors, series) of the covariance, measured where there is a training set."""
    if "covariance_eigenvalue" in result.data:
        return result.data.covariance_eigenvalue.values, result.data.covariance_eigenvalue_stderr.values, "training set"
    if "theory_covariance_eigenvalue" in result.data:
        return result.data.theory_covariance_eigenvalue.values, np.zeros(result.data.sizes["eigenvalue"]), "law"
    return None


def draw_spectrum(axes, results, rows, is_named):
    """Eigenvalues by rank: one that stands alone is a direction along which classes part at (1/2) ln Lambda. Files are named where no other panel does it
    with the same marks and colours."""
    has_levels = any(result.data.sizes["level"] > 1 for result in results)
    colours = [style.GREY] * len(results) if has_levels else style.dimension_colours(len(results))
    for index, result in enumerate(results):
        found = eigenvalues_of(result)
        if found is None:
            continue
        values, errors, series = found
        axes.errorbar(result.data.eigenvalue.values, values, BAR * errors, linestyle="-", linewidth=0.5, marker=style.marker(index), color=colours[index],
                      label=result.label)
        _keep(rows, "spectrum", result, series, result.data.eigenvalue.values, values, errors)
    axes.axhline(1, color=style.GREY, linestyle=":", linewidth=0.7)
    axes.set(xlabel="$k$", ylabel=r"$\Lambda_k$", yscale="log")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    low, high = axes.get_ylim()
    widening = max(1, np.sqrt(LEAST_RATIO * low / high))
    axes.set_ylim(low / widening, high * widening)
    style.logarithmic_ticks(axes.yaxis)
    if is_named or has_levels:
        axes.legend()


def draw_potential(axes, result, rows):
    """V(q, t) at some times around t_S, each with the bottom at 0. Returns the largest q that is shown."""
    data, speciation_time = result.data, result.speciation_time(0)
    wanted = np.linspace(*POTENTIAL_RANGE, POTENTIAL_TIMES) * speciation_time
    times = np.unique(data.time.sel(time=wanted, method="nearest"))
    width = _width_of(data, times)
    colours = style.dimension_colours(len(times))
    near = np.abs(data.projection.values) <= width
    for time, colour in zip(times, colours):
        values = data.potential.sel(time=time).values[near]
        axes.plot(data.projection.values[near], values - values.min(), color=colour, label=f"${'t=' if time == times[0] else ''}{time:.3g}$")
        _keep(rows, "potential", result, f"t={time:.6g}", data.projection.values[near], values - values.min())
    axes.set(xlabel="$q$", ylabel="$V(q,t)$", xlim=(-width, width))
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), **ONE_ROW, ncol=len(times))  # above the panel: wells leave no room inside
    return width


def _draw_wells(page, cell, result, paths, rows):
    """The potential, and below it q(t) of paths over the same q. Returns the upper axes."""
    axes = page.axes(cell, before=LABEL_WIDTH, part=(0.0, 1.0) if paths is None else POTENTIAL_PART)
    width = draw_potential(axes, result, rows)
    if paths is not None:
        axes.tick_params(labelbottom=False)
        axes.set_xlabel("")
        below = page.axes(cell, before=LABEL_WIDTH, part=PATHS_PART)
        for index in range(min(MOST_PATHS, paths.shape[1])):
            below.plot(paths.values[:, index], paths.time.values, color=style.GREY, linewidth=0.3, alpha=0.6)
            _keep(rows, "paths", result, f"path {index}", paths.time.values, paths.values[:, index])
        below.axhline(result.speciation_time(0), color=style.GREY, linestyle=":", linewidth=0.7)
        below.set(xlabel="$q$", ylabel="$t$", xlim=(-width, width))
    return axes


def _width_of(data, times):
    """Half as far again as the outermost minimum at these times, and at least a tenth of the grid."""
    minima = [abs(float(data.projection[int(np.argmin(data.potential.sel(time=time).values))])) for time in times]
    return max(1.5 * max(minima), 0.1 * float(data.projection.max()))
