"""Experiments of the program from Python: the same numbers as its files and as TrainingSet, errors as exceptions, theory as datasets."""

import os
import subprocess
import sys

import numpy as np
import pytest
import regimes
import xarray


def test_an_array_gives_what_its_file_gives(tmp_path, rng):
    points = rng.normal(size=(600, 6)).astype(np.float32)
    np.save(tmp_path / "points.npy", points)
    result = tmp_path / "result.h5"
    subprocess.run([os.environ["REGIMES_PROGRAM"], "collapse", "--train-file", tmp_path / "points.npy", "--sizes", "100,600", "--queries", "32",
                    "--times", "0.1,0.5", "--output", result, "--quiet"], check=True, capture_output=True)
    with xarray.open_dataset(result, engine="h5netcdf") as data:
        expected = data.load()
    found = regimes.collapse(points, sizes=[100, 600], queries=32, times=[0.1, 0.5])
    assert set(found.data_vars) == set(expected.data_vars)
    for name in ("cloning_collapse", "excess_entropy_ratio", "collapse_time_cloning"):
        np.testing.assert_array_equal(found[name], expected[name])
        assert found[name].attrs == expected[name].attrs
    xarray.testing.assert_identical(regimes.open(result), expected)


def test_evaluate_and_a_training_set_agree(rng):
    points, queries = rng.normal(size=(500, 8)).astype(np.float32), rng.normal(size=(7, 8)).astype(np.float32)
    found = regimes.evaluate(points, queries, times=[0.2, 0.9], observables="log_density,empirical_score,posterior_mean")
    training_set = regimes.TrainingSet(points)
    for i, t in enumerate(found.time.values):
        at_time = found.isel(time=i)
        np.testing.assert_allclose(at_time["log_density"].transpose("query"), training_set.log_density(queries, t), rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(at_time["posterior_mean"].transpose("query", ...), training_set.posterior_mean(queries, t), atol=1e-5)
        np.testing.assert_allclose(at_time["empirical_score"].transpose("query", ...), training_set.empirical_score(queries, t), rtol=1e-4, atol=1e-4)


def test_other_experiments_on_arrays(rng):
    points = rng.normal(size=(400, 5))
    points[:, 0] += np.where(np.arange(400) % 2, 3, -3)
    assert regimes.memorisation(points, points[:10] + 1e-3).sizes["sample"] == 10
    assert regimes.kde(points, queries=16).sizes["bandwidth"] > 1
    assert "speciation_time" in " ".join(regimes.speciation(points, labels=np.arange(400) % 2).data_vars)


def test_ranks_and_progress(rng, capfd):
    points = rng.normal(size=(300, 4))
    alone = regimes.collapse(points, queries=16, times=[0.2])
    together = regimes.collapse(points, queries=16, times=[0.2], ranks=2, progress=True)
    np.testing.assert_allclose(together["cloning_collapse"], alone["cloning_collapse"], rtol=1e-12)
    assert "2 ranks on" in capfd.readouterr().err


WRONG = [
    (lambda: regimes.run("colapse"), ValueError, "'colapse' is no command of the program; it has collapse"),
    (lambda: regimes.run("collapse", dimesion=3), TypeError, "collapse has no option 'dimesion'; did you mean 'dimension'"),
    (lambda: regimes.run("collapse", dimension=0), ValueError, "--dimension: 0 is out of range"),
    (lambda: regimes.run("collapse", ranks=0), ValueError, "ranks: 0; give 1 or more"),
    (lambda: regimes.run("collapse", plain=1), TypeError, "plain: give True or False"),
    (lambda: regimes.collapse(np.full((3, 2), np.nan)), ValueError, r"train: nan at \[0, 0\]"),
    (lambda: regimes.collapse("nowhere.npy"), (ValueError, OSError), "nowhere.npy"),
    (lambda: regimes.open("nowhere.h5"), (ValueError, OSError), "nowhere.h5"),
]


@pytest.mark.parametrize("wrong, kind, words", WRONG)
def test_errors_of_the_program_are_exceptions_with_its_words(wrong, kind, words):
    with pytest.raises(kind, match=words):
        wrong()


def test_a_damaged_result_is_refused(tmp_path, rng):
    path = tmp_path / "r.h5"
    regimes.collapse(rng.normal(size=(100, 3)), queries=8, times=[0.3], output=path)
    whole = path.read_bytes()
    path.write_bytes(whole[:300] + bytes([whole[300] ^ 1]) + whole[301:])
    with pytest.raises(ValueError, match="r.h5"):
        regimes.open(path)


def test_theory_is_laid_out_over_its_axes():
    table = regimes.theory.collapse(dimension=[32, 64], points=[1e6, 1e9], times=[0.2, 0.3])
    assert dict(table["cloning_collapse"].sizes) == {"dimension": 2, "points": 2, "time": 2}
    assert float(table["collapse_time_information"].sel(dimension=32, points=1e6)) == pytest.approx(0.5 * np.log1p(1 / np.expm1(2 * np.log(1e6) / 32)))
    assert regimes.theory.kde(dimension=60, log_points_per_dimension=0.2, bandwidths=[0.5, 1]).sizes["bandwidth"] == 2


def test_the_module_is_the_program():
    shown = subprocess.run([sys.executable, "-m", "regimes", "--version"], capture_output=True, text=True, check=True).stdout
    assert shown.startswith(f"regimes {regimes.__version__}")
