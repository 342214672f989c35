"""What a dataset in memory draws: the figure of its kind, as the commands draw it, or one panel of it into axes of the caller's."""
from dataclasses import replace

import numpy as np
import xarray

from regimes.errors import ForeignFile
from regimes.figures import style
from regimes.figures.collapse_figure import draw_collapse_figure
from regimes.figures.collapse_panels import (ALL_ESTIMATORS, CURVE_LABELS, chosen_estimators, draw_collapse_times, draw_curves, draw_scaling_collapse,
                                             points_legend)
from regimes.figures.curves_panels import draw_times_against_alpha, draw_times_against_points
from regimes.figures.density_figure import draw_best_bandwidths, draw_density_figure, draw_distributions, draw_divergence, draw_phase_diagram
from regimes.figures.drawing import WHOLE
from regimes.figures.figure_format import Format
from regimes.figures.numbers import PlottedNumbers
from regimes.figures.observable_panels import draw_panel, panels_of, shown_cells
from regimes.figures.speciation_figure import draw_agreement, draw_potential, draw_speciation, draw_spectrum, eigenvalues_of
from regimes.figures.sweep_figures import draw_best_bandwidths as draw_bandwidths_of_sweep
from regimes.figures.sweep_figures import draw_speciation_times, draw_sweep_figures
from regimes.figures.three_regimes import draw_regimes_panel
from regimes.figures.widths import WIDTHS
from regimes.results.density import density_result
from regimes.results.file_content import FileContent
from regimes.results.reading import COLLAPSE, any_result, told_by
from regimes.results.speciation import speciation_result
from regimes.sweeps.collecting import collect_results
from regimes.sweeps.curves import Curves, is_curves
from regimes.sweeps.merging import merge
from regimes.sweeps.seed_rules import rules_of

PANEL_HEIGHT, MARGIN = 2.4, 0.12  # inches
NO_OPTIONS = xarray.Dataset({"option_name": ("option", np.array([], dtype=object)), "option_value": ("option", np.array([], dtype=object))})


class Collapse:
    """A result of `regimes collapse`."""

    def __init__(self, path, content):
        self.result = any_result(path, content)
        result = self.result
        self.panels = {variable: self._curves(variable) for variable in reversed(CURVE_LABELS)}  # phi_C, which says when, before f^e
        if "cloning_agreement" in result.data:
            self.panels["regimes"] = lambda axes, numbers: draw_regimes_panel(axes, result, (), numbers)
        self.panels["times"] = lambda axes, numbers: draw_collapse_times(axes, [result], numbers, chosen_estimators(Format(), ALL_ESTIMATORS))
        if result.law:
            self.panels["scaling"] = lambda axes, numbers: draw_scaling_collapse(axes, [result], numbers)

    def _curves(self, variable):
        def draw(axes, numbers):
            draw_curves(axes, self.result, variable, style.marker(0), numbers)
            axes.set_xlabel("$t$", labelpad=1)
            points_legend(axes, self.result, style.marker(0))
        return draw

    def figure(self, how):
        return draw_collapse_figure([self.result], how)[0]


class Density:
    """A result of `regimes kde`."""

    def __init__(self, path, content):
        result = density_result(path, content.root, told_by(content.provenance))
        done = np.flatnonzero(np.isfinite(result.data["log_density"].values).any(axis=1))  # of an unfinished run
        if not done.size:
            raise ForeignFile(f"{path}: no part of it is finished, so that there is nothing to draw")
        self.results = [replace(result, data=result.data.isel(points=done))]
        panels = {"divergence": draw_divergence, "phases": draw_phase_diagram, "best": draw_best_bandwidths}
        if "ratio_count" in content.root:
            panels["distributions"] = draw_distributions
        self.panels = {name: lambda axes, numbers, draw=draw: draw(axes, self.results, numbers) for name, draw in panels.items()}

    def figure(self, how):
        return draw_density_figure(self.results, how)[0]


class Speciated:
    """A result of `regimes speciation`."""

    def __init__(self, path, content):
        self.result = speciation_result(path, content.root)
        self.panels = {"agreement": lambda axes, _: draw_agreement(axes, [self.result], [])}
        if eigenvalues_of(self.result) is not None:
            self.panels["spectrum"] = lambda axes, _: draw_spectrum(axes, [self.result], [], True)
        if "potential" in content.root:
            self.panels["potential"] = lambda axes, _: draw_potential(axes, self.result, [])

    def figure(self, how):
        return draw_speciation([self.result], None, how)[0]


class Sweep:
    """Collected curves of any experiment; a result of an experiment without a figure of its own is a sweep of one."""

    def __init__(self, path, content):
        self.curves = curves = Curves(path, content.root, content.provenance if content.provenance is not None else NO_OPTIONS)
        slices = curves.slices()
        self.panels = {}
        if curves.experiment == COLLAPSE:
            for name, draw in (("collapse_times", draw_times_against_points), ("collapse_times_alpha", draw_times_against_alpha)):
                self.panels[name] = lambda axes, numbers, draw=draw: draw(axes, slices, chosen_estimators(Format(), ("cloning",)), numbers)
        if curves.experiment == "kde":
            self.panels["best_bandwidth"] = lambda axes, numbers: draw_bandwidths_of_sweep(axes, curves, numbers)
        if curves.experiment == "speciation":
            self.panels["speciation_time"] = lambda axes, numbers: draw_speciation_times(axes, curves, numbers)
        cells, _ = shown_cells(slices)
        for panel in panels_of(curves.data):
            self.panels.setdefault(panel.name, lambda axes, numbers, panel=panel: draw_panel(axes, panel, slices, cells, numbers))

    def figure(self, how):
        return draw_sweep_figures(self.curves, how)[0].figure


def _of_one(path, content):
    result = any_result(path, content)
    options = {"seed": (str(result.data.attrs.get("seed", 0)), "")} | result.options  # which a part of a dataset does not tell
    if not rules_of(result):
        raise ForeignFile(f"{path}: holds no averages, which could be drawn; an unfinished run has none")
    collection = collect_results([replace(result, options=options)])
    if not collection.cells:
        raise ForeignFile(f"{path}: no part of it is finished, so that there is nothing to draw")
    return Sweep(path, FileContent(merge(collection), None))


KINDS = {COLLAPSE: Collapse, "kde": Density, "speciation": Speciated}


def drawable(path, content):
    """What a FileContent draws, by its kind: `panels`, name -> draw(axes, numbers), the leading one first, and `figure(how)`, all of them on a page. ForeignFile
    where it is no result."""
    kind = Sweep if is_curves(content) else KINDS.get(content.root.attrs.get("experiment"), _of_one)
    found = kind(path, content)
    if not found.panels:
        raise ForeignFile(f"{path}: holds no averages, which could be drawn")
    return found


def draw_one(drawn, name, axes):
    """One panel into given axes."""
    drawn.panels[name](axes, PlottedNumbers())


def page_of_one(drawn, name, width=None):
    """A Figure of one panel."""
    page = _format(width, style.NARROW_WIDTH, with_caption=False).page([PANEL_HEIGHT], "")
    draw_one(drawn, name, page.axes(WHOLE, before=MARGIN))
    return page.figure


def whole(drawn, width=None):
    """The Figure that the command for its kind draws."""
    return drawn.figure(_format(width, style.PAGE_WIDTH))


def _format(width, usual, **how):
    if width is not None and not WIDTHS[0] <= width <= WIDTHS[1]:
        raise ValueError(f"width: {width} is not a number of inches from {WIDTHS[0]} to {WIDTHS[1]}")
    return Format(width or usual, **how)
