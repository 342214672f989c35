"""What results say of their own variables and options decides what analysis/collect averages, and what it refuses: an experiment that the package has
never heard of is collected by that alone."""
import numpy as np
import pytest
import xarray
from numpy.testing import assert_allclose, assert_array_equal
from real_sweep import run
from synthetic_result import write_any

MEAN, SAME = {"seeds": "mean"}, {"seeds": "same"}
TIMES = [0.5, 1.0, 2.0]


def opened(path, group=None):
    with xarray.open_dataset(path, engine="h5netcdf", group=group) as dataset:
        return dataset.load()


def refused(folder, *files, said):
    finished = run("collect", *files, "-o", folder / "curves.h5")
    assert finished.returncode == 65 and "Traceback" not in finished.stderr, finished.stderr
    for words in said:
        assert str(words) in finished.stderr
    assert not list(folder.glob("curves.h5*"))


def collected(folder, *files):
    finished = run("collect", *files, "-o", folder / "curves.h5")
    assert finished.returncode == 0, finished.stderr
    return opened(folder / "curves.h5").sel(dimension=4, points=10)


def files_of(folder, count, variables_of, coordinates=None, **how):
    """One result per seed 1 ... count; variables_of(seed) are its variables."""
    return [write_any(folder / f"{seed}.h5", variables_of(seed), coordinates, {"seed": seed}, **how) for seed in range(1, count + 1)]


def test_what_says_mean_is_averaged_what_says_same_is_kept_and_the_rest_is_left_out(tmp_path):
    rng = np.random.default_rng(1)
    swing, period = rng.standard_normal((4, 3)), rng.standard_normal(4)
    files = files_of(tmp_path, 4, lambda seed: {
        "swing": ("time", swing[seed - 1], MEAN), "swing_stderr": ("time", np.full(3, 9.0)), "period": ((), period[seed - 1], MEAN),
        "theory_swing": ("time", np.arange(3.0), SAME), "work": ("time", swing[seed - 1]), "count": ("time", [1, 2, seed])}, {"time": TIMES})
    cell = collected(tmp_path, *files)
    assert_allclose(cell["swing"], swing.mean(axis=0), rtol=1e-14)
    assert_allclose(cell["swing_stderr"], swing.std(axis=0, ddof=1) / 2, rtol=1e-14)
    assert_allclose([cell["period"], cell["period_stderr"]], [period.mean(), period.std(ddof=1) / 2], rtol=1e-14)
    assert_array_equal(cell["theory_swing"], np.arange(3.0))
    assert_array_equal(cell["time"], TIMES)
    assert not {"work", "count", "theory_swing_stderr"} & set(cell.data_vars)
    assert cell.attrs["experiment"] == "pendulum" and cell["swing"].attrs["seeds"] == "mean" and cell["theory_swing"].attrs["seeds"] == "same"


def test_without_an_error_of_its_own_one_result_has_none(tmp_path):
    cell = collected(tmp_path, *files_of(tmp_path, 1, lambda seed: {"period": ((), 2.0, MEAN)}))
    assert float(cell["period"]) == 2 and "period_stderr" not in cell


def test_theory_that_depends_on_the_seed_is_refused(tmp_path):
    refused(tmp_path, *files_of(tmp_path, 2, lambda seed: {"theory_period": ((), 1 + 1e-6 * seed, SAME)}),
            said=["'theory_period', which does not depend on the seed, differs", "1.h5", "2.h5"])
    assert_allclose(collected(tmp_path, *files_of(tmp_path, 2, lambda seed: {"theory_period": ((), 1 + 1e-13 * seed, SAME)}))["theory_period"], 1)


def test_a_rule_that_is_not_known_is_refused(tmp_path):
    refused(tmp_path, *files_of(tmp_path, 1, lambda seed: {"period": ((), 1.0, {"seeds": "median"})}), said=["'period' has seeds = median"])


