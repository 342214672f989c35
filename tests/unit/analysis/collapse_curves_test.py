"""The command analysis/collapse_curves: what it writes, the numbers in the CSV, and how it refuses."""
import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image
from regimes.figures import style
from regimes.results.reading import read_result
from synthetic_result import make_result, write_result, write_sealed

COMMAND = Path(__file__).resolve().parents[3] / "analysis" / "collapse_curves"
DOTS_PER_INCH = 200
POINTS = [200, 1000, 5000, 20000, 100000]
SHOWN = [200, 1000, 20000, 100000]  # four of five, the ends among them


def run(*arguments):
    return subprocess.run([sys.executable, str(COMMAND), *map(str, arguments)], capture_output=True, text=True)


def read_csv(path):
    with open(path, encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def column(rows, name):
    return np.array([float(row[name]) for row in rows])


def pick(rows, **wanted):
    return [row for row in rows if all(row[key] == str(value) for key, value in wanted.items())]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """One figure of three files; the files and the rows of its CSV."""
    folder = tmp_path_factory.mktemp("figure")
    sets = (("gaussian", 32), ("mixture", 256), ("idx", 48))
    files = [write_result(folder / f"{law}.h5", law, dimension, POINTS) for law, dimension in sets]
    finished = run(*files, "-o", folder / "all.v1")
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    return folder, [read_result(path) for path in files], read_csv(folder / "all.v1.csv")


def test_writes_picture_document_and_numbers(drawn):
    folder = drawn[0]
    assert (folder / "all.v1.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert (folder / "all.v1.pdf").read_bytes().startswith(b"%PDF-")
    assert min((folder / f"all.v1.{kind}").stat().st_size for kind in ("png", "pdf", "csv")) > 10000
    assert not list(folder.glob("*.partial"))


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("variable", ["excess_entropy_ratio", "cloning_collapse"])
def test_curves_in_the_csv(drawn, index, variable):
    _, results, rows = drawn
    result = results[index]
    panel = pick(rows, panel=variable, file=result.path, quantity=variable)
    assert sorted({int(row["points"]) for row in panel}) == SHOWN
    for points in SHOWN:
        curve = pick(panel, points=points)
        assert_allclose(column(curve, "x"), result.times, rtol=1e-8)
        assert_allclose(column(curve, "y"), result.data[variable].sel(points=points), rtol=1e-7)
        assert_allclose(column(curve, "y_stderr"), result.data[f"{variable}_stderr"].sel(points=points), rtol=1e-7)


def test_theory_lines_in_the_csv(drawn):
    _, results, rows = drawn
    law = results[1].law
    line = pick(rows, file=results[1].path, quantity="theory_excess_entropy_ratio", points=1000)
    assert_allclose(column(line, "y"), law.excess_entropy_ratio(column(line, "x"), np.log(1000)), rtol=1e-6, atol=1e-9)
    times = pick(rows, file=results[1].path, panel="collapse_time", quantity="collapse_time_theory")
    assert_allclose(column(times, "y")[[0, -1]], [law.collapse_time(np.log(n)) for n in (POINTS[0], POINTS[-1])], rtol=1e-8)


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("variable", ["collapse_time_cloning", "collapse_time_entropy", "collapse_time_fit"])
def test_collapse_times_in_the_csv(drawn, index, variable):
    _, results, rows = drawn
    times = pick(rows, panel="collapse_time", file=results[index].path, quantity=variable)
    assert list(column(times, "x")) == POINTS
    assert_allclose(column(times, "y"), results[index].data[variable], rtol=1e-8)


def test_scaling_collapse_in_the_csv(drawn):
    _, results, rows = drawn
    result = results[0]
    panel = pick(rows, panel="scaling_collapse", file=result.path)
    assert sorted({int(row["points"]) for row in panel}) == SHOWN
    for points in SHOWN:
        scaled = pick(panel, points=points)
        u = result.law.scaling_variable(result.times, np.log(points))
        drawn_columns = [np.argmin(np.abs(u - x)) for x in column(scaled, "x")]
        assert_allclose(column(scaled, "x"), u[drawn_columns], rtol=1e-7)
        assert_allclose(column(scaled, "y"), result.data["cloning_collapse"].sel(points=points)[drawn_columns], rtol=1e-7)
        assert_allclose(column(scaled, "y_stderr"), result.data["cloning_collapse_stderr"].sel(points=points)[drawn_columns], rtol=1e-7)
    assert not pick(rows, panel="scaling_collapse", file=results[2].path)


def test_real_data_get_a_bound_and_no_theory(drawn):
    _, results, all_rows = drawn
    rows = pick(all_rows, file=results[2].path)
    quantities = {row["quantity"] for row in rows}
    assert {"gaussian_bound_excess_entropy_ratio", "collapse_time_gaussian_bound"} <= quantities
    assert not [name for name in quantities if "theory" in name]


def test_one_snapshot_with_collapse_times_not_reached(tmp_path):
    dataset = make_result("idx", 48, [500])
    for name in ("cloning", "entropy", "fit"):
        dataset[f"collapse_time_{name}"][:] = np.nan
        dataset[f"collapse_time_{name}_stderr"][:] = np.nan
    write_sealed(tmp_path / "short.h5", dataset)
    finished = run(tmp_path / "short.h5", "-o", tmp_path / "figure.pdf")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert sorted(path.name for path in tmp_path.glob("figure*")) == ["figure.csv", "figure.pdf", "figure.png"]


def test_help():
    finished = run("--help")
    assert finished.returncode == 0
    assert "FIG.csv" in finished.stdout and "examples:" in finished.stdout


def nothing_written(folder):
    return not [path for path in folder.iterdir() if path.suffix in (".png", ".pdf", ".csv", ".partial")]


def test_refuses_a_missing_file(tmp_path):
    finished = run(tmp_path / "absent.h5", "-o", tmp_path / "figure")
    assert finished.returncode == 2 and "absent.h5: no such file" in finished.stderr and nothing_written(tmp_path)


def test_refuses_a_foreign_file(tmp_path):
    (tmp_path / "notes.txt").write_text("not a result")
    finished = run(tmp_path / "notes.txt", "-o", tmp_path / "figure")
    assert finished.returncode == 65 and "notes.txt" in finished.stderr and "Traceback" not in finished.stderr
    assert nothing_written(tmp_path)


def test_refuses_a_missing_folder(tmp_path):
    file = write_result(tmp_path / "run.h5", "gaussian", 32, POINTS)
    finished = run(file, "-o", tmp_path / "absent" / "figure")
    assert finished.returncode == 2 and "no folder" in finished.stderr


def test_reports_what_cannot_be_written(tmp_path):
    file = write_result(tmp_path / "run.h5", "gaussian", 32, POINTS)
    (tmp_path / "figure.png").mkdir()
    finished = run(file, "-o", tmp_path / "figure")
    assert finished.returncode == 2 and "figure.png: is no plain file" in finished.stderr and "Traceback" not in finished.stderr


@pytest.mark.parametrize("arguments", [[], ["run.h5"], ["run.h5", "-o", "x", "--outpt", "y"], ["run.h5", "--out", "x"]])
def test_refuses_unknown_or_missing_options(arguments):
    assert run(*arguments).returncode == 2


def test_a_picture_of_six_files_is_small_and_whole(tmp_path):
    files = [write_result(tmp_path / f"{dimension}.h5", "gaussian", dimension, POINTS) for dimension in (16, 24, 32, 48, 64)]
    options = {"train-file": ("images", "command line"), "classes": ("1001,1002,1003,1004", "command line")}
    files.append(write_sealed(tmp_path / "a_name_that_takes_more_room_than_there_is.h5", make_result("idx", 48, POINTS), options))
    assert run(*files, "-o", tmp_path / "figure").returncode == 0
    assert (tmp_path / "figure.png").stat().st_size < 400_000
    with Image.open(tmp_path / "figure.png") as picture:
        assert picture.size[0] == round(style.PAGE_WIDTH * DOTS_PER_INCH)
        ink = np.asarray(picture.convert("L")) < 128
    assert not ink[:, -2:].any() and not ink[-2:].any()  # neither names nor caption run off the page
