"""Panels over all dimensions of a sweep. Colour and mark tell d; each panel records what it draws."""
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from scipy.special import ndtr

from regimes.figures import style
from regimes.figures.collapse_panels import (COLLAPSE_ESTIMATORS, COLLAPSE_THEORY_POINTS, CURVE_LABELS, ENTROPY_TIME, NAME_OFFSET, SCALING_RANGE,
                                              THEORY_POINTS, draw_bars, scaling_columns, spread_apart)
from regimes.results.reading import ENTROPY_THRESHOLD
from regimes.formulas.collapse import DataLaw

LABEL_DISTANCE = 0.05  # least distance of the names of lines, in heights of the axes
LABEL_SIZE = 8  # points
ALPHA = r"$\alpha=\ln n/d$"
LONGEST_BAR = 3  # times the range of deviations: longer bars run out of their panel
DEVIATION_MARGIN, DEVIATION_TICKS = 0.06, 5
MARGIN = 0.03  # of the logarithmic width of the axis of n
LEAST_RATIO = 4.0  # of its ends, for margins where there is one n
CLOSE = 12  # these axes are tall enough for more ticks of t


def looks(slices):
    """(slice, colour, mark) for every dimension, in ascending order."""
    return [(part, colour, style.marker(index)) for index, (part, colour) in enumerate(zip(slices, style.dimension_colours(len(slices))))]


def estimator_legend(axes, estimators, **where):
    """Which mark is which estimator."""
    handles = [Line2D([], [], linestyle="none", marker="o", color=style.GREY, label=COLLAPSE_ESTIMATORS[name][0], **COLLAPSE_ESTIMATORS[name][1])
               for name in estimators]
    axes.add_artist(axes.legend(handles=handles, handletextpad=0.1, columnspacing=1.0, ncol=len(handles), **where))


def dimension_legend(axes, slices, **where):
    """Which colour is which d."""
    handles = [Line2D([], [], linestyle="none", marker=mark, color=colour, markersize=4, label=f"$d={part.dimension}$")
               for part, colour, mark in looks(slices)]
    axes.legend(handles=handles, handletextpad=0.1, **where)


def _estimates(axes, panel, part, x_name, x, colour, mark, estimators, numbers):
    for variable in estimators:
        times, stderr = part.per_snapshot(variable)
        draw_bars(axes, x, times, stderr, colour, mark, zorder=3, **COLLAPSE_ESTIMATORS[variable][1])
        numbers.add(panel, part, part.points, variable, x_name, x, times, stderr)


def draw_times_against_points(axes, slices, estimators, numbers):
    """t_C against n for all d, every estimator (variable) under its own name, beside theory (solid, dotted) or the Gaussian bound (dash-dotted)."""
    panel, ends = "collapse_times", []
    sizes = np.concatenate([part.points for part in slices])
    margin = max(sizes.max() / sizes.min(), LEAST_RATIO) ** MARGIN
    axes.set_xscale("log")
    axes.set_xlim(sizes.min() / margin, sizes.max() * margin)
    axes.set_yscale("log")
    for part, colour, mark in looks(slices):
        lines = _theory_lines(part, estimators)
        for quantity, (points, times, dashes) in lines.items():
            axes.plot(points, times, dashes, color=colour, linewidth=0.9, zorder=2)
            numbers.add(panel, part, np.round(points), quantity, "n", points, times)
        _estimates(axes, panel, part, "n", part.points, colour, mark, estimators, numbers)
        measured = part.per_snapshot("collapse_time_cloning")[0]
        theory = next(iter(lines.values()))[1]
        ends.append(theory[-1] if part.law is not None or not np.isfinite(measured[-1]) else measured[-1])
    axes.margins(y=0.06)
    axes.set_xlabel("$n$", labelpad=1)
    axes.set_ylabel("$t_C$", labelpad=1)
    axes.autoscale_view()
    style.logarithmic_ticks(axes.yaxis, CLOSE)
    estimator_legend(axes, estimators, loc="lower right", bbox_to_anchor=(1.01, 0.985))
    _name_dimensions(axes, slices, ends)


