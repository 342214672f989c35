"""The figure of density estimates: phase diagram, distributions at fixed x or over queries, divergence against h, best h against alpha."""
from string import ascii_lowercase

import numpy as np
from matplotlib.lines import Line2D

from regimes.formulas import density as theory
from regimes.figures import style
from regimes.figures.collapse_panels import draw_bars, points_legend, shown_rows
from regimes.figures.figure_format import Format
from regimes.results.labels import law_label
from regimes.figures.numbers import PlottedNumbers

HEIGHT, LABEL_WIDTH = 2.4, 0.1  # inches
COLUMNS_OF_EVEN = 2  # panels beside each other where their number is even
OF_THE_FIRST = ("distributions", "divergence")  # panels that show the first file alone
THEORY_POINTS = 60
ALPHA_MARGIN = 1.15
LINES = {"h_G": (theory.condensation_bandwidth, "-", r"$h_G$"), "h_CLT": (theory.central_limit_bandwidth, "--", r"$h_\mathrm{CLT}$"),
         "h_KL": (theory.kullback_leibler_bandwidth, ":", r"$h_\mathrm{KL}$")}
REGIMES = {"extremes": (0.8, "h_G"), "stable": (1.0, "h_CLT"), "central limit": (1.3, "h_CLT")}  # name: (factor, of which bandwidth)
REGIME_COLOURS = {"extremes": "#440154", "stable": "#21908c", "central limit": "#c47f00"}
CAPTIONS = {
    "phases": "Colour: $Y_2$ from 0 (dark) to 1 (light); circles: best bandwidth",
    "distributions": "Largest $n$, at the measured $h$ nearest to $.8\\,h_G$, $h_\\mathrm{CLT}$ and $1.3\\,h_\\mathrm{CLT}$",
}


