"""Results as datasets: every kind of file is opened as it is, draws itself into axes of the caller's without touching anything else, and refuses the rest; and what
experiments and theory return is what the program writes."""

import csv
import io
import os
import pickle
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import regimes
import regimes.theory
import xarray
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

SOURCE = Path(os.environ["REGIMES_SOURCE"])
GOLDEN = SOURCE / "tests" / "golden" / "regimes-result-1"
RESULTS = sorted(path.stem for path in GOLDEN.glob("*.h5"))
PNG = b"\x89PNG\r\n\x1a\n"
CHANGES = ("creation_date", "date_created", "history")  # attributes that name the moment


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    """Curves of a small sweep."""
    folder = tmp_path_factory.mktemp("sweep")
    for seed in (1, 2):
        program("collapse", "--dimension=6", "--points=200", "--sizes=50,200", "--queries=16", "--times=0.05,0.1,0.2,0.4,0.8", f"--seed={seed}",
                f"--output={folder / f'{seed}.h5'}")
    subprocess.run([SOURCE / "analysis" / "collect", folder / "1.h5", folder / "2.h5", "-o", folder / "curves.h5"], check=True, capture_output=True)
    return folder / "curves.h5"


def program(*words):
    return subprocess.run([os.environ["REGIMES_PROGRAM"], *map(str, words)], check=True, capture_output=True, text=True).stdout


def new_axes():
    figure = Figure()
    FigureCanvasAgg(figure)
    return figure.subplots()


def as_xarray(path):
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        return data.load()


@pytest.mark.parametrize("name", RESULTS)
def test_every_kind_of_result_is_opened_as_it_is_and_draws_itself(name):
    data = regimes.open(GOLDEN / f"{name}.h5")
    xarray.testing.assert_identical(data, as_xarray(GOLDEN / f"{name}.h5"))
    assert data.regimes.experiment == name and "name" in data.regimes.provenance
    before = dict(matplotlib.rcParams)
    figure = data.regimes.plot()
    assert figure._repr_png_().startswith(PNG) and figure.axes
    for panel in data.regimes.panels:
        axes = new_axes()
        assert data.regimes.plot(panel, ax=axes) is axes and axes.has_data(), panel
        assert axes.figure.axes == [axes]
    assert data.regimes.plot(data.regimes.panels[0], width=4)._repr_png_().startswith(PNG)
    assert dict(matplotlib.rcParams) == before


def test_a_panel_has_the_numbers_of_the_file():
    data = regimes.open(GOLDEN / "collapse.h5")
    axes = data.regimes.plot(ax=new_axes())
    marks = [container.lines[0] for container in axes.containers]
    assert len(marks) == data.sizes["points"]
    for line, curve in zip(marks, data["cloning_collapse"].values):
        np.testing.assert_array_equal(line.get_xdata(), data["time"])
        np.testing.assert_array_equal(line.get_ydata(), curve)


def test_curves_of_a_sweep(sweep):
    data = regimes.open(sweep)
    xarray.testing.assert_identical(data, as_xarray(sweep))
    assert data.regimes.panels[:2] == ["collapse_times", "collapse_times_alpha"]
    axes = data.regimes.plot(ax=new_axes())
    drawn = axes.containers[0].lines[0].get_ydata()
    np.testing.assert_array_equal(drawn, data["collapse_time_cloning"].values[0])
    assert data.regimes.plot()._repr_png_().startswith(PNG)


def test_what_is_made_of_a_result_draws_itself_without_provenance():
    data = regimes.open(GOLDEN / "sample.h5").copy()
    assert data.regimes.provenance is None
    assert data.regimes.plot(ax=new_axes()).has_data()


def test_a_result_goes_to_other_processes_and_comes_back():
    data = regimes.open(GOLDEN / "collapse.h5")
    back = pickle.loads(pickle.dumps(data))
    xarray.testing.assert_identical(back, data)
    assert back.regimes.plot(ax=new_axes()).has_data()


def test_an_unfinished_run_draws_what_is_done():
    assert regimes.open(GOLDEN / "kde.h5.partial").regimes.plot()._repr_png_().startswith(PNG)


def test_pyplot_is_left_alone():
    code = (f"import sys, regimes\ndata = regimes.open({str(GOLDEN / 'kde.h5')!r})\n"
            "assert 'matplotlib.figure' not in sys.modules, 'reading waits for what draws'\n"
            "data.regimes.plot()\nassert 'matplotlib.pyplot' not in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_the_compiled_module_all_but_its_own_works():
    code = ("import sys, regimes, regimes.console.terminal, regimes.results.sealed_file\nassert not {'numpy', 'xarray'} & set(sys.modules), 'jobs have only Python'\n"
            f"print(regimes.open({str(GOLDEN / 'kde.h5')!r}).regimes.experiment, regimes.__version__)\n"
            "for name in ('TrainingSet', 'laws'):\n    try:\n        getattr(regimes, name)\n    except ImportError as error:\n        print(error)\n")
    run = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(SOURCE / "python")}, capture_output=True, text=True, check=True)
    first, *others = run.stdout.splitlines()
    assert first == f"kde {regimes.__version__}"
    assert [line.split(",")[0] for line in others] == [f"regimes.{name} needs the compiled module regimes._core" for name in ("TrainingSet", "laws")]


