"""`regimes evaluate` and `regimes memorisation`: what they leave behind, and every refusal."""

import os
import re
import signal
import struct
import subprocess
import time

import h5py
import numpy
import pytest
import xarray

USAGE, BAD_DATA, INPUT_OUTPUT, STOPPED = 2, 65, 74, 75
POINTS, DIMENSION, QUERIES = 40, 3, 5


@pytest.fixture
def arrays(regimes):
    generator = numpy.random.default_rng(1)
    numpy.save(regimes.folder / "train.npy", generator.normal(size=(POINTS, DIMENSION)).astype(numpy.float32))
    numpy.save(regimes.folder / "x.npy", generator.normal(size=(QUERIES, DIMENSION)))
    return regimes


def words(command, changes):
    options = {"train": "npy", "train-file": "train.npy"}
    options |= {"queries-file": "x.npy", "times": "0.3,1"} if command == "evaluate" else {"samples-file": "x.npy"}
    options |= {name.replace("_", "-"): value for name, value in changes.items()}
    result = [command]
    for name, value in options.items():
        if value is not None:
            result += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    return result


def refuses(regimes, command, code, *texts, ranks=None, **changes):
    return regimes.refuses(code, *texts, arguments=words(command, changes), ranks=ranks)


def done(regimes, command, **changes):
    result = regimes.run(*words(command, changes))
    assert result.returncode == 0, result.stderr
    return result


def test_the_file_and_the_report(arrays):
    result = done(arrays, "evaluate", observables="empirical_score,nearest,log_density", neighbours=2)
    assert "wrote evaluate.h5" in result.stdout and "rounding error of logits" in result.stdout
    assert "evaluate.h5" in arrays.files() and not any("writing" in name or "partial" in name for name in arrays.files())
    with xarray.open_dataset(arrays.folder / "evaluate.h5", engine="h5netcdf") as data:
        assert data.empirical_score.dims == ("query", "time", "coordinate")
        assert data.nearest_index.dims == ("query", "time", "neighbour") and data.nearest_index.dtype == numpy.int64
        assert dict(data.sizes) == {"query": QUERIES, "time": 2, "coordinate": DIMENSION, "neighbour": 2}
        assert list(data.time.values) == [0.3, 1] and list(data.neighbour.values) == [1, 2]
        assert all(data[name].attrs.keys() >= {"units", "long_name", "symbol"} for name in data)
        assert data.attrs["precision"] == "float" and data.attrs["queries_done"] == QUERIES
    with xarray.open_dataset(arrays.folder / "evaluate.h5", engine="h5netcdf", group="provenance") as provenance:
        options = dict(zip(provenance.name.values, provenance.value.values))
        assert options["queries-file"] == "x.npy" and options["points"] == str(POINTS)
        assert provenance.attrs["pair_times"] == POINTS * QUERIES * 2


def test_the_suite_reads_what_all_ranks_have_written(arrays):
    result = arrays.run(*words("evaluate", {"observables": "posterior_mean"}), ranks=3)
    assert result.returncode == 0, result.stderr
    inspected = arrays.run("inspect", "evaluate.h5")  # checks the checksum
    assert inspected.returncode == 0 and "posterior_mean" in inspected.stdout


def test_queries_from_every_format(arrays):
    x = numpy.load(arrays.folder / "x.npy")
    with h5py.File(arrays.folder / "x.hdf5", "w") as file:
        file["deep/x"] = x
    numpy.save(arrays.folder / "fortran.npy", numpy.asfortranarray(x.astype(numpy.float32)))
    for name in ("x.npy", "x.hdf5:/deep/x", "fortran.npy"):
        done(arrays, "evaluate", queries_file=name, force=True)
        with xarray.open_dataset(arrays.folder / "evaluate.h5", engine="h5netcdf") as data:
            values = data.log_density.values
        assert name == "x.npy" or numpy.allclose(values, reference, atol=1e-5)
        reference = values


@pytest.mark.parametrize("command", ["evaluate", "memorisation"])
def test_help_names_the_command_and_every_option(regimes, command):
    screen = regimes.run(command, "--help").stdout
    manual = regimes.run("help", command).stdout
    assert f"regimes {command}" in screen and "Examples" in screen
    for option in ("--train", "--precision", "--output", "--queries-file" if command == "evaluate" else "--samples-file"):
        assert option in screen and option in manual


BAD_VALUES = [("evaluate", "queries_file", numpy.nan, None), ("evaluate", "queries_file", numpy.inf, 2),
              ("memorisation", "samples_file", numpy.nan, None), ("memorisation", "paths_file", -numpy.inf, None)]


