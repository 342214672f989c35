"""The figure of speciation: clones that agree on the class, eigenvalues, and the potential of two means."""
from string import ascii_lowercase

import matplotlib.pyplot as plt
import numpy as np
import pandas

from regimes_analysis import style
from regimes_analysis.terminal import table_text
from regimes_analysis.theory import two_class_agreement

SPECIATION_KAPPA = 2.0
HEIGHT = 2.7  # inches
POTENTIAL_TIMES = 5  # curves of V
POTENTIAL_RANGE = (0.8, 1.15)  # of t/t_S that they span
MOST_PATHS = 40
ONE_ROW = {"borderaxespad": 0, "handlelength": 0.5, "handletextpad": 0.3, "columnspacing": 0.5, "fontsize": 7}  # of a legend beside the title
BAR = style.STANDARD_ERRORS_IN_A_BAR


def draw_speciation(results, paths=None):
    """The figure, and a table of the plotted numbers: panel, file, series, x, y, y_stderr. results: one Speciation per file; paths:
    q over (time, path) for the potential of the first file that has one."""
    style.apply()
    with_potential = next((result for result in results if "potential" in result.data), None)
    panels = [(_draw_agreement, results)]
    if any(_eigenvalues(result) is not None for result in results):
        panels.append((_draw_spectrum, results))
    if with_potential is not None:
        panels.append((lambda axes, result, rows: _draw_potential(axes, result, paths, rows), with_potential))
    figure, axes = plt.subplots(1, len(panels), figsize=(style.PAGE_WIDTH * len(panels) / 3 + 0.4, HEIGHT), layout="constrained", squeeze=False)
    rows = []
    for (draw, what), panel, letter in zip(panels, axes[0], ascii_lowercase):
        draw(panel, what, rows)
        style.title(panel, f"({letter})")
    return figure, pandas.DataFrame(rows, columns=["panel", "file", "series", "x", "y", "y_stderr"])


def _keep(rows, panel, result, series, x, y, errors=None):
    errors = np.full(len(x), np.nan) if errors is None else errors
    rows.extend((panel, table_text(result.path), table_text(series), *numbers) for numbers in zip(np.asarray(x, float), np.asarray(y, float), np.asarray(errors, float)))


def _draw_agreement(axes, results, rows):
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
    axes.legend()


def _eigenvalues(result):
    """(values, errors, series) of the covariance, measured where there is a training set."""
    if "covariance_eigenvalue" in result.data:
        return result.data.covariance_eigenvalue.values, result.data.covariance_eigenvalue_stderr.values, "training set"
    if "theory_covariance_eigenvalue" in result.data:
        return result.data.theory_covariance_eigenvalue.values, np.zeros(result.data.sizes["eigenvalue"]), "law"
    return None


def _draw_spectrum(axes, results, rows):
    """Eigenvalues by rank: one that stands alone is a direction along which classes part at (1/2) ln Lambda."""
    colours = style.dimension_colours(len(results))
    for index, result in enumerate(results):
        found = _eigenvalues(result)
        if found is None:
            continue
        values, errors, series = found
        axes.errorbar(result.data.eigenvalue.values, values, BAR * errors, linestyle="-", linewidth=0.5, marker=style.marker(index), color=colours[index],
                      label=result.label)
        _keep(rows, "spectrum", result, series, result.data.eigenvalue.values, values, errors)
    axes.axhline(1, color=style.GREY, linestyle=":", linewidth=0.7)
    axes.set(xlabel="$k$", ylabel=r"$\Lambda_k$", yscale="log")
    axes.legend()


def _draw_potential(axes, result, paths, rows):
    """V(q, t) at some times around t_S, each with the bottom at 0; and q(t) of paths at the heights of their times."""
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
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), **ONE_ROW, ncol=len(times))  # above the panel: wells and paths leave no room inside
    if paths is None:
        return
    twin = axes.twinx()
    axes.set_zorder(twin.get_zorder() + 1)  # the wells in front of the paths
    axes.patch.set_visible(False)
    for index in range(min(MOST_PATHS, paths.shape[1])):
        twin.plot(paths.values[:, index], paths.time.values, color=style.GREY, linewidth=0.3, alpha=0.6)
        _keep(rows, "paths", result, f"path {index}", paths.time.values, paths.values[:, index])
    twin.set_ylabel("$t$")


def _width_of(data, times):
    """Half as far again as the outermost minimum at these times, and at least a tenth of the grid."""
    minima = [abs(float(data.projection[int(np.argmin(data.potential.sel(time=time).values))])) for time in times]
    return max(1.5 * max(minima), 0.1 * float(data.projection.max()))
