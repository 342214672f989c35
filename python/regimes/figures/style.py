"""One look for all figures: colours that survive colour-blindness and grey print, marks, titles, ticks. Type and lines are in regimes.mplstyle."""
import numpy as np
from matplotlib import colormaps
from matplotlib.colors import LogNorm
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

PAGE_WIDTH = 7.05  # inches, two columns of a journal
NARROW_WIDTH = 3.4  # inches, one column, or a phone
COLUMNS = 3  # panels in a row of a full page
MARKERS = "osD^vP*X"  # one per file, repeated beyond eight
GREY = "0.35"
TITLE_SIZE = 8.5  # points
COLOUR_RANGE = (0.0, 0.86)  # of viridis: its yellow end is invisible on white
DIMENSION_COLOUR_RANGE = (0.0, 0.78)  # of plasma, for the same reason
STANDARD_ERRORS_IN_A_BAR = 3
WIDE_TICKS, TICKS, CLOSE_TICKS = (1,), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8)  # of a decade
CLOSE, WIDE = 5, 300  # ratios of the ends of a logarithmic axis: below one the ticks are closer, above the other they are decades
FEWEST_TICKS, EVEN_TICKS = 3, 5  # an axis too short for that many gets evenly spaced ones, about EVEN_TICKS

def title(axes, text):
    """A title at the left, smaller where it would be wider than its axes."""
    drawn = axes.set_title(text, loc="left", fontsize=TITLE_SIZE, pad=3)
    room = axes.get_window_extent().width / drawn.get_window_extent().width
    drawn.set_fontsize(TITLE_SIZE * min(1, room))


def points_colour(points):
    """The colour of a training-set size, logarithmic between the ends of the ascending sizes `points` of one file."""
    smallest, largest = points[0], points[-1]
    norm = LogNorm(smallest, largest if largest > smallest else 2 * smallest)
    low, high = COLOUR_RANGE
    return lambda points: colormaps["viridis"](low + (high - low) * float(norm(points)))


def dimension_colours(count):
    """One colour per dimension, in ascending order: another map than that of n, so that one colour never means both."""
    low, high = DIMENSION_COLOUR_RANGE
    return [colormaps["plasma"](low + (high - low) * index / max(count - 1, 1)) for index in range(count)]


def marker(file_index):
    return MARKERS[file_index % len(MARKERS)]


def count_label(points):
    """A count as mathtext: 20000 -> 2 x 10^4; round numbers without a mantissa, small ones as they are."""
    if points < 10000:
        return str(points)
    mantissa, exponent = f"{points:.1e}".split("e")
    mantissa = mantissa.removesuffix(".0")
    power = f"10^{{{int(exponent)}}}"
    return f"${power}$" if mantissa == "1" else rf"${mantissa}\times{power}$"


def logarithmic_ticks(axis, close=CLOSE):
    """Ticks of a logarithmic axis at round numbers: the shorter the axis, the closer, and never fewer than three."""
    first, last = axis.get_view_interval()
    ticks = LogLocator(subs=CLOSE_TICKS if last < close * first else TICKS if last < WIDE * first else WIDE_TICKS)
    if np.sum((ticks.tick_values(first, last) >= first) & (ticks.tick_values(first, last) <= last)) < FEWEST_TICKS:
        ticks = MaxNLocator(EVEN_TICKS, steps=[1, 2, 2.5, 5, 10])
    axis.set_major_locator(ticks)
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())