def test_samples_are_averaged_first_and_give_an_error(tmp_path):
    ends = np.random.default_rng(2).standard_normal((50, 3))
    cell = collected(tmp_path, *files_of(tmp_path, 1, lambda seed: {"end": (("trajectory", "time"), ends, MEAN)}, {"time": TIMES}))
    assert_allclose(cell["end"], ends.mean(axis=0), rtol=1e-13)
    assert_allclose(cell["end_stderr"], ends.std(axis=0, ddof=1) / np.sqrt(50), rtol=1e-13)


def test_grids_of_several_dimensions_keep_to_their_cell_and_names_stay(tmp_path):
    def one(path, dimension, lengths):
        values = np.add.outer(lengths, [0, 10]) * dimension
        return write_any(path, {"swing": (("length", "mode"), values, MEAN)}, {"length": lengths, "mode": [1, 2]}, dimension=dimension)

    files = one(tmp_path / "a.h5", 4, [0.5, 1.5]), one(tmp_path / "b.h5", 8, [1.0, 2.0, 3.0])
    assert run("collect", *files, "-o", tmp_path / "curves.h5").returncode == 0
    curves = opened(tmp_path / "curves.h5")
    assert_array_equal(curves["length"].sel(dimension=4, points=10), [0.5, 1.5, np.nan])
    assert_array_equal(curves["swing"].sel(dimension=4, points=10, mode=2), [42, 46, np.nan])
    assert_array_equal(curves["swing"].sel(dimension=8, points=10, mode=1), [8, 16, 24])
    assert run("collect", *files, "-o", tmp_path / "curves.csv").returncode == 0
    lines = (tmp_path / "curves.csv").read_text().splitlines()
    assert lines[0].endswith(",quantity,length,mode,value,stderr") and len(lines) == 1 + 4 + 6
    assert lines[2].startswith("gaussian,4,10,") and lines[2].endswith(",1,swing,0.5,2,42,")


def test_entries_that_differ_are_refused(tmp_path):
    files = [write_any(tmp_path / f"{name}.h5", {"swing": ("level", [1.0, 2.0], MEAN)}, {"level": [name, "all"]}, {"seed": seed})
             for seed, name in enumerate(("top", "bottom"))]
    refused(tmp_path, *files, said=["differ in 'level'", "bottom, all", "top, all"])


def test_experiments_are_not_mixed(tmp_path):
    files = [write_any(tmp_path / f"{name}.h5", {"period": ((), 1.0, MEAN)}, experiment=name) for name in ("pendulum", "spring")]
    refused(tmp_path, *files, said=["different experiments", f"pendulum in {files[0]}", f"spring in {files[1]}"])


def test_results_with_nothing_in_common_are_refused(tmp_path):
    files = [write_any(tmp_path / f"{name}.h5", {name: ((), 1.0, MEAN)}) for name in ("a", "b")]
    refused(tmp_path, *files, said=["no variable in common"])


KINDS = {"length": ("value", "real", "same"), "pushes": ("value", "count", "same"), "film-file": ("input-file", "text", "same"),
         "threads": ("value", "count", "free"), "output": ("output-file", "text", "same"), "times": ("value", "reals", "same")}


@pytest.mark.parametrize("option, dimensions, agrees", [
    ("length", (4, 8), False), ("length", (4, 4), False),
    ("pushes", (4, 8), True), ("pushes", (4, 4), False), ("film-file", (4, 8), True), ("film-file", (4, 4), False),
    ("threads", (4, 4), True), ("output", (4, 4), True), ("times", (4, 4), True)])
def test_options_by_what_the_results_say_of_them(tmp_path, option, dimensions, agrees):
    files = [write_any(tmp_path / f"{value}.h5", {"swing": ("time", [1.0, 2.0, 3.0], MEAN)}, {"time": TIMES}, {"seed": value, option.replace("-", "_"): value},
                       {option: KINDS[option]}, dimension=dimension) for value, dimension in zip((1, 2), dimensions)]
    if agrees:
        assert run("collect", *files, "-o", tmp_path / "curves.h5").returncode == 0
    else:
        refused(tmp_path, *files, said=[f"--{option}", *files, "not of one sweep"])
