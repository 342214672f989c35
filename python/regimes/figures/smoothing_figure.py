"""What smoothed scores make of a training set: the memorised fraction of samples and their variance against h, and samples of images."""
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from regimes.figures import style
from regimes.figures.collapse_panels import draw_bars
from regimes.figures.figure_format import Format
from regimes.figures.image_rows import CAPTION_HEIGHT, IMAGE_SHARE, draw_image
from regimes.figures.numbers import PlottedNumbers
from regimes.figures.page import CAPTION_SIZE
from regimes.results.labels import law_label
from regimes.results.samplers import image_shape

PANEL_HEIGHT, WORDS_WIDTH = 2.4, 1.15  # inches
PANELS = (("memorised_fraction", r"memorised fraction"), ("sample_variance", r"variance per coordinate"))


def set_of(result):
    """What tells training sets apart, but for their seeds."""
    file = result.option("train-file")[0]
    return law_label(result) if file else rf"{result.training_law}, $d={result.dimension}$", file, int(result.points[0])


def by_smoothing(results):
    """{set: [(h, results of that h)]}, ascending in h."""
    families = {}
    for result in results:
        family = families.setdefault(set_of(result), {})
        family.setdefault(float(result.data.attrs.get("smoothing", 0)), []).append(result)
    return {name: sorted(family.items()) for name, family in families.items()}


def at_the_end(results, variable):
    """(mean, standard error) over results of what paths have at their end: from their scatter, of one its own."""
    values = np.array([float(result.data[variable][0]) for result in results])
    errors = np.array([float(result.data[f"{variable}_stderr"][0]) for result in results])
    if len(values) > 1:
        return values.mean(), values.std(ddof=1) / np.sqrt(len(values))
    return values[0], errors[0]


def draw_smoothing_figure(results, how=Format()):
    """results: Results of `regimes sample`, at several --smoothing; those that differ in their seed alone are averaged."""
    page = how.page([PANEL_HEIGHT], "Samples of smoothed scores $D_h$ at the end of their paths, against $h$: the fraction that is memorised, and how much "
                    f"the samples vary. Bars: {style.STANDARD_ERRORS_IN_A_BAR} standard errors.")
    numbers = PlottedNumbers()
    families = by_smoothing(results)
    columns = min(len(PANELS), how.most_columns)
    for place, (variable, label) in enumerate(PANELS):
        axes = page.axes((0, place, columns, 1))
        for (name, family), colour, index in zip(families.items(), style.dimension_colours(len(families)), range(len(families))):
            widths = np.array([h for h, _ in family])
            means, errors = (np.array(column) for column in zip(*(at_the_end(of_h, variable) for _, of_h in family)))
            axes.plot(widths, means, "-", color=colour, linewidth=0.7)
            draw_bars(axes, widths, means, errors, colour, style.marker(index), markersize=3.4, label=f"{name[0]}, $n={name[2]}$")
            numbers.add(variable, family[0][1][0], name[2], variable, "h", widths, means, errors)
        axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
        axes.set_xlabel("$h$", labelpad=1)
        axes.set_ylabel(label, labelpad=1)
        if place == len(PANELS) - 1:  # there lines fall to the right from their largest value
            axes.legend(loc="lower left")
    return page.figure, numbers


def draw_smoothed_pictures(results, paths, shape="", how=Format()):
    """The figure, and the ends of paths that are drawn [result, path, height, width], ascending in h. results: datasets of `regimes sample` with
    path_points; all images have one grey scale, since smoothing takes their contrast."""
    results = sorted(results, key=lambda data: float(data.attrs.get("smoothing", 0)))
    drawn = [data["path_points"].values[0, :paths].reshape(-1, *image_shape(data.sizes["coordinate"], shape)) for data in results]
    how.apply()
    foot = CAPTION_HEIGHT if how.with_caption else 0
    columns = max(len(images) for images in drawn)
    cell = (how.width - WORDS_WIDTH) / columns
    heights = [cell * images.shape[1] / images.shape[2] for images in drawn]
    height = sum(heights) + foot
    figure = Figure(figsize=(how.width, height))
    FigureCanvasAgg(figure)
    if how.with_caption:
        figure.text(0.005, 0.3 * CAPTION_HEIGHT / height, "Ends of paths under smoothed scores; the paths of a column begin alike. One grey scale for all.",
                    fontsize=CAPTION_SIZE, color="0.25")
    everything = np.concatenate([images.ravel() for images in drawn])
    top = height
    for data, images, row_height in zip(results, drawn, heights):
        top -= row_height
        memorised, variance = (float(data[name][0]) for name, _ in PANELS)
        figure.text(0.005, (top + row_height / 2) / height, f"$h={float(data.attrs.get('smoothing', 0)):g}$\n{memorised:.0%} memorised\nvariance {variance:.3g}",
                    fontsize=style.TITLE_SIZE, va="center")
        for column, image in enumerate(images):
            axes = figure.add_axes(((WORDS_WIDTH + column * cell) / how.width, top / height, IMAGE_SHARE * cell / how.width, IMAGE_SHARE * row_height / height))
            draw_image(axes, image, everything)
    return figure, drawn
