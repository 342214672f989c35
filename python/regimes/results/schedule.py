"""Reading of result files of `regimes schedule`, with checks that say what is wrong."""
from dataclasses import dataclass

import numpy as np
import xarray

from regimes.errors import ForeignFile
from regimes.results.reading import open_result

MEASURED = ("mode_fraction", "deviation_across")
NUMBERS = ("prior", "mean_amplitude", "variance", "dimension")


@dataclass(frozen=True)
class Schedules:
    """One result file: what grids of times with numbers of steps made of the modes of a mixture."""

    path: str
    data: xarray.Dataset

    @property
    def dimension(self):
        return int(self.data.attrs["dimension"])

    @property
    def sigma(self):
        return float(np.sqrt(self.data.attrs["variance"]))

    def steps_over_fraction(self):
        """mu sqrt(d)/K: what is left of vp in large dimension."""
        return float(self.data.attrs["mean_amplitude"]) * np.sqrt(self.dimension) / self.data.steps.values

    def steps_over_spread(self):
        """sqrt(d)/(K sigma): what is left of ve in large dimension."""
        return np.sqrt(self.dimension) / (self.data.steps.values * self.sigma)


def read_schedule(path):
    """Open and check one result. FileNotFoundError where there is none, ForeignFile where it is something else."""
    data, _ = open_result(path, "schedule")
    for name in (*MEASURED, *(f"{name}_stderr" for name in MEASURED)):
        if name not in data or data[name].dims != ("grid", "steps"):
            raise ForeignFile(f"{path}: variable '{name}' over (grid, steps) is missing; this is not a result of `regimes schedule`")
    for name in NUMBERS:
        if not np.isscalar(data.attrs.get(name)) or isinstance(data.attrs[name], str) or not data.attrs[name] > 0:
            raise ForeignFile(f"{path}: the attribute '{name}' is not a number above 0; this is not a result of `regimes schedule`")
    return Schedules(str(path), data)
