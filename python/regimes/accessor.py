"""`data.regimes`: what a dataset of a result knows of itself beside its variables, and how it is drawn. Importing this gives it to the datasets of xarray."""
import matplotlib
import numpy as np
import xarray

from regimes.results.file_content import FileContent


def attach(content):
    """The Dataset of a FileContent, whose accessor keeps the provenance."""
    content.root.regimes.provenance = content.provenance
    return content.root


@xarray.register_dataset_accessor("regimes")
class RegimesAccessor:
    """Of datasets that `regimes.open`, `regimes.run` and the experiments return; what xarray makes of one, such as a selection, has no provenance.

    Attributes:
        provenance: the group of that name (options, versions, machines), an xarray.Dataset, or None where it is not known.
    """

    def __init__(self, data):
        self._data, self.provenance = data, None

    def __repr__(self):
        return f"<regimes: a result of {self.experiment}, which draws {', '.join(self.panels)}>"

    @property
    def experiment(self):
        """The experiment that made it, or "" where it does not say."""
        return str(self._data.attrs.get("experiment", ""))

    @property
    def panels(self):
        """Names of what plot() can draw, the leading one first."""
        return list(self._drawable().panels)

    def _drawable(self):
        from regimes.figures.datasets import drawable  # here, because reading a file must not wait for what draws

        return drawable(str(self._data.encoding.get("source", "the dataset")), FileContent(self._data, self.provenance))

    def plot(self, panel=None, *, ax=None, width=None):
        """Draws what is right for its experiment: phi_C and f^e/alpha against t and collapse times of `collapse`, regimes of `kde`, the agreement of clones of
        `speciation`, figures of a sweep, and every averaged quantity of others.

        Args:
            panel: one of `panels`; without it the whole figure, or where there are axes the leading panel.
            ax: axes of matplotlib to draw one panel into, in the look that they have; neither pyplot nor any setting of matplotlib is touched.
            width: of a figure without axes, in inches.

        Returns the axes, or a matplotlib.figure.Figure, which a notebook shows. ValueError for a panel that the dataset does not have, and for datasets that
        are no results.
        """
        drawn = self._drawable()
        if panel is not None and panel not in drawn.panels:
            raise ValueError(f"panel: {panel!r} is none of {', '.join(drawn.panels)}")
        from regimes.figures.datasets import draw_one, page_of_one, whole

        if ax is None:
            with matplotlib.rc_context():
                return whole(drawn, width) if panel is None else page_of_one(drawn, panel, width)
        if np.ndim(ax) != 0 or not hasattr(ax, "plot"):
            raise TypeError(f"ax: {type(ax).__name__} is no axes of matplotlib; give one of them")
        draw_one(drawn, panel or next(iter(drawn.panels)), ax)
        return ax
