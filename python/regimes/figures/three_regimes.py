"""The three regimes of a data set on one time axis: phi, phi_C and f^e/alpha, with t_S and t_C."""
import numpy as np

from regimes.figures import style
from regimes.figures.crossing import falling_crossing
from regimes.figures.figure_format import Format
from regimes.figures.numbers import PlottedNumbers
from regimes.results.digits import number

PANEL_HEIGHT = 2.6  # inches
SPECIATION_LEVEL = 0.7752  # of phi, for two classes: mean and fluctuation of the free-entropy difference are equal
CURVES = (("cloning_agreement", r"$\phi$: same class", "C0"), ("cloning_collapse", r"$\phi_C$: same point", "C3"),
          ("excess_entropy_ratio", r"$f^e/\alpha$", style.GREY))
REGIMES = (("collapse", "#f6d5d5"), ("class decided", "#d9e6f4"), ("random motion", "#ececec"))  # from small t to large: below t_C, below t_S, above
HEIGHTS = (-0.03, 1.14)  # of the axes: room for the names of regimes above the curves
NAMES_HEIGHT, TIMES_HEIGHT = 1.08, 1.165
SIMULATED = (("cloning_agreement", "C0", "o"), ("cloning_collapse", "C3", "s"))


def draw_regimes(axes, ends, speciation, collapse):
    """Shades and names what lies between the times of an axis that are known: collapse below t_C, random motion above t_S."""
    if not (np.isnan(speciation) or np.isnan(collapse)) and speciation <= collapse:
        return  # no class is decided before its points are: these are not the three regimes
    borders = [ends[0], collapse, speciation, ends[1]]
    for (name, colour), low, high in zip(REGIMES, borders, borders[1:]):
        low, high = max(low, ends[0]), min(high, ends[1])
        if low < high:  # false where one is NaN: what cannot be bounded is not named
            axes.axvspan(low, high, color=colour, lw=0, zorder=0)
            axes.text(np.sqrt(low * high), NAMES_HEIGHT, name, ha="center", va="center", fontsize=style.TITLE_SIZE)


def draw_three_regimes(result, simulated=(), how=Format()):
    """`result` of `regimes collapse` with classes, its largest snapshot; `simulated`: variables of `regimes trajectories`."""
    page = how.page([PANEL_HEIGHT], "Curves: identities over noised training points." + (" Marks: clones of simulated trajectories." if simulated else "") +
                    f" $t_S$: $\\phi={SPECIATION_LEVEL}$. $t_C$: $\\phi_C=1/2$. Bars: {style.STANDARD_ERRORS_IN_A_BAR} standard errors.")
    numbers = PlottedNumbers()
    draw_regimes_panel(page.axes((0, 0, 1, 1)), result, simulated, numbers)
    return page.figure, numbers


def draw_regimes_panel(axes, result, simulated, numbers):
    """The same on given axes."""
    row, times = len(result.points) - 1, result.times
    for variable, label, colour in CURVES:
        values, errors = result.curve(variable, row)
        axes.errorbar(times, values, style.STANDARD_ERRORS_IN_A_BAR * errors, color=colour, label=label, elinewidth=0.5)
        numbers.add("regimes", result, result.points[row], variable, "time", times, values, errors)
    for data in simulated:
        for variable, colour, mark in SIMULATED:
            if variable not in data:
                continue
            values, errors = data[variable].values, data[f"{variable}_stderr"].values
            axes.errorbar(data["clone_time"].values, values, style.STANDARD_ERRORS_IN_A_BAR * errors, color=colour, marker=mark, ls="",
                          mfc="white")
            numbers.add("simulated", result, result.points[row], variable, "time", data["clone_time"].values, values, errors)
    marks = {"t_S": falling_crossing(times, *result.curve("cloning_agreement", row), SPECIATION_LEVEL),
             "t_C": tuple(float(values[row]) for values in result.per_snapshot("collapse_time_cloning"))}
    axes.set_xscale("log")
    axes.set(xlim=(times[0], times[-1]), ylim=HEIGHTS, xlabel="$t$")
    draw_regimes(axes, axes.get_xlim(), marks["t_S"][0], marks["t_C"][0])
    for name, (time, error) in marks.items():
        if np.isnan(time):
            continue
        axes.axvline(time, color="black", ls="--", lw=0.7)
        axes.text(time, TIMES_HEIGHT, f"${name}=${number(time, error)}", ha="center", fontsize=style.TITLE_SIZE)
        numbers.add("marks", result, result.points[row], name, "time", time, time, error)
    style.logarithmic_ticks(axes.xaxis)
    axes.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.legend(loc="center left")
