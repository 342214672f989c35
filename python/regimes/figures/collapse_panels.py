"""The panels of the collapse figure. Each draws on given axes and records what it draws."""
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator
from scipy.special import ndtr

from regimes.figures import style
from regimes.results.labels import law_label
from regimes.results.reading import ENTROPY_THRESHOLD

CURVES_SHOWN = 4  # snapshots in a panel of curves; the other panels show all
THEORY_POINTS = 200
COLLAPSE_THEORY_POINTS = 40  # smooth lines, each point a root
SCALING_RANGE = (-4.0, 4.0)
SCALING_STEP = 0.4  # least distance in u between points of one curve
NAME_DISTANCE = 0.075  # least distance of names of lines, in heights of the axes
NAME_SIZE = 7.5  # points
NAME_OFFSET = 0.12  # inches, of the marks of names, and from these to the names
COLLAPSE_ESTIMATORS = {  # variable, which ends in the name of the estimator: (label, marks)
    "collapse_time_cloning": (r"$\varphi_C=1/2$", {"markersize": 3.4}),
    "collapse_time_fit": ("fit of $f^e$", {"markersize": 6, "fillstyle": "none"}),
    "collapse_time_entropy": (r"$f^e\!/\alpha=.05$", {"markersize": 3.4, "fillstyle": "none"}),
}
TIME = "collapse_time_"
ENTROPY_TIME = "collapse_time_entropy"
ALL_ESTIMATORS = tuple(variable.removeprefix(TIME) for variable in COLLAPSE_ESTIMATORS)
CURVE_LABELS = {"excess_entropy_ratio": r"$f^e\!/\alpha$", "cloning_collapse": r"$\varphi_C$"}


def chosen_estimators(how, names):
    """The variables of t_C to draw: those that are asked for, else those of these names."""
    return [variable for variable in COLLAPSE_ESTIMATORS if variable.removeprefix(TIME) in (how.estimators or names)]


def shown_rows(points):
    """A few snapshots spread over all, the first and the last among them."""
    return np.unique(np.linspace(0, len(points) - 1, CURVES_SHOWN).round().astype(int))


def draw_bars(axes, x, y, stderr, colour, marker, **how):
    """Points with bars. NaN values are not drawn."""
    x, y, stderr = np.atleast_1d(x), np.atleast_1d(y), np.atleast_1d(stderr)
    there = np.isfinite(y)
    if not there.any():
        return
    bars = style.STANDARD_ERRORS_IN_A_BAR * np.nan_to_num(stderr[there])
    how = {"elinewidth": 0.7, "markeredgewidth": 0.6} | how
    axes.errorbar(x[there], y[there], yerr=bars, linestyle="none", color=colour, marker=marker, **how)


def draw_curves(axes, result, variable, marker, numbers):
    """f^e/alpha or phi_C against t for a few snapshots: theory at finite size (solid) and infinite size (dashed), or the Gaussian bound."""
    colour = style.points_colour(result.points)
    for row in shown_rows(result.points):
        points, shade, times = result.points[row], colour(result.points[row]), result.times_of(row)
        fine = np.geomspace(times[0], times[-1], THEORY_POINTS)
        log_points = np.log(points)
        measured, stderr = result.curve(variable, row)
        draw_bars(axes, times, measured, stderr, shade, marker, markersize=2.0, zorder=3)
        numbers.add(variable, result, points, variable, "t", times, measured, stderr)
        lines = {}
        if result.law is not None:
            lines[f"theory_{variable}"] = (fine, getattr(result.law, variable)(fine, log_points), "-", 1.0)
            lines[f"theory_{variable}_asymptotic"] = (*_asymptotic(result, variable, fine, log_points), "--", 0.55)
        elif variable == "excess_entropy_ratio":
            bound = result.reference("gaussian_bound_excess_entropy_ratio", row)
            lines["gaussian_bound_excess_entropy_ratio"] = (times, bound, "-.", 0.9)
        for quantity, (x, y, dashes, width) in lines.items():
            axes.plot(x, y, dashes, color=shade, linewidth=width, zorder=2)
            numbers.add(variable, result, points, quantity, "t", x, y)
    axes.set_xscale("log")
    axes.set_xlim(result.times[0] / 1.05, result.times[-1] * 1.05)
    axes.set_ylim(-0.04, 1.04)
    axes.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
    axes.set_yticks([0.25, 0.75], minor=True)
    axes.set_ylabel(CURVE_LABELS[variable], labelpad=1)
    style.logarithmic_ticks(axes.xaxis)


