"""Guidance of paths: what is refused, with nothing written, and what a run leaves behind."""

import numpy
import pytest
import xarray

USAGE = 2
LAW = {"train": "mixture", "dimension": 4, "points": 50}
SAMPLER = {"trajectories": 10, "steps": 10}
GUIDED = {**LAW, **SAMPLER, "guidance": "linear", "guidance-strength": 2}
COMPARED = {**LAW, **SAMPLER, "strengths": "0,2"}


def words(command, options):
    return [command, *(word for name, value in options.items() if value is not None for word in (f"--{name}", str(value)))]


def done(regimes, command, options, ranks=None):
    result = regimes.run(*words(command, options), ranks=ranks)
    assert result.returncode == 0, result.stderr
    return result


@pytest.mark.parametrize("command, options", [("sample", GUIDED), ("trajectories", {**GUIDED, "clone-times": 1})], ids=["sample", "trajectories"])
@pytest.mark.parametrize("changes, text", [
    ({"train": "gaussian"}, "--guidance: needs classes, and --train gaussian has none"),
    ({"step": "exact"}, "--guidance: has no meaning for --step exact"),
    ({"guidance": "strong"}, "--guidance: 'strong' is unknown"),
    ({"guidance-class": "2"}, "--guidance-class: 2 is no class of --train mixture, which has 0 to 1"),
    ({"guidance-class": "a"}, "--guidance-class"),
    ({"guidance-strength": "-1.01"}, "--guidance-strength: -1.01 is out of range"),
    ({"guidance-strength": "nan"}, "--guidance-strength"),
    ({"guidance": "power-law", "guidance-exponent": "-1"}, "--guidance-exponent: -1 is out of range"),
    ({"guidance-exponent": "0.5"}, "--guidance-exponent: has no effect here"),
    ({"guidance-times": "2,1"}, "--guidance-times: 2 is not below 1"),
    ({"guidance-times": "1,7"}, "--guidance-times: 1,7 is not within the sampler's times, 0 to 6"),
    ({"guidance-times": "0.5,2", "t-end": "1"}, "--guidance-times: 0.5,2 is not within"),
    ({"guidance-times": "1"}, "--guidance-times: has 1; give two"),
    ({"guidance": "none"}, "--guidance-strength: has no effect here"),
])
def test_refusals_of_samplers(regimes, command, options, changes, text):
    if changes.get("t-end") and command == "trajectories":
        options = {**options, "clone-times": 2}
    regimes.refuses(USAGE, text, arguments=words(command, {**options, **changes}))


@pytest.mark.parametrize("changes, text", [
    ({"strengths": "0"}, "--strengths: has none other than 0"),
    ({"strengths": "0,-2"}, "--strengths: -2 is out of range"),
    ({"strengths": "3,3"}, "--strengths: 3 is listed twice"),
    ({"strengths": "auto"}, "--strengths"),
    ({"train": "gaussian"}, "--guidance: needs classes"),
    ({"step": "exact"}, "--guidance: has no meaning for --step exact"),
    ({"guidance": "none"}, "--guidance: 'none' is unknown"),
    ({"guidance-strength": "2"}, "unknown option '--guidance-strength'"),
    ({"guidance-times": "2,1"}, "--guidance-times: 2 is not below 1"),
    ({"guidance-class": "2"}, "--guidance-class: 2 is no class"),
])
def test_refusals_of_guidance(regimes, changes, text):
    regimes.refuses(USAGE, text, arguments=words("guidance", {**COMPARED, **changes}))


@pytest.fixture
def labelled(regimes):
    """The options of a file of 40 points with the labels 4 and 6."""
    numpy.save(regimes.folder / "train.npy", numpy.random.default_rng(1).normal(size=(40, 3)))
    numpy.save(regimes.folder / "labels.npy", 4 + 2 * (numpy.arange(40) % 2))
    return {"train": "npy", "train-file": "train.npy", "labels-file": "labels.npy", **SAMPLER}


def test_refusals_of_files(regimes, labelled):
    guided = {**labelled, "guidance": "linear"}
    regimes.refuses(USAGE, "--guidance-class: 5 is no label of the training points, which have 4, 6",
                    arguments=words("sample", {**guided, "guidance-class": "4,5"}))
    regimes.refuses(USAGE, "--guidance: needs the labels of the training points; give --labels-file too",
                    arguments=words("sample", {**guided, "labels-file": None}))
    regimes.refuses(USAGE, "--guidance: needs the labels", arguments=words("guidance", {**labelled, "labels-file": None}))
    regimes.refuses(USAGE, "--observables: class_mean needs the labels", arguments=words(
        "evaluate", {"train": "npy", "train-file": "train.npy", "queries-file": "train.npy", "times": 1, "observables": "class_mean"}))


def test_a_class_without_points_and_classes_of_one_mean(regimes):
    regimes.refuses(USAGE, "--guidance-class: the class 1 has none of the 2 training points",
                    arguments=words("sample", {**GUIDED, "points": 2, "class-priors": "0.9,0.1", "guidance-class": "1"}))
    covariances = {**COMPARED, "train": "variances", "variances": "1,4"}
    regimes.refuses(65, "class 0 has the mean of all other points", arguments=words("guidance", covariances))


def test_trajectories_have_no_forward_form(regimes):
    regimes.refuses(USAGE, "--last-change: forward takes forward paths, which have the law of paths without guidance",
                    arguments=words("trajectories", {**GUIDED, "last-change": "forward"}))


def test_the_header_and_the_file_say_both_names_of_the_strength(regimes):
    result = done(regimes, "sample", {**GUIDED, "times": "0.5,1"})
    assert "guidance linear, w = 2 (scale 1 + w = 3)" in result.stdout + result.stderr
    with xarray.open_dataset(regimes.folder / "sample.h5", engine="h5netcdf") as data:
        assert data.attrs["guidance"] == "linear" and data.attrs["guidance_strength"] == 2 and data.attrs["guidance_scale"] == 3
        assert data.guidance_class.dims == ("trajectory",) and sorted(set(data.guidance_class.values)) == [0, 1]
        assert data.class_score_difference.dims == ("time", "trajectory") and numpy.isnan(data.class_score_difference[0]).all()


def test_trajectories_may_be_guided(regimes):
    done(regimes, "trajectories", {**GUIDED, "clone-times": 1, "last-change": "backward", "guidance-class": "1"}, ranks=2)
    with xarray.open_dataset(regimes.folder / "trajectories.h5", engine="h5netcdf") as data:
        assert data.attrs["guidance_scale"] == 3 and list(data.guidance_class.values) == [1] * 10


def test_the_report_of_guidance(regimes, labelled):
    said = done(regimes, "guidance", {**labelled, "strengths": "3,1", "guidance": "power-law"}, ranks=2).stdout
    assert all(title in said for title in ("overshoot", "variance across", "in their class", "effective points/n_c", "last change at"))
    with xarray.open_dataset(regimes.folder / "guidance.h5", engine="h5netcdf") as data:
        assert list(data.strength.values) == [0, 1, 3] and data.attrs["guidance_exponent"] == 0.9
        assert list(data.class_points.values) == [20, 20] and "overshoot_theory" not in data
