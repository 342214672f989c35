"""The words of the figure: names of files, labels of counts, the caption; and where names and points are put."""
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from regimes.figures.collapse_caption import caption
from regimes.figures.collapse_figure import place_panels
from regimes.figures.collapse_panels import SCALING_RANGE, SCALING_STEP, scaling_columns, spread_apart
from regimes.results.labels import law_label
from regimes.figures.page import WORD, fill
from regimes.results.reading import read_result
from regimes.figures.style import count_label, logarithmic_ticks
from synthetic_result import make_result, write_sealed

POINTS = [100, 1000]
ALL = ("curves", "scaling", "times")  # the panels of a figure of the collapse


def written(path, training_law, replicas=8, options=None, **attributes):
    return read_result(write_sealed(path, make_result(training_law, 48, POINTS).assign_attrs(replicas=replicas, **attributes), options))


@pytest.mark.parametrize("train_file, classes, label", [
    ("/data/fashion-mnist/train-images-idx3-ubyte.gz", ("1,7", "command line"), "Fashion-MNIST 1, 7, $d=48$"),
    ("sets/MNIST/raw/images", ("0,1,2,3,4,5,6,7,8,9", "default"), "MNIST, $d=48$"),
    ("/data/kmnist-images.gz", ("", "default"), "KMNIST, $d=48$"),
    ("emnist/letters.gz", ("1,2,3,4,5", "config file"), "EMNIST, 5 classes, $d=48$"),
    ("/data/galaxies/images", ("3", "command line"), "my_run 3, $d=48$")])
def test_real_data_are_named_by_their_set(tmp_path, train_file, classes, label):
    options = {"train-file": (train_file, "command line"), "classes": classes}
    assert law_label(written(tmp_path / "my_run.h5", "idx", options=options)) == label


def test_real_data_without_provenance_are_named_by_their_file(tmp_path):
    assert law_label(written(tmp_path / "cost_in_$.h5", "idx")) == r"cost_in_\$, $d=48$"


def test_long_names_are_cut(tmp_path):
    assert law_label(written(tmp_path / f"{'ab' * 40}.h5", "idx")) == f"{'ab' * 10}…, $d=48$"


@pytest.mark.parametrize("law, attributes, label", [
    ("gaussian", {}, "Gaussian, $d=48$"), ("gaussian", {"variance": 2.0}, r"Gaussian, $\sigma^2=2$, $d=48$"),
    ("mixture", {"mean_amplitude": 0.5}, r"mixture, $\mu=0.5$, $d=48$")])
def test_synthetic_sets_are_named_by_their_law(tmp_path, law, attributes, label):
    assert law_label(written(tmp_path / "run.h5", law, **attributes)) == label


@pytest.mark.parametrize("replicas, law, said", [
    (1, "gaussian", "errors over queries (1 replica)"), (3, "idx", "errors over queries (3 replicas)"),
    (4, "gaussian", "errors from the scatter of 4 replicas"), (8, "idx", "errors from the scatter of 8 permutations of one file")])
def test_caption_says_once_where_errors_come_from(tmp_path, replicas, law, said):
    result = written(tmp_path / "run.h5", law, replicas)
    words = caption("ab", [result, result], ALL)
    assert words.startswith(f"Bars: 3 standard errors; {said}.") and words.count("errors") == 2


def test_caption_names_the_panels_of_each_rule(tmp_path):
    results = [written(tmp_path / f"{i}.h5", "gaussian", replicas) for i, replicas in enumerate((4, 1, 4))]
    assert "(a, c) errors from the scatter of 4 replicas; (b) errors over queries (1 replica)." in caption("abc", results, ALL)


def test_caption_speaks_of_what_is_drawn(tmp_path):
    real, synthetic = written(tmp_path / "real.h5", "idx"), written(tmp_path / "synthetic.h5", "gaussian")
    assert "no prediction" in caption("a", [real], ALL) and "infinite size" not in caption("a", [real], ALL)
    assert "no prediction" not in caption("a", [synthetic], ALL) and "infinite size" in caption("a", [synthetic], ALL)
    assert "$t_C$" not in caption("a", [synthetic], ["curves"]) and "Curves" not in caption("a", [synthetic], ["times"])


