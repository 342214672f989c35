"""A Collection averaged into one Dataset over (dimension, points) and, for curves, the steps of each cell's own time grid."""
import numpy as np
import xarray

from regimes_analysis.agreement import shared_options, value_of
from regimes_analysis.averaging import RULE, at_times, average, common_times
from regimes_analysis.curves import FORMAT
from regimes_analysis.reading import ENTROPY_THRESHOLD

CELL = ("dimension", "points")
CURVE = (*CELL, "step")
ERROR, SCATTER = "_stderr", "_replica_scatter"


def _kinds(results):
    """name -> (dimensions in a result, whether it has an error), of every variable that all results have and that can be averaged."""
    common = set.intersection(*(set(result.data.data_vars) for result in results))
    names = [name for name in results[0].data.data_vars if name in common]
    return {name: (results[0].data[name].dims, name + ERROR in common) for name in names
            if not name.endswith((ERROR, SCATTER)) and name != "log_points_per_dimension"}


def _rows(pairs, name, times):
    """The values of `name` of every result of a cell, on common times where it is a curve."""
    rows = []
    for result, row in pairs:
        variable = result.data[name]
        values = variable.values[row] if "points" in variable.dims else variable.values
        rows.append(at_times(values, result.times, times) if "time" in variable.dims else values)
    return np.array(rows)


class _Tables:
    """NaN-filled arrays over all cells, filled one cell at a time."""

    def __init__(self, dimensions, points, steps):
        self.shapes = {CELL: (len(dimensions), len(points)), CURVE: (len(dimensions), len(points), steps)}
        self.arrays = {}

    def put(self, name, over, place, values):
        if name not in self.arrays:
            self.arrays[name] = (over, np.full(self.shapes[over], np.nan))
        table = self.arrays[name][1]
        table[place + (slice(0, len(values)),) if over == CURVE else place] = values


def _why_missing(name, pairs, values):
    """Why a collapse time has no average; empty where it has one, or where the results say nothing."""
    lost = int(np.isnan(values).sum())
    result, _ = pairs[0]
    n = result.points[pairs[0][1]]
    return f"d = {result.dimension}, n = {n}: not known in {lost} of {len(values)} results" if lost else ""


def _labels(dataset, results):
    """Units, names and symbols as in the results, and which variable has the errors of which; of the variables that are new here, their own."""
    for name in dataset.variables:
        if name in results[0].data.variables:
            described = results[0].data[name].attrs
            dataset[name].attrs |= {key: described[key] for key in ("units", "unit_description", "long_name", "symbol") if key in described}
        if name + ERROR in dataset:
            dataset[name].attrs["ancillary_variables"] = name + ERROR
    own = {"dimension": ("dimension of the data", "d"), "points": ("number of training points", "n"), "time": ("diffusion time, 0 = data", "t"),
           "log_points_per_dimension": ("control parameter of collapse, ln n / d", "alpha"),
           "results": ("number of results that were averaged", "R"),
           "collapse_time_entropy_theory": (f"time where f^e/alpha at finite size = {ENTROPY_THRESHOLD:g}, theory", "t_C^{f}")}
    for name, (long_name, symbol) in own.items():
        if name in dataset:
            dataset[name].attrs |= {"units": "1", "long_name": long_name, "symbol": symbol}


def _attributes(collection):
    result = collection.results[0]
    attributes = {"title": "Collapse of the backward diffusion onto the training set: curves of a sweep, averaged over seeds",
                  "Conventions": "CF-1.8", "format": FORMAT, "error_bars": RULE}
    for name in ("training_law", "variance", "mean_amplitude"):
        if name in result.data.attrs:
            attributes[name] = result.data.attrs[name]
    seeds = {value_of(each, "seed") for each in collection.results}
    return attributes | {"seeds": ",".join(sorted(seeds, key=int)), "results": len(collection.results)}


def merge(collection):
    """The Dataset: for every (d, n) the averages of all observables and collapse times, with errors, and theory or bound."""
    dimensions = sorted({d for d, _ in collection.cells})
    points = sorted({n for _, n in collection.cells})
    kinds = _kinds(collection.results)
    grids = {cell: common_times([result for result, _ in pairs]) for cell, pairs in collection.cells.items()}
    tables = _Tables(dimensions, points, max(map(len, grids.values())))
    counts = np.zeros((len(dimensions), len(points)), dtype=np.int64)
    why = {}
    for (dimension, n), pairs in collection.cells.items():
        place, times = (dimensions.index(dimension), points.index(n)), grids[dimension, n]
        counts[place] = len(pairs)
        tables.put("time", CURVE, place, times)
        tables.put("log_points_per_dimension", CELL, place, np.log(n) / dimension)
        for name, (dims, has_error) in kinds.items():
            over = CURVE if "time" in dims else CELL
            values = _rows(pairs, name, times)
            if not has_error:
                tables.put(name, over, place, values.mean(axis=0))
                continue
            mean, error = average(values, _rows(pairs, name + ERROR, times))
            tables.put(name, over, place, mean)
            tables.put(name + ERROR, over, place, error)
            reason = _why_missing(name, pairs, values) if over == CELL else ""
            if reason:
                why.setdefault(name, []).append(reason)
        law = pairs[0][0].law
        if law is not None:
            tables.put("collapse_time_entropy_theory", CELL, place, law.entropy_threshold_time(np.log(n), ENTROPY_THRESHOLD))
    variables = {"results": (CELL, counts)} | tables.arrays
    dataset = xarray.Dataset(variables, coords={"dimension": np.array(dimensions, dtype=np.int64), "points": np.array(points, dtype=np.int64)},
                             attrs=_attributes(collection))
    _labels(dataset, collection.results)
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
