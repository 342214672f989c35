"""A figure of a sweep: what it is called, and where its bars come from."""
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from regimes.figures import style
from regimes.sweeps.averaging import RESULTS_FOR_SCATTER
from regimes.figures.numbers import PlottedNumbers

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


def error_sentence(curves):
    """What a bar is, and where it comes from."""
    counts = np.unique(curves.data["results"].values)
    counts = counts[counts > 0]
    rules = []
    if counts[-1] >= RESULTS_FOR_SCATTER:
        rules.append("from the scatter of seeds")
    if counts[0] < RESULTS_FOR_SCATTER:
        rules.append(f"combined from fewer than {RESULTS_FOR_SCATTER} results" if rules else "combined from those of the results")
    return f"Bars: {style.STANDARD_ERRORS_IN_A_BAR} standard errors, {' or '.join(rules)}."
