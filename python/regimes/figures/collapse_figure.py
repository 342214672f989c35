"""The figure of the collapse: curves against t per file, the scaling collapse of all files, and collapse times against n."""
from string import ascii_lowercase

from regimes.figures import style
from regimes.figures.collapse_caption import caption
from regimes.figures.collapse_panels import (ALL_ESTIMATORS, CURVE_LABELS, chosen_estimators, draw_collapse_times, draw_curves,
                                              draw_scaling_collapse, names_width, points_legend)
from regimes.figures.figure_format import Format
from regimes.results.labels import law_label
from regimes.figures.numbers import PlottedNumbers

CURVE_HEIGHT, CURVE_GAP, SHARED_HEIGHT = 1.15, 0.06, 2.3  # inches
PAIR_HEIGHT = 2 * CURVE_HEIGHT + CURVE_GAP


def place_panels(files, shared, most_columns=style.COLUMNS):
    """(cells, rows of files, all rows); cells: name -> (row, column, columns of that row, cells across), in reading order. files: panels of curves, one
    each. shared: the panels that join all files, of "scaling" and "times": the first takes what the last row of files leaves free, but t_C of several files
    needs more width."""
    shared = list(shared)
    columns = min(most_columns, files + int("scaling" in shared or (files == 1 and bool(shared)))) or 1
    cells = {index: (index // columns, index % columns, columns, 1) for index in range(files)}
    rows, used = -(-files // columns), files % columns
    if used and shared and ("scaling" in shared or files == 1):
        cells[shared.pop(0)] = (rows - 1, used, columns, columns - used)
    if len(shared) == 2 and most_columns >= style.COLUMNS:
        return cells | {"scaling": (rows, 0, most_columns, 1), "times": (rows, 1, most_columns, most_columns - 1)}, rows, rows + 1
    for row, name in enumerate(shared, rows):
        cells[name] = (row, 0, 1, 1)
    return cells, rows, rows + len(shared)


def draw_collapse_figure(results, how=Format()):
    """The figure and the numbers in it. results: one Result per file, in the order of the panels."""
    numbers = PlottedNumbers()
    has_scaling = any(result.law for result in results)
    names = [name for name in how.chosen(("curves", "scaling", "times")) if name != "scaling" or has_scaling]
    pairs = len(results) if "curves" in names else 0
    cells, curve_rows, rows = place_panels(pairs, [name for name in names if name != "curves"], how.most_columns)
    page = how.page([PAIR_HEIGHT] * curve_rows + [SHARED_HEIGHT] * (rows - curve_rows), caption(ascii_lowercase, results, names))
    letters = dict(zip(cells, ascii_lowercase))
    for index, result in enumerate(results[:pairs]):
        draw_pair(page, cells[index], result, index, numbers, f"({letters[index]}) {law_label(result)}")
    of_one = f" {law_label(results[0])}" if len(results) == 1 and not pairs else ""
    if "scaling" in cells:
        axes = page.axes(cells["scaling"])
        draw_scaling_collapse(axes, results, numbers)
        style.title(axes, f"({letters['scaling']}){of_one}")
    if "times" in cells:
        axes = page.axes(cells["times"], names_width(page.figure, results))
        draw_collapse_times(axes, results, numbers, chosen_estimators(how, ALL_ESTIMATORS))
        style.title(axes, f"({letters['times']}){of_one}")
    return page.figure, numbers


def draw_pair(page, cell, result, index, numbers, title):
    """Both curves of one file above each other, over the same times."""
    share = CURVE_HEIGHT / PAIR_HEIGHT
    panels = [page.axes(cell, part=part) for part in ((1 - share, 1.0), (0.0, share))]
    for axes, variable in zip(panels, CURVE_LABELS):
        draw_curves(axes, result, variable, style.marker(index), numbers)
    panels[0].tick_params(labelbottom=False)
    panels[1].set_xlabel("$t$", labelpad=1)
    points_legend(panels[0], result, style.marker(index))
    style.title(panels[0], title)
