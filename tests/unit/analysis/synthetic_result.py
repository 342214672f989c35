"""Result files made from theory and noise, in the layout that `regimes collapse` writes: inputs for tests of the analysis."""
import numpy as np
import xarray

from regimes.results.reading import needed_variables
from regimes.results.checksum_trailer import append_checksum_trailer
from regimes.formulas.collapse import DataLaw

NOISE = 0.004  # standard error of every curve, times the shape p (1 - p) that keeps curves in [0, 1]
TIME_ERROR = 0.004  # relative
CURVES_WITHOUT_THEORY = ("nearest_is_source", "source_log_weight", "max_weight", "log_density_train", "log_density_fresh")


def make_result(training_law, dimension, points, amplitude=1.0, times=48, seed=7):
    """A Dataset over (points, time); for 'idx' the law serves as an unknown truth and a somewhat larger variance as its bound."""
    rng = np.random.default_rng(seed)
    points = np.asarray(points, dtype=np.int64)
    law = DataLaw(dimension, 1.0, amplitude if training_law == "mixture" else 0.0)
    collapse = np.array([law.collapse_time(np.log(n)) for n in points])
    time = np.geomspace(collapse[-1] / 4, collapse[0] * 3, times)
    log_points = np.log(points)[:, None]
    exact = {"excess_entropy_ratio": law.excess_entropy_ratio(time, log_points),
             "cloning_collapse": law.cloning_collapse(time, log_points)}
    variables = {}
    for name in (*exact, *CURVES_WITHOUT_THEORY):
        values = exact.get(name, exact["cloning_collapse"])
        stderr = NOISE * (0.05 + np.sqrt(np.clip(values * (1 - values), 0, 1)))
        variables[name] = (("points", "time"), values + stderr * rng.standard_normal(values.shape))
        variables[f"{name}_stderr"] = (("points", "time"), stderr)
    thresholds = {"collapse_time_cloning": collapse, "collapse_time_fit": collapse,
                  "collapse_time_entropy": [law.entropy_threshold_time(np.log(n), 0.05) for n in points]}
    for name, values in thresholds.items():
        stderr = TIME_ERROR * np.asarray(values)
        variables[name] = (("points",), values + stderr * rng.standard_normal(len(points)))
        variables[f"{name}_stderr"] = (("points",), stderr)
    variables["collapse_time_fit_scale"] = (("points",), np.ones(len(points)))
    if training_law == "idx":
        bound = DataLaw(dimension, 1.4)
        variables["gaussian_bound_excess_entropy_ratio"] = (("points", "time"), bound.excess_entropy_ratio_asymptotic(time, log_points))
        variables["gaussian_information"] = (("points", "time"), np.tile(bound.information(time), (len(points), 1)))
        variables["collapse_time_gaussian_bound"] = (("points",), [bound.collapse_time(np.log(n)) for n in points])
    else:
        for name, values in exact.items():
            variables[f"theory_{name}"] = (("points", "time"), values)
        variables["theory_information"] = (("time",), law.information(time))
        variables["theory_information_variance"] = (("time",), law.information_variance(time))
        variables["collapse_time_theory"] = (("points",), collapse)
    attributes = {"title": "collapse", "training_law": training_law, "dimension": dimension, "variance": 1.0,
                  "mean_amplitude": law.mean_amplitude, "queries": 128, "replicas": 8, "seed": seed,
                  "error_bars": "s.d. over 8 data sets / sqrt(8)", "Conventions": "CF-1.8"}
    return xarray.Dataset(variables, coords={"points": points, "time": time}, attrs=attributes)


def write_sealed(path, dataset, options=None):
    """A result as a run leaves it: with its checksum and, where there are options (name -> (value, origin)), provenance. Its path."""
    dataset.to_netcdf(path, engine="h5netcdf")
    if options:
        add_options(path, options)
    append_checksum_trailer(path)
    return str(path)


def write_result(path, *arguments, **options):
    return write_sealed(path, make_result(*arguments, **options))


def add_options(path, options, about=None):
    """Appends the group `provenance` to a result; options: name -> (value, origin); about: name -> (kind, type, resume) of all of them."""
    columns = [list(options), *([pair[i] for pair in options.values()] for i in (0, 1))]
    table = {name: (("option",), np.array(column, dtype=object)) for name, column in zip(("name", "value", "origin"), columns)}
    for i, column in enumerate(("kind", "type", "resume") if about else ()):
        table[column] = (("option",), np.array([about[name][i] for name in options], dtype=object))
    xarray.Dataset(table).to_netcdf(path, engine="h5netcdf", group="provenance", mode="a")


def write_task(path, dataset, seed, **options):
    """A result as a task of a sweep leaves it: with provenance and checksum, but only what a result must have: many are written."""
    dataset = dataset[list(needed_variables(dataset.attrs))]
    law = {"train": dataset.attrs["training_law"], "dimension": dataset.attrs["dimension"], "seed": seed}
    write_sealed(path, dataset, {name.replace("_", "-"): (str(value), "command line") for name, value in (law | options).items()})
    return path


def write_any(path, variables, coordinates=None, options=None, about=None, **attributes):
    """A result of an experiment that only tests have, `pendulum`, unless attributes say another: variables as xarray takes them."""
    attributes = {"experiment": "pendulum", "training_law": "gaussian", "dimension": 4, "points": 10} | attributes
    xarray.Dataset(variables, coords=coordinates or {}, attrs=attributes).to_netcdf(path, engine="h5netcdf")
    options = {name.replace("_", "-"): (str(value), "command line") for name, value in ({"seed": 1} | (options or {})).items()}
    add_options(path, options, about and {"seed": ("value", "count", "same")} | about)
    append_checksum_trailer(path)
    return path
