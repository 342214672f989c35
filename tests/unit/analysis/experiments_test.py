"""Sweeps of every experiment but collapse by the real program: what is collected against plain numpy on the result files, what is drawn against what is
collected, and a page about it."""
import csv

import html5lib
import numpy as np
import pytest
import xarray
from numpy.testing import assert_allclose
from regimes.sweeps.fractions import pool
from PIL import Image
from real_sweep import measure, run
from regimes.report.words import HEADINGS

SEEDS, QUERIES = (1, 2), 20
PATHS = {"steps": 40, "trajectories": 30}
OPTIONS = {  # of every dimension
    "kde": {4: {"points": 60, "snapshots": "20,60", "queries": 16}, 6: {"points": 60, "snapshots": "20,60", "queries": 16}},
    "speciation": {d: {"train": "mixture", "points": 100, "queries": 200} for d in (16, 32)},
    "sample": {4: {"points": 60, "times": ".1,1", **PATHS}},
    "trajectories": {4: {"points": 60, "clone_times": ".5,1", "last_change": "backward", **PATHS}},
    "evaluate": {4: {"points": 60, "queries_file": "x4.npy", "times": ".1,1"}, 6: {"points": 60, "queries_file": "x6.npy", "times": ".1,1"}},
    "memorisation": {4: {"points": 60, "samples_file": "x4.npy"}, 6: {"points": 60, "samples_file": "x6.npy"}},
}
LEAST_COLOURED = 1e-3


class Sweep:
    """Results by (dimension, seed), the curves that are collected of them, and the folder that holds all."""

    def __init__(self, folder, experiment):
        self.folder = folder
        for d in (4, 6):
            np.save(folder / f"x{d}.npy", np.random.default_rng(d).standard_normal((QUERIES, d)))
        self.paths = {}
        for d, options in OPTIONS[experiment].items():
            options = {name: folder / value if name.endswith("_file") else value for name, value in options.items()}
            for seed in SEEDS:
                self.paths[d, seed] = measure(experiment, folder / f"d{d}_s{seed}.h5", dimension=d, seed=seed, **options)
        finished = run("collect", *self.paths.values(), "-o", folder / "curves.h5")
        assert finished.returncode == 0, finished.stderr
        with xarray.open_dataset(folder / "curves.h5", engine="h5netcdf") as opened:
            self.curves = opened.load()

    def of_seeds(self, dimension, name):
        """[seed, ...]."""
        values = []
        for seed in SEEDS:
            with xarray.open_dataset(self.paths[dimension, seed], engine="h5netcdf") as result:
                values.append(result[name].values)
        return np.array(values)

    def drawn(self, figure, **wanted):
        with open(self.folder / "figures" / f"{figure}.csv", encoding="utf-8") as stream:
            return [row for row in csv.DictReader(stream) if all(row[key] == str(value) for key, value in wanted.items())]


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory):
    """experiment -> Sweep, made when asked for, with figures and report."""
    made = {}

    def get(experiment):
        if experiment not in made:
            made[experiment] = sweep = Sweep(tmp_path_factory.mktemp(experiment), experiment)
            for command in (("figures", sweep.folder / "curves.h5", "-o", sweep.folder / "figures"),
                            ("report", sweep.folder / "curves.h5", "-o", sweep.folder / "report.html")):
                finished = run(*command)
                assert (finished.returncode, finished.stderr) == (0, ""), finished.stderr
        return made[experiment]

    return get


def expected_error(sweep, d, name, values, errors):
    """Own errors combined; of a fraction that of one sample; the error of a grid, which seeds share, as it is."""
    fraction, on_grid = name in ("memorised_fraction", "cloning_collapse"), name in ("best_bandwidth", "speciation_time_cloning", "last_change_mean_backward")
    if fraction:
        return pool(values, errors, *(sweep.of_seeds(d, name + ending) for ending in ("_low", "_high")), np.full(values.shape[1:], np.nan))[0]
    of_grid = sweep.of_seeds(d, f"{name}_grid_error") if on_grid else np.zeros(errors.shape)
    own = (np.square(errors) - np.square(of_grid)).sum(axis=0) / len(SEEDS) ** 2
    return np.sqrt(own + np.square(of_grid).mean(axis=0))


