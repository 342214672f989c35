"""The figure of guidance: marks where the numbers of the file say, refusals, and the command on real runs."""
import csv
import os
import subprocess

import numpy as np
import pytest
import xarray
from numpy.testing import assert_allclose
from real_sweep import run
from regimes.errors import ForeignFile
from regimes.figures.guidance_figure import draw_guidance
from regimes.figures.guided_pictures import draw_guided_pictures
from regimes.formulas.guidance import overshoot_constant
from regimes.results.guidance import read_guidance
from synthetic_result import write_sealed

STRENGTHS = [0.0, 1.0, 3.0]


def write(folder, dimension, name=None, score="population", step="euler", drop=()):
    """A result of two means with rho = sqrt(d), as 1/rho has it."""
    rho = np.sqrt(dimension)
    overshoot = [0, *(overshoot_constant(w) / rho for w in STRENGTHS[1:])]
    ratio = [1, *(1 - w / rho**2 for w in STRENGTHS[1:])]
    over = {"overshoot": overshoot, "overshoot_stderr": [0, 0.01, 0.02], "overshoot_theory": overshoot, "variance_ratio_along": ratio,
            "variance_ratio_along_stderr": [0, 0.003, 0.004], "variance_ratio_along_theory": ratio, "effective_points_ratio": [1, 0.8, 0.6],
            "effective_points_ratio_stderr": [0.01, 0.01, 0.01]}
    data = xarray.Dataset(
        {**{key: ("strength", values) for key, values in over.items()}, "separation": ("class", [rho, rho]), "guidance_class": ("trajectory", [0, 1, 0])},
        coords={"strength": STRENGTHS, "class": [0, 1]},
        attrs={"training_law": "mixture", "dimension": dimension, "score": score, "step": step, "experiment": "guidance"})
    path = folder / (name or f"d{dimension}.h5")
    write_sealed(path, data.drop_vars(list(drop)))
    return path


def test_the_constant_is_what_is_known_of_it():
    assert_allclose([overshoot_constant(w) for w in (0.5, 1, 3, 8)], [np.log(2) - 0.25, 8 / 3 * np.log(2) - 7 / 6, 1.159788, 1.643502], atol=1e-6)
    assert overshoot_constant(0) == 0


def test_overshoot_and_variance_stand_where_the_files_say(tmp_path):
    results = [read_guidance(write(tmp_path, dimension)) for dimension in (64, 16)]
    _, numbers = draw_guidance(results)
    assert set(numbers.panel) == {"overshoot", "variance"}
    for strength, error in ((1, 0.01), (3, 0.02)):
        marks = numbers[(numbers.panel == "overshoot") & (numbers.series == f"SDE, w={strength}")]
        assert_allclose(marks.x, [4, 8])
        assert_allclose(marks.y, overshoot_constant(strength))
        assert_allclose(marks.y_stderr, [4 * error, 8 * error])
        variance = numbers[(numbers.panel == "variance") & (numbers.series == f"SDE, w={strength}")]
        assert_allclose(variance.y, strength)


def test_diversity_of_points_by_both_processes(tmp_path):
    files = [write(tmp_path, 32, "sde.h5", score="empirical", step="ancestral"), write(tmp_path, 32, "ode.h5", score="empirical", step="ode-heun")]
    figure, numbers = draw_guidance([read_guidance(path) for path in files])
    assert set(numbers.panel) == {"diversity"} and set(numbers.series) == {"SDE, $d=32$", "ODE, $d=32$"}
    assert_allclose(numbers.y[:3], [1, 0.8, 0.6])
    assert len(figure.axes) == 1


def test_what_is_no_result_is_refused(tmp_path):
    with pytest.raises(ForeignFile, match="'overshoot' over \\(strength\\) is missing"):
        read_guidance(write(tmp_path, 16, drop=["overshoot"]))
    finished = run("guidance_curves", write(tmp_path, 16), "--paths", write(tmp_path, 64), "-o", tmp_path / "x")
    assert finished.returncode == 65 and not list(tmp_path.glob("x.*"))


