"""The rows of the report's table, with digits that follow the errors."""
import math
from dataclasses import dataclass

import numpy as np

ERROR_DIGITS = 2  # significant
PLAIN_DIGITS = 4  # of a number without an error
NOT_KNOWN = "–"
ESTIMATORS = ("collapse_time_cloning", "collapse_time_fit", "collapse_time_entropy")


@dataclass(frozen=True)
class Row:
    """One (d, n), all as text. references: theory, or the bound of real data."""

    dimension: str
    points: str
    alpha: str
    results: str
    estimates: list
    references: list


def number(value, stderr=float("nan")):
    """value ± one standard error with two digits of the error; four digits where there is no error; a dash for NaN."""
    if not math.isfinite(value):
        return NOT_KNOWN
    if not math.isfinite(stderr) or stderr <= 0:
        return f"{value:#.{PLAIN_DIGITS}g}"
    decimals = max(0, ERROR_DIGITS - 1 - math.floor(math.log10(stderr)))
    return f"{value:.{decimals}f} ± {stderr:.{decimals}f}"


def count(points):
    """12345678 -> 12 345 678, with spaces that do not break."""
    return f"{points:,}".replace(",", "\u202f")


def references_of(data):
    """(variable, heading in words) of what estimators are set beside."""
    if "collapse_time_theory" in data:
        return [("collapse_time_theory", "theory, $I=\\ln n$"), ("collapse_time_entropy_theory", "theory, $f^e\\!/\\alpha=.05$")]
    return [("collapse_time_gaussian_bound", "Gaussian bound")]


def rows_of(curves):
    """A Row for every (d, n) that has results."""
    rows = []
    data = curves.data
    references = [name for name, _ in references_of(data) if name in data]
    for i, j in zip(*np.nonzero(data["results"].values)):
        at = {name: data[name].values[i, j] for name in (*ESTIMATORS, *(f"{name}_stderr" for name in ESTIMATORS), *references)}
        rows.append(Row(str(data["dimension"].values[i]), count(int(data["points"].values[j])),
                        f"{data['log_points_per_dimension'].values[i, j]:.3f}", str(data["results"].values[i, j]),
                        [number(at[name], at[f"{name}_stderr"]) for name in ESTIMATORS], [number(at[name]) for name in references]))
    return rows
