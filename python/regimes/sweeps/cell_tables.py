"""What is known of all cells (d, n), as arrays over (dimension, points) and more."""
import numpy as np

CELL = ("dimension", "points")


class Tables:
    """NaN-filled arrays over all cells, filled one cell at a time, and as large as the largest of these."""

    def __init__(self, dimensions, points):
        self.dimensions, self.points = dimensions, points
        self.parts = {}  # name -> (dimensions, {place: values})
        self.averaged = set()  # names

    def put(self, name, over, cell, values):
        place = (self.dimensions.index(cell[0]), self.points.index(cell[1]))
        self.parts.setdefault(name, (tuple(over), {}))[1][place] = np.asarray(values, dtype=float)

    def variables(self):
        """name -> (dimensions, array)."""
        sizes = {}
        for over, cells in self.parts.values():
            for values in cells.values():
                for dimension, size in zip(over, values.shape):
                    sizes[dimension] = max(size, sizes.get(dimension, 0))
        found = {}
        for name, (over, cells) in self.parts.items():
            table = np.full((len(self.dimensions), len(self.points), *(sizes[dimension] for dimension in over)), np.nan)
            for place, values in cells.items():
                table[place + tuple(slice(0, size) for size in values.shape)] = values
            found[name] = (CELL + over, table)
        return found
