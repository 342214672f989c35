"""A Collection averaged into one Dataset over (dimension, points) and whatever else the variables of its experiment are over.

A grid, which is a coordinate of real numbers such as `time` or `bandwidth`, may differ from cell to cell: it becomes a variable over (dimension,
points, step), padded with NaN. Other coordinates, such as `class` or `level`, stay as they are.
"""
import numpy as np
import xarray

from regimes_analysis.agreement import shared_options, value_of
from regimes_analysis.averaging import RULE, at_grid, average, common_grid, over_samples
from regimes_analysis.curves import FORMAT
from regimes_analysis.errors import ForeignFile
from regimes_analysis.reading import COLLAPSE, ENTROPY_THRESHOLD
from regimes_analysis.seed_rules import ERROR, MEAN, SAME, SAMPLES, rules_of

CELL = ("dimension", "points")
LAW = ("training_law", "variance", "mean_amplitude", "class_priors")  # attributes that say which it is, or options of the same names
EQUAL = 1e-9  # relative: what is the same in all results may differ by the rounding of machines


def step_of(grid):
    """The name of the dimension that counts the values of a grid."""
    return "step" if grid == "time" else f"{grid}_step"


def _is_grid(data, name):
    return name in data.coords and data[name].dtype.kind == "f"


def _dimensions(data, name):
    """Dimensions of a variable without those of cells, and without samples, over which it is averaged."""
    return [dimension for dimension in data[name].dims if dimension not in (*SAMPLES, "points")]


def _rules(results):
    """name -> rule, of every variable that all results have."""
    found = [rules_of(result) for result in results]
    common = set.intersection(*map(set, found))
    if not common:
        raise ForeignFile(f"{results[0].path} and the other results have no variable in common that is averaged over seeds")
    return {name: rule for name, rule in found[0].items() if name in common}


class _Tables:
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


class _Cell:
    """The results of one (d, n), on common grids."""

    def __init__(self, pairs, names):
        self.pairs = pairs
        self.results = [result for result, _ in pairs]
        data = self.results[0].data
        used = dict.fromkeys(dimension for name in names for dimension in _dimensions(data, name))
        self.grids = {name: common_grid(name, self.results) for name in used if _is_grid(data, name)}

    def _on_grids(self, result, name, values):
        for axis, dimension in enumerate(_dimensions(result.data, name)):
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
        grids = [dimension for dimension in _dimensions(self.results[0].data, name) if dimension in self.grids]
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


def _fixed_coordinates(results, names):
    """name -> values of every coordinate that is no grid: the longest, of which the others are the beginning."""
    found = {}
    for result in results:
        for dimension in dict.fromkeys(dimension for name in names for dimension in _dimensions(result.data, name)):
            if dimension not in result.data.coords or _is_grid(result.data, dimension):
                continue
            values, known = result.data[dimension].values, found.get(dimension, result.data[dimension].values)
            shorter = min(len(values), len(known))
            if list(values[:shorter]) != list(known[:shorter]):
                raise ForeignFile(f"results differ in '{dimension}' and are not of one sweep: {', '.join(map(str, known))}, but {', '.join(map(str, values))} in "
                                  f"{result.path}")
            found[dimension] = max(known, values, key=len)
    return found


def _labels(dataset, results):
    """Units, names and symbols as in the results; of the variables that are new here, their own."""
    for name in dataset.variables:
        described = next((result.data[name].attrs for result in results if name in result.data.variables), {})
        dataset[name].attrs |= {key: described[key] for key in ("units", "long_name", "symbol") if key in described}
        if name.endswith(ERROR) and "units" not in dataset[name].attrs:
            value = dataset[name.removesuffix(ERROR)].attrs
            dataset[name].attrs |= {"units": value.get("units", "1"), "long_name": f"standard error of: {value.get('long_name', name)}",
                                    "symbol": f"s.e.({value.get('symbol', name)})"}
    own = {"dimension": ("dimension of the data", "d"), "points": ("number of training points, 0 = the law itself", "n"), "time": ("diffusion time, 0 = data", "t"),
           "log_points_per_dimension": ("control parameter, ln n / d", "alpha"),
           "results": ("number of results that were averaged", "R"),
           "collapse_time_entropy_theory": (f"time where f^e/alpha at finite size = {ENTROPY_THRESHOLD:g}, theory", "t_C^{f}")}
    for name, (long_name, symbol) in own.items():
        if name in dataset:
            dataset[name].attrs |= {"units": "1", "long_name": long_name, "symbol": symbol}


