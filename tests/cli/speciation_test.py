"""`regimes speciation`, and --train of laws with classes: what they leave behind, and every refusal."""

import re
import signal
import time

import h5py
import numpy
import pytest
import xarray

from idx_writer import correlated_bytes, write_idx

USAGE, BAD_DATA, INPUT_OUTPUT, STOPPED = 2, 65, 74, 75


def words(changes, command="speciation"):
    options = {"train": "mixture", "dimension": "8", "queries": "20", "times": "0.3,1"} | changes
    result = [command]
    for name, value in options.items():
        if value is not None:
            result += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
    return result


def done(regimes, ranks=None, **changes):
    result = regimes.run(*words(changes), ranks=ranks)
    assert result.returncode == 0, result.stderr
    return result


def refuses(regimes, code, *texts, ranks=None, **changes):
    return regimes.refuses(code, *texts, arguments=words(changes), ranks=ranks)


@pytest.fixture
def labelled(regimes):
    generator = numpy.random.default_rng(2)
    numpy.save(regimes.folder / "x.npy", generator.normal(size=(40, 3)))
    numpy.save(regimes.folder / "two.npy", numpy.arange(40) % 2)
    numpy.save(regimes.folder / "one.npy", numpy.full(40, 7))
    numpy.save(regimes.folder / "lonely.npy", (numpy.arange(40) == 0).astype(int))
    return regimes


FILE = {"train": "npy", "train_file": "x.npy", "labels_file": "two.npy", "dimension": None}


def test_many_classes_are_summarised(regimes):
    """45 pairs of ten means: the latest, the median and the earliest time of each estimator, and every one in the file."""
    amplitudes = ",".join(f"{0.2 + 0.2 * index:g}" for index in range(10))
    result = done(regimes, train="means", mean_amplitudes=amplitudes, dimension="64", queries="400", times=None)
    assert len(result.stdout.splitlines()) < 24 and "the result has all 91 t_S" in result.stdout
    with xarray.open_dataset(regimes.folder / "speciation.h5", engine="h5netcdf") as data:
        times = data.law_speciation_time_agreement.values
        pairs = [str(pair) for pair in data.pair.values]
    known = [(time, pair) for time, pair in zip(times, pairs) if not numpy.isnan(time)]
    rows = dict(re.findall(r"^(\d\|\d) \((latest of \d+|earliest)\) +law +phi = .7752 ", result.stdout, re.M))
    assert rows == {max(known)[1]: f"latest of {len(known)}", min(known)[1]: "earliest"}


def test_the_file_and_the_report(regimes):
    result = done(regimes, points="200", replicas="2", eigenvalues="2")
    assert "wrote speciation.h5" in result.stdout and "E[L] = s.d.(L)" in result.stdout and "(1/2) ln Lambda" in result.stdout
    assert regimes.files() == ["speciation.h5"]
    with xarray.open_dataset(regimes.folder / "speciation.h5", engine="h5netcdf") as data:
        assert dict(data.sizes) == {"time": 2, "level": 1, "class": 2, "pair": 1, "eigenvalue": 2, "projection": 201}
        assert data.cloning_agreement.dims == ("level", "time") and data.log_ratio.dims == ("pair", "time")
        assert data.attrs["points"] == 200 and data.attrs["replicas"] == 2
        assert all(data[name].attrs.keys() >= {"units", "long_name", "symbol"} for name in data)
        for name in data:
            assert name.endswith("_stderr") or name.startswith("theory_") or name in ("potential", "potential_curvature") or name.endswith(
                ("deviation", "_low", "_high", "_grid_error")) or f"{name}_stderr" in data
    with xarray.open_dataset(regimes.folder / "speciation.h5", engine="h5netcdf", group="provenance") as provenance:
        options = dict(zip(provenance.name.values, provenance.value.values))
        assert options["train"] == "mixture" and options["points"] == "200"
    assert regimes.run("inspect", "speciation.h5").returncode == 0


def test_a_law_alone_needs_no_points(regimes):
    done(regimes, train="ising", inverse_temperatures=".2,.9", dimension="40")
    with xarray.open_dataset(regimes.folder / "speciation.h5", engine="h5netcdf") as data:
        assert "law_cloning_agreement" in data and "cloning_agreement" not in data and "points" not in data.attrs


