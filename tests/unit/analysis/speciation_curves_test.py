"""The figure of speciation: marks where the numbers of the file say, refusals, and the command."""
import os
import subprocess

import numpy as np
import pandas
import pytest
import xarray
from conftest import ANALYSIS
from numpy.testing import assert_allclose
from regimes.formulas import speciation as theory
from regimes.errors import ForeignFile
from regimes.figures.speciation_figure import draw_speciation
from regimes.results.speciation import read_paths, read_speciation
from synthetic_result import write_sealed

TIMES = np.linspace(0.6, 1.6, 9)  # in units of t_S


def write(folder, dimension, name=None, drop=(), **attributes):
    """A result of two means as theory has it, with a little noise."""
    speciation_time = theory.speciation_time_two_means(dimension, 1.0)
    times = TIMES * speciation_time
    phi = theory.two_class_agreement(theory.kappa_two_means(dimension, 1.0, times))
    q = np.linspace(-6, 6, 121)
    noise = np.random.default_rng(dimension).normal(scale=0.003, size=len(times))
    data = xarray.Dataset(
        {"law_cloning_agreement": (("level", "time"), [phi + noise]),
         "law_cloning_agreement_stderr": (("level", "time"), [np.full(len(times), 0.003)]),
         "law_speciation_time_cloning": ("level", [speciation_time]),
         "theory_speciation_time": ("pair", [speciation_time]),
         "theory_pair_agreement": (("pair", "time"), [phi]),
         "theory_covariance_eigenvalue": ("eigenvalue", [dimension + 1.0, 1.0]),
         "potential": (("time", "projection"), [theory.potential(q, t, 1.0, 1.0, dimension) for t in times])},
        coords={"time": times, "level": ["class"], "pair": ["0|1"], "eigenvalue": [1, 2], "projection": q},
        attrs={"training_law": "mixture", "dimension": dimension} | attributes)
    path = folder / (name or f"d{dimension}.h5")
    write_sealed(path, data.drop_vars(list(drop)))
    return path


def write_paths(folder, times=3, paths=2):
    path = folder / "paths.h5"
    values = np.arange(times * paths, dtype=float).reshape(times, paths)
    write_sealed(path, xarray.Dataset({"mean_overlap": (("time", "trajectory"), values)}, coords={"time": np.linspace(0.1, 3, times)}))
    return path


