"""analysis/geometry_curves: every mark is a number of its file, lines are those of the law, the line m = 1 is there; and refusals."""
import csv
import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image
from regimes.errors import ForeignFile
from regimes.figures.geometry_figure import PANELS, draw_geometry
from regimes.figures.figure_format import Format
from regimes.results.geometry import read_geometry
from synthetic_result import write_result

SIZES = [30, 300]
CURVES = {"effective_dimension": "dimension", "unstable_directions": "unstable"}


def run(folder, *words):
    done = subprocess.run([os.environ["REGIMES_PROGRAM"], "geometry", "--times", "logspace(.1,1.5,8)", "--queries", "30", *map(str, words)], cwd=folder,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def draw(*words):
    path = os.path.join(os.environ["REGIMES_SOURCE"], "analysis", "geometry_curves")
    return subprocess.run([sys.executable, path, *map(str, words)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Of a law, without spectra, and of points of a file, which have no law."""
    folder = tmp_path_factory.mktemp("geometry")
    law = ["--dimension", 6, "--sizes", "30,300", "--variance", 1.5]
    run(folder, *law, "--output", "law.h5")
    run(folder, *law, "--spectrum", "none", "--output", "none.h5")
    np.save(folder / "train.npy", np.random.default_rng(1).normal(size=(80, 9)) * np.linspace(2, .1, 9))
    run(folder, "--train", "npy", "--train-file", "train.npy", "--output", "file.h5")
    return folder


def test_marks_are_the_numbers_of_the_files(files, tmp_path):
    drawn = draw(files / "law.h5", "-o", tmp_path / "law")
    assert (drawn.returncode, drawn.stderr) == (0, "")
    with open(tmp_path / "law.csv", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    data = read_geometry(files / "law.h5").data

    def of(panel, quantity, points):
        return np.array([[float(row[name] or "nan") for name in ("x", "y", "y_stderr")] for row in rows
                         if (row["panel"], row["quantity"], int(row["points"])) == (panel, quantity, points)]).T
    for variable, panel in {**CURVES, "effective_dimension": "effective_dimension"}.items():
        for index, points in enumerate(SIZES):
            times, values, errors = of(panel, variable, points)
            assert_allclose(times, data.time, rtol=1e-8)
            assert_allclose(values, data[variable][index], rtol=1e-8)
            assert_allclose(errors, data[f"{variable}_stderr"][index], rtol=1e-8)
    for rank in (1, 2, 6):
        assert_allclose(of("eigenvalues", f"m_{rank}", 300)[1], data.jacobian_eigenvalue[1, :, rank - 1], rtol=1e-8)
        assert_allclose(of("eigenvalues", f"liquid m_{rank}", 300)[1], data.liquid_eigenvalue[1, :, rank - 1], rtol=1e-8)
    assert_allclose(of("eigenvalues", "m_1 at 0.95", 300)[1], data.largest_eigenvalue_quantile[1].sel(quantile=.95), rtol=1e-8)
    for index, points in enumerate(SIZES):
        assert_allclose(of("height", "largest_effective_dimension", points)[1], data.effective_dimension[index].max(), rtol=1e-8)
    assert len(np.unique(np.asarray(Image.open(tmp_path / "law.png")))) > 10


def test_lines_are_those_of_the_law(files):
    result = read_geometry(files / "law.h5")
    for points, theory in zip(SIZES, result.data.theory_effective_dimension.values):
        assert_allclose(result.law.effective_dimension(result.times, np.log(points)), theory, rtol=1e-7)
    assert read_geometry(files / "file.h5").law is None


def test_the_line_above_which_flow_lines_separate_is_drawn(files):
    figure, _ = draw_geometry([read_geometry(files / "file.h5")], Format(panels=("eigenvalues",)))
    (axes,) = figure.axes
    assert any(np.all(np.asarray(line.get_ydata()) == 1) for line in axes.lines)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [f"$m_{{{rank}}}$" for rank in (1, 2, 4, 6, 9)]


@pytest.mark.parametrize("name, panels", [("law", PANELS), ("none", ("dimension", "height")), ("file", ("dimension", "eigenvalues", "unstable"))])
def test_panels_are_those_that_the_file_has(files, name, panels):
    figure, numbers = draw_geometry([read_geometry(files / f"{name}.h5")])
    assert len(figure.axes) == len(panels)
    assert {row[0] for row in numbers.rows} == {"effective_dimension" if panel == "dimension" else panel for panel in panels}


def test_other_files_are_refused(files, tmp_path):
    write_result(tmp_path / "collapse.h5", "gaussian", 4, [100])
    refused = draw(tmp_path / "collapse.h5", "-o", tmp_path / "x")
    assert refused.returncode == 65 and "this is not a result of `regimes geometry`" in refused.stderr
    assert draw(tmp_path / "absent.h5", "-o", tmp_path / "x").returncode == 2
    assert draw(files / "none.h5", "--panels", "eigenvalues", "-o", tmp_path / "x").returncode == 65
    with pytest.raises(ForeignFile, match="not a result"):
        read_geometry(tmp_path / "collapse.h5")
