"""Reading of result files: of `regimes collapse` with checks that say what is wrong, of every other experiment as they are."""
import os
from dataclasses import dataclass, field

import numpy as np
import xarray

from regimes.errors import ForeignFile
from regimes.results.dimension import with_effective_dimension
from regimes.results.file_content import read_content
from regimes.formulas.collapse import DataLaw

COLLAPSE = "collapse"
ABOUT_OPTIONS = ("kind", "type", "resume")  # columns of the provenance
SYNTHETIC_LAWS = ("gaussian", "mixture")
GAUSSIAN_BOUND = "collapse_time_gaussian_bound"  # what data from files have in place of theory
CURVES = ("excess_entropy_ratio", "cloning_collapse")
COLLAPSE_TIMES = ("collapse_time_cloning", "collapse_time_entropy", "collapse_time_fit")
ANY_RESULT = "give results written by `regimes EXPERIMENT --output`"
ENTROPY_THRESHOLD = 0.05  # of f^e/alpha, which defines collapse_time_entropy


@dataclass(frozen=True)
class Result:
    """One result file: its variables over (points, time), the law of its training set (None for real data), and the
    options of its run: name -> (value, origin), its run (versions, machine, command), and about its options: name -> {"kind", "type",
    "resume"}; all empty where the file tells none."""

    path: str
    data: xarray.Dataset
    law: DataLaw | None
    options: dict = field(default_factory=dict)
    run: dict = field(default_factory=dict)
    about: dict = field(default_factory=dict)

    @property
    def experiment(self):
        """The command that made it. Some files of version 0.1 tell it only in their command line."""
        words = str(self.run.get("command_line", "")).split()
        return self.data.attrs.get("experiment") or (words[1] if len(words) > 1 else COLLAPSE)

    @property
    def name(self):
        """The file's name without folder and extension."""
        return os.path.splitext(os.path.basename(self.path))[0]

    @property
    def training_law(self):
        return self.data.attrs["training_law"]

    @property
    def dimension(self):
        return int(self.data.attrs["dimension"])

    @property
    def replicas(self):
        """Data sets that the run averages over; None where the file does not tell."""
        return int(self.data.attrs["replicas"]) if "replicas" in self.data.attrs else None

    @property
    def points(self):
        """The sizes n of the training sets: several of a run with snapshots; 0 stands for the law itself, without a training set."""
        return self.data["points"].values if "points" in self.data.dims else np.array([self.data.attrs.get("points", 0)], dtype=np.int64)

    def values(self, variable, row):
        """A variable at one size, over its other dimensions."""
        data = self.data[variable]
        return data.isel(points=row).values if "points" in data.dims else data.values

    @property
    def times(self):
        return self.data["time"].values

    def times_of(self, row):
        """The times of one snapshot: in a result all snapshots have the same."""
        return self.times

    def option(self, name):
        """Value and origin of one option of the run, as text; both empty where the file does not tell."""
        return self.options.get(name, ("", ""))

    def curve(self, variable, row):
        """Values and standard errors over time of one snapshot."""
        return self.data[variable].values[row], self.data[variable + "_stderr"].values[row]

    def per_snapshot(self, variable):
        """Values and standard errors over snapshots; NaN where a collapse time was not reached."""
        return self.data[variable].values, self.data[variable + "_stderr"].values

    def reference(self, variable, row):
        """Values over time of one snapshot for what has no error: theory, or the Gaussian bound."""
        values = self.data[variable].values
        return values if values.ndim == 1 else values[row]


def has_closed_form(attributes):
    """Whether theory knows the collapse of the law: not of files, nor of classes of different shares."""
    return attributes["training_law"] in SYNTHETIC_LAWS and "class_priors" not in attributes


def needed_variables(attributes):
    """name -> dimensions of every variable that a result must have."""
    needed = {name: ("points", "time") for name in CURVES} | {name: ("points",) for name in COLLAPSE_TIMES}
    needed |= {f"{name}_stderr": dimensions for name, dimensions in needed.items()}
    if not has_closed_form(attributes):
        return needed | {"gaussian_bound_excess_entropy_ratio": ("points", "time"), GAUSSIAN_BOUND: ("points",)}
    return needed | {"collapse_time_theory": ("points",), "theory_information": ("time",), "theory_information_variance": ("time",)}