def column(rows, name):
    return np.array([float(row[name]) for row in rows])


@pytest.mark.parametrize("experiment, name, grid", [
    ("kde", "best_bandwidth", None), ("kde", "log_density", "bandwidth"), ("speciation", "cloning_agreement", "time"),
    ("speciation", "speciation_time_cloning", None), ("speciation", "speciation_time_eigenvalue", None), ("sample", "memorised_fraction", "time"),
    ("trajectories", "cloning_collapse", "clone_time"), ("trajectories", "last_change_mean_backward", None),
    ("memorisation", "memorised_fraction", None)])
def test_what_has_errors_is_averaged_with_them(sweeps, experiment, name, grid):
    sweep = sweeps(experiment)
    for d in OPTIONS[experiment]:
        values, errors = sweep.of_seeds(d, name), sweep.of_seeds(d, f"{name}_stderr")
        cells = sweep.curves.sel(dimension=d)
        cells = cells if experiment == "kde" else cells.squeeze("points")
        expected = expected_error(sweep, d, name, values, errors)
        assert_allclose(cells[name].values, values.mean(axis=0), rtol=1e-13, atol=1e-300)
        assert_allclose(cells[f"{name}_stderr"].values, expected, rtol=1e-12)
        if grid:
            assert_allclose(cells[grid].values.reshape(-1, cells[grid].shape[-1])[0], sweep.of_seeds(d, grid)[0], rtol=1e-15)


@pytest.mark.parametrize("experiment, name, samples", [("evaluate", "log_density", 0), ("evaluate", "posterior_entropy", 0), ("sample", "norm_squared", 1)])
def test_what_is_over_samples_is_averaged_over_them(sweeps, experiment, name, samples):
    sweep = sweeps(experiment)
    for d in OPTIONS[experiment]:
        values = sweep.of_seeds(d, name)
        count = values.shape[1 + samples]
        cell = sweep.curves.sel(dimension=d).squeeze("points")
        own = values.std(axis=1 + samples, ddof=1) / np.sqrt(count)
        assert_allclose(cell[name].values, values.mean(axis=(0, 1 + samples)), rtol=1e-12)
        assert_allclose(cell[f"{name}_stderr"].values, np.sqrt(np.square(own).sum(axis=0)) / len(SEEDS), rtol=1e-12)


@pytest.mark.parametrize("experiment, name", [("kde", "theory_bandwidth_kullback_leibler"), ("kde", "theory_bandwidth_condensation"),
                                              ("speciation", "theory_speciation_time_eigenvalue"), ("speciation", "theory_speciation_time")])
def test_theory_stands_beside(sweeps, experiment, name):
    sweep = sweeps(experiment)
    for d in OPTIONS[experiment]:
        assert_allclose(sweep.curves[name].sel(dimension=d).values.ravel(), sweep.of_seeds(d, name)[0].ravel(), rtol=1e-15)
        assert f"{name}_stderr" not in sweep.curves


@pytest.mark.parametrize("experiment", OPTIONS)
def test_pictures_show_something(sweeps, experiment):
    pictures = list((sweeps(experiment).folder / "figures").glob("*.png"))
    assert "observables" in {path.stem for path in pictures}
    for path in pictures:
        with Image.open(path) as picture:
            pixels = np.asarray(picture.convert("RGB")).astype(int)
        assert (pixels.max(axis=2) - pixels.min(axis=2) > 60).mean() > LEAST_COLOURED
        ink = pixels.min(axis=2) < 128
        assert not (ink[:2].any() or ink[-2:].any() or ink[:, :2].any() or ink[:, -2:].any())


def test_the_best_bandwidth_is_drawn_against_alpha_with_theory(sweeps):
    sweep = sweeps("kde")
    for d in OPTIONS["kde"]:
        cells = sweep.curves.sel(dimension=d)
        for name in ("best_bandwidth", "theory_bandwidth_kullback_leibler", "theory_bandwidth_central_limit", "theory_bandwidth_condensation"):
            rows = sweep.drawn("best_bandwidth", dimension=d, quantity=name)
            assert_allclose(column(rows, "x"), np.log([20, 60]) / d, rtol=1e-8)
            assert_allclose(column(rows, "y"), cells[name], rtol=1e-8)
        assert_allclose(column(sweep.drawn("best_bandwidth", dimension=d, quantity="best_bandwidth"), "y_stderr"), cells["best_bandwidth_stderr"],
                        rtol=1e-8)


