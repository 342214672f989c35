"""What all commands that draw share: panels, width, resolution, style, caption; and what a figure draws where nothing is asked for."""
import csv

import density_figure_test
import numpy as np
import pytest
import schedule_figure_test
import speciation_curves_test
from matplotlib import rcParams
from matplotlib.figure import Figure
from PIL import Image
from real_sweep import run
from regimes.figures.density_figure import draw_density_figure
from regimes.results.density import read_density
from regimes.figures.figure_format import Format
from regimes.figures.speciation_figure import draw_speciation
from regimes.results.speciation import read_speciation
from regimes.figures.three_regimes import draw_regimes
from synthetic_result import make_result, write_result, write_task

PANELS = {  # command: {name of --panels: names of the panels in its CSV}
    "collapse_curves": {"curves": {"excess_entropy_ratio", "cloning_collapse"}, "scaling": {"scaling_collapse"}, "times": {"collapse_time"}},
    "density_curves": {"phases": {"phase_diagram"}, "distributions": {"distribution"}, "divergence": {"divergence"}, "best": {"best_bandwidth"}},
    "schedule_curves": {name: {name} for name in ("fraction", "spread", "fraction_scaling", "spread_scaling")},
    "speciation_curves": {"agreement": {"agreement"}, "spectrum": {"spectrum"}, "potential": {"potential"}},
}
DIMENSIONS = (8, 12, 16, 24, 32, 48, 64, 96)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """command -> a file that it draws."""
    folder = tmp_path_factory.mktemp("results")
    return {"collapse_curves": write_result(folder / "collapse.h5", "gaussian", 32, [200, 1000, 5000]),
            "density_curves": density_figure_test.write_result(folder / "kde.h5"), "schedule_curves": schedule_figure_test.write(folder, 400),
            "speciation_curves": speciation_curves_test.write(folder, 1024)}


def drawn(folder, command, *arguments):
    """(size of the picture, rows of the CSV) of a command that succeeds."""
    finished = run(command, *arguments, "-o", folder / "figure")
    assert (finished.returncode, finished.stderr) == (0, "")
    with Image.open(folder / "figure.png") as picture, open(folder / "figure.csv", encoding="utf-8") as stream:
        return picture.size, list(csv.DictReader(stream))


@pytest.mark.parametrize("command", PANELS)
def test_panels_can_be_chosen(files, tmp_path, command):
    every = {row["panel"] for row in drawn(tmp_path, command, files[command])[1]}
    assert every == set().union(*PANELS[command].values())
    for name, panels in PANELS[command].items():
        assert {row["panel"] for row in drawn(tmp_path, command, files[command], "--panels", name)[1]} == panels
    refused = run(command, files[command], "-o", tmp_path / "x", "--panels", "rhubarb")
    assert refused.returncode == 2 and f"'rhubarb' is none of {', '.join(PANELS[command])}" in refused.stderr


@pytest.mark.parametrize("command", PANELS)
def test_width_resolution_and_caption(files, tmp_path, command):
    (width, height), _ = drawn(tmp_path, command, files[command])
    assert width == 7.05 * 200
    assert drawn(tmp_path, command, files[command], "--dpi", 100)[0] == (width / 2, pytest.approx(height / 2, abs=1))
    assert drawn(tmp_path, command, files[command], "--no-caption")[0][1] < height - 0.2 * 200
    narrow = drawn(tmp_path, command, files[command], "--width", 3.4, "--no-caption")[0]
    assert narrow[0] == 680 and narrow[1] > height, "panels stand above each other"
    for option, value in (("--width", "1"), ("--width", "wide"), ("--dpi", "nan")):
        refused = run(command, files[command], "-o", tmp_path / "x", option, value)
        assert refused.returncode == 2 and f"argument {option}: '{value}' is not a number from" in refused.stderr


