"""The roofline picture: rates below the ceilings of the machine, and what part of the peak each kernel reaches against d."""
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator, PercentFormatter

from regimes.figures import style
from regimes.figures.figure_format import Format

GIGA = 1e9
HEIGHT = 3.5  # inches
LEGEND_PART = 0.11  # of the height
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # told apart by all eyes
LEFT_OF_RIDGE = 8  # so far the picture shows where memory would be the limit
INTENSITY_MARGIN, LOWEST_RATE_MARGIN, HIGHEST_RATE_MARGIN = 1.6, 0.6, 1.6
SMALLEST_MARK, LARGEST_MARK = 2.6, 7.0  # points, of the smallest and largest dimension


def series_of(roofline):
    """(kernel, times) in the order of the file -> its points, by dimension."""
    series = {}
    for point in roofline.points:
        series.setdefault((point.kernel, point.times), []).append(point)
    return {key: sorted(points, key=lambda point: point.dimension) for key, points in series.items()}


def _looks(series):
    """(kernel, times) -> keyword arguments of its marks: colour and mark of the kernel, hollow for several times."""
    kernels = list(dict.fromkeys(kernel for kernel, _ in series))
    looks = {}
    for kernel, times in series:
        index = kernels.index(kernel)
        colour = COLOURS[index % len(COLOURS)]
        looks[kernel, times] = {"color": colour, "marker": style.marker(index), "markeredgecolor": colour, "markeredgewidth": 0.8,
                                "markerfacecolor": "white" if times > 1 else colour}
    return looks


def _label(kernel, times):
    return kernel.replace("-", " ") + (f", $T={times}$" if times > 1 else "")


def _mark_size(dimension, smallest, largest):
    part = 0.0 if largest == smallest else np.log(dimension / smallest) / np.log(largest / smallest)
    return SMALLEST_MARK + (LARGEST_MARK - SMALLEST_MARK) * part


def _draw_ceilings(axes, roofline, intensities):
    """The roof for float and double, named where no kernel stands: left of the first marks."""
    x = np.geomspace(*intensities, 400)
    for peak, dashes, name in ((roofline.float_peak, "-", "float"), (roofline.double_peak, "--", "double")):
        axes.plot(x, np.minimum(peak, roofline.bandwidth * x) / GIGA, color="black", linestyle=dashes, linewidth=0.9, zorder=1)
        axes.annotate(f"{name} peak, {peak / GIGA:.0f} GFLOP/s", (roofline.ridge, peak / GIGA), xytext=(2, 3 if name == "float" else -3),
                      textcoords="offset points", ha="left", va="bottom" if name == "float" else "top", fontsize=7.5)
    roof = np.minimum(roofline.float_peak, roofline.bandwidth * x) / GIGA
    axes.fill_between(x, roof, axes.get_ylim()[1], color="0.93", zorder=0)
    along, above = np.sqrt(intensities[0] * roofline.double_peak / roofline.bandwidth), 1.12
    axes.text(along, above * roofline.bandwidth * along / GIGA, f"memory, {roofline.bandwidth / GIGA:.0f} GB/s", fontsize=7.5,
              ha="center", va="bottom", rotation=np.degrees(np.arctan(roofline.bandwidth / GIGA)), rotation_mode="anchor",
              transform_rotates_text=True)


def _draw_rates(axes, roofline, series, looks):
    dimensions = [point.dimension for point in roofline.points]
    stored = [point for point in roofline.points if point.intensity is not None]
    intensities = [point.intensity for point in stored] or [roofline.ridge]
    limits = (min(roofline.ridge / LEFT_OF_RIDGE, *intensities) / INTENSITY_MARGIN, max(*intensities, roofline.ridge) * INTENSITY_MARGIN)
    lowest = min(roofline.ceiling(limits[0]), roofline.double_peak, *(point.rate for point in roofline.points))
    axes.set(xscale="log", yscale="log", xlim=limits,
             ylim=(lowest / GIGA * LOWEST_RATE_MARGIN, roofline.float_peak / GIGA * HIGHEST_RATE_MARGIN),
             xlabel="flops per byte of memory traffic", ylabel="GFLOP/s")
    _draw_ceilings(axes, roofline, limits)
    for key, points in series.items():
        for point in points:
            if point.intensity is not None:
                axes.plot(point.intensity, point.rate / GIGA, linestyle="", zorder=3,
                          markersize=_mark_size(point.dimension, min(dimensions), max(dimensions)), **looks[key])
    axes.set_title("(a) below the roof; larger marks: larger $d$", loc="left", fontsize=8.5, pad=3)


def _draw_fractions(axes, series, looks):
    dimensions = sorted({point.dimension for points in series.values() for point in points})
    for key, points in series.items():
        axes.plot([point.dimension for point in points], [point.fraction_of_peak for point in points],
                  linestyle="--" if key[1] > 1 else "-", markersize=4, **looks[key])
    highest = max(point.fraction_of_peak for points in series.values() for point in points)
    axes.set(xscale="log", xlabel="$d$", ylabel="part of the float peak", ylim=(0, max(1.05, 1.05 * highest)))
    axes.axhline(1, color="black", linewidth=0.9, zorder=1)
    axes.xaxis.set_major_locator(FixedLocator(dimensions))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_title("(b) peak and kernel measured in turn", loc="left", fontsize=8.5, pad=3)


def draw_roofline(roofline, how=Format()):
    """The figure of one Roofline."""
    how.apply()
    series = series_of(roofline)
    looks = _looks(series)
    figure = Figure(figsize=(how.width, HEIGHT), layout="constrained")
    FigureCanvasAgg(figure)
    rates, fractions = figure.subplots(1, 2)
    _draw_rates(rates, roofline, series, looks)
    _draw_fractions(fractions, series, looks)
    handles = [Line2D([], [], linestyle="--" if key[1] > 1 else "-", markersize=4, label=_label(*key), **look) for key, look in looks.items()]
    figure.get_layout_engine().set(rect=(0, LEGEND_PART, 1, 1 - LEGEND_PART))
    figure.legend(handles=handles, loc="lower center", ncols=4, handlelength=2.4)
    if how.with_caption:
        queries = sorted({point.queries for point in roofline.points})
        figure.suptitle(f"{roofline.processor}, one core, float, {' and '.join(map(str, queries))} queries", fontsize=9)
    return figure
