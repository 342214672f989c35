"""What smoothed scores make of a training set: the memorised fraction of samples and their variance against h."""
import numpy as np

from regimes.figures import style
from regimes.figures.collapse_panels import draw_bars
from regimes.figures.figure_format import Format
from regimes.figures.numbers import PlottedNumbers
from regimes.results.labels import law_label

PANEL_HEIGHT = 2.4  # inches
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
        if place == 0:
            axes.legend(loc="upper right")
    return page.figure, numbers
