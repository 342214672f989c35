"""The results of one (d, n): brought to common grids, averaged over their samples, and compared."""
import numpy as np

from regimes.sweeps.averaging import at_grid, common_grid, over_samples
from regimes.errors import ForeignFile
from regimes.sweeps.seed_rules import ERROR, SAMPLES

EQUAL = 1e-9  # relative: what is the same in all results may differ by the rounding of machines


def step_of(grid):
    """The name of the dimension that counts the values of a grid."""
    return "step" if grid == "time" else f"{grid}_step"


def is_grid(data, name):
    return name in data.coords and data[name].dtype.kind == "f"


def dimensions_of(data, name):
    """Dimensions of a variable without those of cells, and without samples, over which it is averaged."""
    return [dimension for dimension in data[name].dims if dimension not in (*SAMPLES, "points")]


class Cell:
    """The results of one (d, n), on common grids."""

    def __init__(self, pairs, names):
        self.pairs = pairs
        self.results = [result for result, _ in pairs]
        data = self.results[0].data
        used = dict.fromkeys(dimension for name in names for dimension in dimensions_of(data, name))
        self.grids = {name: common_grid(name, self.results) for name in used if is_grid(data, name)}

    def _on_grids(self, result, name, values):
        for axis, dimension in enumerate(dimensions_of(result.data, name)):
            if dimension in self.grids:
                values = at_grid(values, axis, result.data[dimension].values, self.grids[dimension])
        return values

    def _own(self, result, row, name):
        """(values, standard errors) of one result, NaN where it has no errors."""
        values = result.values(name, row).astype(float)
        over = [dimension for dimension in result.data[name].dims if dimension != "points"]
        samples = tuple(axis for axis, dimension in enumerate(over) if dimension in SAMPLES)
        errors = result.values(name + ERROR, row) if name + ERROR in result.data else np.full(values.shape, np.nan)
        if samples:
            values, errors = over_samples(values, samples)
        return self._on_grids(result, name, values), self._on_grids(result, name, errors)

    def beside(self, name, ending):
        """What stands beside a variable in all results, such as its grid error, [result, ...]; 0 in those that are without."""
        return np.array([self._own(result, row, name + ending)[0] if name + ending in result.data else
                         np.zeros_like(self._own(result, row, name)[0]) for result, row in self.pairs])

    def own(self, name):
        """(values, standard errors) of all results, [result, ...]."""
        pairs = [self._own(result, row, name) for result, row in self.pairs]
        shapes = {values.shape for values, _ in pairs}
        if len(shapes) > 1:
            raise ForeignFile(f"variable '{name}' of {self.results[0].path} and other results of d = {self.results[0].dimension} differs in "
                              f"its size: {', '.join(map(str, sorted(shapes)))}")
        return tuple(np.array(column) for column in zip(*pairs))

    def same(self, name, values):
        """The value that all results have. Where grids differ, it is that of the first: no other is on its grid."""
        grids = [dimension for dimension in dimensions_of(self.results[0].data, name) if dimension in self.grids]
        first = [self.results[0].data[dimension].values for dimension in grids]
        for result, own in zip(self.results, values):
            on_grids = all(np.array_equal(result.data[dimension].values, grid) for dimension, grid in zip(grids, first))
            if on_grids and not np.allclose(own, values[0], rtol=EQUAL, atol=0, equal_nan=True):
                raise ForeignFile(f"variable '{name}', which does not depend on the seed, differs between {self.results[0].path} and {result.path}: "
                                  "they are not of one sweep")
        return values[0]

    def why_missing(self, values):
        """Why a number has no average; empty where it has one."""
        lost = int(np.isnan(values).sum())
        result, row = self.pairs[0]
        return f"d = {result.dimension}, n = {result.points[row]}: not known in {lost} of {len(values)} results" if lost else ""