def _theory_lines(part, estimators):
    """quantity -> (n, t, dashes); the first is that of t_C itself."""
    if part.law is None:
        return {"collapse_time_gaussian_bound": (part.points, part.data["collapse_time_gaussian_bound"].values, "-.")}
    points = np.geomspace(part.points[0], part.points[-1], COLLAPSE_THEORY_POINTS)
    lines = {"collapse_time_theory": (points, np.array([part.law.collapse_time(x) for x in np.log(points)]), "-")}
    if ENTROPY_TIME in estimators:
        lines["collapse_time_entropy_theory"] = (points, np.array([part.law.entropy_threshold_time(x, ENTROPY_THRESHOLD) for x in np.log(points)]), ":")
    return lines


def _name_dimensions(axes, slices, ends):
    """d at the right of the axes, in its colour, near where its line ends."""
    heights = axes.transAxes.inverted().transform(axes.transData.transform([(1, end) for end in ends]))[:, 1]
    step = NAME_OFFSET * axes.figure.dpi / axes.get_window_extent().width
    for (part, colour, mark), height in zip(looks(slices), spread_apart(heights, LABEL_DISTANCE)):
        axes.plot(1 + step, height, mark, color=colour, markersize=3.4, transform=axes.transAxes, clip_on=False)
        axes.text(1 + 1.8 * step, height, f"$d={part.dimension}$", fontsize=LABEL_SIZE, va="center", transform=axes.transAxes)


def asymptotic_time(part, alpha):
    """t_C = (1/2) ln(1 + sigma^2/(e^{2 alpha} - 1)), the law of d -> infinity at fixed alpha; a mixture has that of its Gaussians."""
    return np.array([DataLaw(1.0, part.law.variance).collapse_time(a) for a in np.atleast_1d(alpha)])