def test_variances_from_a_file(regimes):
    variances = numpy.stack([numpy.full(8, 1.5), numpy.full(8, 0.5)])
    numpy.save(regimes.folder / "v.npy", variances)
    done(regimes, train="covariances", variances_file="v.npy", output="file.h5")
    done(regimes, train="variances", variances="1.5,.5", output="list.h5")
    with xarray.open_dataset(regimes.folder / "file.h5", engine="h5netcdf") as file, \
            xarray.open_dataset(regimes.folder / "list.h5", engine="h5netcdf") as listed:
        numpy.testing.assert_allclose(file.law_cloning_agreement, listed.law_cloning_agreement, rtol=1e-12)


def test_files_of_every_format_are_the_same_points(regimes):
    points, labels = correlated_bytes(120, 6, seed=4), (numpy.arange(120) % 3 + 2).astype(numpy.uint8)
    write_idx(regimes.folder / "points.idx", points)
    write_idx(regimes.folder / "labels.idx", labels)
    numpy.save(regimes.folder / "points.npy", points.astype(float))
    numpy.save(regimes.folder / "labels.npy", labels.astype(numpy.int64))
    with h5py.File(regimes.folder / "data.h5", "w") as file:
        file.create_dataset("points", data=points.astype(numpy.float32), chunks=(50, 4), compression="gzip")
        file["labels"] = labels.astype(numpy.int32)
    files = {"idx": ("points.idx", "labels.idx"), "npy": ("points.npy", "labels.npy"), "hdf5": ("data.h5:/points", "data.h5:/labels")}
    results = []
    for train, (points_file, labels_file) in files.items():
        done(regimes, train=train, train_file=points_file, labels_file=labels_file, dimension=None, scale="0.01", classes="2,4", output=f"{train}.h5")
        with xarray.open_dataset(regimes.folder / f"{train}.h5", engine="h5netcdf") as data:
            results.append(data.load())
    assert results[0].sizes["class"] == 2 and results[0].cloning_agreement.notnull().all()
    for other in results[1:]:
        assert results[0].equals(other)


def test_a_dry_run_writes_nothing(labelled):
    before = labelled.files()
    assert "would write speciation.h5" in done(labelled, dry_run=True, **FILE).stdout
    assert labelled.files() == before


@pytest.mark.parametrize("changes, texts", [
    ({"train": "gaussian"}, ["--train: gaussian has one class"]),
    ({"train": "ising"}, ["--inverse-temperatures", "missing"]),
    ({"train": "ising", "inverse_temperatures": ".5"}, ["--inverse-temperatures", "only one value", "two classes"]),
    ({"train": "ising", "inverse_temperatures": ".5,101"}, ["--inverse-temperatures", "101", "-100 to 100"]),
    ({"train": "variances", "variances": "1,-1"}, ["--variances", "-1"]),
    ({"train": "variances", "variances": "1,0"}, ["--variances", "0"]),
    ({"train": "means", "mean_amplitudes": "1,2,3", "dimension": "2"}, ["--mean-amplitudes", "3 orthogonal means", "2 dimensions"]),
    ({"train": "means", "mean_amplitudes": "1,nan"}, ["--mean-amplitudes"]),
    ({"train": "hierarchy", "mean_amplitudes": "1,.5,.2"}, ["--mean-amplitudes", "two levels"]),
    ({"train": "covariances"}, ["--variance-exponents", "--variances-file"]),
    ({"train": "covariances", "variance_exponents": "0,11"}, ["--variance-exponents", "11"]),
    ({"class_priors": ".5,.6"}, ["--class-priors", "1.1", "sum"]),
    ({"class_priors": "1,0"}, ["--class-priors", "0 is out of range"]),
    ({"class_priors": ".2,.3,.5"}, ["--class-priors", "3 values", "2 classes"]),
    ({"train": "hierarchy", "mean_amplitudes": "1,.5", "points": "3"}, ["--points", "3 points for the 4 classes"]),
    ({"queries": "1"}, ["--queries", "1"]),
    ({"eigenvalues": "0"}, ["--eigenvalues", "0"]),
    ({"replicas": "3"}, ["--replicas: has no effect", "--points"]),
    ({"precision": "float"}, ["--precision: has no effect", "--points"]),
    ({"times": "0,1"}, ["--times", "0"]),
    ({"mean_amplitude": "0", "times": None}, ["--times", "no speciation time"]),
    ({"output": "missing/folder.h5"}, []),
])
def test_wrong_usage(regimes, changes, texts):
    refuses(regimes, INPUT_OUTPUT if "output" in changes else USAGE, *texts, **changes)


