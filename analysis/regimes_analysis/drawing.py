"""A figure of a sweep: what it is called, how wide it is, and where its bars come from. Each can be drawn with its caption below, or without for a
page that sets it itself."""
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from regimes_analysis import style
from regimes_analysis.averaging import RESULTS_FOR_SCATTER
from regimes_analysis.collapse_figure import COLUMNS
from regimes_analysis.numbers import PlottedNumbers
from regimes_analysis.page import Page

TALL_HEIGHT = 3.3  # inches, of a figure that is one panel
WHOLE = (0, 0, 1, 1)  # one cell that is the whole page


@dataclass(frozen=True)
class Drawing:
    """One figure: the name of its files, its title, its words (mathematics between dollar signs), and the numbers in it."""

    name: str
    title: str
    caption: str
    figure: Figure
    numbers: PlottedNumbers


@dataclass(frozen=True)
class Format:
    """How wide, in inches, and whether the caption stands below."""

    width: float = style.PAGE_WIDTH
    with_caption: bool = True

    def page(self, inner_heights, caption):
        style.apply()
        return Page(inner_heights, caption if self.with_caption else "", self.width)

    @property
    def most_columns(self):
        return max(1, int(COLUMNS * self.width / style.PAGE_WIDTH))


def error_sentence(curves):
    """What a bar is, and where it comes from."""
    counts = np.unique(curves.data["results"].values)
    counts = counts[counts > 0]
    rules = []
    if counts[-1] >= RESULTS_FOR_SCATTER:
        rules.append("from the scatter of results with different seeds")
    if counts[0] < RESULTS_FOR_SCATTER:
        rules.append("combined from those of the results" + (f" where there are fewer than {RESULTS_FOR_SCATTER}" if rules else ""))
    return (f"Bars: {style.STANDARD_ERRORS_IN_A_BAR} standard errors, {', '.join(rules)}; those not seen are smaller than the marks.")