def _check(path, data):
    for attribute in ("training_law", "dimension"):
        if attribute not in data.attrs:
            raise ForeignFile(f"{path}: no attribute '{attribute}'; this is not a result of `regimes collapse`")
    law = data.attrs["training_law"]
    if not has_closed_form(data.attrs) and GAUSSIAN_BOUND not in data:
        raise ForeignFile(f"{path}: training_law is '{law}', but variable '{GAUSSIAN_BOUND}' of such data is missing; laws with a theory are "
                          f"{', '.join(SYNTHETIC_LAWS)}; was it written by a newer version?")
    for name, dimensions in needed_variables(data.attrs).items():
        if name not in data:
            raise ForeignFile(f"{path}: variable '{name}' is missing; the file is no (or an unfinished) collapse result")
        if data[name].dims != dimensions:
            raise ForeignFile(f"{path}: variable '{name}' has dimensions {data[name].dims}, expected {dimensions}")
    for coordinate, smallest in (("points", 2), ("time", 0)):
        values = data[coordinate].values
        if values.size == 0 or not np.all(values > 0) or values[0] < smallest or not np.all(np.diff(values) > 0):
            raise ForeignFile(f"{path}: coordinate '{coordinate}' must ascend from {smallest} or more and hold a value; it is {values}")


def law_of(attributes, dimension):
    """The DataLaw of a synthetic set; None for others."""
    if not has_closed_form(attributes):
        return None
    amplitude = attributes["mean_amplitude"] if attributes["training_law"] == "mixture" else 0.0
    return DataLaw(float(dimension), float(attributes["variance"]), float(amplitude))


def told_by(group):
    """(options, run, about): what a group `provenance` says. A figure only names things by it, so that a file without it (None) is fine."""
    try:
        columns = [group[name].values for name in ("name", "value", "origin")]
    except (KeyError, TypeError):
        return {}, {}, {}
    hosts = [str(host) for host in group["host"].values] if "host" in group else []
    run = dict(group.attrs) | {"hosts": hosts}
    told = [group[name].values for name in ABOUT_OPTIONS if name in group]
    options = {str(name): (str(value), str(origin)) for name, value, origin in zip(*columns)}
    about = {name: dict(zip(ABOUT_OPTIONS, map(str, each))) for name, each in zip(options, zip(*told))} if len(told) == len(ABOUT_OPTIONS) else {}
    return options, run, about


def open_result(path, experiment=COLLAPSE):
    """(root, what its provenance says) of a result file. FileNotFoundError where there is none, ForeignFile where it is no file of this kind, or of
    a newer format."""
    content = read_content(path, f"give results written by `regimes {experiment} --output`")
    return content.root, told_by(content.provenance)


def read_result(path):
    """Open and check one result of collapse. FileNotFoundError where there is none, ForeignFile where it is something else."""
    return _collapse_result(path, *open_result(path))


def any_result(path, content):
    """The Result of any experiment from the FileContent of its file; those of collapse are checked."""
    data, told = content.root, told_by(content.provenance)
    result = Result(str(path), data, None, *told)
    if result.experiment == COLLAPSE:
        return _collapse_result(path, data, told)
    for attribute in ("training_law", "dimension"):
        if attribute not in data.attrs:
            raise ForeignFile(f"{path}: no attribute '{attribute}'; this is not a result of `regimes {result.experiment}`")
    return result


def read_any_result(path):
    """Open one result of any experiment, likewise."""
    return any_result(path, read_content(path, ANY_RESULT))


def _collapse_result(path, data, told):
    try:
        _check(path, data)
        law = law_of(data.attrs, data.attrs["dimension"])
    except KeyError as error:
        raise ForeignFile(f"{path}: {error.args[0]} is missing; this is not a result of `regimes collapse`") from error
    return Result(str(path), with_effective_dimension(data), law, *told)