def test_what_cannot_be_drawn_or_opened_is_said(tmp_path):
    data = regimes.open(GOLDEN / "collapse.h5")
    other = xarray.Dataset({"a": ("x", [1.0])})
    (tmp_path / "text.h5").write_text("no result")
    for wrong, kind, words in [
            (lambda: data.regimes.plot("time"), ValueError, "panel: 'time' is none of cloning_collapse, "),
            (lambda: data.regimes.plot(ax=3), TypeError, "ax: int is no axes"),
            (lambda: data.regimes.plot(width=500), ValueError, "width: 500"),
            (lambda: data.drop_vars("cloning_collapse").regimes.plot(), ValueError, "variable 'cloning_collapse' is missing"),
            (lambda: other.regimes.plot(), ValueError, "the dataset"),
            (lambda: regimes.open(GOLDEN / "sample.h5.partial").regimes.plot(), ValueError, "holds no averages"),
            (lambda: regimes.open(tmp_path / "text.h5"), ValueError, "text.h5"),
            (lambda: regimes.open(tmp_path), FileNotFoundError, "no such file")]:
        with pytest.raises(kind, match=words):
            wrong()


POINTS = np.random.default_rng(7).normal(size=(300, 5)).astype(np.float32)
POINTS[:, 0] += np.where(np.arange(300) % 2, 3, -3)
LABELS, SAMPLES = np.arange(300) % 2, POINTS[:20] + 0.3
# experiment: (arguments of the function, {option that names a file: its array}, other options)
EXPERIMENTS = {
    "collapse": ((POINTS,), {"train-file": POINTS}, {"sizes": "100,300", "queries": 16, "times": "0.1,0.5"}),
    "kde": ((POINTS,), {"train-file": POINTS}, {"queries": 16}),
    "speciation": ((POINTS,), {"train-file": POINTS, "labels-file": LABELS}, {"queries": 32}),
    "memorisation": ((POINTS, SAMPLES), {"train-file": POINTS, "samples-file": SAMPLES}, {}),
    "evaluate": ((POINTS, SAMPLES), {"train-file": POINTS, "queries-file": SAMPLES}, {"times": "0.2,0.9"}),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_on_arrays_returns_the_file_of_the_program(name, tmp_path):
    arguments, files, options = EXPERIMENTS[name]
    words = [f"--{option}={value}" for option, value in options.items()]
    for option, array in files.items():
        np.save(tmp_path / f"{option}.npy", array)
        words.append(f"--{option}={tmp_path / option}.npy")
    program(name, *words, f"--output={tmp_path / 'result.h5'}")
    expected = as_xarray(tmp_path / "result.h5")
    labels = {"labels": LABELS} if "labels-file" in files else {}
    found = getattr(regimes, name)(*arguments, **labels, **options)
    for data in (expected, found):
        for attribute in CHANGES:
            data.attrs.pop(attribute, None)
    xarray.testing.assert_identical(found, expected)
    assert found.regimes.plot(ax=new_axes()).has_data()


THEORY = {
    "collapse": {"dimension": [32, 64], "points": [1e6, 1e9], "times": [0.2, 0.3]},
    "speciation": {"dimension": [64, 256], "mean_amplitude": 1, "times": [0.5, 2]},
    "kde": {"dimension": [60], "log_points_per_dimension": [0.2, 0.3], "bandwidths": [0.5, 1]},
    "geometry": {"dimension": [32, 64], "points": [1e3, 1e6], "times": [0.3, 0.5], "smoothing": [0.3, 0.5]},
    "guidance": {"dimension": [4, 16], "strengths": [1, 3]},
    "schedule": {"dimension": [100, 10000], "steps": [20, 100], "time_grids": ["vp", "ve-dilated"], "tolerance": 0.01},
}


def variable_of(row):
    """Name of a variable of a Dataset of theory, and where a row of the program's table stands in it. Grids are tables, or columns, of the program."""
    if not row["table"].startswith("schedule_"):
        return row["quantity"], {}
    fewest = row["table"] == "schedule_steps"
    name, before = (row["quantity"], "steps_") if fewest else (row["table"], "schedule_")
    return "steps_needed" if fewest else row["quantity"], {"grid": name.removeprefix(before).replace("_", "-")}


@pytest.mark.parametrize("kind", THEORY)
def test_theory_is_the_table_of_the_program(kind):
    words = [f"--{name.replace('_', '-')}={','.join(map(str, np.atleast_1d(value)))}" for name, value in THEORY[kind].items()]
    rows = list(csv.DictReader(io.StringIO(program("theory", kind, *words, "--format=csv"))))
    found = getattr(regimes.theory, kind)(**THEORY[kind])
    xarray.testing.assert_equal(regimes.theory.table(kind, **THEORY[kind]), found)
    assert len(rows) > 5
    for row in rows:
        name, place = variable_of(row)
        place.update({axis: float(row[axis]) for axis in found[name].dims if axis not in place})
        assert float(found[name].sel(place)) == float(row["value"]), row


def test_a_training_set_shows_itself_in_a_notebook():
    shown = regimes.TrainingSet(POINTS, labels=np.where(LABELS, "<b>", "cat"))._repr_html_()
    assert "300" in shown and "float32" in shown and "2: &lt;b&gt;, cat" in shown and "<b>" not in shown
    assert "1,000,000,000" in regimes.TrainingSet(10**9, law=regimes.laws.mixture(32, 0.5))._repr_html_()
