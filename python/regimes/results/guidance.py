"""Reading of result files of `regimes guidance`, and of guided paths of `regimes sample`, with checks that say what is wrong."""
from dataclasses import dataclass

import numpy as np
import xarray

from regimes.errors import ForeignFile
from regimes.results.reading import open_result
from regimes.results.samplers import read_experiment

MEASURED = ("overshoot", "variance_ratio_along")


@dataclass(frozen=True)
class Guidance:
    """One result file: its variables, and what its paths are called."""

    path: str
    data: xarray.Dataset

    @property
    def is_empirical(self):
        return self.data.attrs["score"] == "empirical"

    @property
    def is_deterministic(self):
        return self.data.attrs["step"].startswith(("ode", "ddim"))

    @property
    def separation(self):
        """rho, the mean over the classes to which paths are guided."""
        labels = self.data["class"].values
        return float(np.mean([self.data.separation.values[labels == label] for label in np.unique(self.data.guidance_class.values)]))

    @property
    def label(self):
        return f"{'ODE' if self.is_deterministic else 'SDE'}, $d={int(self.data.attrs['dimension'])}$"


def read_guidance(path):
    """Open and check one result. FileNotFoundError where there is none, ForeignFile where it is something else."""
    data, _ = open_result(path, "guidance")
    for name in (name for measured in MEASURED for name in (measured, f"{measured}_stderr")):
        if name not in data or data[name].dims != ("strength",):
            raise ForeignFile(f"{path}: variable '{name}' over (strength) is missing; this is not a result of `regimes guidance`")
    return Guidance(str(path), data)


@dataclass(frozen=True)
class GuidedPaths:
    """|F_c - F| over (time, trajectory) of two means, and their speciation time (1/2) ln Lambda, Lambda = |m|^2 + sigma^2."""

    path: str
    difference: xarray.DataArray
    dimension: int
    speciation_time: float


def read_guided_paths(path):
    """A result of `regimes sample --guidance --times` of a mixture. ForeignFile for any other."""
    data, options = read_experiment(path, "sample")
    if "class_score_difference" not in data or data.attrs.get("training_law") != "mixture":
        raise ForeignFile(f"--paths {path}: 'class_score_difference' of two means is missing; sample --train mixture with --guidance and --times")
    dimension = int(data.attrs["dimension"])
    largest = float(options.get("mean-amplitude", 1)) ** 2 * dimension + float(options.get("variance", 1))
    return GuidedPaths(str(path), data.class_score_difference, dimension, 0.5 * np.log(largest))