def _asymptotic(result, variable, fine, log_points):
    if variable == "excess_entropy_ratio":
        return fine, result.law.excess_entropy_ratio_asymptotic(fine, log_points)
    step = result.law.collapse_time(log_points)
    return np.array([fine[0], step, step, fine[-1]]), np.array([1.0, 1.0, 0.0, 0.0])


def points_legend(axes, result, marker, place="upper left"):
    """Which colour is which n."""
    colour = style.points_colour(result.points)
    handles = [Line2D([], [], color=colour(n), marker=marker, label=style.count_label(int(n)))
               for n in result.points[shown_rows(result.points)]]
    axes.legend(handles=handles, title="$n$", loc=place, title_fontsize=8.5)


def draw_collapse_times(axes, results, numbers, estimators):
    """t_C against n, every estimator (variable) under its own name, with theory (or the Gaussian bound) per file."""
    panel = "collapse_time"
    ends = []
    axes.set_xscale("log")
    axes.set_yscale("log")
    for index, result in enumerate(results):
        points, colour = result.points, style.points_colour(result.points)
        end = _draw_collapse_theory(axes, result, panel, numbers, estimators)
        for variable in estimators:
            marks = COLLAPSE_ESTIMATORS[variable][1]
            times, stderr = result.per_snapshot(variable)
            for n, t, error in zip(points, times, stderr):
                draw_bars(axes, n, t, error, colour(n), style.marker(index), zorder=3, **marks)
            numbers.add(panel, result, points, variable, "n", points, times, stderr)
        last = result.per_snapshot("collapse_time_cloning")[0][-1]
        ends.append(last if result.law is None and np.isfinite(last) else end)
    handles = [Line2D([], [], linestyle="none", marker="o", color=style.GREY, label=label, **marks)
               for label, marks in (COLLAPSE_ESTIMATORS[variable] for variable in estimators)]
    axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.02, 0.985), ncol=len(handles), handletextpad=0.1,
                columnspacing=1.0)
    axes.set_xlabel("$n$", labelpad=1)
    axes.set_ylabel("$t_C$", labelpad=1)
    axes.margins(x=0.03, y=0.08)
    style.logarithmic_ticks(axes.yaxis)
    if len(results) > 1:
        _name_lines(axes, results, ends)


def spread_apart(heights, distance):
    """Heights in [0, 1], in the same order, at least `distance` apart where they fit, close to where they were."""
    order = np.argsort(heights, kind="stable")
    steps = min(distance, 1 / max(len(heights) - 1, 1)) * np.arange(len(heights))
    lowest = np.maximum.accumulate(np.clip(np.asarray(heights)[order], 0, 1) - steps)  # pushed up by those below
    placed = np.empty(len(heights))
    placed[order] = np.minimum(lowest, 1 - steps[-1]) + steps
    return placed


def names_width(figure, results):
    """Inches that the names need right of the axes of t_C; none for one file, which the panel of its curves names."""
    texts = [figure.text(0, 0, law_label(result), fontsize=NAME_SIZE) for result in results]
    widest = max(text.get_window_extent().width for text in texts) / figure.dpi
    for text in texts:
        text.remove()
    return 2 * NAME_OFFSET + widest if len(results) > 1 else 0.0


