"""Axes on a page by their place in inches, rows from the top, and the words below."""
import io
import re

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from regimes.figures import style

# inches
LEFT, RIGHT, ABOVE, BELOW = 0.43, 0.07, 0.2, 0.38  # of a cell, around its panels
CAPTION_LINE_HEIGHT, CAPTION_MARGIN = 0.135, 0.1
CAPTION_SIZE = 7.2  # points
WORD = re.compile(r"(?:\\.|\$(?:\\.|[^$\\])*\$|\S)+")  # what a line is not broken in: mathematics between dollar signs belongs to its word


def fill(figure, text, width, size):
    """The text in lines that are no longer than `width` inches as they are drawn."""
    drawn = figure.text(0, 0, "", fontsize=size)
    lines = [""]
    for word in WORD.findall(text):
        longer = f"{lines[-1]} {word}".strip()
        drawn.set_text(longer)
        if lines[-1] and drawn.get_window_extent().width > width * figure.dpi:
            lines.append(word)
        else:
            lines[-1] = longer
    drawn.remove()
    return "\n".join(lines)


class Picture(Figure):
    """A Figure that a notebook shows, whether or not it has pyplot."""

    def _repr_png_(self):
        stream = io.BytesIO()
        self.savefig(stream, format="png")
        return stream.getvalue()


class Page:
    """inner_heights: of the panels of each row. An empty caption takes no room. Captions are set for the full width."""

    def __init__(self, inner_heights, caption="", width=style.PAGE_WIDTH):
        self.inner = inner_heights
        self.width = width
        self.figure = Picture(figsize=(width, 1))
        FigureCanvasAgg(self.figure)
        text = fill(self.figure, caption, width - CAPTION_MARGIN, CAPTION_SIZE)
        heights = [height + ABOVE + BELOW for height in inner_heights]
        foot = CAPTION_MARGIN + CAPTION_LINE_HEIGHT * (text.count("\n") + 1) if caption else 0
        self.height = sum(heights) + foot
        self.tops = [self.height - sum(heights[:row]) for row in range(len(heights))]
        self.figure.set_figheight(self.height)
        self.figure.text(CAPTION_MARGIN / 2 / width, CAPTION_MARGIN / 2 / self.height, text, fontsize=CAPTION_SIZE, va="bottom", color="0.25",
                         linespacing=1.25)

    def axes(self, cell, beside=0.0, part=(0.0, 1.0), before=0.0):
        """Axes in `cell` = (row, column, columns of that row, cells across), with `beside` left free at the right and `before` at the left;
        part: the lower and upper end in its inner height, from below."""
        row, column, columns, across = cell
        width = self.width / columns
        bottom = self.tops[row] - ABOVE - self.inner[row]
        return self.figure.add_axes((
            (column * width + LEFT + before) / self.width, (bottom + part[0] * self.inner[row]) / self.height,
            (across * width - LEFT - RIGHT - beside - before) / self.width, (part[1] - part[0]) * self.inner[row] / self.height))
