"""Axes on a page by their place in inches, rows from the top, and the words below."""
import textwrap

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from regimes_analysis import style

# inches
LEFT, RIGHT, ABOVE, BELOW = 0.43, 0.07, 0.2, 0.38  # of a cell, around its panels
CAPTION_LINE_HEIGHT, CAPTION_MARGIN = 0.135, 0.1
CAPTION_CHARACTERS = 177
CAPTION_SIZE = 7.2  # points


class Page:
    """inner_heights: of the panels of each row. An empty caption takes no room. Captions are set for the full width."""

    def __init__(self, inner_heights, caption="", width=style.PAGE_WIDTH):
        self.inner = inner_heights
        self.width = width
        self.text = textwrap.fill(caption, CAPTION_CHARACTERS)
        heights = [height + ABOVE + BELOW for height in inner_heights]
        foot = CAPTION_MARGIN + CAPTION_LINE_HEIGHT * (self.text.count("\n") + 1) if caption else 0
        self.height = sum(heights) + foot
        self.tops = [self.height - sum(heights[:row]) for row in range(len(heights))]
        self.figure = Figure(figsize=(width, self.height))
        FigureCanvasAgg(self.figure)
        self.figure.text(0.01, CAPTION_MARGIN / 2 / self.height, self.text, fontsize=CAPTION_SIZE, va="bottom", color="0.25", linespacing=1.25)

    def axes(self, cell, beside=0.0, part=(0.0, 1.0), before=0.0):
        """Axes in `cell` = (row, column, columns of that row, cells across), with `beside` left free at the right and `before` at the left;
        part: the lower and upper end in its inner height, from below."""
        row, column, columns, across = cell
        width = self.width / columns
        bottom = self.tops[row] - ABOVE - self.inner[row]
        return self.figure.add_axes((
            (column * width + LEFT + before) / self.width, (bottom + part[0] * self.inner[row]) / self.height,
            (across * width - LEFT - RIGHT - beside - before) / self.width, (part[1] - part[0]) * self.inner[row] / self.height))
