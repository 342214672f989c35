"""The three regimes of a data set on one time axis: phi, phi_C and f^e/alpha, with t_S and t_C."""
import numpy as np
from matplotlib.ticker import NullFormatter, ScalarFormatter

from regimes_analysis import style
from regimes_analysis.crossing import falling_crossing
from regimes_analysis.numbers import PlottedNumbers
from regimes_analysis.page import Page
from regimes_analysis.report_table import number

PANEL_HEIGHT = 2.6  # inches
SPECIATION_LEVEL = 0.7752  # of phi, for two classes: mean and fluctuation of the free-entropy difference are equal
CURVES = (("cloning_agreement", r"$\phi$: same class", "C0"), ("cloning_collapse", r"$\phi_C$: same point", "C3"),
          ("excess_entropy_ratio", r"$f^e/\alpha$", style.GREY))
SIMULATED = (("cloning_agreement", "C0", "o"), ("cloning_collapse", "C3", "s"))


def draw_three_regimes(result, simulated=()):
    """`result` of `regimes collapse` with classes, its largest snapshot; `simulated`: variables of `regimes trajectories`."""
    style.apply()
    page = Page([PANEL_HEIGHT], "Curves: identities over noised training points. Marks: clones of simulated trajectories. Dashed: the speciation "
                f"time, where $\\phi$ = {SPECIATION_LEVEL}, and the collapse time, where $\\phi_C$ = 1/2. Bars are 3 standard errors.")
    axes = page.axes((0, 0, 1, 1))
    numbers = PlottedNumbers()
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
    for name, (time, error) in marks.items():
        if np.isnan(time):
            continue
        axes.axvline(time, color="black", ls="--", lw=0.7)
        axes.text(time, 1.04, f"${name}=${number(time, error)}", ha="center", fontsize=style.TITLE_SIZE)
        numbers.add("marks", result, result.points[row], name, "time", time, time, error)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_ylim(-0.03, 1.02)
    axes.set_xlabel("$t$")
    axes.legend(loc="center left")
    return page.figure, numbers