def draw_density_figure(results, how=Format()):
    """The figure and the numbers in it. results: one DensityResult per file."""
    numbers = PlottedNumbers()
    draw = {"phases": draw_phase_diagram, "distributions": draw_distributions, "divergence": draw_divergence, "best": draw_best_bandwidths}
    if "ratio_count" not in results[0].data:
        del draw["distributions"]
    letters = {name: f"({letter})" for name, letter in zip(how.chosen(draw), ascii_lowercase)}
    words = [f"{letter} {CAPTIONS[name]}." for name, letter in letters.items() if name in CAPTIONS]
    lines = ["Lines: theory of Gaussian data and kernel at infinite size."] if any(result.has_regimes for result in results) else []
    columns = min(len(letters), how.most_columns, style.COLUMNS if len(letters) % 2 else COLUMNS_OF_EVEN)
    page = how.page([HEIGHT] * -(-len(letters) // columns), " ".join([*words, *lines, f"Bars: {style.STANDARD_ERRORS_IN_A_BAR} standard errors."]))
    for index, (name, letter) in enumerate(letters.items()):
        axes = page.axes((index // columns, index % columns, columns, 1), before=LABEL_WIDTH)
        draw[name](axes, results, numbers)
        style.title(axes, f"{letter} {law_label(results[0])}" if name in OF_THE_FIRST else letter)
    return page.figure, numbers


def threshold(result, row, name):
    """A bandwidth of theory for one snapshot, in units of the data; NaN where there is none."""
    return LINES[name][0](result.alpha[row]) * result.deviation if result.has_regimes else np.nan


def draw_thresholds(axes, results, numbers, names, panel):
    """Lines against alpha over the range of all results; nothing where none has regimes."""
    alphas = np.concatenate([result.alpha for result in results if result.has_regimes] or [np.array([])])
    if not alphas.size:
        return
    grid = np.linspace(alphas.min() / ALPHA_MARGIN, alphas.max() * ALPHA_MARGIN, THEORY_POINTS)
    for name in names:
        function, dashes, label = LINES[name]
        values = np.array([function(alpha) for alpha in grid])
        axes.plot(grid, values, color="black", linestyle=dashes, label=label)
        numbers.add(panel, results[0], 0, name, "alpha", grid, values)


def draw_phase_diagram(axes, results, numbers):
    draw_thresholds(axes, results, numbers, LINES, "phase_diagram")
    for index, result in enumerate(results):
        relative = result.bandwidths / result.deviation
        alpha, h = np.meshgrid(result.alpha, relative, indexing="ij")
        share = result.data["participation_ratio"].values
        axes.scatter(alpha, h, c=share, cmap="viridis", vmin=0, vmax=1, s=5, linewidths=0, marker=style.marker(index), zorder=1)
        best, stderr = result.per_snapshot("best_bandwidth")
        axes.plot(result.alpha, best / result.deviation, "o", color="black", fillstyle="none", markersize=4)
        for row, points in enumerate(result.points):
            numbers.add("phase_diagram", result, points, "participation_ratio", "h", result.bandwidths, share[row])
        numbers.add("phase_diagram", result, result.points, "best_bandwidth", "alpha", result.alpha, best, stderr)
    axes.set(xlabel=r"$\alpha=\ln n/d$", ylabel=r"$h/\sigma$", yscale="log")
    style.logarithmic_ticks(axes.yaxis)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(loc="upper right")


def draw_distributions(axes, results, numbers):
    """ln of rho_h over its mean, of the first result."""
    result = results[0]
    row, bins = len(result.points) - 1, result.data["ratio_bin"].values
    for name, (factor, of) in REGIMES.items():
        wanted = factor * threshold(result, row, of) if result.has_regimes else np.quantile(result.bandwidths, factor / 2)
        column = int(np.abs(np.log(result.bandwidths / wanted)).argmin())
        counts = result.data["ratio_count"].values[row, column].astype(float)
        density = counts / counts.sum() / (bins[1] - bins[0])
        seen = counts > 0
        axes.step(bins, density, where="mid", color=REGIME_COLOURS[name], label=rf"$h={result.bandwidths[column]:.3g}$, {name}")
        numbers.add("distribution", result, result.points[row], f"density of ln ratio at h = {result.bandwidths[column]:.9g}", "ln ratio", bins[seen],
                    density[seen])
    drawn = result.data["ratio_count"].values[row].sum(axis=0) > 0
    axes.set(xlabel=r"$\ln(\rho_h/E\rho_h)$", ylabel="density", yscale="log", xlim=(bins[drawn].min() - 1, bins[drawn].max() + 1))
    axes.legend(loc="best")


def divergence(result):
    """What is smallest at the best bandwidth: its name, label, values and errors over (points, bandwidth)."""
    if "divergence" in result.data:
        name, label, sign = "divergence", r"KL$(\rho\,\Vert\,\rho_h)$", 1
    else:
        name, label, sign = "log_density", r"$-\langle\ln\rho_h\rangle$", -1
    return name, label, sign * result.data[name].values, result.data[f"{name}_stderr"].values


def draw_divergence(axes, results, numbers):
    """Of the first result, for a few snapshots, with the bandwidths of the largest."""
    result = results[0]
    name, label, values, stderr = divergence(result)
    colour = style.points_colour(result.points)
    for row in shown_rows(result.points):
        shade = colour(result.points[row])
        draw_bars(axes, result.bandwidths, values[row], stderr[row], shade, style.marker(0), markersize=2.0)
        axes.plot(result.bandwidths, values[row], color=shade, linewidth=0.6)
        numbers.add("divergence", result, result.points[row], name, "h", result.bandwidths, values[row], stderr[row])
    if result.has_regimes:
        for line, (_, dashes, text) in LINES.items():
            h = threshold(result, len(result.points) - 1, line)
            axes.axvline(h, color="black", linestyle=dashes, linewidth=0.8)
            axes.annotate(text, (h, 0.98), xycoords=("data", "axes fraction"), ha="right", va="top", fontsize=7.5)
            numbers.add("divergence", result, result.points[-1], line, "h", h, np.nan)
    axes.set(xlabel="$h$", ylabel=label, xscale="log", yscale="log" if name == "divergence" else "linear")
    points_legend(axes, result, style.marker(0), place="best")
    style.logarithmic_ticks(axes.xaxis)
    if axes.get_yscale() == "log":
        style.logarithmic_ticks(axes.yaxis)


def draw_best_bandwidths(axes, results, numbers):
    draw_thresholds(axes, results, numbers, ["h_KL"], "best_bandwidth")
    labels = [law_label(result) for result in results]  # files of one law and dimension share a label, and so a colour and a mark
    series = list(dict.fromkeys(labels))
    colours = style.dimension_colours(len(series))
    for result, label in zip(results, labels):
        index = series.index(label)
        best, stderr = (values / result.deviation for values in result.per_snapshot("best_bandwidth"))
        draw_bars(axes, result.alpha, best, stderr, colours[index], style.marker(index), markersize=3.4)
        numbers.add("best_bandwidth", result, result.points, "best_bandwidth", "alpha", result.alpha, best, stderr)
    handles = [Line2D([], [], linestyle="none", marker=style.marker(i), color=colours[i], label=label) for i, label in enumerate(series)]
    axes.legend(handles=handles + axes.get_legend_handles_labels()[0], loc="best")
    axes.set(xlabel=r"$\alpha=\ln n/d$", ylabel=r"$h_\mathrm{opt}/\sigma$")
