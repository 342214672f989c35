"""analysis/figures: pictures that show something, and the numbers in them."""
import csv

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image
from real_sweep import DIMENSIONS, POINTS, results, run, run_apart, sweep
from regimes.sweeps.curves import read_curves
from regimes.figures.style import dimension_colours
from scipy.special import ndtr
from synthetic_result import make_result, write_task

NAMES = ("collapse_times", "collapse_times_alpha", "scaling_collapse", "curves", "effective_dimension")
LEAST_COLOURED = 1e-3  # of a picture, by marks and lines that are neither black nor grey
LARGEST_PICTURE = 300_000  # bytes


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """(curves, folder of figures) of a sweep of the real program."""
    folder = tmp_path_factory.mktemp("sweep")
    assert run("collect", *results(sweep(folder)), "-o", folder / "curves.h5").returncode == 0
    finished = run_apart("figures", folder / "curves.h5", "-o", folder / "figures", "--estimators", "cloning,fit,entropy")
    assert (finished.returncode, finished.stderr) == (0, "")
    return read_curves(folder / "curves.h5"), folder / "figures"


def rows(folder, name, **wanted):
    with open(folder / f"{name}.csv", encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if all(row[key] == str(value) for key, value in wanted.items())]


def column(chosen, name):
    return np.array([float(row[name]) for row in chosen])


def test_every_figure_is_written_three_times(drawn):
    written = sorted(path.name for path in drawn[1].iterdir())
    assert written == sorted(f"{name}.{kind}" for name in NAMES for kind in ("png", "pdf", "csv"))


@pytest.mark.parametrize("name", NAMES)
def test_pictures_are_not_blank_and_nothing_runs_off_them(drawn, name):
    path = drawn[1] / f"{name}.png"
    assert path.stat().st_size < LARGEST_PICTURE and (drawn[1] / f"{name}.pdf").read_bytes().startswith(b"%PDF-")
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    colourful = pixels.max(axis=2) - pixels.min(axis=2) > 60
    assert colourful.mean() > LEAST_COLOURED
    ink = pixels.min(axis=2) < 128
    assert not (ink[:2].any() or ink[-2:].any() or ink[:, :2].any() or ink[:, -2:].any())


@pytest.mark.parametrize("variable", ["collapse_time_cloning", "collapse_time_fit", "collapse_time_entropy"])
@pytest.mark.parametrize("d", DIMENSIONS)
def test_collapse_times_are_those_of_the_curves(drawn, d, variable):
    curves, folder = drawn
    chosen = rows(folder, "collapse_times", dimension=d, quantity=variable)
    cells = curves.data.sel(dimension=d)
    assert list(column(chosen, "x")) == list(POINTS)
    assert_allclose(column(chosen, "y"), cells[variable], rtol=1e-8)
    assert_allclose(column(chosen, "y_stderr"), cells[f"{variable}_stderr"], rtol=1e-8)


def test_the_asymptotic_law_and_what_deviates_from_it(drawn):
    curves, folder = drawn
    law = rows(folder, "collapse_times_alpha", quantity="collapse_time_asymptotic")
    alpha = column(law, "x")
    assert_allclose(column(law, "y"), np.log(1 + 1 / (np.exp(2 * alpha) - 1)) / 2, rtol=1e-7)
    for d in DIMENSIONS:
        chosen = rows(folder, "collapse_times_alpha", dimension=d, quantity="collapse_time_cloning_deviation")
        cells = curves.data.sel(dimension=d)
        asymptotic = np.log(1 + 1 / (np.array(POINTS) ** (2 / d) - 1)) / 2
        assert_allclose(column(chosen, "x"), np.log(POINTS) / d, rtol=1e-8)
        assert_allclose(column(chosen, "y"), cells["collapse_time_cloning"] / asymptotic - 1, rtol=1e-6, atol=1e-9)


