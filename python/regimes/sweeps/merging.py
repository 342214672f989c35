"""A Collection averaged into one Dataset over (dimension, points) and whatever else the variables of its experiment are over.

A grid, which is a coordinate of real numbers such as `time` or `bandwidth`, may differ from cell to cell: it becomes a variable over (dimension,
points, step), padded with NaN. Other coordinates, such as `class` or `level`, stay as they are.
"""
import numpy as np
import xarray

from regimes.sweeps.agreement import value_of
from regimes.sweeps.averaging import RULE, average, scatter
from regimes.sweeps.cell_tables import CELL, Tables
from regimes.sweeps.cells import Cell, dimensions_of, is_grid, step_of
from regimes.sweeps.curves import FORMAT
from regimes.errors import ForeignFile
from regimes.results.reading import COLLAPSE, ENTROPY_THRESHOLD
from regimes.sweeps.fractions import HIGH, LOW, pool
from regimes.sweeps.seed_rules import ERROR, GRID_ERROR, MEAN, SAME, rules_of

LAW = ("training_law", "variance", "mean_amplitude", "class_priors")  # attributes that say which it is, or options of the same names


def _rules(results):
    """name -> rule, of every variable that all results have."""
    found = [rules_of(result) for result in results]
    common = set.intersection(*map(set, found))
    if not common:
        raise ForeignFile(f"{results[0].path} and the other results have no variable in common that is averaged over seeds")
    return {name: rule for name, rule in found[0].items() if name in common}


def _fixed_coordinates(results, names):
    """name -> values of every coordinate that is no grid: the longest, of which the others are the beginning."""
    found = {}
    for result in results:
        for dimension in dict.fromkeys(dimension for name in names for dimension in dimensions_of(result.data, name)):
            if dimension not in result.data.coords or is_grid(result.data, dimension):
                continue
            values, known = result.data[dimension].values, found.get(dimension, result.data[dimension].values)
            shorter = min(len(values), len(known))
            if list(values[:shorter]) != list(known[:shorter]):
                raise ForeignFile(f"results differ in '{dimension}' and are not of one sweep: {', '.join(map(str, known))}, but "
                                  f"{', '.join(map(str, values))} in {result.path}")
            found[dimension] = max(known, values, key=len)
    return found


def _labels(dataset, results):
    """Units, names and symbols as in the results, and which variable has the errors of which; of the variables that are new here, their own."""
    for name in dataset.variables:
        described = next((result.data[name].attrs for result in results if name in result.data.variables), {})
        dataset[name].attrs |= {key: described[key] for key in ("units", "unit_description", "long_name", "symbol")
                                if key in described}
        if name + ERROR in dataset:
            dataset[name].attrs["ancillary_variables"] = name + ERROR
        if name.endswith(ERROR) and "units" not in dataset[name].attrs:
            value = dataset[name.removesuffix(ERROR)].attrs
            dataset[name].attrs |= {"units": value.get("units", "1"), "long_name": f"standard error of: {value.get('long_name', name)}",
                                    "symbol": f"s.e.({value.get('symbol', name)})"}
    own = {"dimension": ("dimension of the data", "d"), "points": ("number of training points, 0 = the law itself", "n"),
           "time": ("diffusion time, 0 = data", "t"),
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
        over = [step_of(dimension) if dimension in at.grids else dimension for dimension in dimensions_of(data, name)]
        values, errors = at.own(name)
        differs = not all(np.array_equal(own, values[0], equal_nan=True) for own in values)
        if rule == SAME or rule != MEAN and not differs:
            tables.put(name, over, cell, at.same(name, values))
            continue
        tables.averaged.add(name)
        mean, error = average(values, errors, at.beside(name, GRID_ERROR))
        if all(name + HIGH in result.data for result in at.results):
            error, low, high = pool(values, errors, at.beside(name, LOW), at.beside(name, HIGH), scatter(values))
            tables.put(name + LOW, over, cell, low)
            tables.put(name + HIGH, over, cell, high)
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
    tables, why = Tables(dimensions, points), {}
    counts = np.zeros((len(dimensions), len(points)), dtype=np.int64)
    for cell, pairs in collection.cells.items():
        counts[dimensions.index(cell[0]), points.index(cell[1])] = len(pairs)
        _fill(tables, cell, Cell(pairs, rules), rules, why)
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
