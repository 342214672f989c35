"""The figure of guidance: overshoot and variance against the separation of the classes, the times at which guidance acts, and diversity."""
from string import ascii_lowercase

import numpy as np
import pandas

from regimes.console.terminal import table_text
from regimes.figures import style
from regimes.figures.figure_format import Format
from regimes.formulas.guidance import overshoot_constant

HEIGHT, LABEL_WIDTH = 2.1, 0.1  # inches
WIDE_ROWS = {4: 2}  # columns of so many panels, where not all in a row
ROOM_FOR_WORDS = 8  # by which a logarithmic axis goes on above its marks
PROCESSES = ("SDE", "ODE")
BAR = style.STANDARD_ERRORS_IN_A_BAR
LEAST_CONSTANT = -0.5  # A(w) is known above
CAPTIONS = {
    "overshoot": r"Overshoot times $\rho$; dotted: $A(w)$, lines: theory",
    "variance": r"Variance deficit times $\rho^2$; lines: theory",
    "hump": "Mean $|F_c-F|$ of paths around $t_S$",
    "diversity": "Effective training points of a class on which paths end, over their number",
}


def draw_guidance(results, paths=(), how=Format()):
    """The figure, and a table of the plotted numbers: panel, file, series, x, y, y_stderr. results: Guidance; paths: GuidedPaths."""
    of_laws, of_points = ([result for result in results if result.is_empirical == wanted] for wanted in (False, True))
    there = {"overshoot": of_laws, "variance": of_laws, "hump": paths, "diversity": of_points}
    letters = {name: f"({letter})" for name, letter in zip(how.chosen([name for name, files in there.items() if files]), ascii_lowercase)}
    columns = min(how.most_columns, WIDE_ROWS.get(len(letters), len(letters)))
    words = [f"{letter} {CAPTIONS[name]}." for name, letter in letters.items()]
    page = how.page([HEIGHT] * -(-len(letters) // columns), " ".join([*words, f"Bars: {BAR} standard errors."]))
    rows = []
    draw = {"overshoot": _draw_overshoot, "variance": _draw_variance, "hump": _draw_hump, "diversity": _draw_diversity}
    for index, (name, letter) in enumerate(letters.items()):
        axes = page.axes((index // columns, index % columns, columns, 1), before=LABEL_WIDTH)
        draw[name](axes, there[name], rows)
        style.title(axes, letter)
    return page.figure, pandas.DataFrame(rows, columns=["panel", "file", "series", "x", "y", "y_stderr"])


def _keep(rows, panel, result, series, x, y, error=np.nan):
    rows.append((panel, table_text(result.path), table_text(series), float(x), float(y), float(error)))


def _strengths(results):
    """All w but 0, and a colour for each."""
    strengths = sorted({float(w) for result in results for w in result.data.strength.values if w != 0})
    return dict(zip(strengths, style.dimension_colours(len(strengths))))


def _draw_scaled(axes, results, rows, panel, measured, theory, scaled):
    """scaled(rho, value) of every file against rho, one series per strength and kind of process, beside theory."""
    for deterministic in {result.is_deterministic for result in results}:
        axes.plot([], [], marker=style.marker(int(deterministic)), color=style.GREY, linestyle="", label=PROCESSES[deterministic])
    named = set()
    for strength, colour in _strengths(results).items():
        for deterministic in (False, True):
            chosen = sorted((result for result in results if result.is_deterministic == deterministic and strength in result.data.strength.values),
                            key=lambda result: result.separation)
            if not chosen:
                continue
            process, x = PROCESSES[deterministic], np.array([result.separation for result in chosen])
            at = [result.data.sel(strength=strength) for result in chosen]
            y = np.array([scaled(rho, float(data[measured])) for rho, data in zip(x, at)])
            error = np.array([abs(scaled(rho, float(data[f"{measured}_stderr"])) - scaled(rho, 0)) for rho, data in zip(x, at)])
            axes.errorbar(x, y, BAR * error, linestyle="", marker=style.marker(int(deterministic)), color=colour,
                          label=None if strength in named else f"$w={strength:g}$")
            named.add(strength)
            known = np.array([scaled(rho, float(data[theory])) if theory in data else np.nan for rho, data in zip(x, at)])
            axes.plot(x, known, color=colour, linewidth=0.7)
            for result, *numbers in zip(chosen, x, y, error):
                _keep(rows, panel, result, f"{process}, w={strength:g}", *numbers)
    axes.set(xlabel=r"$\rho$", xscale="log", yscale="log")
    axes.set_ylim(top=ROOM_FOR_WORDS * axes.get_ylim()[1])
    axes.legend(loc="upper left", ncol=2, columnspacing=0.8)
    for axis in (axes.xaxis, axes.yaxis):
        style.logarithmic_ticks(axis)


def _draw_overshoot(axes, results, rows):
    _draw_scaled(axes, results, rows, "overshoot", "overshoot", "overshoot_theory", lambda rho, value: rho * value)
    for strength, colour in _strengths(results).items():
        if strength > LEAST_CONSTANT and any(not result.is_deterministic for result in results):
            axes.axhline(overshoot_constant(strength), color=colour, linestyle=":", linewidth=0.7)
    axes.set_ylabel(r"$\rho\,E[y_w-y_0]/\sigma$")


def _draw_variance(axes, results, rows):
    _draw_scaled(axes, results, rows, "variance", "variance_ratio_along", "variance_ratio_along_theory", lambda rho, value: rho**2 * (1 - value))
    axes.set_ylabel(r"$\rho^2(1-\mathrm{Var}\,y_w/\mathrm{Var}\,y_0)$")


def _draw_hump(axes, paths, rows):
    for index, (of_file, colour) in enumerate(zip(paths, style.dimension_colours(len(paths)))):
        known = of_file.difference.dropna("time", how="all")
        x, mean = known.time.values - of_file.speciation_time, known.mean("trajectory").values
        error = known.std("trajectory", ddof=1).values / np.sqrt(known.sizes["trajectory"])
        axes.errorbar(x, mean, BAR * error, linestyle="-", linewidth=0.5, marker=style.marker(index), color=colour, label=f"$d={of_file.dimension}$")
        for numbers in zip(x, mean, error):
            _keep(rows, "hump", of_file, f"d={of_file.dimension}", *numbers)
    axes.axvline(0, color=style.GREY, linestyle=":", linewidth=0.7)
    axes.set(xlabel="$t-t_S$", ylabel="$|F_c-F|$")
    axes.legend()


def _draw_diversity(axes, results, rows):
    for index, (result, colour) in enumerate(zip(results, style.dimension_colours(len(results)))):
        x, y = result.data.strength.values, result.data.effective_points_ratio.values
        error = result.data.effective_points_ratio_stderr.values
        axes.errorbar(x, y, BAR * error, linestyle="-", linewidth=0.5, marker=style.marker(index), color=colour, label=result.label)
        for numbers in zip(x, y, error):
            _keep(rows, "diversity", result, result.label, *numbers)
    axes.set(xlabel="$w$", ylabel=r"$N_\mathrm{eff}/n_c$", ylim=(0, None))
    axes.legend(loc="lower left")