def _name_lines(axes, results, ends):
    """Names right of the axes, where they cover nothing, each with its mark and near the height at which its line ends."""
    heights = axes.transAxes.inverted().transform(axes.transData.transform([(1, end) for end in ends]))[:, 1]
    step = NAME_OFFSET * axes.figure.dpi / axes.get_window_extent().width
    for index, (result, height) in enumerate(zip(results, spread_apart(heights, NAME_DISTANCE))):
        axes.plot(1 + step, height, style.marker(index), color=style.GREY, markersize=3.4, transform=axes.transAxes, clip_on=False)
        axes.text(1 + 2 * step, height, law_label(result), fontsize=NAME_SIZE, va="center", transform=axes.transAxes)


def _draw_collapse_theory(axes, result, panel, numbers, estimators):
    """Lines behind the estimators; returns where the line of t_C ends."""
    if result.law is None:
        bound = result.data["collapse_time_gaussian_bound"].values
        axes.plot(result.points, bound, "-.", color=style.GREY, linewidth=0.9)
        numbers.add(panel, result, result.points, "collapse_time_gaussian_bound", "n", result.points, bound)
        return bound[-1]
    points = np.geomspace(result.points[0], result.points[-1], COLLAPSE_THEORY_POINTS)
    theory = {"collapse_time_theory": ([result.law.collapse_time(x) for x in np.log(points)], "-")}
    if ENTROPY_TIME in estimators:
        theory["collapse_time_entropy_theory"] = ([result.law.entropy_threshold_time(x, ENTROPY_THRESHOLD) for x in np.log(points)], ":")
    for quantity, (times, dashes) in theory.items():
        axes.plot(points, times, dashes, color=style.GREY, linewidth=0.9, zorder=2)
        numbers.add(panel, result, points, quantity, "n", points, times)
    return theory["collapse_time_theory"][0][-1]


def scaling_columns(u):
    """Which times of one curve are drawn: in range, and never closer than SCALING_STEP, so that many curves stay apart."""
    columns = []
    for column in np.flatnonzero((u > SCALING_RANGE[0]) & (u < SCALING_RANGE[1])):
        if not columns or abs(u[column] - u[columns[-1]]) >= SCALING_STEP:
            columns.append(column)
    return np.array(columns, dtype=int)


def draw_scaling_collapse(axes, results, numbers):
    """phi_C of a few snapshots of each synthetic set against (I - ln n)/sqrt V, beside Phi."""
    panel = "scaling_collapse"
    for index, result in enumerate(results):
        if result.law is None:
            continue
        colour = style.points_colour(result.points)
        information = result.data["theory_information"].values
        spread = np.sqrt(result.data["theory_information_variance"].values)
        for row in shown_rows(result.points):
            points = result.points[row]
            u = (information - np.log(points)) / spread
            shown = scaling_columns(u)
            x, measured, stderr = u[shown], *(values[shown] for values in result.curve("cloning_collapse", row))
            draw_bars(axes, x, measured, stderr, colour(points), style.marker(index), markersize=2.4, fillstyle="none", elinewidth=0.4)
            numbers.add(panel, result, points, "cloning_collapse", "(I - ln n)/sqrt(V)", x, measured, stderr)
    u = np.linspace(*SCALING_RANGE, THEORY_POINTS)
    axes.plot(u, ndtr(u), "-", color="black", linewidth=0.8, zorder=1, label=r"$\Phi(u)$")
    axes.legend(loc="upper left", handletextpad=0.4)
    axes.set_xlim(SCALING_RANGE)
    axes.set_ylim(-0.04, 1.04)
    axes.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
    axes.xaxis.set_major_locator(FixedLocator([-4, -2, 0, 2, 4]))
    axes.set_xlabel(r"$u=(I-\ln n)/\sqrt{V}$", labelpad=1)
    axes.set_ylabel(CURVE_LABELS["cloning_collapse"], labelpad=1)
