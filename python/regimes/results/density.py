"""Reading of result files of `regimes kde`, with checks that say what is wrong."""
import numpy as np

from regimes.errors import ForeignFile
from regimes.results.reading import Result, law_of, open_result

NEEDED = {"log_density": ("points", "bandwidth"), "log_density_stderr": ("points", "bandwidth"), "participation_ratio": ("points", "bandwidth"),
          "best_bandwidth": ("points",), "best_bandwidth_stderr": ("points",)}


class DensityResult(Result):
    """One result of `regimes kde`: variables over (points, bandwidth)."""

    @property
    def bandwidths(self):
        return self.data["bandwidth"].values

    @property
    def alpha(self):
        return np.log(self.points) / self.dimension

    @property
    def has_regimes(self):
        """Whether theory has thresholds for it: Gaussian data and kernel."""
        return "theory_bandwidth_condensation" in self.data

    @property
    def deviation(self):
        """Of a coordinate: theory has bandwidths in units of it."""
        return float(self.data.attrs["coordinate_deviation"])


def density_result(path, data, told):
    """The variables of a file, checked, with what its provenance says. ForeignFile where it is something else."""
    if data.attrs.get("experiment") != "kde":
        raise ForeignFile(f"{path}: this is not a result of `regimes kde`")
    for name, dimensions in NEEDED.items():
        if name not in data or data[name].dims != dimensions:
            raise ForeignFile(f"{path}: variable '{name}' over {dimensions} is missing")
    return DensityResult(str(path), data, law_of(data.attrs, data.attrs["dimension"]), *told)


def read_density(path):
    """Open and check one file. FileNotFoundError where there is none, ForeignFile where it is something else."""
    return density_result(path, *open_result(path, "kde"))
