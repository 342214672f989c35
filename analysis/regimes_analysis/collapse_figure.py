"""The figure of the collapse: curves against t per file, collapse times against n, and the scaling collapse of all files."""
import textwrap
from string import ascii_lowercase

import matplotlib.pyplot as plt

from regimes_analysis import style
from regimes_analysis.collapse_panels import (CURVE_LABELS, draw_collapse_times, draw_curves, draw_scaling_collapse,
                                              law_label, points_legend)
from regimes_analysis.numbers import PlottedNumbers

CURVE_ROW_HEIGHT = 1.4  # inches, of rows of curves below several files
SHARED_ROW_HEIGHT = 2.3  # inches, of the row that joins the files, and of the curves of a single file
CAPTION_CHARACTERS = 170
CAPTION_LINE_HEIGHT, CAPTION_MARGIN = 0.135, 0.12  # inches


def _mosaic(files, has_scaling):
    """Names of the panels on a grid: a row of curves per file, and below them what joins the files."""
    curves = [[f"{variable} {index}" for variable in CURVE_LABELS] for index in range(files)]
    return curves + [["times", "scaling" if has_scaling else "times"]]


def _caption(results):
    """What the marks mean."""
    parts = [f"Points: measured; bars: {style.STANDARD_ERRORS_IN_A_BAR} s.e. (those not seen are smaller than the marks).",
             "Colour: $n$, from the smallest (dark) to the largest (light) of each file."]
    kinds = sorted({str(result.data.attrs["error_bars"]) for result in results if "error_bars" in result.data.attrs})
    if kinds:
        parts.append(f"Standard errors: {'; '.join(kinds)}.")
    if any(result.law for result in results):
        parts.append("Curves: theory at finite size (solid) and at infinite size (dashed).")
        parts.append(r"Collapse times: $I=\ln n$ (solid), $f^e\!/\alpha=.05$ at finite size (dotted).")
    if any(result.law is None for result in results):
        parts.append("Real data: Gaussian bound of the measured covariance (dash-dotted), not a prediction.")
    return textwrap.fill(" ".join(parts), CAPTION_CHARACTERS)


def draw_collapse_figure(results):
    """The figure and the numbers in it. results: one Result per file, in the order of the rows."""
    numbers = PlottedNumbers()
    has_scaling = any(result.law for result in results)
    heights = [CURVE_ROW_HEIGHT if len(results) > 1 else SHARED_ROW_HEIGHT] * len(results) + [SHARED_ROW_HEIGHT]
    caption = _caption(results)
    bottom = CAPTION_MARGIN + CAPTION_LINE_HEIGHT * (caption.count("\n") + 1)
    height = sum(heights) + bottom
    style.apply()
    figure, axes = plt.subplot_mosaic(_mosaic(len(results), has_scaling), figsize=(style.PAGE_WIDTH, height),
                                      height_ratios=heights, layout="constrained")
    figure.get_layout_engine().set(rect=(0, bottom / height, 1, 1 - bottom / height))
    for index, result in enumerate(results):
        for variable in CURVE_LABELS:
            draw_curves(axes[f"{variable} {index}"], result, variable, style.marker(index), numbers)
        points_legend(axes[f"excess_entropy_ratio {index}"], result, style.marker(index))
    _share_time_axis(axes, results)
    draw_collapse_times(axes["times"], results, numbers)
    if has_scaling:
        draw_scaling_collapse(axes["scaling"], results, numbers)
    _letters(axes, results)
    figure.text(0.01, CAPTION_MARGIN / 2 / height, caption, fontsize=7.2, va="bottom", color="0.25", linespacing=1.25)
    return figure, numbers


def _share_time_axis(axes, results):
    """All curves over the same times, so that rows compare; numbers below the last row only."""
    earliest = min(result.times[0] for result in results)
    latest = max(result.times[-1] for result in results)
    last = len(results) - 1
    for index in range(len(results)):
        for variable in CURVE_LABELS:
            panel = axes[f"{variable} {index}"]
            panel.set_xlim(earliest / 1.05, latest * 1.05)
            panel.tick_params(labelbottom=index == last)
            panel.set_xlabel("$t$" if index == last else "")


def _letters(axes, results):
    names = [name for index in range(len(results)) for name in (f"excess_entropy_ratio {index}", f"cloning_collapse {index}")]
    names += [name for name in ("times", "scaling") if name in axes]
    for letter, name in zip(ascii_lowercase, names):
        title = f"({letter})"
        if name.startswith("excess_entropy_ratio"):
            title += f" {law_label(results[int(name.split()[1])])}"
        axes[name].set_title(title, loc="left", fontsize=8.5, pad=3)