@pytest.mark.parametrize("code, changes, texts", [
    (USAGE, {"labels_file": None}, ["--labels-file: missing"]),
    (USAGE, {"classes": "1"}, ["--classes: only 1"]),
    (BAD_DATA, {"labels_file": "one.npy"}, ["label 7", "two classes"]),
    (BAD_DATA, {"labels_file": "lonely.npy"}, ["class 1 has 1 of the 40 points"]),
    (INPUT_OUTPUT, {"train_file": "none.npy"}, ["none.npy"]),
])
@pytest.mark.parametrize("ranks", [None, 2])
def test_labelled_data_that_are_none(labelled, ranks, code, changes, texts):
    refuses(labelled, code, *texts, ranks=ranks, **{**FILE, **changes})


@pytest.mark.parametrize("array, texts", [
    (numpy.array([[1.0, 2.0, 3.0]] * 2), ["rows of 3", "--dimension is 8"]),
    (numpy.ones((1, 8)), ["1 row"]),
    (numpy.array([[1.0] * 8, [1.0] * 7 + [0.0]]), ["row 1, column 7", "positive"]),
    (numpy.array([[1.0] * 8, [numpy.nan] * 8]), ["row 1, column 0", "positive"]),
])
def test_covariances_that_are_not_positive(regimes, array, texts):
    numpy.save(regimes.folder / "v.npy", array)
    refuses(regimes, BAD_DATA, "v.npy", *texts, train="covariances", variances_file="v.npy")


def test_laws_with_classes_as_training_sets(regimes):
    """Collapse, evaluate and resume take them; options that are wrong say so as above."""
    for name, law in {"i.h5": ["--train", "ising", "--inverse-temperatures", ".2,.9"],
                      "v.h5": ["--train", "variances", "--variances", "1,2", "--class-priors", ".25,.75"],
                      "m.h5": ["--train", "mixture", "--class-priors", ".25,.75"]}.items():
        small = ["--dimension", "6", "--points", "100", "--snapshots", "50,100", "--queries", "20", "--times", ".3,1"]
        result = regimes.run("collapse", *law, *small, "--output", name)
        assert result.returncode == 0, result.stderr
        with xarray.open_dataset(regimes.folder / name, engine="h5netcdf") as data:
            assert "gaussian_bound_excess_entropy_ratio" in data and "cloning_agreement" in data
        extended = regimes.run("resume", name, "--points", "200", "--output", f"more_{name}")
        assert extended.returncode == 0, extended.stderr
    numpy.save(regimes.folder / "x.npy", numpy.zeros((2, 6)))
    result = regimes.run("evaluate", "--train", "means", "--mean-amplitudes", "1,2,3", "--dimension", "6", "--points", "90",
                         "--queries-file", "x.npy", "--times", "1", "--observables", "class_weights")
    assert result.returncode == 0, result.stderr
    with xarray.open_dataset(regimes.folder / "evaluate.h5", engine="h5netcdf") as data:
        numpy.testing.assert_allclose(data.class_weights.sum("class"), 1, rtol=1e-6)
    regimes.refuses(USAGE, "--class-priors", "sum to 0.9", arguments=["collapse", "--train", "mixture", "--class-priors", ".4,.5"])


@pytest.mark.parametrize("ranks", [None, 2])
def test_a_signal_ends_it_and_keeps_what_is_done(regimes, ranks):
    before = regimes.files()
    run = regimes.start(*words({"dimension": "2000", "queries": "1e6", "times": "linspace(.5,5,40)"}), ranks=ranks)
    time.sleep(2)
    run.send_signal(signal.SIGUSR1)
    output, _ = run.communicate(timeout=30)
    assert run.returncode == STOPPED and f"to go on: {'mpirun -n 2 ' if ranks else ''}regimes resume speciation.h5.partial" in output
    assert set(regimes.files()) - {"speciation.h5.partial.previous"} == {*before, "speciation.h5.partial"}
