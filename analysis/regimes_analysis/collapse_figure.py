"""The figure of the collapse: curves against t per file, the scaling collapse of all files, and collapse times against n."""
from string import ascii_lowercase

from regimes_analysis import style
from regimes_analysis.collapse_caption import caption
from regimes_analysis.collapse_panels import (CURVE_LABELS, draw_collapse_times, draw_curves, draw_scaling_collapse, names_width,
                                              points_legend)
from regimes_analysis.labels import law_label
from regimes_analysis.numbers import PlottedNumbers
from regimes_analysis.page import Page

COLUMNS = 3  # cells in a row
CURVE_HEIGHT, CURVE_GAP, SHARED_HEIGHT = 1.15, 0.06, 2.3  # inches
PAIR_HEIGHT = 2 * CURVE_HEIGHT + CURVE_GAP


def place_panels(files, has_scaling):
    """(cells, rows of files, all rows); cells: name -> (row, column, columns of that row, cells across), in reading order.
    The first panel that joins all files takes what the last row of files leaves free, but t_C of several files needs more width."""
    shared = ["scaling", "times"] if has_scaling else ["times"]
    columns = min(COLUMNS, files + int(has_scaling or files == 1))
    cells = {index: (index // columns, index % columns, columns, 1) for index in range(files)}
    rows, used = -(-files // columns), files % columns
    if used and (has_scaling or files == 1):
        cells[shared.pop(0)] = (rows - 1, used, columns, columns - used)
    if "scaling" in shared:
        cells["scaling"] = (rows, 0, COLUMNS, 1)
    if "times" in shared:
        left = int("scaling" in shared)
        cells["times"] = (rows, left, COLUMNS, COLUMNS - left)
    return cells, rows, rows + bool(shared)


def draw_collapse_figure(results):
    """The figure and the numbers in it. results: one Result per file, in the order of the panels."""
    numbers = PlottedNumbers()
    style.apply()
    cells, curve_rows, rows = place_panels(len(results), any(result.law for result in results))
    page = Page([PAIR_HEIGHT] * curve_rows + [SHARED_HEIGHT] * (rows - curve_rows), caption(ascii_lowercase, results))
    letters = dict(zip(cells, ascii_lowercase))
    for index, result in enumerate(results):
        draw_pair(page, cells[index], result, index, numbers, f"({letters[index]}) {law_label(result)}")
    if "scaling" in cells:
        axes = page.axes(cells["scaling"])
        draw_scaling_collapse(axes, results, numbers)
        style.title(axes, f"({letters['scaling']})")
    axes = page.axes(cells["times"], names_width(page.figure, results))
    draw_collapse_times(axes, results, numbers)
    style.title(axes, f"({letters['times']})")
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
