"""`regimes kde`: what it says and leaves, and every refusal."""

import json

import numpy
import pytest
import xarray

USAGE, BAD_DATA = 2, 65
SMALL = {"dimension": "3", "snapshots": "20,60", "queries": "8", "bandwidths": "0.5,1", "output": "kde.h5"}


def words(changes):
    options = {**SMALL, **{name.replace("_", "-"): value for name, value in changes.items()}}
    result = ["kde"]
    for name, value in options.items():
        if value is not None:
            result += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    return result


def save(regimes, points=40):
    array = numpy.random.default_rng(1).normal(size=(points, 3)).astype(numpy.float32)
    numpy.save(regimes.folder / "points.npy", array)
    return {"train": "npy", "train_file": "points.npy", "dimension": None, "snapshots": None}


def test_the_file_and_the_report(regimes):
    result = regimes.run(*words({}))
    assert result.returncode == 0, result.stderr
    for text in ("h_opt", "h_KL", "h_CLT", "Scott", "Silverman", "8 fresh queries", "2 bandwidths in [0.5, 1]", "gaussian kernel", "wrote kde.h5"):
        assert text in result.stdout
    with xarray.open_dataset(regimes.folder / "kde.h5", engine="h5netcdf") as data:
        assert data.log_density.dims == ("points", "bandwidth") and data.ratio_count.dims == ("points", "bandwidth", "ratio_bin")
        assert data.log_density_quantile.dims == ("points", "bandwidth", "quantile")
        assert data.attrs["experiment"] == "kde" and data.attrs["kernel"] == "gaussian" and data.attrs["query_points"] == "fresh"
        assert numpy.all(data.ratio_count.sum("ratio_bin") == 8)
        assert numpy.allclose(data.divergence, -data.log_density_ratio)
        assert all(data[name].attrs.keys() >= {"units", "long_name", "symbol"} for name in data)
    inspected = regimes.run("inspect", "kde.h5")  # checks the checksum
    assert inspected.returncode == 0 and "bandwidth" in inspected.stdout


def test_bandwidths_are_chosen_around_those_of_theory(regimes):
    assert regimes.run(*words({"bandwidths": None})).returncode == 0
    with xarray.open_dataset(regimes.folder / "kde.h5", engine="h5netcdf") as data:
        assert data.bandwidth.size == 48
        assert data.bandwidth[0] < data.theory_bandwidth_kullback_leibler.min()
        assert data.bandwidth[-1] > data.theory_bandwidth_central_limit.max()


def test_a_dry_run_writes_nothing(regimes):
    result = regimes.run(*words({"dry_run": True}))
    assert result.returncode == 0 and "would write kde.h5" in result.stdout and regimes.files() == []


@pytest.mark.parametrize("bandwidths, text", [
    ("0,1", "above 0"), ("-1,1", "above 0"), ("1,0.5", "ascending"), ("1,1", "ascending"), ("nan", "bandwidths"), ("1,inf", "bandwidths"),
    ("x", "bandwidths")])
def test_bandwidths_are_refused(regimes, bandwidths, text):
    regimes.refuses(USAGE, "--bandwidths", text, arguments=[word for word in words({"bandwidths": None})] + [f"--bandwidths={bandwidths}"])


@pytest.mark.parametrize("changes, texts", [
    ({"kernel": "triangle"}, ["--kernel", "gaussian, ball, epanechnikov"]),
    ({"fixed_query": True}, ["--realisations", "2"]),
    ({"fixed_query": True, "replicas": 2, "leave_one_out": True}, ["--fixed-query", "fresh"]),
    ({"fresh": True, "leave_one_out": True}, ["only one of"]),
    ({"held_out": True}, ["--held-out", "points of a file"]),
    ({"queries": 0}, ["--queries"]),
    ({"output": ""}, ["--output"]),
])
def test_options_are_refused(regimes, changes, texts):
    regimes.refuses(USAGE, *texts, arguments=words(changes))


def test_held_out_points_are_points_of_the_file(regimes):
    file = save(regimes)
    regimes.refuses(USAGE, "--fresh", "no law", arguments=words({**file, "fresh": True}))
    regimes.refuses(USAGE, "--queries", "39 held-out points cannot be kept apart of 40", arguments=words({**file, "queries": 39}))
    regimes.refuses(USAGE, "--points", "more than the 40", arguments=words({**file, "points": 33, "queries": 8}))
    result = regimes.run(*words(file))
    assert result.returncode == 0, result.stderr
    assert "8 held-out queries" in result.stdout and "n up to 32" in result.stdout
    again = regimes.run("resume", "kde.h5", "--points", "35")
    assert again.returncode == USAGE and "center" in again.stderr or "held-out" in again.stderr


def test_a_file_that_is_no_array(regimes):
    (regimes.folder / "points.npy").write_bytes(b"no array at all")
    file = {"train": "npy", "train_file": "points.npy", "dimension": None, "snapshots": None}
    regimes.refuses(BAD_DATA, "points.npy", arguments=words(file))


def test_theory_of_density_estimates(regimes):
    result = regimes.run("theory", "kde", "--dimension", "60", "--log-points-per-dimension", ".1,.2,.5", "--bandwidths", "0.5,2", "--format", "json")
    assert result.returncode == 0, result.stderr
    tables = json.loads(result.stdout)
    thresholds = [[row[f"bandwidth_{name}"] for name in ("central_limit", "condensation", "kullback_leibler")] for row in tables["density_bandwidths"]]
    known = [[1.93858, 1.37078, 1.03857], [1.47878, 1.04565, .89169], [.92227, .65215, .62244]]
    assert numpy.allclose(thresholds, known, rtol=0, atol=1e-4)
    assert len(tables["density_curves"]) == 6 and tables["density_curves"][0]["participation_ratio"] > 0
    regimes.refuses(USAGE, "--bandwidths", arguments=["theory", "kde", "--points", "100", "--bandwidths", "2,1"])
    regimes.refuses(USAGE, "--points", arguments=["theory", "kde", "--bandwidths", "1,2"])
