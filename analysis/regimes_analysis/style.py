"""One look for all figures: serif type of a physics journal, ticks inside, colours that survive colour-blindness and grey print."""
import matplotlib
from matplotlib import colormaps
from matplotlib.colors import LogNorm

PAGE_WIDTH = 7.05  # inches, two columns of a journal
NARROW_WIDTH = 3.4  # inches, one column, or a phone
MARKERS = "osD^vP*X"  # one per file, repeated beyond eight
GREY = "0.35"
TITLE_SIZE = 8.5  # points
COLOUR_RANGE = (0.0, 0.86)  # of viridis: its yellow end is invisible on white
DIMENSION_COLOUR_RANGE = (0.0, 0.78)  # of plasma, for the same reason
STANDARD_ERRORS_IN_A_BAR = 3

PARAMETERS = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 9,
    "axes.labelsize": 10,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "legend.handlelength": 1.4,
    "legend.borderaxespad": 0.4,
    "legend.labelspacing": 0.25,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "lines.linewidth": 1.0,
    "lines.markersize": 2.8,
    "errorbar.capsize": 0,
    "savefig.dpi": 200,
    "pdf.fonttype": 42,
}


def apply():
    """Use the look for every figure drawn from here on."""
    matplotlib.use("Agg")
    matplotlib.rcParams.update(PARAMETERS)


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