@pytest.mark.parametrize("command, option, value, ranks", BAD_VALUES)
def test_values_that_are_not_finite(arrays, command, option, value, ranks):
    x = numpy.load(arrays.folder / "x.npy")
    x[3, 1] = value
    numpy.save(arrays.folder / "bad.npy", x)
    more = {"path_times": "linspace(.1,.5,5)"} if option == "paths_file" else {}
    refuses(arrays, command, BAD_DATA, "bad.npy", "row 3, column 1", ranks=ranks, **{option: "bad.npy"}, **more)


@pytest.mark.parametrize("command, option", [("evaluate", "queries_file"), ("memorisation", "samples_file")])
def test_another_dimension(arrays, command, option):
    numpy.save(arrays.folder / "wide.npy", numpy.zeros((4, DIMENSION + 1)))
    refuses(arrays, command, BAD_DATA, "wide.npy", "4 coordinates", "have 3", **{option: "wide.npy"})


@pytest.mark.parametrize("command, option", [("evaluate", "queries_file"), ("memorisation", "samples_file"),
                                             ("memorisation", "paths_file")])
def test_missing_empty_truncated_and_wrong_files(arrays, command, option):
    more = {"path_times": "linspace(.1,.5,5)"} if option == "paths_file" else {}
    whole = (arrays.folder / "x.npy").read_bytes()
    for content in (b"", whole[:-1], whole[:40], b"hello, world", struct.pack(">HBB2I", 0, 8, 2, 2**32 - 1, 2**32 - 1)):
        (arrays.folder / "bad").write_bytes(content)
        refuses(arrays, command, BAD_DATA, "bad", **{option: "bad"}, **more)
    refuses(arrays, command, INPUT_OUTPUT, "nowhere.npy", **{option: "nowhere.npy"}, **more)


@pytest.mark.parametrize("command, option", [("evaluate", "queries_file"), ("memorisation", "samples_file")])
def test_several_ranks_refuse_with_one_message(arrays, command, option):
    (arrays.folder / "bad.npy").write_bytes((arrays.folder / "x.npy").read_bytes()[:-1])
    refuses(arrays, command, BAD_DATA, "bad.npy", ranks=2, **{option: "bad.npy"})


EVALUATE_USAGE = [
    ({"times": "0,1"}, ("--times", "0 is out of range")),
    ({"times": "-1"}, ("--times",)),
    ({"times": None}, ("--times", "missing")),
    ({"queries_file": None}, ("--queries-file", "missing")),
    ({"neighbours": POINTS + 1}, ("--neighbours", str(POINTS))),
    ({"neighbours": 0}, ("--neighbours",)),
    ({"observables": "log_densty"}, ("--observables", "did you mean log_density?")),
    ({"observables": "zzz"}, ("--observables", "'zzz'", "class_weights")),
    ({"observables": "nearest,nearest"}, ("--observables", "twice")),
    ({"observables": "class_weights"}, ("--observables", "--labels-file")),
    ({"observables": "log_density", "neighbours": 2}, ("--neighbours", "no effect")),
    ({"query_groups": 2}, ("--query-groups", "does not divide")),
    ({"train": "gaussian", "train_file": None, "points": 10, "dimension": 3, "observables": "class_weights"}, ("gaussian",)),
    ({"precision": "float", "times": "1e-7", "scale": 100}, ("--precision", "too coarse")),
    ({"output": ""}, ("--output",)),
    ({"observables": "intrinsic_dimension", "leave_one_out": True}, ("--leave-one-out: needs --queries-file to be the file of --train-file", "x.npy")),
    ({"leave_one_out": True}, ("--leave-one-out: has no effect here",)),
    ({"observables": "intrinsic_dimension", "leave_one_out": True, "queries_file": "train.npy", "queries_scale": 2}, ("--queries-scale",)),
    ({"smoothing": 0.5}, ("--smoothing: has no effect here", "posterior_mean")),
    ({"observables": "posterior_mean", "smoothing": -0.5}, ("--smoothing: -0.5 is out of range",)),
    ({"observables": "posterior_mean", "smoothing": "nan"}, ("--smoothing",)),
    ({"observables": "posterior_mean", "smoothing": 0.5, "smoothing_draws": 3}, ("--smoothing-draws: 3 is odd",)),
    ({"observables": "posterior_mean", "smoothing": 0.5, "smoothing_draws": 0}, ("--smoothing-draws: 0 is out of range",)),
]


@pytest.mark.parametrize("changes, texts", EVALUATE_USAGE)
def test_wrong_usage_of_evaluate(arrays, changes, texts):
    refuses(arrays, "evaluate", USAGE, *texts, **changes)


