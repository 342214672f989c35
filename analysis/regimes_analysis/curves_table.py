"""Collected curves as one long table: a row per (d, n, quantity[, t])."""
import csv

import numpy as np

COLUMNS = ("training_law", "dimension", "points", "log_points_per_dimension", "results", "quantity", "time", "value", "stderr")
NOT_QUANTITIES = ("results", "time", "log_points_per_dimension")


def _number(value):
    return "" if np.isnan(value) else f"{value:.12g}"


def table_rows(dataset):
    """Rows in the order of d, n, quantity and t. `time` is empty for what holds of the whole curve, `stderr` for what has none."""
    quantities = [name for name in dataset.data_vars if name not in NOT_QUANTITIES and not name.endswith("_stderr")]
    counts = dataset["results"].values
    for i, j in zip(*np.nonzero(counts)):
        times = dataset["time"].values[i, j]
        steps = int(np.isfinite(times).sum())
        head = (dataset.attrs["training_law"], int(dataset["dimension"].values[i]), int(dataset["points"].values[j]),
                _number(dataset["log_points_per_dimension"].values[i, j]), int(counts[i, j]))
        for name in quantities:
            values = np.atleast_1d(dataset[name].values[i, j])
            errors = np.atleast_1d(dataset[name + "_stderr"].values[i, j]) if name + "_stderr" in dataset else np.full(values.shape, np.nan)
            is_curve = "step" in dataset[name].dims
            for step in range(steps if is_curve else 1):
                yield (*head, name, _number(times[step]) if is_curve else "", _number(values[step]), _number(errors[step]))


def write_table(path, dataset):
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(table_rows(dataset))