def test_a_style_sheet_changes_the_look_on_top_of_the_shipped_one(files, tmp_path):
    (tmp_path / "mine.mplstyle").write_text("font.family: DejaVu Sans\naxes.linewidth: 3\n")
    drawn(tmp_path, "density_curves", files["density_curves"], "--style", tmp_path / "mine.mplstyle")
    assert (rcParams["font.family"], rcParams["axes.linewidth"], rcParams["xtick.direction"]) == (["DejaVu Sans"], 3, "in")
    drawn(tmp_path, "density_curves", files["density_curves"])
    assert (rcParams["font.family"], rcParams["axes.linewidth"]) == (["STIXGeneral"], 0.6)
    refused = run("density_curves", files["density_curves"], "-o", tmp_path / "x", "--style", tmp_path / "none.mplstyle")
    assert refused.returncode == 2 and "--style: " in refused.stderr and "none.mplstyle" in refused.stderr


def test_times_of_many_dimensions_are_those_of_one_estimator(tmp_path):
    tasks = [write_task(tmp_path / f"{d}.h5", make_result("gaussian", d, [100, 1000, 10000]), 1) for d in DIMENSIONS]
    assert run("collect", *tasks, "-o", tmp_path / "curves.h5").returncode == 0

    def estimators(*options):
        finished = run("figures", tmp_path / "curves.h5", "-o", tmp_path / "figures", "--panels", "collapse_times", *options)
        assert (finished.returncode, finished.stdout.count("wrote")) == (0, 1)
        with open(tmp_path / "figures" / "collapse_times.csv", encoding="utf-8") as stream:
            return {row["quantity"] for row in csv.DictReader(stream)}

    assert estimators() == {"collapse_time_cloning", "collapse_time_theory"}
    assert estimators("--estimators", "fit,entropy") == {"collapse_time_fit", "collapse_time_entropy", "collapse_time_theory",
                                                         "collapse_time_entropy_theory"}
    refused = run("figures", tmp_path / "curves.h5", "-o", tmp_path / "none", "--panels", "best_bandwidth")
    assert refused.returncode == 65 and "the files given have only collapse_times" in refused.stderr and not (tmp_path / "none").exists()


def test_files_of_one_law_and_dimension_share_their_mark_and_name(tmp_path):
    results = [read_density(density_figure_test.write_result(tmp_path / name)) for name in ("one.h5", "another.h5")]
    best = draw_density_figure(results)[0].axes[3]
    names = [text.get_text() for text in best.get_legend().get_texts()]
    assert len(names) == len(set(names)) == 2  # the law, and h_KL
    assert len({container[0].get_marker() for container in best.containers}) == 1


def test_a_panel_without_numbers_is_left_out(tmp_path):
    figure, _ = draw_density_figure([read_density(density_figure_test.write_result(tmp_path / "file.h5", has_law=False))])
    assert len(figure.axes) == 3 and [axes.get_title("left")[:3] for axes in figure.axes] == ["(a)", "(b)", "(c)"]


def test_files_are_named_once(tmp_path):
    results = [read_speciation(speciation_curves_test.write(tmp_path, dimension)) for dimension in (256, 4096)]
    agreement, spectrum, _ = draw_speciation(results)[0].axes
    assert len(agreement.get_legend().get_texts()) == 2 and spectrum.get_legend() is None
    alone = draw_speciation(results, how=Format(panels=("spectrum",)))[0].axes[0]
    assert len(alone.get_legend().get_texts()) == 2


@pytest.mark.parametrize("speciation, collapse, names", [
    (1.5, 0.3, ["collapse", "class decided", "random motion"]), (np.nan, 0.3, ["collapse"]), (1.5, np.nan, ["random motion"]),
    (0.2, 0.3, []), (np.nan, np.nan, []), (1.5, 0.01, ["class decided", "random motion"])])
def test_regimes_are_shaded_and_named_where_they_are_known(speciation, collapse, names):
    axes = Figure().add_subplot(xscale="log", xlim=(0.05, 3))
    draw_regimes(axes, axes.get_xlim(), speciation, collapse)
    assert [text.get_text() for text in axes.texts] == names and len(axes.patches) == len(names)
    borders = {"collapse": (0.05, collapse), "class decided": (max(collapse, 0.05), speciation), "random motion": (speciation, 3)}
    for patch, text in zip(axes.patches, axes.texts):
        low, high = borders[text.get_text()]
        corners = patch.get_extents().transformed(axes.transData.inverted())
        assert (corners.x0, corners.x1) == pytest.approx((low, high)) and low < text.get_position()[0] < high
