"""--dry-run of every experiment: options and files are checked as for a run, nothing is written."""

import numpy
import pytest

from conftest import options_of

USAGE, BAD_DATA, INPUT_OUTPUT = 2, 65, 74
POINTS, DIMENSION = 40, 3
FILES = {"train": "npy", "train-file": "train.npy"}
EXPERIMENTS = {
    "collapse": {"snapshots": "20,40", "queries": "8", "times": "0.3,1"},
    "evaluate": {"queries-file": "x.npy", "times": "0.3,1"},
    "memorisation": {"samples-file": "x.npy"},
    "geometry": {"queries-file": "x.npy", "times": "0.3,1"},
}
every_experiment = pytest.mark.parametrize("experiment", EXPERIMENTS)


@pytest.fixture
def arrays(regimes):
    generator = numpy.random.default_rng(1)
    numpy.save(regimes.folder / "train.npy", generator.normal(size=(POINTS, DIMENSION)))
    numpy.save(regimes.folder / "x.npy", generator.normal(size=(5, DIMENSION)))
    numpy.save(regimes.folder / "wide.npy", generator.normal(size=(5, DIMENSION + 1)))
    numpy.save(regimes.folder / "nan.npy", numpy.full((POINTS, DIMENSION), numpy.nan))
    (regimes.folder / "cut.npy").write_bytes((regimes.folder / "train.npy").read_bytes()[:-8])
    return regimes


def words(experiment, **changes):
    options = {**FILES, **EXPERIMENTS[experiment], "dry-run": "true", **{name.replace("_", "-"): value for name, value in changes.items()}}
    return [experiment, *(f"--{name}={value}" for name, value in options.items())]


@every_experiment
@pytest.mark.parametrize("ranks", [None, 2])
def test_it_says_what_would_be_written_and_writes_nothing(arrays, experiment, ranks):
    before = arrays.files()
    result = arrays.run(*words(experiment), ranks=ranks)
    assert result.returncode == 0, result.stderr
    assert arrays.files() == before
    assert f"d = {DIMENSION}, n = {POINTS}" in result.stdout + result.stderr
    assert result.stdout.count(f"would write {experiment}.h5") == 1 and "wrote" not in result.stdout


def test_collapse_says_what_the_run_would_take(regimes):
    result = regimes.run("collapse", *options_of({"dry-run": True, "points": "1e12", "snapshots": "1e3,1e12"}))
    assert result.returncode == 0, result.stderr
    for line in ("pairs", "memory per rank", "files", "precision"):
        assert f"\n{line} " in result.stdout
    assert "8T (query, point), 16T with times" in result.stdout and regimes.files() == []


@every_experiment
@pytest.mark.parametrize("code, texts, changes", [
    (BAD_DATA, ["cut.npy"], {"train_file": "cut.npy"}), (BAD_DATA, ["nan.npy"], {"train_file": "nan.npy"}),
    (INPUT_OUTPUT, ["nowhere.npy"], {"train_file": "nowhere.npy"}), (INPUT_OUTPUT, ["nowhere/out.h5"], {"output": "nowhere/out.h5"}),
    (USAGE, ["--train", "nyp"], {"train": "nyp"}), (USAGE, ["x.npy", "choose another name"], {"output": "x.npy"}),
])
def test_what_a_run_would_refuse_is_refused(arrays, experiment, code, texts, changes):
    arrays.refuses(code, *texts, arguments=words(experiment, **changes))


@pytest.mark.parametrize("experiment, option", [("evaluate", "queries_file"), ("memorisation", "samples_file"), ("geometry", "queries_file")])
@pytest.mark.parametrize("code, file", [(BAD_DATA, "wide.npy"), (BAD_DATA, "nan.npy"), (INPUT_OUTPUT, "nowhere.npy")])
def test_files_of_points_are_looked_at(arrays, experiment, option, code, file):
    arrays.refuses(code, file, arguments=words(experiment, **{option: file}))