def _attributes(collection):
    result = collection.results[0]
    title = ("Collapse of the backward diffusion onto the training set: curves of a sweep" if result.experiment == COLLAPSE else
             f"{result.data.attrs.get('title', result.experiment)}: a sweep")
    attributes = {"title": f"{title}, averaged over seeds", "Conventions": "CF-1.8", "format": FORMAT, "experiment": result.experiment,
                  "error_bars": RULE}
    for name in LAW:
        if name in result.data.attrs:
            attributes[name] = result.data.attrs[name]
        elif value_of(result, name.replace("_", "-")):
            attributes[name] = float(value_of(result, name.replace("_", "-")))
    seeds = {value_of(each, "seed") for each in collection.results}
    return attributes | {"seeds": ",".join(sorted(seeds, key=int)), "results": len(collection.results)}


def _fill(tables, cell, at, rules, why):
    """Puts all variables of one cell into the tables; why: name -> reasons, for numbers that have no average."""
    data = at.results[0].data
    for name, grid in at.grids.items():
        tables.put(name, (step_of(name),), cell, grid)
    tables.put("log_points_per_dimension", (), cell, np.log(cell[1]) / cell[0] if cell[1] else np.nan)
    for name, rule in rules.items():
        over = [step_of(dimension) if dimension in at.grids else dimension for dimension in _dimensions(data, name)]
        values, errors = at.own(name)
        differs = not all(np.array_equal(own, values[0], equal_nan=True) for own in values)
        if rule == SAME or rule != MEAN and not differs:
            tables.put(name, over, cell, at.same(name, values))
            continue
        tables.averaged.add(name)
        mean, error = average(values, errors)
        tables.put(name, over, cell, mean)
        tables.put(name + ERROR, over, cell, error)
        reason = "" if over else at.why_missing(values)
        if reason:
            why.setdefault(name, []).append(reason)


def _is_told(name, array, data):
    """A standard error is left out that neither the results have nor the scatter of enough of them gives."""
    return not name.endswith(ERROR) or name in data or np.isfinite(array).any()


def merge(collection):
    """The Dataset: for every (d, n) the averages of all observables over seeds, with errors, and theory or bound."""
    dimensions, points = (sorted({cell[axis] for cell in collection.cells}) for axis in (0, 1))
    rules = _rules(collection.results)
    fixed = _fixed_coordinates(collection.results, rules)
    tables, why = _Tables(dimensions, points), {}
    counts = np.zeros((len(dimensions), len(points)), dtype=np.int64)
    for cell, pairs in collection.cells.items():
        counts[dimensions.index(cell[0]), points.index(cell[1])] = len(pairs)
        _fill(tables, cell, _Cell(pairs, rules), rules, why)
        law = pairs[0][0].law
        if law is not None:
            tables.put("collapse_time_entropy_theory", (), cell, law.entropy_threshold_time(np.log(cell[1]), ENTROPY_THRESHOLD))
    variables = {name: (over, array) for name, (over, array) in tables.variables().items() if _is_told(name, array, collection.results[0].data)}
    coordinates = {"dimension": np.array(dimensions, dtype=np.int64), "points": np.array(points, dtype=np.int64), **fixed}
    dataset = xarray.Dataset({"results": (CELL, counts)} | variables, coords=coordinates, attrs=_attributes(collection))
    _labels(dataset, collection.results)
    for name in rules:
        dataset[name].attrs["seeds"] = MEAN if name in tables.averaged else SAME
    for name, reasons in why.items():
        dataset[name].attrs["why_missing"] = "; ".join(reasons)
    return dataset


RUN_TEXTS = ("command_line", "regimes_version", "git_hash", "kokkos_version", "mpi_version", "hdf5_version", "compiler", "backend", "start_time")
RUN_NUMBERS = ("git_dirty", "ranks", "wall_clock_seconds", "pairs")


def provenance(collection, command):
    """The group `provenance`: every result with its run, the options that all share, and how they were collected."""
    results = sorted(collection.results, key=lambda result: (result.dimension, result.points[-1], int(value_of(result, "seed")), result.path))
    texts = {"file": [result.path for result in results], "seed": [value_of(result, "seed") for result in results],
             "host": [",".join(dict.fromkeys(result.run.get("hosts", []))) for result in results]}
    texts |= {name: [str(result.run.get(name, "")) for result in results] for name in RUN_TEXTS}
    options = shared_options(results)
    variables = {name: (("file_index",), np.array(column, dtype=object)) for name, column in texts.items()}
    variables |= {name: (("file_index",), np.array([result.run.get(name, np.nan) for result in results], dtype=float)) for name in RUN_NUMBERS}
    variables["file_dimension"] = (("file_index",), np.array([result.dimension for result in results], dtype=np.int64))
    variables["file_points"] = (("file_index",), np.array([result.points[-1] for result in results], dtype=np.int64))
    variables["option_name"] = (("option",), np.array(list(options), dtype=object))
    variables["option_value"] = (("option",), np.array(list(options.values()), dtype=object))
    return xarray.Dataset(variables, attrs={"command_line": command, "notes": "; ".join(collection.notes)})
