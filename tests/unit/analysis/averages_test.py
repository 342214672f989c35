"""analysis/collect on sweeps of the real program: every number against plain numpy on the result files."""
import csv
import zlib

import h5py
import numpy as np
import pytest
import xarray
from numpy.testing import assert_allclose, assert_array_equal
from real_sweep import DIMENSIONS, POINTS, SEEDS, results, run, run_apart, sweep, values

CURVES = ("excess_entropy_ratio", "cloning_collapse", "nearest_is_source", "log_density_fresh")
TIMES = ("collapse_time_cloning", "collapse_time_entropy", "collapse_time_fit", "collapse_time_fit_scale")


@pytest.fixture(scope="module")
def tasks(tmp_path_factory):
    """(d, n, seed) -> (result, row)."""
    return sweep(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def collected(tasks, tmp_path_factory):
    path = tmp_path_factory.mktemp("collected") / "curves.h5"
    finished = run_apart("collect", *results(tasks), "-o", path)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "6 pairs (n, d), d = 6, 10, n = 50 to 800, from 12 results, seeds 1,2,3,4" in finished.stdout
    return path


def opened(path, group=None):
    with xarray.open_dataset(path, engine="h5netcdf", group=group) as dataset:
        return dataset.load()


def of_seeds(tasks, d, n, name, seeds=SEEDS):
    """The values of one cell, [seed, ...]."""
    return np.array([values(path, name)[row] for path, row in (tasks[d, n, seed] for seed in seeds)])


@pytest.mark.parametrize("name", CURVES + TIMES)
def test_four_seeds_give_their_mean_and_scatter(tasks, collected, name):
    curves = opened(collected)
    for d in DIMENSIONS:
        for n in POINTS:
            each = of_seeds(tasks, d, n, name)
            cell = curves.sel(dimension=d, points=n)
            assert int(cell["results"]) == len(SEEDS)
            assert_allclose(cell[name], np.mean(each, axis=0), rtol=1e-14)
            scatter = np.sqrt(np.sum((each - each.mean(axis=0)) ** 2, axis=0) / (len(SEEDS) - 1))
            expected = scatter / np.sqrt(len(SEEDS))
            if name in TIMES:  # the grid, which seeds share
                expected = np.hypot(expected, np.sqrt(np.mean(of_seeds(tasks, d, n, f"{name}_grid_error") ** 2)))
            told = np.full(expected.shape, True)
            if name == "nearest_is_source":  # a fraction: no error at 0 and 1; where seeds agree by chance, fractions_test.py has it
                expected = np.where((cell[name] > 0) & (cell[name] < 1), expected, np.nan)
                told = ~(expected == 0)
            assert_allclose(cell[f"{name}_stderr"].values[told], expected[told], rtol=1e-12, atol=1e-15)
    if name in CURVES:
        assert (opened(collected)[f"{name}_stderr"] > 0).any()


def test_times_and_theory_of_every_cell(tasks, collected):
    curves = opened(collected)
    for (d, n, _), (path, _) in tasks.items():
        cell = curves.sel(dimension=d, points=n)
        assert_array_equal(cell["time"], values(path, "time"))
        assert_allclose(cell["theory_information"], values(path, "theory_information"), rtol=1e-14)
        assert_allclose(cell["collapse_time_theory"], np.log(1 + 1 / (n ** (2 / d) - 1)) / 2, rtol=1e-10)
        assert_allclose(cell["log_points_per_dimension"], np.log(n) / d, rtol=1e-14)


@pytest.mark.parametrize("name", ["cloning_collapse", "collapse_time_fit"])
def test_two_seeds_combine_their_own_errors(tasks, tmp_path, name):
    d, n = DIMENSIONS[0], POINTS[1]
    finished = run("collect", tasks[d, n, 1][0], tasks[d, n, 3][0], "-o", tmp_path / "two.h5")
    assert finished.returncode == 0, finished.stderr
    cell = opened(tmp_path / "two.h5").sel(dimension=d, points=n)
    each, errors = (of_seeds(tasks, d, n, variable, (1, 3)) for variable in (name, f"{name}_stderr"))
    assert_allclose(cell[name], (each[0] + each[1]) / 2, rtol=1e-14)
    grids = of_seeds(tasks, d, n, f"{name}_grid_error", (1, 3)) if name in TIMES else 0 * errors  # both have the same grid
    own = errors ** 2 - grids ** 2
    assert_allclose(cell[f"{name}_stderr"], np.sqrt(own.sum(axis=0) / 4 + (grids ** 2).mean(axis=0)), rtol=1e-12)


def test_one_result_is_itself(tasks, tmp_path):
    path, row = tasks[10, 800, 2]
    assert run("collect", path, "-o", tmp_path / "one.h5").returncode == 0
    cell = opened(tmp_path / "one.h5").sel(dimension=10, points=800)
    for name in ("excess_entropy_ratio", "excess_entropy_ratio_stderr", "collapse_time_cloning", "collapse_time_cloning_stderr"):
        assert_allclose(cell[name], values(path, name)[row], rtol=1e-15)


def test_order_of_results_does_not_matter(tasks, collected, tmp_path):
    assert run("collect", *reversed(results(tasks)), "-o", tmp_path / "reversed.h5").returncode == 0
    assert opened(tmp_path / "reversed.h5").identical(opened(collected))


def test_the_table_has_the_same_numbers(tasks, collected, tmp_path):
    assert run("collect", *results(tasks), "-o", tmp_path / "curves.csv").returncode == 0
    curves = opened(collected)
    with open(tmp_path / "curves.csv", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {(int(row["dimension"]), int(row["points"])) for row in rows} == {(d, n) for d in DIMENSIONS for n in POINTS}
    for name in CURVES[:2] + TIMES:
        for d, n in ((6, 50), (10, 800)):
            chosen = [row for row in rows if (row["dimension"], row["points"], row["quantity"]) == (str(d), str(n), name)]
            cell = curves.sel(dimension=d, points=n)
            assert_allclose([float(row["value"]) for row in chosen], np.atleast_1d(cell[name]), rtol=1e-11)
            assert_allclose([float(row["stderr"]) for row in chosen], np.atleast_1d(cell[f"{name}_stderr"]), rtol=1e-11)
            if name in CURVES:
                assert_allclose([float(row["time"]) for row in chosen], cell["time"], rtol=1e-11)


def test_the_file_keeps_the_conventions_of_the_suite(collected):
    content = collected.read_bytes()
    assert content[-24:] == b"\nregimes-crc32 %08x\n" % zlib.crc32(content[:-24])
    assert not list(collected.parent.glob("*.partial"))
    with h5py.File(collected, "r") as file:
        for name, dataset in file.items():
            if isinstance(dataset, h5py.Dataset) and not h5py.h5ds.is_scale(dataset.id):
                assert all(len(axis) == 1 for axis in dataset.dims), name
                base = name.removesuffix("_stderr")
                assert {"units", "long_name", "symbol"} <= set(file[base].attrs), base


def test_provenance_names_every_run(tasks, collected):
    provenance = opened(collected, "provenance")
    assert sorted(provenance["file"].values) == sorted(map(str, results(tasks)))
    assert all("regimes collapse --queries 32" in command for command in provenance["command_line"].values)
    assert all(provenance["regimes_version"].values) and all(provenance["host"].values)
    options = dict(zip(provenance["option_name"].values, provenance["option_value"].values))
    assert options["train"] == "gaussian" and options["queries"] == "32" and "seed" not in options
    assert provenance.attrs["command_line"].startswith("collect ")
