"""The command analysis/density_curves: what it writes, the numbers in the CSV, and how it refuses; its theory against known values."""
import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray
from numpy.testing import assert_allclose
from regimes.formulas import density as theory
from scipy.integrate import quad
from synthetic_result import write_sealed

COMMAND = Path(__file__).resolve().parents[3] / "analysis" / "density_curves"
POINTS, DIMENSION, DEVIATION = [20, 100, 400], 24, 2.0
BANDWIDTHS = DEVIATION * np.geomspace(0.5, 2.5, 12)
BINS = np.linspace(-9.5, 9.5, 20)


def write_result(path, has_law=True, **attributes):
    """A finished result with made-up numbers: all different, so that none can stand in for another."""
    rng = np.random.default_rng(len(str(path)))
    alpha = np.log(POINTS) / DIMENSION
    table = lambda: (("points", "bandwidth"), rng.uniform(0.1, 0.9, (len(POINTS), len(BANDWIDTHS))))  # noqa: E731
    sizes = lambda: ("points", rng.uniform(1, 2, len(POINTS)))  # noqa: E731
    variables = {name: table() for name in ("log_density", "log_density_stderr", "participation_ratio")}
    variables |= {name: sizes() for name in ("best_bandwidth", "best_bandwidth_stderr")}
    attributes = {"experiment": "kde", "training_law": "gaussian" if has_law else "npy", "dimension": DIMENSION,
                  "coordinate_deviation": DEVIATION, "replicas": 4} | attributes
    if has_law:
        attributes["variance"] = DEVIATION**2
        variables |= {"divergence": table(), "divergence_stderr": table(),
                      "ratio_count": (("points", "bandwidth", "ratio_bin"), rng.integers(0, 9, (len(POINTS), len(BANDWIDTHS), len(BINS)))),
                      "theory_bandwidth_condensation": ("points", [DEVIATION * theory.condensation_bandwidth(a) for a in alpha])}
    write_sealed(path, xarray.Dataset(variables, {"points": POINTS, "bandwidth": BANDWIDTHS, "ratio_bin": BINS}, attributes))
    return path


def run(*arguments):
    return subprocess.run([sys.executable, str(COMMAND), *map(str, arguments)], capture_output=True, text=True)


def pick(rows, **wanted):
    return [row for row in rows if all(row[key] == str(value) for key, value in wanted.items())]