def test_humps_and_their_heights_are_those_of_the_curves(drawn):
    curves, folder = drawn
    for part in curves.slices():
        for row, points in enumerate(part.points):
            values, errors = part.curve("effective_dimension", row)
            height = rows(folder, "effective_dimension", dimension=part.dimension, points=points, quantity="largest_effective_dimension")
            assert len(height) == 1
            if 0 < values.argmax() < len(values) - 1:
                assert float(height[0]["y"]) == pytest.approx(values.max(), rel=1e-8)
        chosen = rows(folder, "effective_dimension", dimension=part.dimension, points=part.points[-1], quantity="effective_dimension")
        assert_allclose(column(chosen, "y"), values, rtol=1e-8)
        assert_allclose(column(chosen, "y_stderr"), errors, rtol=1e-8)


def test_the_scaling_collapse_uses_every_point_where_it_belongs(drawn):
    curves, folder = drawn
    for d in DIMENSIONS:
        for n in POINTS:
            chosen = rows(folder, "scaling_collapse", dimension=d, points=n, quantity="cloning_collapse")
            cell = curves.data.sel(dimension=d, points=n)
            u = (cell["theory_information"].values - np.log(n)) / np.sqrt(cell["theory_information_variance"].values)
            at = [np.nanargmin(np.abs(u - x)) for x in column(chosen, "x")]
            assert len(at) > 5
            assert_allclose(column(chosen, "y"), cell["cloning_collapse"].values[at], rtol=1e-7, atol=1e-12)
            below = rows(folder, "scaling_collapse", dimension=d, points=n, quantity="cloning_collapse_minus_law")
            assert_allclose(column(below, "y"), cell["cloning_collapse"].values[at] - ndtr(u[at]), rtol=1e-6, atol=1e-8)


def test_families_over_n(drawn):
    curves, folder = drawn
    for variable in ("excess_entropy_ratio", "cloning_collapse"):
        chosen = rows(folder, "curves", dimension=6, points=200, quantity=variable)
        cell = curves.data.sel(dimension=6, points=200)
        assert_allclose(column(chosen, "x"), cell["time"].dropna("step"), rtol=1e-8)
        assert_allclose(column(chosen, "y"), cell[variable].dropna("step"), rtol=1e-7)


def test_real_data_have_a_bound_and_no_scaling(tmp_path):
    files = [write_task(tmp_path / f"{seed}.h5", make_result("idx", 48, [100, 1000], seed=seed), seed) for seed in (1, 2)]
    assert run("collect", *files, "-o", tmp_path / "curves.h5").returncode == 0
    assert run("figures", tmp_path / "curves.h5", "-o", tmp_path / "figures").returncode == 0
    assert {path.stem for path in (tmp_path / "figures").iterdir()} == set(NAMES) - {"scaling_collapse"}
    assert len(rows(tmp_path / "figures", "collapse_times", quantity="collapse_time_gaussian_bound")) == 2


def luminance(colour):
    """Relative luminance of sRGB (WCAG 2.1)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    return np.dot(linear, (0.2126, 0.7152, 0.0722))


@pytest.mark.parametrize("count", range(2, 8))
def test_colours_of_dimensions_differ_in_grey_and_stand_out_from_paper(count):
    greys = np.array([luminance(colour) for colour in dimension_colours(count)])
    assert np.all(np.diff(greys) > 0.15 / count) and greys[-1] < 0.5


def test_refusals(tmp_path):
    (tmp_path / "notes.h5").write_text("not curves")
    one = write_task(tmp_path / "run.h5", make_result("gaussian", 16, [100, 1000]), 1)
    for path, code, said in ((tmp_path / "absent.h5", 2, "no such file"), (tmp_path / "notes.h5", 65, "checksum"), (one, 65, "collect results first")):
        finished = run("figures", path, "-o", tmp_path / "figures")
        assert finished.returncode == code and said in finished.stderr and not (tmp_path / "figures").exists()
    assert run("collect", one, "-o", tmp_path / "curves.h5").returncode == 0
    assert run("figures", tmp_path / "curves.h5", "-o", tmp_path / "absent" / "figures").returncode == 2
    finished = run("figures", tmp_path / "curves.h5", "-o", tmp_path / "notes.h5")
    assert finished.returncode == 2 and "no folder" in finished.stderr and (tmp_path / "notes.h5").read_text() == "not curves"
