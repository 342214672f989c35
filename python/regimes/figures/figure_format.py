"""How a figure is drawn, whatever it shows: width, panels, caption, style and resolution."""
import os
from dataclasses import dataclass

import matplotlib
import matplotlib.style

from regimes.figures import style
from regimes.errors import ForeignFile
from regimes.figures.page import Page

STYLE_SHEET = os.path.join(os.path.dirname(os.path.realpath(__file__)), "regimes.mplstyle")


@dataclass(frozen=True)
class Format:
    """width: inches. panels, estimators: the names of those to draw, none for what the figure draws by itself. style_sheets: applied on top of
    regimes.mplstyle, in this order. dpi: of the PNG, None for that of the style."""

    width: float = style.PAGE_WIDTH
    with_caption: bool = True
    panels: tuple = ()
    estimators: tuple = ()
    style_sheets: tuple = ()
    dpi: float | None = None

    def apply(self):
        """The look of every figure drawn from here on."""
        matplotlib.style.use([STYLE_SHEET, *self.style_sheets])
        if self.dpi is not None:
            matplotlib.rcParams["savefig.dpi"] = self.dpi

    def page(self, inner_heights, caption):
        """An empty page in this look; inner_heights: of the panels of each row, in inches."""
        self.apply()
        return Page(inner_heights, caption if self.with_caption else "", self.width)

    @property
    def most_columns(self):
        """How many panels stand beside each other."""
        return max(1, int(style.COLUMNS * self.width / style.PAGE_WIDTH))

    def chosen(self, names):
        """Those of the names, in their order, that are to be drawn. ForeignFile where none of what is asked for is among them."""
        chosen = [name for name in names if not self.panels or name in self.panels]
        if self.panels and not chosen:
            raise ForeignFile(f"--panels {','.join(self.panels)}: the files given have only {', '.join(names) or 'none'}")
        return chosen
