"""The numbers behind a figure, in long form: one row per plotted point."""
import csv

import numpy as np

from regimes.console.terminal import table_text

COLUMNS = ("panel", "file", "training_law", "dimension", "points", "quantity", "x_name", "x", "y", "y_stderr")


class PlottedNumbers:
    """Collects what the panels draw. y_stderr is one standard error, empty for theory."""

    def __init__(self):
        self.rows = []

    def add(self, panel, result, points, quantity, x_name, x, y, stderr=None):
        """x, y and stderr: arrays of one length; points: one number, or one per element."""
        x, y = np.atleast_1d(x), np.atleast_1d(y)
        points = np.broadcast_to(points, x.shape)
        stderr = [""] * len(x) if stderr is None else [f"{value:.9g}" for value in np.atleast_1d(stderr)]
        names = [table_text(name) for name in (panel, result.path, result.training_law)]
        for n, x_value, y_value, error in zip(points, x, y, stderr):
            self.rows.append((*names, result.dimension, int(n), table_text(quantity), x_name,
                              f"{x_value:.9g}", f"{y_value:.9g}", error))

    def save(self, path):
        with open(path, "w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(self.rows)