def test_the_command_draws_real_runs(tmp_path):
    law = ["--score", "population", "--train", "mixture", "--dimension", "16", "--step", "euler", "--dt", "0.1", "--quiet"]
    for words in (["guidance", *law, "--strengths", "0,2", "--trajectories", "200"],
                  ["sample", *law, "--trajectories", "100", "--guidance", "linear", "--times", "0.5,1,1.5,2.5,4"]):
        done = subprocess.run([os.environ["REGIMES_PROGRAM"], *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    finished = run("guidance_curves", tmp_path / "guidance.h5", "--paths", tmp_path / "sample.h5", "-o", tmp_path / "figure")
    assert (finished.returncode, finished.stderr) == (0, "")
    with open(tmp_path / "figure.csv", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["panel"] for row in rows} == {"overshoot", "variance", "hump"}
    hump = [(float(row["x"]), float(row["y"])) for row in rows if row["panel"] == "hump"]
    assert_allclose([x for x, _ in hump], np.array([0.5, 1, 1.5, 2.5, 4]) - np.log(17) / 2)
    assert 0.5 < max(hump, key=lambda mark: mark[1])[0] + np.log(17) / 2 < 2.5  # it is a hump around t_S = 1.42


def test_pictures_are_the_training_images_on_which_paths_end(tmp_path):
    label = np.arange(60) % 3
    images = np.random.default_rng(3).integers(0, 100, (60, 4, 5)) + 50 * label[:, None, None]
    np.save(tmp_path / "images.npy", images.astype(np.float32))
    np.save(tmp_path / "labels.npy", label)
    done = subprocess.run([os.environ["REGIMES_PROGRAM"], "guidance", "--train", "npy", "--train-file", tmp_path / "images.npy", "--labels-file", tmp_path / "labels.npy", "--classes", "0,2",
                           "--scale", ".01", "--strengths", "3", "--trajectories", "24", "--steps", "30", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = read_guidance(tmp_path / "guidance.h5")
    _, drawn = draw_guided_pictures(result, images, 3, "4x5")
    assert drawn.shape == (2, 2, 3, 4, 5)  # classes, strengths, paths
    for row, value in enumerate((0, 2)):
        ends = result.data.end_nearest_index.values[:, result.data.guidance_class.values == value][:, :3]
        assert np.all(label[ends] == value)
        assert_allclose(drawn[row], images[ends])
    finished = run("guided_pictures", tmp_path / "guidance.h5", "-o", tmp_path / "pictures", "--paths", 2, "--shape", "4x5")
    assert (finished.returncode, finished.stderr) == (0, "") and (tmp_path / "pictures.pdf").exists()


@pytest.mark.parametrize("options, code, text", [
    (["--paths", 0], 2, "--paths: '0' is not a whole number from 1 on"), (["--shape", "2x2", "--paths", 2], 65, "are no image of 2 x 2"), (["--paths", 9], 65, "no class has 9 paths")])
def test_pictures_that_cannot_be(tmp_path, options, code, text):
    np.save(tmp_path / "images.npy", np.random.default_rng(4).normal(size=(20, 9)).astype(np.float32))
    np.save(tmp_path / "labels.npy", np.arange(20) % 2)
    done = subprocess.run([os.environ["REGIMES_PROGRAM"], "guidance", "--train", "npy", "--train-file", tmp_path / "images.npy", "--labels-file", tmp_path / "labels.npy", "--strengths", "1",
                           "--trajectories", "8", "--steps", "5", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    finished = run("guided_pictures", tmp_path / "guidance.h5", "-o", tmp_path / "x", *options)
    assert finished.returncode == code and text in finished.stderr and not list(tmp_path.glob("x.*"))


def test_pictures_of_a_law_are_refused(tmp_path):
    with pytest.raises(ForeignFile, match="'end_nearest_index' is missing"):
        draw_guided_pictures(read_guidance(write(tmp_path, 16)), np.zeros((3, 16)), 1)
