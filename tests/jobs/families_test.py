"""Sweeps over more than sizes, dimensions and seeds: which tasks are collected together, and the real program's results by family."""

import numpy
import pytest
import xarray

import conftest  # noqa: F401  (the path of jobs/)
from regimes_jobs.families import demands_of, families

from regimes.sweeps.agreement import EVERYWHERE, FREE, WITHIN_DIMENSION

BASE = "[base]\npoints = 50\nsnapshots = 20,50\nqueries = 8\ntimes = 0.3,1\n"
SITE = "[site]\nlauncher = mpirun\nranks_per_node = 1\nbinding = none\n"


DEMANDS = {"dimension": FREE, "points": FREE, "seed": FREE, "times": FREE, "queries": WITHIN_DIMENSION, "precision": WITHIN_DIMENSION}


def rows(*options):
    return [{"name": str(index), "options": {name: str(value) for name, value in each.items()}} for index, each in enumerate(options)]


def found(*options):
    made = families(rows(*options), lambda option: DEMANDS.get(option, EVERYWHERE))
    return {family.name: [int(task["name"]) for task in family.tasks] for family in made}


def test_dimensions_sizes_and_seeds_are_one_family():
    assert found({"dimension": 4, "seed": 1, "points": 50, "times": "1"}, {"dimension": 8, "seed": 2, "points": 60, "times": "2"}) == {"": [0, 1]}


def test_a_law_is_a_family():
    options = [{"variance": variance, "train": law, "seed": seed} for variance in (1, 2) for law in ("gaussian", "mixture") for seed in (1, 2)]
    assert found(*options) == {"variance1_traingaussian": [0, 1], "variance1_trainmixture": [2, 3], "variance2_traingaussian": [4, 5],
                               "variance2_trainmixture": [6, 7]}


def test_values_that_say_the_same_are_one_family():
    assert found({"variance": "1"}, {"variance": "1.0"}, {"variance": "1e0"}) == {"": [0, 1, 2]}
    assert found({"variance": "1"}, {"variance": "2"}, {"variance": "1.0"}) == {"variance1": [0, 2], "variance2": [1]}


@pytest.mark.parametrize("option", ["queries", "precision"])
def test_work_may_differ_between_dimensions_and_not_within_one(option):
    assert found({"dimension": 4, option: 2}, {"dimension": 8, option: 3}) == {"": [0, 1]}
    assert found({"dimension": 4, option: 2}, {"dimension": 4, option: 3}) == {f"{option}2": [0], f"{option}3": [1]}


def test_names_are_folders_and_differ():
    assert found({"train-file": "/a/../x y.gz"}, {"train-file": "/b/x y.gz"}, {"train-file": "$(z)/"}) == {
        "train-filex-y.gz": [0], "train-filex-y.gz_2": [1], "train-file": [2]}
    long = ["a" * 100 + ending for ending in "bc"]
    assert all(len(name) < 100 for name in found(*({"train-file": name} for name in long)))


def test_without_any_result_nothing_is_set_apart(tmp_path, checksummed):
    checksummed(tmp_path / "foreign.h5", "whole, but no result")
    tasks = [{**row, "result": name} for row, name in zip(rows({"variance": 1}, {"variance": 2}), ("absent.h5", "foreign.h5"))]
    assert [len(family.tasks) for family in families(tasks, demands_of(tmp_path, tasks))] == [2]


def test_a_sweep_over_laws_is_collected_by_law(folder):
    path = folder.write("curves.ini", BASE + "[zip]\ntrain = gaussian, mixture\nvariance = 1, 2\n[product]\ndimension = 4, 5\nseed = 1, 2\n")
    run = folder.command("run", path, "--site", folder.write("here.ini", SITE), "--no-collect")
    assert run.returncode == 0, run.stdout + run.stderr
    results, names = folder.path / "curves", ["traingaussian_variance1", "trainmixture_variance2"]
    next(results.glob("trainmixture_variance2_dimension5_seed2_*.h5")).unlink()  # its family says so, the other is whole
    collected = folder.command("work", "collect", str(results))
    assert collected.returncode == 66
    assert "1 of 4 tasks are missing" in collected.stderr and collected.stderr.count("missing: ") == 1
    assert not (results / "curves.h5").exists()
    assert sorted(path.name for path in (results / "families").iterdir()) == names
    for name in names:
        place = results / "families" / name
        assert {path.name for path in place.iterdir()} == {"curves.h5", "figures", "report.html", "tasks.json"}
        with xarray.open_dataset(place / "curves.h5", engine="h5netcdf") as curves:
            assert (curves.attrs["training_law"], curves.attrs["variance"]) == (name.split("_")[0][5:], float(name[-1]))
            assert list(curves.dimension.values) == [4, 5]
            for dimension in (4, 5):
                runs = [xarray.open_dataset(path, engine="h5netcdf").cloning_collapse.values
                        for path in results.glob(f"{name}_dimension{dimension}_seed*.h5")]
                averaged = curves.cloning_collapse.sel(dimension=dimension).values
                numpy.testing.assert_allclose(averaged, numpy.mean(runs, axis=0), rtol=1e-12)