def test_the_speciation_time_is_drawn_against_the_dimension_with_theory(sweeps):
    sweep = sweeps("speciation")
    eigenvalue = sweep.drawn("speciation_time", quantity="theory_speciation_time_eigenvalue")
    assert_allclose(column(eigenvalue, "x"), list(OPTIONS["speciation"]))
    assert_allclose(column(eigenvalue, "y"), np.log(np.array([16, 32]) + 1) / 2, rtol=1e-8)  # Lambda = |m|^2 + sigma^2 = d + 1
    for name in ("law_speciation_time_cloning", "speciation_time_cloning"):
        rows = sweep.drawn("speciation_time", quantity=f"{name} class")
        assert_allclose(column(rows, "y"), sweep.curves[name].values.ravel(), rtol=1e-8)
        assert_allclose(column(rows, "y_stderr"), sweep.curves[f"{name}_stderr"].values.ravel(), rtol=1e-8)


@pytest.mark.parametrize("experiment, name, quantity, x_name", [
    ("sample", "memorised_fraction", "memorised fraction", "time"), ("trajectories", "cloning_collapse", "cloning collapse", "clone_time"),
    ("evaluate", "log_density", "log density", "time"), ("memorisation", "memorised_fraction", "memorised fraction", "d")])
def test_plain_panels_have_the_averages(sweeps, experiment, name, quantity, x_name):
    sweep = sweeps(experiment)
    for d in OPTIONS[experiment]:
        rows = sweep.drawn("observables", dimension=d, quantity=quantity, x_name=x_name)
        cell = sweep.curves.sel(dimension=d).squeeze("points")
        assert_allclose(column(rows, "y"), np.atleast_1d(cell[name]), rtol=1e-8)
        assert_allclose(column(rows, "y_stderr"), np.atleast_1d(cell[f"{name}_stderr"]), rtol=1e-8)


@pytest.mark.parametrize("experiment", OPTIONS)
def test_the_page_is_valid_and_says_what_it_is_about(sweeps, experiment):
    sweep = sweeps(experiment)
    text = (sweep.folder / "report.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert HEADINGS[experiment] in text and "\\" not in text.split("Provenance")[0]
    assert ('id="times"' in text) == (experiment in ("kde", "speciation", "trajectories", "memorisation"))


def test_the_law_itself_has_no_points(tmp_path):
    path = measure("speciation", tmp_path / "law.h5", train="mixture", dimension=16, queries=100)
    finished = run("collect", path, "-o", tmp_path / "curves.h5")
    assert finished.returncode == 0 and "without training sets" in finished.stdout
    with xarray.open_dataset(tmp_path / "curves.h5", engine="h5netcdf") as curves:
        assert list(curves["points"]) == [0] and np.isnan(curves["log_points_per_dimension"]).all()
    assert run("figures", tmp_path / "curves.h5", "-o", tmp_path / "figures").returncode == 0
    assert run("report", tmp_path / "curves.h5", "-o", tmp_path / "report.html").returncode == 0
    assert "none: the law itself" in (tmp_path / "report.html").read_text()


def test_other_options_are_refused(tmp_path):
    files = [measure("kde", tmp_path / f"{kernel}.h5", dimension=4, points=20, snapshots=20, queries=4, kernel=kernel) for kernel in ("gaussian", "ball")]
    finished = run("collect", *files, "-o", tmp_path / "curves.h5")
    assert finished.returncode == 65 and "--kernel" in finished.stderr and not (tmp_path / "curves.h5").exists()
    finished = run("collect", files[0], measure("collapse", tmp_path / "c.h5", dimension=4, points=20, queries=4), "-o", tmp_path / "curves.h5")
    assert finished.returncode == 65 and "different experiments: collapse in" in finished.stderr and not (tmp_path / "curves.h5").exists()
