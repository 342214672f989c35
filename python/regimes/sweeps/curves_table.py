"""Collected curves as one long table: a row per (d, n, quantity[, t, or what else it is over])."""
import csv

import numpy as np

from regimes.sweeps.cell_tables import CELL
from regimes.console.terminal import table_text

COLUMNS = ("training_law", "dimension", "points", "log_points_per_dimension", "results", "quantity")
VALUES = ("value", "stderr")
ERROR, STEP = "_stderr", "step"


def grid_of(step):
    """The grid whose values a dimension counts: `time` of `step`, `bandwidth` of `bandwidth_step`; another dimension is its own."""
    return "time" if step == STEP else step.removesuffix(f"_{STEP}")


def _number(value):
    return "" if np.isnan(value) else f"{value:.12g}"


def _names(dataset, i, j, dimension):
    """What the elements of a dimension are called in one cell; None where the cell has fewer."""
    name = grid_of(dimension)
    if name != dimension:
        return [_number(value) if np.isfinite(value) else None for value in dataset[name].values[i, j]]
    return [table_text(value) for value in dataset[dimension].values]


def table_rows(dataset):
    """The header, then rows in the order of d, n, quantity and t. What a quantity is not over is empty, and `stderr` of what has none."""
    grids = {grid_of(dimension) for dimension in dataset.dims}
    quantities = [name for name in dataset.data_vars if name not in ("results", "log_points_per_dimension", *grids) and not name.endswith(ERROR)]
    over = {name: [dimension for dimension in dataset[name].dims if dimension not in CELL] for name in quantities}
    columns = list(dict.fromkeys(dimension for name in quantities for dimension in over[name]))
    yield (*COLUMNS, *(table_text(grid_of(column)) for column in columns), *VALUES)
    for i, j in zip(*np.nonzero(dataset["results"].values)):
        head = (table_text(dataset.attrs["training_law"]), int(dataset["dimension"].values[i]), int(dataset["points"].values[j]),
                _number(dataset["log_points_per_dimension"].values[i, j]), int(dataset["results"].values[i, j]))
        names = {dimension: _names(dataset, i, j, dimension) for dimension in columns}
        for name in quantities:
            values = dataset[name].values[i, j]
            errors = dataset[name + ERROR].values[i, j] if name + ERROR in dataset else np.full(values.shape, np.nan)
            for index in np.ndindex(values.shape):
                place = {dimension: names[dimension][position] for dimension, position in zip(over[name], index)}
                if None not in place.values():
                    yield (*head, table_text(name), *(place.get(dimension, "") for dimension in columns), _number(values[index]), _number(errors[index]))


def write_table(path, dataset):
    with open(path, "w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(table_rows(dataset))
