"""Files of collected curves: written whole, read back checked, and seen one dimension at a time with the interface of a Result."""
import io
import os
from dataclasses import dataclass

import h5netcdf
import numpy as np
import xarray
from xarray.backends import H5NetCDFStore

from regimes.errors import ForeignFile
from regimes.results.file_content import read_content
from regimes.console.files import write_aside
from regimes.results.reading import COLLAPSE, COLLAPSE_TIMES, CURVES, law_of
from regimes.results.checksum_trailer import append_checksum_trailer

FORMAT = "regimes-curves-1"


def is_curves(content):
    """Whether a FileContent says that it holds collected curves."""
    return content.root.attrs.get("format") == FORMAT


def write_curves(path, dataset, provenance, replaces):
    """HDF5 in the data model of netCDF-4, sealed like the suite's other files; made in memory, as HDF5 crashes on a full disk."""
    content = io.BytesIO()
    with h5netcdf.File(content, "w") as file:
        dataset.dump_to_store(H5NetCDFStore(file))
        provenance.dump_to_store(H5NetCDFStore(file, group="provenance"))

    def write(name):
        with open(name, "wb") as stream:
            stream.write(content.getbuffer())
        append_checksum_trailer(name)

    write_aside(path, write, replaces)


@dataclass(frozen=True)
class DimensionSlice:
    """All n of one dimension, for panels that draw a Result: what they ask of it, in the same words."""

    path: str
    name: str
    data: xarray.Dataset
    options: dict
    dimension: int

    @property
    def training_law(self):
        return self.data.attrs["training_law"]

    @property
    def law(self):
        return law_of(self.data.attrs, self.dimension)

    @property
    def points(self):
        return self.data["points"].values

    @property
    def times(self):
        """All that any n has, ascending."""
        times = self.data["time"].values
        return np.unique(times[np.isfinite(times)])

    def times_of(self, row):
        times = self.data["time"].values[row]
        return times[np.isfinite(times)]

    def option(self, name):
        return (self.options.get(name, ""), "sweep")

    def curve(self, variable, row):
        steps = len(self.times_of(row))
        return self.data[variable].values[row][:steps], self.data[variable + "_stderr"].values[row][:steps]

    def reference(self, variable, row):
        return self.data[variable].values[row][:len(self.times_of(row))]

    def per_snapshot(self, variable):
        return self.data[variable].values, self.data[variable + "_stderr"].values


@dataclass(frozen=True)
class Curves:
    """One file: averages over (dimension, points[, step]), and where they come from."""

    path: str
    data: xarray.Dataset
    provenance: xarray.Dataset

    @property
    def experiment(self):
        """Files of version 0.1 hold collapse and do not say so."""
        return self.data.attrs.get("experiment", COLLAPSE)

    @property
    def dimensions(self):
        return [int(d) for d in self.data["dimension"].values]

    @property
    def options(self):
        """name -> value of what all results share."""
        table = self.provenance
        return {str(name): str(value) for name, value in zip(table["option_name"].values, table["option_value"].values)}

    def slices(self):
        """A DimensionSlice per dimension, with the n that it has."""
        name = os.path.splitext(os.path.basename(self.path))[0]
        rows = ((d, self.data.sel(dimension=d)) for d in self.dimensions)
        return [DimensionSlice(self.path, name, row.isel(points=np.flatnonzero(row["results"].values > 0)), self.options, d)
                for d, row in rows]


def read_curves(path):
    """FileNotFoundError where there is no file, ForeignFile where it is something else."""
    content = read_content(path, "give curves written by analysis/collect")
    data = content.root
    if not is_curves(content):
        raise ForeignFile(f"{path}: format is {data.attrs.get('format', 'not told')}, expected {FORMAT}; collect results first: "
                          "analysis/collect RESULTS... -o curves.h5")
    if content.provenance is None or not {"option_name", "option_value"} <= set(content.provenance):
        raise ForeignFile(f"{path}: does not tell where its curves come from (group 'provenance'); collect again with this version")
    needed = ("time", *CURVES, *COLLAPSE_TIMES) if data.attrs.get("experiment", COLLAPSE) == COLLAPSE else ()
    for name in ("results", *needed):
        if name not in data:
            raise ForeignFile(f"{path}: variable '{name}' is missing; collect again with this version")
    return Curves(str(path), data, content.provenance)
