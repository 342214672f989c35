"""What the figures of the examples share: the page, bars of three standard errors, marks of published numbers."""
import regimes
from matplotlib.figure import Figure
from regimes.figures import style

WIDTH, HEIGHT = 6.4, 2.9  # inches
CAPTION_ROOM = 0.07  # of the height
PUBLISHED = {"color": "black", "marker": "*", "markersize": 7, "markerfacecolor": "white", "linestyle": "none", "zorder": 5, "elinewidth": 0.8}


def page(panels, caption, has_bars=True):
    """A figure with so many panels beside each other, and one line below them."""
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    figure.get_layout_engine().set(rect=(0, CAPTION_ROOM, 1, 1 - CAPTION_ROOM))
    words = f"{caption} Bars: {style.STANDARD_ERRORS_IN_A_BAR} standard errors." if has_bars else caption
    figure.text(0.01, 0.015, words, fontsize=7.5)
    return figure, [axes for row in figure.subplots(1, panels, squeeze=False) for axes in row]


def bars(axes, x, data, name, **how):
    """Measured values `name` of a dataset against x, with bars from its NAME_stderr."""
    values, errors = data[name].values, style.STANDARD_ERRORS_IN_A_BAR * data[f"{name}_stderr"].values
    return axes.errorbar(x, values, errors, **{"marker": "o", "linestyle": "none", "elinewidth": 0.8, **how})


def published(axes, numbers, source):
    """Marks of numbers in print: {x: (value, standard error)}."""
    values, errors = zip(*numbers.values())
    axes.errorbar(list(numbers), values, [style.STANDARD_ERRORS_IN_A_BAR * error for error in errors], label=source, **PUBLISHED)


def dimensions(results):
    """(d, dataset, colour) of the files dD.h5, by rising d."""
    found = sorted((regimes.open(path) for path in results.glob("d*.h5")), key=lambda data: int(data.attrs["dimension"]))
    if not found:
        raise FileNotFoundError(f"{results}: there are no results; run the example without --figure first")
    return [(int(data.attrs["dimension"]), data, colour) for data, colour in zip(found, style.dimension_colours(len(found)))]


def titles(figure, *texts):
    """(a), (b) ... with a text each, once everything is drawn."""
    for letter, axes, text in zip("abc", figure.axes, texts):
        axes.set_title(f"({letter}) {text}", loc="left", fontsize=style.TITLE_SIZE, pad=3)