def column(rows, name):
    return np.array([float(row[name]) for row in rows])


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figure")
    files = [write_result(folder / "law.h5"), write_result(folder / "file.h5", has_law=False)]
    finished = run(*files, "-o", folder / "both")
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    with open(folder / "both.csv", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return folder, [xarray.load_dataset(path, engine="h5netcdf") for path in files], files, rows


def test_writes_picture_document_and_numbers(drawn):
    folder = drawn[0]
    assert (folder / "both.png").read_bytes().startswith(b"\x89PNG") and (folder / "both.pdf").read_bytes().startswith(b"%PDF-")
    assert not list(folder.glob("*.partial"))


def test_measured_numbers_are_those_of_the_files(drawn):
    _, data, files, rows = drawn
    for each, path in zip(data, files):
        best = pick(rows, panel="best_bandwidth", file=path, quantity="best_bandwidth")
        assert_allclose(column(best, "y"), each.best_bandwidth / DEVIATION, rtol=1e-8)
        assert_allclose(column(best, "y_stderr"), each.best_bandwidth_stderr / DEVIATION, rtol=1e-8)
        for row, points in enumerate(POINTS):
            share = pick(rows, panel="phase_diagram", file=path, points=points, quantity="participation_ratio")
            assert_allclose(column(share, "y"), each.participation_ratio[row], rtol=1e-8)
    curve = pick(rows, panel="divergence", file=files[0], points=POINTS[-1], quantity="divergence")
    assert_allclose(column(curve, "y"), data[0].divergence[-1], rtol=1e-8)
    assert_allclose(column(curve, "x"), BANDWIDTHS, rtol=1e-8)


def test_distributions_are_normalised_histograms_at_three_bandwidths(drawn):
    _, data, files, rows = drawn
    shown = sorted({row["quantity"] for row in pick(rows, panel="distribution")})
    assert len(shown) == 3
    for quantity in shown:
        h = float(quantity.split("=")[1])
        counts = data[0].ratio_count.values[-1, int(np.abs(BANDWIDTHS - h).argmin())]
        density = column(pick(rows, quantity=quantity), "y")
        assert_allclose(density, counts[counts > 0] / counts.sum(), rtol=1e-8)  # bins of width one


def test_lines_are_theory(drawn):
    rows = drawn[3]
    for name, function in (("h_G", theory.condensation_bandwidth), ("h_CLT", theory.central_limit_bandwidth),
                           ("h_KL", theory.kullback_leibler_bandwidth)):
        line = pick(rows, panel="phase_diagram", quantity=name)
        assert_allclose(column(line, "y"), [function(alpha) for alpha in column(line, "x")], rtol=1e-7)
        marked = pick(rows, panel="divergence", quantity=name)
        assert_allclose(column(marked, "x"), DEVIATION * function(np.log(POINTS[-1]) / DIMENSION), rtol=1e-8)


def test_a_file_alone_has_a_likelihood(tmp_path):
    path = write_result(tmp_path / "file.h5", has_law=False)
    assert run(path, "-o", tmp_path / "file").returncode == 0
    with open(tmp_path / "file.csv", encoding="utf-8") as stream:
        curve = pick(list(csv.DictReader(stream)), panel="divergence", points=POINTS[0])
    assert_allclose(column(curve, "y"), -xarray.load_dataset(path, engine="h5netcdf").log_density[0], rtol=1e-8)


def test_refuses_what_is_no_result(tmp_path):
    assert run(tmp_path / "none.h5", "-o", tmp_path / "x").returncode == 2
    other = write_result(tmp_path / "other.h5", experiment="collapse")
    finished = run(other, "-o", tmp_path / "x")
    assert finished.returncode == 65 and "regimes kde" in finished.stderr
    assert run(other, "-o", tmp_path / "nowhere" / "x").returncode == 2


@pytest.mark.parametrize("alpha, central_limit, condensation, kullback_leibler", [
    (0.1, 1.93858, 1.37078, 1.03857), (0.2, 1.47878, 1.04565, 0.89169), (0.5, 0.92227, 0.65215, 0.62244)])
def test_published_bandwidths(alpha, central_limit, condensation, kullback_leibler):
    found = theory.central_limit_bandwidth(alpha), theory.condensation_bandwidth(alpha), theory.kullback_leibler_bandwidth(alpha)
    assert_allclose(found, (central_limit, condensation, kullback_leibler), rtol=0, atol=1e-4)


def test_divergence_is_least_at_its_bandwidth():
    best = theory.kullback_leibler_bandwidth(0.2)
    assert np.all(theory.divergence(best * np.array([0.9, 0.99, 1.01, 1.1]), 0.2) > theory.divergence(best, 0.2))


def test_mean_power_in_one_dimension_is_an_integral():
    for kernel, value in (("gaussian", lambda r: np.exp(-r * r / 2) / np.sqrt(2 * np.pi)), ("ball", lambda r: 0.5 * (abs(r) <= 1)),
                          ("epanechnikov", lambda r: 0.75 * max(0, 1 - r * r))):
        h, x = 0.8, 1.3
        for power in (1, 2):
            mean = quad(lambda y: (value((x - y) / h) / h) ** power * np.exp(-y * y / 2) / np.sqrt(2 * np.pi), -9, 9, points=[x - h, x + h],
                        limit=200)[0]
            assert_allclose(np.exp(theory.log_mean_power(kernel, 1.0, 1.0, h, x * x, power)), mean, rtol=1e-7)
