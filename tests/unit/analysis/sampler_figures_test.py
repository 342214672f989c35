"""analysis/trajectory_pictures, three_regimes, smoothing_curves and smoothed_pictures: pictures that show something, and the numbers in them."""
import csv
import os
import subprocess
import sys

import numpy as np
import xarray
from PIL import Image
from regimes.figures.three_regimes import SPECIATION_LEVEL

SIDE, POINTS = 6, 40


def regimes(folder, *words):
    run = subprocess.run([os.environ["REGIMES_PROGRAM"], *map(str, words)], cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def command(name, *words):
    path = os.path.join(os.environ["REGIMES_SOURCE"], "analysis", name)
    return subprocess.run([sys.executable, path, *map(str, words)], capture_output=True, text=True, check=False)


def test_rows_end_on_training_images(tmp_path):
    images = np.random.default_rng(1).integers(0, 255, (POINTS, SIDE, SIDE)).astype(np.float32)
    np.save(tmp_path / "images.npy", images)
    regimes(tmp_path, "sample", "--train", "npy", "--train-file", tmp_path / "images.npy", "--scale", 0.01, "--trajectories", 5, "--step",
            "exact", "--times", ".2,1,3", "--save-paths", "--steps", 50)
    drawn = command("trajectory_pictures", tmp_path / "sample.h5", "-o", tmp_path / "pictures", "--paths", 3)
    assert (drawn.returncode, drawn.stderr) == (0, "")
    picture = np.asarray(Image.open(tmp_path / "pictures.png").convert("L"), float)
    columns = np.array_split(picture[picture.shape[0] // 4:picture.shape[0] // 2], 5, axis=1)
    assert abs(columns[3].std() / columns[4].std() - 1) < 0.1, "the end, and the training image beside it"
    assert picture.std() > 50
    from regimes.results.samplers import read_experiment, read_training_images
    from regimes.figures.trajectory_pictures import draw_trajectory_pictures

    data, options = read_experiment(tmp_path / "sample.h5", "sample")
    _, paths = draw_trajectory_pictures(data, read_training_images(options), 3)
    assert paths.shape == (3, 4, SIDE, SIDE)
    assert np.allclose(paths[:, -1], images[data.nearest_index.values[0, :3, 0]], atol=1e-3)


def test_three_regimes_are_those_of_the_files(tmp_path):
    law = ["--train", "mixture", "--dimension", 16, "--points", 300]
    regimes(tmp_path, "collapse", *law, "--queries", 300, "--snapshots", "300", "--times", "logspace(.1,4,20)")
    regimes(tmp_path, "trajectories", *law, "--clone-times", ".5,2", "--trajectories", 50, "--steps", 40)
    drawn = command("three_regimes", tmp_path / "collapse.h5", "--trajectories", tmp_path / "trajectories.h5", "-o", tmp_path / "three")
    assert (drawn.returncode, drawn.stderr) == (0, "")
    with open(tmp_path / "three.csv", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    with xarray.open_dataset(tmp_path / "collapse.h5", engine="h5netcdf") as data:
        for name in ("cloning_agreement", "cloning_collapse", "excess_entropy_ratio"):
            plotted = [float(row["y"]) for row in rows if row["quantity"] == name and row["panel"] == "regimes"]
            assert np.allclose(plotted, data[name].values[-1], rtol=1e-8)
        t_s, t_c = (float(row["x"]) for row in rows if row["panel"] == "marks")
        assert abs(np.interp(t_s, data.time, data.cloning_agreement[-1]) - SPECIATION_LEVEL) < 0.02
        assert abs(t_c - float(data.collapse_time_cloning[-1])) < 1e-8
    assert sum(row["panel"] == "simulated" for row in rows) == 4
    assert len(np.unique(np.asarray(Image.open(tmp_path / "three.png")))) > 10


def test_smoothed_samples_are_those_of_the_files(tmp_path):
    widths, sets = [0, .4, 1.5], 2
    for h in widths:
        for seed in range(sets):
            smoothed = ["--smoothing", h, "--smoothing-draws", 4] if h else []
            regimes(tmp_path, "sample", "--dimension", 4, "--points", 30, "--trajectories", 40, "--step", "ddim", "--time-grid", "logspace(4,.01,20),0",
                    "--seed", seed, "--output", f"s{h}_{seed}.h5", *smoothed)
    drawn = command("smoothing_curves", *sorted(tmp_path.glob("s*.h5")), "-o", tmp_path / "smoothed")
    assert (drawn.returncode, drawn.stderr) == (0, "")
    with open(tmp_path / "smoothed.csv", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for variable in ("memorised_fraction", "sample_variance"):
        known = [[float(xarray.open_dataset(tmp_path / f"s{h}_{seed}.h5", engine="h5netcdf")[variable][0]) for seed in range(sets)] for h in widths]
        of_figure = [row for row in rows if row["quantity"] == variable]
        assert [float(row["x"]) for row in of_figure] == widths
        assert np.allclose([float(row["y"]) for row in of_figure], np.mean(known, axis=1))
        assert np.allclose([float(row["y_stderr"]) for row in of_figure], np.std(known, axis=1, ddof=1) / sets**.5)
    assert float(rows[2]["y"]) < float(rows[0]["y"]) == 1
    regimes(tmp_path, "sample", "--dimension", 4, "--score", "population", "--trajectories", 3, "--steps", 5, "--output", "law.h5")
    refused = command("smoothing_curves", tmp_path / "law.h5", "-o", tmp_path / "x")
    assert refused.returncode == 65 and "'memorised_fraction' is missing" in refused.stderr


def test_smoothed_pictures_are_the_ends_of_paths(tmp_path):
    images = np.random.default_rng(2).integers(0, 255, (POINTS, SIDE, SIDE)).astype(np.float32)
    np.save(tmp_path / "images.npy", images)
    for h in (0, 1, 40):
        smoothed = ["--smoothing", h, "--smoothing-draws", 4] if h else []
        regimes(tmp_path, "sample", "--train", "npy", "--train-file", "images.npy", "--scale", 0.01, "--trajectories", 5, "--step", "ddim", "--time-grid",
                "logspace(4,.01,20),0", "--times", ".2", "--save-paths", "--output", f"h{h}.h5", *smoothed)
    files = [tmp_path / f"h{h}.h5" for h in (40, 0, 1)]
    drawn = command("smoothed_pictures", *files, "-o", tmp_path / "pictures", "--paths", 4)
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert np.asarray(Image.open(tmp_path / "pictures.png").convert("L"), float).std() > 30
    from regimes.figures.smoothing_figure import draw_smoothed_pictures
    from regimes.results.samplers import read_experiment

    data = [read_experiment(path, "sample")[0] for path in files]
    figure, paths = draw_smoothed_pictures(data, 4)
    assert [words.get_text().split("$")[1] for words in figure.texts[1:]] == ["h=0", "h=1", "h=40"]
    assert len(figure.axes) == 3 * 4
    assert np.allclose(paths[0], images[data[1].nearest_index.values[0, :4, 0]], atol=1e-3), "without smoothing paths end on training images"
    assert paths[2].std() < 0.7 * paths[0].std(), "at most as many images as draws are averaged"
    refused = command("smoothed_pictures", tmp_path / "images.npy", "-o", tmp_path / "x")
    assert refused.returncode == 65


def test_other_files_are_refused(tmp_path):
    regimes(tmp_path, "sample", "--dimension", 4, "--points", 20, "--trajectories", 3, "--steps", 5)
    refused = command("trajectory_pictures", tmp_path / "sample.h5", "-o", tmp_path / "x")
    assert refused.returncode == 65 and "--save-paths" in refused.stderr
    refused = command("smoothed_pictures", tmp_path / "sample.h5", "-o", tmp_path / "x")
    assert refused.returncode == 65 and "--save-paths" in refused.stderr
    assert command("three_regimes", tmp_path / "sample.h5", "-o", tmp_path / "x").returncode == 65
    assert command("trajectory_pictures", tmp_path / "none.h5", "-o", tmp_path / "x").returncode == 2