@pytest.mark.parametrize("width", [1.5, 3.4, 7.05])
def test_captions_are_broken_where_the_page_ends(width):
    figure = Figure(figsize=(width, 1))
    FigureCanvasAgg(figure)
    words = r"Collapse time against $\alpha=\ln n/d$. " * 6 + r"A \$ alone, and $a b c d e$ in one."
    lines = fill(figure, words, width, 7).split("\n")
    lengths = [figure.text(0, 0, line, fontsize=7).get_window_extent().width / figure.dpi for line in lines]
    assert " ".join(lines) == words and max(lengths) <= width and all(line.replace(r"\$", "").count("$") % 2 == 0 for line in lines)
    for line, after in zip(lines, lines[1:]):  # no line has room for the first word of the next
        assert figure.text(0, 0, f"{line} {WORD.match(after)[0]}", fontsize=7).get_window_extent().width / figure.dpi > width


@pytest.mark.parametrize("low, high, least, most", [(0.05, 3, 4, 9), (1.05, 1.35, 3, 8), (4, 80, 4, 8), (0.7, 1500, 3, 5), (0.985, 1.015, 3, 8), (1.3, 2.4, 3, 8)])
def test_logarithmic_axes_have_more_ticks_than_one(low, high, least, most):
    axes = Figure().add_subplot(xscale="log", xlim=(low, high))
    logarithmic_ticks(axes.xaxis)
    axes.figure.canvas.draw()
    inside = [tick for tick in axes.xaxis.get_majorticklocs() if low <= tick <= high]
    assert least <= len(inside) <= most
    assert axes.xaxis.get_major_formatter()(2, None) == "2"


@pytest.mark.parametrize("points, label", [
    (500, "500"), (9999, "9999"), (20000, r"$2\times10^{4}$"), (1000000, "$10^{6}$"), (78805, r"$7.9\times10^{4}$")])
def test_labels_of_counts(points, label):
    assert count_label(points) == label


@pytest.mark.parametrize("heights", [[0.5], [0.5, 0.5, 0.5], [0.9, 0.1, 0.92, 0.11], [1.0, 1.0], [0.0, 0.0, 1.3], [0.2] * 40])
def test_names_keep_their_order_and_distance(heights):
    placed = spread_apart(heights, 0.075)
    assert np.all(np.diff(placed[np.argsort(heights, kind="stable")]) >= min(0.075, 1 / max(len(heights) - 1, 1)) - 1e-12)
    assert placed.min() >= 0 and placed.max() <= 1 + 1e-12


def test_names_with_room_stay_where_they_are():
    np.testing.assert_allclose(spread_apart([0.7, 0.1, 0.3], 0.1), [0.7, 0.1, 0.3], rtol=1e-12)


@pytest.mark.parametrize("u", [np.linspace(9, -9, 200), np.linspace(3, -3, 5), np.linspace(20, 30, 7)])
def test_points_of_the_scaling_collapse_are_thinned(u):
    columns = scaling_columns(u)
    inside = np.flatnonzero((u > SCALING_RANGE[0]) & (u < SCALING_RANGE[1]))
    assert set(columns) <= set(inside) and list(columns[:1]) == list(inside[:1])
    steps = np.abs(np.diff(u[columns]))
    assert np.all(steps >= SCALING_STEP) and np.all(steps <= SCALING_STEP + np.abs(u[1] - u[0]) + 1e-9)


@pytest.mark.parametrize("files", range(9))
@pytest.mark.parametrize("shared", [["scaling", "times"], ["times"], ["scaling"], []])
@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_cells_do_not_overlap(files, shared, most):
    cells, _, rows = place_panels(files, shared, most)
    assert list(cells) == list(range(files)) + shared
    taken = [(row, column + k) for row, column, _, across in cells.values() for k in range(across)]
    assert len(set(taken)) == len(taken) and {row for row, _ in taken} == set(range(rows))
    for row in range(rows):
        columns = {columns for r, _, columns, _ in cells.values() if r == row}
        assert len(columns) == 1 and columns.pop() <= most
    assert all(across >= 1 and column + across <= columns for _, column, columns, across in cells.values())
