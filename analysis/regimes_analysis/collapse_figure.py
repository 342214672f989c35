"""The figure of the collapse: curves against t per file, the scaling collapse of all files, and collapse times against n."""
import textwrap
from string import ascii_lowercase

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from regimes_analysis import style
from regimes_analysis.collapse_caption import caption
from regimes_analysis.collapse_panels import (CURVE_LABELS, draw_collapse_times, draw_curves, draw_scaling_collapse, names_width,
                                              points_legend)
from regimes_analysis.labels import law_label
from regimes_analysis.numbers import PlottedNumbers

COLUMNS = 3  # cells in a row
# all below in inches
CURVE_HEIGHT, CURVE_GAP, SHARED_HEIGHT = 1.15, 0.06, 2.3
LEFT, RIGHT, ABOVE, BELOW = 0.43, 0.07, 0.2, 0.38  # of a cell, around its panels
CAPTION_CHARACTERS = 177
CAPTION_LINE_HEIGHT, CAPTION_MARGIN = 0.135, 0.1


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


class _Page:
    """Axes by their place in inches, rows counted from the top."""

    def __init__(self, curve_rows, rows, foot):
        curves = ABOVE + 2 * CURVE_HEIGHT + CURVE_GAP + BELOW
        heights = [curves] * curve_rows + [ABOVE + SHARED_HEIGHT + BELOW] * (rows - curve_rows)
        self.height = sum(heights) + foot
        self.tops = [self.height - sum(heights[:row]) for row in range(rows)]
        self.inner = [height - ABOVE - BELOW for height in heights]
        self.figure = Figure(figsize=(style.PAGE_WIDTH, self.height))
        FigureCanvasAgg(self.figure)

    def axes(self, cell, beside=0.0, part=(0.0, 1.0)):
        """Axes in `cell`, with `beside` left free at the right; part: the lower and upper end in its inner height, from below."""
        row, column, columns, across = cell
        width = style.PAGE_WIDTH / columns
        bottom = self.tops[row] - ABOVE - self.inner[row]
        return self.figure.add_axes((
            (column * width + LEFT) / style.PAGE_WIDTH, (bottom + part[0] * self.inner[row]) / self.height,
            (across * width - LEFT - RIGHT - beside) / style.PAGE_WIDTH, (part[1] - part[0]) * self.inner[row] / self.height))


def draw_collapse_figure(results):
    """The figure and the numbers in it. results: one Result per file, in the order of the panels."""
    numbers = PlottedNumbers()
    style.apply()
    cells, curve_rows, rows = place_panels(len(results), any(result.law for result in results))
    text = textwrap.fill(caption(ascii_lowercase, results), CAPTION_CHARACTERS)
    page = _Page(curve_rows, rows, CAPTION_MARGIN + CAPTION_LINE_HEIGHT * (text.count("\n") + 1))
    letters = dict(zip(cells, ascii_lowercase))
    for index, result in enumerate(results):
        _draw_file(page, cells[index], result, index, numbers, f"({letters[index]}) {law_label(result)}")
    if "scaling" in cells:
        axes = page.axes(cells["scaling"])
        draw_scaling_collapse(axes, results, numbers)
        style.title(axes, f"({letters['scaling']})")
    axes = page.axes(cells["times"], names_width(page.figure, results))
    draw_collapse_times(axes, results, numbers)
    style.title(axes, f"({letters['times']})")
    page.figure.text(0.01, CAPTION_MARGIN / 2 / page.height, text, fontsize=7.2, va="bottom", color="0.25", linespacing=1.25)
    return page.figure, numbers


def _draw_file(page, cell, result, index, numbers, title):
    """Both curves of one file above each other, over the same times."""
    share = CURVE_HEIGHT / (2 * CURVE_HEIGHT + CURVE_GAP)
    panels = [page.axes(cell, part=part) for part in ((1 - share, 1.0), (0.0, share))]
    for axes, variable in zip(panels, CURVE_LABELS):
        draw_curves(axes, result, variable, style.marker(index), numbers)
    panels[0].tick_params(labelbottom=False)
    panels[1].set_xlabel("$t$", labelpad=1)
    points_legend(panels[0], result, style.marker(index))
    style.title(panels[0], title)