def regimes(folder, *words):
    done = subprocess.run([os.environ["REGIMES_PROGRAM"], *map(str, words)], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def points_of(container):
    return np.column_stack([container[0].get_xdata(), container[0].get_ydata()])


def test_agreement_of_several_dimensions_is_one_curve_of_t_over_t_s(tmp_path):
    paths = [write(tmp_path, dimension) for dimension in (256, 4096)]
    results = [read_speciation(path) for path in paths]
    figure, numbers = draw_speciation(results)
    agreement, spectrum, potential = figure.axes
    for result, container in zip(results, agreement.containers):
        assert_allclose(points_of(container), np.column_stack([TIMES, result.data.law_cloning_agreement[0].values]), rtol=1e-12)
    assert [line.get_label() for line in agreement.containers] == [rf"two means, $d={d}$" for d in (256, 4096)]
    assert_allclose(points_of(spectrum.containers[1]), [[1, 4097], [2, 1]])
    shown = numbers[(numbers.panel == "agreement") & (numbers.file == str(paths[0])) & (numbers.series == "class")]
    assert_allclose(shown[["x", "y", "y_stderr"]].astype(float), np.column_stack([TIMES, results[0].data.law_cloning_agreement[0].values, np.full(9, 0.003)]))
    assert potential.get_xlabel() == "$q$"


def test_potential_and_paths_in_it(tmp_path):
    result, paths = read_speciation(write(tmp_path, 1024)), read_paths(write_paths(tmp_path))
    figure, numbers = draw_speciation([result], paths)
    potential, below = figure.axes[2], figure.axes[3]
    for line, time in zip(potential.lines, np.unique(result.data.time.sel(time=np.linspace(0.8, 1.15, 5) * result.speciation_time(0),
                                                                         method="nearest"))):
        q, values = line.get_xdata(), line.get_ydata()
        expected = theory.potential(q, time, 1.0, 1.0, 1024)
        assert_allclose(values, expected - expected.min(), atol=1e-9)
    assert_allclose([line.get_xdata() for line in below.lines[:2]], paths.values.T)
    assert_allclose([line.get_ydata() for line in below.lines[:2]], [paths.time] * 2)
    assert set(numbers[numbers.panel == "paths"].series) == {"path 0", "path 1"}


def test_paths_of_a_real_run_fall_into_the_wells(tmp_path):
    """Two means at d = 256: q(t) of simulated paths, all of which choose a well, and a legend that hides neither path nor well."""
    law = ("--train", "mixture", "--dimension", 256)
    regimes(tmp_path, "speciation", *law, "--queries", 500, "--times", "linspace(1.5,4,21)", "--output", "speciation.h5")
    regimes(tmp_path, "sample", *law, "--score", "population", "--t-start", 6, "--dt", 0.05, "--times", "linspace(1.5,5.5,41)", "--trajectories", 30,
            "--output", "paths.h5")
    result, paths = read_speciation(tmp_path / "speciation.h5"), read_paths(tmp_path / "paths.h5")
    figure, numbers = draw_speciation([result], paths)
    drawn = numbers[numbers.panel == "paths"]
    assert_allclose(drawn.y.to_numpy(float).reshape(30, -1), paths.values.T, rtol=1e-12)
    early = paths.sel(time=1.5, method="nearest").values
    well = 16 * np.exp(-1.5)  # |m|^2 e^(-t)/sqrt(d); q has variance Gamma = 1
    assert abs(np.abs(early).mean() - well) < 4 / np.sqrt(30) and 3 < (early > 0).sum() < 27

    figure.canvas.draw()
    potential, below = figure.axes[2], figure.axes[3]
    assert potential.get_position().y0 > below.get_position().y1 and potential.get_xlim() == below.get_xlim(), "one q above the other"
    assert [axes.get_ylabel() for axes in figure.axes] == [r"$\phi$", r"$\Lambda_k$", "$V(q,t)$", "$t$"], "one axis each"
    legend = potential.get_legend().get_window_extent()
    assert legend.y0 >= potential.get_window_extent().y1 - 1, "above the panel, where nothing is drawn"
    letter = next(text for text in potential.get_children() if getattr(text, "get_text", str)() == "(c)")
    assert legend.x0 > letter.get_window_extent().x1, "beside the letter of the panel"


def test_a_level_without_a_time_is_left_out(tmp_path):
    path = write(tmp_path, 1024, drop=("theory_speciation_time", "theory_pair_agreement", "potential"))
    with xarray.open_dataset(path, engine="h5netcdf") as opened:
        data = opened.load()
    data.law_speciation_time_cloning[:] = np.nan
    write_sealed(tmp_path / "lost.h5", data)
    figure, numbers = draw_speciation([read_speciation(tmp_path / "lost.h5")])
    assert len(figure.axes) == 2 and not (numbers.panel == "agreement").any()


@pytest.mark.parametrize(("drop", "said"), [
    (("law_cloning_agreement",), "not a result of `regimes speciation`"),
    (("law_cloning_agreement_stderr",), "'law_cloning_agreement_stderr' over (level, time) is missing"),
])
def test_refuses_other_files(tmp_path, drop, said):
    path = write(tmp_path, 256, drop=drop)
    with pytest.raises(ForeignFile) as refusal:
        read_speciation(path)
    assert said in str(refusal.value) and str(path) in str(refusal.value)
    with pytest.raises(ForeignFile, match="'mean_overlap' over"):
        read_paths(path)


def run(*arguments):
    return subprocess.run([ANALYSIS / "speciation_curves", *map(str, arguments)], capture_output=True, text=True, check=False)


def test_command_and_its_exit_codes(tmp_path):
    path = write(tmp_path, 256)
    done = run(path, "--paths", write_paths(tmp_path), "-o", tmp_path / "figure.png")
    assert done.returncode == 0 and "wrote" in done.stdout, done.stderr
    assert {file.name for file in tmp_path.glob("figure.*")} == {"figure.png", "figure.pdf", "figure.csv"}
    assert len(pandas.read_csv(tmp_path / "figure.csv")) > 50
    assert run(tmp_path / "none.h5", "-o", tmp_path / "x").returncode == 2
    (tmp_path / "text.h5").write_text("no result")
    assert run(tmp_path / "text.h5", "-o", tmp_path / "x").returncode == 65
    assert run(path, "-o", tmp_path / "missing" / "x").returncode == 2
    assert not list(tmp_path.glob("x.*"))