def draw_times_against_alpha(axes, slices, estimators, numbers):
    """t_C of all d and n against alpha = ln n/d: one curve for synthetic sets, beside the asymptotic law."""
    panel = "collapse_times_alpha"
    axes.set_yscale("log")
    for part, colour, mark in looks(slices):
        alpha = part.data["log_points_per_dimension"].values
        _estimates(axes, panel, part, "alpha", alpha, colour, mark, estimators, numbers)
        if part.law is None:
            bound = part.data["collapse_time_gaussian_bound"].values
            axes.plot(alpha, bound, "-.", color=colour, linewidth=0.9, zorder=2)
            numbers.add(panel, part, part.points, "collapse_time_gaussian_bound", "alpha", alpha, bound)
    axes.margins(x=0.03, y=0.06)
    if slices[0].law is not None:
        every = np.concatenate([part.data["log_points_per_dimension"].values for part in slices])
        alpha = np.linspace(every.min() / 1.03, every.max() * 1.03, THEORY_POINTS)
        law = asymptotic_time(slices[0], alpha)
        axes.plot(alpha, law, "-", color="black", linewidth=0.9, zorder=2)
        numbers.add(panel, slices[-1], 0, "collapse_time_asymptotic", "alpha", alpha, law)
        axes.text(0.985, 0.95, r"$t_C=\frac{1}{2}\,\ln\left(1+\frac{\sigma^2}{e^{2\alpha}-1}\right)$", transform=axes.transAxes, ha="right", va="top",
                  fontsize=11)
    axes.set_ylabel("$t_C$", labelpad=1)
    axes.set_xlabel(ALPHA, labelpad=1)
    axes.autoscale_view()
    style.logarithmic_ticks(axes.yaxis, CLOSE)
    estimator_legend(axes, estimators, loc="lower right", bbox_to_anchor=(1.01, 0.985))
    dimension_legend(axes, slices, loc="lower left", ncol=max(1, len(slices) // 4))


def draw_deviations(axes, slices, estimators, numbers):
    """t_C over the asymptotic law, less one: what is left of finite size."""
    panel, values, bars = "collapse_times_alpha_deviation", [0.0], [(0.0, 0.0)]
    axes.axhline(0, color="black", linewidth=0.8, zorder=1)
    for part, colour, mark in looks(slices):
        alpha = part.data["log_points_per_dimension"].values
        law = asymptotic_time(part, alpha)
        for variable in estimators:
            times, stderr = part.per_snapshot(variable)
            deviation, error = times / law - 1, stderr / law
            draw_bars(axes, alpha, deviation, error, colour, mark, zorder=3, **COLLAPSE_ESTIMATORS[variable][1])
            numbers.add(panel, part, part.points, f"{variable}_deviation", "alpha", alpha, deviation, error)
            known = np.isfinite(deviation)
            bar = style.STANDARD_ERRORS_IN_A_BAR * np.nan_to_num(error[known])
            values.extend(deviation[known])
            bars.extend(zip(deviation[known] - bar, deviation[known] + bar))
    span = np.ptp(values)
    if span > 0:
        low, high = np.clip((np.min(bars), np.max(bars)), min(values) - LONGEST_BAR * span, max(values) + LONGEST_BAR * span)
        axes.set_ylim(low - DEVIATION_MARGIN * (high - low), high + DEVIATION_MARGIN * (high - low))
    axes.yaxis.set_major_locator(MaxNLocator(DEVIATION_TICKS, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.6g} %".replace("-", "\u2212")))
    axes.set_ylabel("$t_C$/law $-$ 1", labelpad=1)
    axes.set_xlabel(ALPHA, labelpad=1)


def _scaled(part, row):
    """(u, phi_C, s.e., Phi(u)) of one n, thinned so that curves stay apart."""
    information, variance = (part.reference(name, row) for name in ("theory_information", "theory_information_variance"))
    u = (information - np.log(part.points[row])) / np.sqrt(variance)
    shown = scaling_columns(u)
    measured, stderr = (values[shown] for values in part.curve("cloning_collapse", row))
    return u[shown], measured, stderr, ndtr(u[shown])


def draw_scaling(axes, below, slices, numbers):
    """phi_C of all d and n against u = (I - ln n)/sqrt V beside Phi(u), and the difference below."""
    u = np.linspace(*SCALING_RANGE, THEORY_POINTS)
    axes.plot(u, ndtr(u), "-", color="black", linewidth=0.9, zorder=1, label=r"$\Phi(u)$")
    below.axhline(0, color="black", linewidth=0.9, zorder=1)
    for part, colour, mark in looks(slices):
        for row, points in enumerate(part.points):
            x, measured, stderr, law = _scaled(part, row)
            how = {"markersize": 2.6, "fillstyle": "none", "elinewidth": 0.4}
            draw_bars(axes, x, measured, stderr, colour, mark, **how)
            draw_bars(below, x, measured - law, stderr, colour, mark, **how)
            numbers.add("scaling_collapse", part, points, "cloning_collapse", "(I - ln n)/sqrt(V)", x, measured, stderr)
            numbers.add("scaling_collapse_difference", part, points, "cloning_collapse_minus_law", "(I - ln n)/sqrt(V)", x, measured - law, stderr)
    axes.set_ylim(-0.04, 1.04)
    axes.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
    axes.tick_params(labelbottom=False)
    axes.set_ylabel(CURVE_LABELS["cloning_collapse"], labelpad=1)
    below.set_ylabel(r"$\varphi_C-\Phi$", labelpad=1)
    below.set_xlabel(r"$u=(I-\ln n)/\sqrt{V}$", labelpad=1)
    for panel in (axes, below):
        panel.set_xlim(SCALING_RANGE)
    dimension_legend(axes, slices, loc="upper left")
