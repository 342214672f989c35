"""Reading of result files of `regimes speciation`, with checks that say what is wrong."""
import os
from dataclasses import dataclass

import numpy as np
import xarray

from regimes.errors import ForeignFile
from regimes.results.labels import CLASS_LAWS
from regimes.results.reading import open_result
from regimes.console.terminal import printable

PREFIXES = ("", "law_")  # of what was measured on training sets, and of the law itself


@dataclass(frozen=True)
class Speciation:
    """One result file: its variables, and what its curves are called."""

    path: str
    data: xarray.Dataset

    @property
    def dimension(self):
        return int(self.data.attrs["dimension"])

    @property
    def label(self):
        law = self.data.attrs["training_law"]
        name = CLASS_LAWS.get(law, printable(os.path.splitext(os.path.basename(self.path))[0]).replace("$", r"\$"))
        return rf"{name}, $d={self.dimension}$"

    @property
    def prefix(self):
        """The law's own curves where it has been asked: they have no noise of a training set."""
        return "law_" if "law_cloning_agreement" in self.data else ""

    def speciation_time(self, level):
        """The time that scales the curve of a level: theory where there is one, else where phi = .7752, else (1/2) ln Lambda."""
        data = self.data
        if "theory_speciation_time" in data and data.sizes["level"] == data.sizes["pair"]:
            theory = float(data.theory_speciation_time[level])
            if np.isfinite(theory):
                return theory
        measured = float(data[f"{self.prefix}speciation_time_cloning"][level])
        return measured if np.isfinite(measured) else float(data.get("speciation_time_eigenvalue", np.nan))


def speciation_result(path, data):
    """The variables of a file, checked. ForeignFile where it is something else."""
    if not {"training_law", "dimension"} <= data.attrs.keys() or not any(f"{prefix}cloning_agreement" in data for prefix in PREFIXES):
        raise ForeignFile(f"{path}: has no 'cloning_agreement' over levels; this is not a result of `regimes speciation`")
    result = Speciation(str(path), data)
    for name in (f"{result.prefix}cloning_agreement", f"{result.prefix}cloning_agreement_stderr"):
        if name not in data or data[name].dims != ("level", "time"):
            raise ForeignFile(f"{path}: variable '{name}' over (level, time) is missing; this is not a result of `regimes speciation`")
    return result


def read_speciation(path):
    """Open and check one result. FileNotFoundError where there is none, ForeignFile where it is something else."""
    data, _ = open_result(path, "speciation")
    return speciation_result(path, data)


def read_paths(path):
    """q(t) of sample paths, over (time, trajectory): `mean_overlap` of `regimes sample --times`."""
    data, _ = open_result(path, "sample")
    if "mean_overlap" not in data or data.mean_overlap.ndim != 2 or data.mean_overlap.dims[0] != "time":
        raise ForeignFile(f"--paths {path}: variable 'mean_overlap' over (time, trajectory) is missing; sample two means with --times")
    return data.mean_overlap
