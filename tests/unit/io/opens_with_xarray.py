"""The file of sample_document.cpp opens in one line with xarray; names, values, groups and scales are as written."""
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np
import xarray


def check_root(path):
    data = xarray.open_dataset(path, engine="h5netcdf")
    assert dict(data.sizes) == {"points": 3, "time": 4, "query": 5, "nothing": 0}, data.sizes
    assert set(data.coords) == {"points", "time"}, data.coords
    assert set(data.data_vars) == {"zeta", "alpha", "label", "law", "nothing_here", "no_text", "no_count", "by_query"}
    np.testing.assert_array_equal(data.time, [0.1, 0.2, 0.4, 0.8])
    np.testing.assert_array_equal(data.points, [10, 100, 2**60])
    assert data.points.dtype == np.int64
    assert data.zeta.dims == ("points", "time")
    np.testing.assert_array_equal(
        data.zeta, [[0, np.nan, 2, 0], [4, 5, 6, np.inf], [8, 9, 10, -np.inf]])
    assert float(data.zeta.sel(points=10, time=0.4)) == 2
    assert data.zeta.attrs == {"units": "1", "symbol": "$f^e/\\alpha$"}, data.zeta.attrs
    assert data.time.attrs["long_name"] == "diffusion time"
    assert list(data.label.values) == ["a", "", 'ß\n"quoted"', "a", "y" * 5000]
    assert str(data.law.values) == "gaussian"
    assert data.nothing_here.dims == ("points", "nothing")
    assert data.by_query.dims == ("query",)
    assert data.attrs["title"] == "collapse of ±m — 日本"
    assert data.attrs["version"] == -3 and data.attrs["third"] == 1 / 3
    np.testing.assert_array_equal(data.attrs["row"], [1, np.inf, 0])
    assert len(data.attrs["long"]) == 100000


def check_groups(path):
    state = xarray.open_dataset(path, engine="h5netcdf", group="state")
    assert state.nearest_index.dims == ("points", "query"), state.nearest_index.dims
    np.testing.assert_array_equal(state.nearest_index.values.ravel(), np.arange(15) - 7)
    assert state.large.dims == ("row", "column") and state.large.shape == (700, 301)
    np.testing.assert_array_equal(state.large.values.ravel(), np.arange(700 * 301) / 7)
    np.testing.assert_array_equal(state.counts.values.ravel(), np.arange(700 * 301) * 3)
    assert int(state.next_block) == 2**63 - 1
    assert state.attrs["complete"] == 1
    np.testing.assert_array_equal(state.time, [4, 3, 2, 1])
    inner = xarray.open_dataset(path, engine="h5netcdf", group="state/inner")
    assert inner["sum"].dims == ("points", "row") and (inner["sum"] == 0.5).all()

    provenance = xarray.open_dataset(path, engine="h5netcdf", group="provenance")
    assert provenance.name.dims == provenance.value.dims == ("option",)
    assert list(provenance["name"].values) == ["points", "seed"]
    assert list(provenance["value"].values) == ["1000", "1"]
    assert list(provenance["origin"].values) == ["command line", "default"]
    assert list(provenance["host"].values) == ["node1", "node2"]
    assert provenance.attrs["seed"] == "7" and provenance.attrs["ranks"] == 2


def check_scales(path):
    """Every axis of every dataset has exactly one scale; large arrays are compressed, but for the sums of a state, which have no pattern."""
    with h5py.File(path) as file:
        seen = []

        def visit(name, item):
            if isinstance(item, h5py.Dataset) and not h5py.h5ds.is_scale(item.id):
                seen.append(name)
                for length, scales in zip(item.shape, item.dims):
                    assert len(scales) == 1 and scales[0].shape == (length,), name
        file.visititems(visit)
        assert "zeta" in seen and "state/inner/sum" in seen
        bare = file["query"].attrs["NAME"].decode()
        assert bare == "This is a netCDF dimension but not a netCDF variable.%10d" % 5, bare
        counts = file["state/counts"]
        assert counts.compression == "gzip" and counts.compression_opts == 1 and counts.shuffle
        assert file["state/large"].compression is None
    dump = subprocess.run(["h5dump", "-A", path], capture_output=True, text=True)
    assert dump.returncode == 0 and "DIMENSION_LIST" in dump.stdout, dump.stderr


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder) / "sample.h5")
        subprocess.run([sys.argv[1], path], check=True)
        check_root(path)
        check_groups(path)
        check_scales(path)


main()