MEMORISATION_USAGE = [
    ({"samples_file": None}, ("--samples-file", "missing")),
    ({"ratio": 0}, ("--ratio",)),
    ({"ratio": 1.5}, ("--ratio",)),
    ({"paths_file": "x.npy"}, ("--path-times", "missing")),
    ({"path_times": ".1,.2"}, ("--path-times", "--paths-file")),
    ({"paths_file": "x.npy", "path_times": ".1,.2,.2,.3,.4"}, ("--path-times", "0.2 after 0.2")),
    ({"paths_file": "x.npy", "path_times": ".1,.3,.2,.4,.5"}, ("--path-times", "0.2 after 0.3")),
    ({"paths_file": "x.npy", "path_times": "-.1,.2,.3,.4,.5"}, ("--path-times", "out of range")),
]


@pytest.mark.parametrize("changes, texts", MEMORISATION_USAGE)
def test_wrong_usage_of_memorisation(arrays, changes, texts):
    refuses(arrays, "memorisation", USAGE, *texts, **changes)


def test_paths_that_do_not_fit(arrays):
    numpy.save(arrays.folder / "odd.npy", numpy.zeros((2, 4)))
    refuses(arrays, "memorisation", BAD_DATA, "odd.npy", "2 x 4", "have 3 coordinates", paths_file="odd.npy", path_times=".1,.2")
    refuses(arrays, "memorisation", BAD_DATA, "x.npy", "5 times", "has 2", paths_file="x.npy", path_times=".1,.2")


def test_an_existing_output_is_kept_without_force(arrays):
    (arrays.folder / "out.h5").write_text("precious")
    refuses(arrays, "evaluate", USAGE, "out.h5", "--force", output="out.h5")
    assert (arrays.folder / "out.h5").read_text() == "precious"
    done(arrays, "evaluate", output="out.h5", force=True)
    assert h5py.is_hdf5(arrays.folder / "out.h5")


of_commands = pytest.mark.parametrize("command, of_points", [
    ("evaluate", {"times": "0.5"}), ("memorisation", {"queries_file": None, "samples_file": "many.npy"})])


@of_commands
def test_a_run_says_what_was_predicted(arrays, command, of_points):
    numpy.save(arrays.folder / "many.npy", numpy.random.default_rng(2).normal(size=(2000, 16)))
    result = done(arrays, command, train="gaussian", train_file=None, dimension=16, points=600_000, **{"queries_file": "many.npy", **of_points})
    assert re.search(r"GFLOP/s in [\d.]+ \w+ \([\d.]+ \w+ predicted\), [\d.]+ MB per rank\nwrote", result.stdout), result.stdout
    with xarray.open_dataset(arrays.folder / f"{command}.h5", engine="h5netcdf", group="provenance") as provenance:
        predicted, measured = provenance.attrs["predicted_seconds"], provenance.attrs["wall_clock_seconds"]
    assert measured / 4 < predicted < measured * 4  # other programs run beside tests


@of_commands
def test_a_signal_to_one_rank_alone_stops_all(arrays, command, of_points):
    numpy.save(arrays.folder / "many.npy", numpy.random.default_rng(2).normal(size=(20_000, 16)))
    process = arrays.start(*words(command, {"train": "gaussian", "train_file": None, "dimension": 16, "points": 10**8,
                                            "queries_file": "many.npy", **of_points}), ranks=2)
    try:
        header = process.stdout.readline()  # from here on the ranks are at work
        assert f"{command}: gaussian" in header
        time.sleep(1)
        launched = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True).stdout
        os.kill(max(map(int, launched.split())), signal.SIGUSR1)
        output, problems = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == STOPPED, problems
    assert "stopped on request" in output and "nothing is written" in output
    assert not any("h5" in name for name in arrays.files())


def test_a_stopped_run_keeps_what_it_has(arrays):
    numpy.save(arrays.folder / "many.npy", numpy.random.default_rng(2).normal(size=(200_000, 64)))
    process = arrays.start(*words("evaluate", {"train": "gaussian", "train_file": None, "dimension": 64, "points": 20000,
                                               "queries_file": "many.npy", "times": "0.5"}))
    time.sleep(3)
    process.send_signal(signal.SIGTERM)
    output, problems = process.communicate(timeout=60)
    assert process.returncode == STOPPED, problems
    if "nothing is written" in output:
        assert not any("evaluate" in name for name in arrays.files())
        return
    with xarray.open_dataset(arrays.folder / "evaluate.h5.partial", engine="h5netcdf") as data:
        count = data.attrs["queries_done"]
        assert 0 < count < 200_000
        assert data.log_density[:count].notnull().all() and data.log_density[count:].isnull().all()
        assert (data.nearest_index[count:] == -1).all()
