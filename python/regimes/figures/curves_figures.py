"""The figures of a sweep of collapse: layout and words."""
from string import ascii_lowercase

import numpy as np

from regimes.figures import style
from regimes.figures.collapse_figure import PAIR_HEIGHT, draw_pair
from regimes.figures.collapse_panels import ENTROPY_TIME, chosen_estimators, points_legend
from regimes.figures.curves_panels import dimension_legend, draw_deviations, draw_scaling, draw_times_against_alpha, draw_times_against_points
from regimes.figures.dimension_panels import draw_heights, draw_humps
from regimes.figures.drawing import TALL_HEIGHT, WHOLE, Drawing, error_sentence
from regimes.figures.numbers import PlottedNumbers

ALPHA_HEIGHT, SCALING_HEIGHT, HUMP_HEIGHT = 4.2, 4.2, 2.2  # inches
NAMES_WIDTH = 0.62  # inches, right of the axes
UPPER, LOWER = (0.31, 1.0), (0.0, 0.29)  # parts of a cell
MARGIN = 0.2  # inches, for the longer labels of differences
MOST_PAIRS = 9  # dimensions in the figure of curves


def _collapse_times(curves, slices, how):
    estimators = chosen_estimators(how, ("cloning",))
    if slices[0].law is None:
        lines = "Dash-dotted: the Gaussian with the covariance of the points, a bound and no prediction."
    else:
        lines = r"Lines: theory, $I(t_C)=\ln n$" + (r" (solid), and $f^e\!/\alpha=.05$ at finite size (dotted)." if ENTROPY_TIME in estimators else ".")
    caption = rf"Collapse time against the number of training points; colour and mark: $d$. {lines} {error_sentence(curves)}"
    page, numbers = how.page([TALL_HEIGHT], caption), PlottedNumbers()
    draw_times_against_points(page.axes(WHOLE, NAMES_WIDTH), slices, estimators, numbers)
    return Drawing("collapse_times", "Collapse time against the number of points", caption, page.figure, numbers)


def _collapse_times_alpha(curves, slices, how):
    is_synthetic, estimators = slices[0].law is not None, chosen_estimators(how, ("cloning", "fit"))
    caption = r"Collapse time against $\alpha=\ln n/d$. "
    if is_synthetic:
        caption += r"Black: the law of infinite size, $t_C=(1/2)\,\ln(1+\sigma^2/(e^{2\alpha}-1))$. Below: the difference from it. "
    caption += error_sentence(curves)
    page, numbers = how.page([ALPHA_HEIGHT if is_synthetic else TALL_HEIGHT], caption), PlottedNumbers()
    upper = page.axes(WHOLE, part=UPPER if is_synthetic else (0.0, 1.0), before=MARGIN)
    draw_times_against_alpha(upper, slices, estimators, numbers)
    if is_synthetic:
        lower = page.axes(WHOLE, part=LOWER, before=MARGIN)
        draw_deviations(lower, slices, estimators, numbers)
        lower.set_xlim(upper.get_xlim())
        upper.tick_params(labelbottom=False)
        upper.set_xlabel("")
    return Drawing("collapse_times_alpha", "One law for all dimensions", caption, page.figure, numbers)


def _scaling_collapse(curves, slices, how):
    caption = r"Cloning probability of all $n$, $d$ and $t$ against $u=(I-\ln n)/\sqrt{V}$, beside the normal distribution $\Phi(u)$ (black). Below: the " \
              "difference. " + error_sentence(curves)
    page, numbers = how.page([SCALING_HEIGHT], caption), PlottedNumbers()
    draw_scaling(*(page.axes(WHOLE, part=part, before=MARGIN) for part in (UPPER, LOWER)), slices, numbers)
    return Drawing("scaling_collapse", "Finite-size scaling", caption, page.figure, numbers)


def _curves(curves, slices, how):
    shown = slices if len(slices) <= MOST_PAIRS else [slices[i] for i in np.linspace(0, len(slices) - 1, MOST_PAIRS).round().astype(int)]
    theory = ("Lines: theory at finite (solid) and infinite size (dashed)." if slices[0].law is not None else
              r"Dash-dotted: lower bound of $f^e$ from the covariance of the points.")
    caption = r"Excess entropy and cloning probability against diffusion time" + \
              ("" if shown is slices else f", for {MOST_PAIRS} of the {len(slices)} $d$") + \
              f". Colour: $n$ from small (dark) to large (light). {theory} {error_sentence(curves)}"
    rows = -(-len(shown) // how.most_columns)
    columns = -(-len(shown) // rows)
    page, numbers = how.page([PAIR_HEIGHT] * rows, caption), PlottedNumbers()
    for index, part in enumerate(shown):
        draw_pair(page, (index // columns, index % columns, columns, 1), part, index, numbers, f"({ascii_lowercase[index]}) $d={part.dimension}$")
    return Drawing("curves", "Excess entropy and cloning against time", caption, page.figure, numbers)


def _effective_dimension(curves, slices, how):
    shown = slices[:MOST_PAIRS]
    lines = ("Lines: the law of finite size." if slices[0].law is not None else
             "Dash-dotted: upper bound, from the covariance of the points.")
    caption = r"Directions $d_{eff}$ that the score of $n$ points resolves, against diffusion time; colour: $n$ from small (dark) to large (light). " \
              rf"Last: the height of the hump against $n$; colour and mark: $d$. {lines} {error_sentence(curves)}"
    panels = len(shown) + 1
    rows = -(-panels // how.most_columns)
    columns = -(-panels // rows)
    page, numbers = how.page([HUMP_HEIGHT] * rows, caption), PlottedNumbers()
    for index, part in enumerate(shown):
        axes = page.axes((index // columns, index % columns, columns, 1))
        draw_humps(axes, part, style.marker(index), numbers)
        points_legend(axes, part, style.marker(index))
        style.title(axes, f"({ascii_lowercase[index]}) $d={part.dimension}$")
    axes = page.axes((len(shown) // columns, len(shown) % columns, columns, 1))
    draw_heights(axes, slices, numbers)
    if len(slices) > 1:
        dimension_legend(axes, slices, loc="upper left")
    style.title(axes, f"({ascii_lowercase[len(shown)]})")
    return Drawing("effective_dimension", "Directions that the score resolves", caption, page.figure, numbers)


def draw_collapse_figures(curves, how):
    """All Drawings that these curves allow, in one Format: the scaling needs a law whose I and V are known."""
    draw = {"collapse_times": _collapse_times, "collapse_times_alpha": _collapse_times_alpha, "scaling_collapse": _scaling_collapse, "curves": _curves,
            "effective_dimension": _effective_dimension}
    if "theory_information_variance" not in curves.data:
        del draw["scaling_collapse"]
    if "effective_dimension" not in curves.data:
        del draw["effective_dimension"]
    slices = curves.slices()
    return [draw[name](curves, slices, how) for name in how.chosen(draw)]
