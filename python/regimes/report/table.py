"""The report's table of numbers, with digits that follow the errors."""
from dataclasses import dataclass

import numpy as np

from regimes.sweeps.curves_table import CELL, ERROR
from regimes.sweeps.fractions import HIGH, LOW
from regimes.results.digits import NOT_KNOWN, number
from regimes.results.reading import COLLAPSE

MOST_COLUMNS = 10
COLLAPSE_COLUMNS = {  # variable: heading in words
    "collapse_time_cloning": r"$\varphi_C = 1/2$",
    "collapse_time_fit": "fit",
    "collapse_time_entropy": r"$f^e\!/\alpha = .05$",
    "collapse_time_theory": r"theory, $I=\ln n$",
    "collapse_time_entropy_theory": r"theory, $f^e\!/\alpha=.05$",
    "collapse_time_gaussian_bound": "Gaussian bound",
}


@dataclass(frozen=True)
class Row:
    """One (d, n), all as text."""

    dimension: str
    points: str
    alpha: str
    results: str
    values: list


@dataclass(frozen=True)
class Column:
    """A number of every (d, n): its variable, the entry of its other dimension, {dimension: index}, and its heading."""

    variable: str
    entry: dict
    heading: str


def count(points):
    """12345678 -> 12 345 678, with spaces that do not break."""
    return f"{points:,}".replace(",", "\u202f")


def _collapse_columns(data):
    """Estimators, then theory; the bound only where there is none."""
    names = [name for name in COLLAPSE_COLUMNS if name in data]
    if "collapse_time_theory" in names:
        names = [name for name in names if name != "collapse_time_gaussian_bound"]
    return [Column(name, {}, COLLAPSE_COLUMNS[name]) for name in names]


def columns_of(curves):
    """The Columns of a sweep: of collapse its estimators beside theory or bound; of others every number that has a value, what is measured first,
    then what has few entries."""
    data = curves.data
    if curves.experiment == COLLAPSE:
        return _collapse_columns(data)
    found = []
    for name, variable in data.data_vars.items():
        over = [dimension for dimension in variable.dims if dimension not in CELL]
        has_names = all(dimension in data.coords for dimension in over)
        if "seeds" not in variable.attrs or not has_names or len(over) > 1 or not np.isfinite(variable).any():
            continue
        for index in range(data.sizes[over[0]] if over else 1):
            named = f" ({over[0]} {data[over[0]].values[index]})" if over else ""
            found.append(Column(name, {over[0]: index} if over else {}, name.replace("_", " ") + named))
    return sorted(found, key=lambda column: (column.variable + ERROR not in data, data[column.variable].size))[:MOST_COLUMNS]


def rows_of(curves, columns):
    """A Row for every (d, n) that has results."""
    rows, data = [], curves.data
    for i, j in zip(*np.nonzero(data["results"].values)):
        cell = data.isel(dimension=i, points=j)
        values = []
        for column in columns:
            names = (column.variable + ending for ending in ("", ERROR, LOW, HIGH))
            values.append(number(*(float(cell[name].isel(column.entry)) for name in names if name in cell)))
        points, alpha = int(cell["points"]), float(cell["log_points_per_dimension"])
        has_points = points > 0  # else it is the law itself
        rows.append(Row(str(int(cell["dimension"])), count(points) if has_points else NOT_KNOWN, f"{alpha:.3f}" if has_points else NOT_KNOWN,
                        str(int(cell["results"])), values))
    return rows
