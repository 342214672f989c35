"""`regimes sample` and `regimes trajectories`: what they leave behind, and every refusal."""

import numpy
import pytest
import xarray

USAGE, BAD_DATA, INPUT_OUTPUT = 2, 65, 74
SMALL = {"dimension": 4, "points": 50, "trajectories": 10, "steps": 10}
CLONES = {**SMALL, "clone_times": 1}


def words(command, options):
    result = [command]
    for name, value in options.items():
        if value is not None:
            result += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
    return result


def done(regimes, command, options, ranks=None):
    result = regimes.run(*words(command, options), ranks=ranks)
    assert result.returncode == 0, result.stderr
    return result


def refuses(regimes, command, options, code, *texts):
    return regimes.refuses(code, *texts, arguments=words(command, options))


def test_the_file_and_the_report(regimes):
    result = done(regimes, "sample", {**SMALL, "train": "mixture", "times": "0.5,1"})
    assert "(trajectory, step) at" in result.stdout and "wrote sample.h5" in result.stdout and "memorised" in result.stdout
    assert regimes.files() == ["sample.h5"]
    with xarray.open_dataset(regimes.folder / "sample.h5", engine="h5netcdf") as data:
        assert data.end_points.dims == ("trajectory", "coordinate") and list(data.time.values) == [0, 0.5, 1]
        assert data.nearest_index.dims == ("time", "trajectory", "neighbour") and data.class_weights.sizes["class"] == 2
        assert len(data.schedule) == 13 and data.schedule[0] == 6 and data.schedule[-1] == 0  # 10 steps and two times beside them
        assert all(data[name].attrs.keys() >= {"units", "long_name", "symbol"} for name in data)
        assert "mean_overlap" in data and data.attrs["experiment"] == "sample"
    assert regimes.run("inspect", "sample.h5").returncode == 0


def test_trajectories_leave_every_number_with_its_error(regimes):
    result = done(regimes, "trajectories", {**CLONES, "train": "mixture", "turn_times": "0.5,2", "last_change": "both"}, ranks=2)
    assert "cloned at" in result.stdout and "turned at" in result.stdout and "last change" in result.stdout
    with xarray.open_dataset(regimes.folder / "trajectories.h5", engine="h5netcdf") as data:
        for name in ("cloning_agreement", "cloning_collapse", "turn_same_point", "turn_same_class"):
            assert {name, f"{name}_stderr", f"{name}_identity", f"{name}_identity_stderr"} <= set(data)
        assert data.attrs["record_spacing"] == 0.02 and len(data.last_change_time_backward) == 10


@pytest.mark.parametrize("command", ["sample", "trajectories"])
def test_a_dry_run_writes_nothing(regimes, command):
    assert "would write" in done(regimes, command, {**(CLONES if command == "trajectories" else SMALL), "dry_run": True}).stdout
    assert regimes.files() == []


def test_end_points_are_samples_for_memorisation(regimes):
    numpy.save(regimes.folder / "train.npy", numpy.random.default_rng(1).normal(size=(60, 5)).astype(numpy.float32))
    data = {"train": "npy", "train_file": "train.npy", "scale": 3}
    done(regimes, "sample", {**data, "trajectories": 20, "steps": 40, "step": "exact"})
    done(regimes, "memorisation", {**data, "samples_file": "sample.h5:/end_points"})
    with xarray.open_dataset(regimes.folder / "sample.h5", engine="h5netcdf") as sampled, \
            xarray.open_dataset(regimes.folder / "memorisation.h5", engine="h5netcdf") as measured:
        assert sampled.memorised_fraction[0] == measured.memorised_fraction == 1
        assert numpy.array_equal(sampled.nearest_index[0], measured.nearest_index)


def test_grids_that_depend_on_the_dimension_take_that_of_a_file(regimes):
    numpy.save(regimes.folder / "train.npy", numpy.random.default_rng(1).normal(size=(60, 25)).astype(numpy.float32))
    data = {"train_file": "train.npy", "trajectories": 4, "steps": 8, "time_grid": "ve-dilated", "step": "ddim"}
    done(regimes, "sample", data)
    with xarray.open_dataset(regimes.folder / "sample.h5", engine="h5netcdf") as sampled:
        assert sampled.schedule[0] == numpy.inf and sampled.schedule[-1] == 0 and len(sampled.schedule) == 9
        s = numpy.arange(1, 8) / 8
        part = 3 / 5
        tau = numpy.where(s < .5, 2 * (1 - part) * s, 1 - part + part * (2 * s - 1))
        root = tau / (1 - tau) / 5
        numpy.testing.assert_allclose(sampled.schedule[1:-1], numpy.log1p(root**-2) / 2, rtol=1e-12)
    refuses(regimes, "sample", {**data, "dilation": 5, "output": "other.h5"}, USAGE, "--dilation: 5 is not below the square root 5 of the dimension 25")
    assert regimes.files() == ["sample.h5", "train.npy"]


@pytest.mark.parametrize("changes, is_noted", [
    ({"step": "ode-heun"}, True), ({"step": "ddim"}, True), ({"step": "ancestral"}, False), ({"step": "ode-heun", "t_start": 8.1}, False),
    ({"step": "ddim", "time_grid": "vp", "t_start": "inf"}, False)], ids=str)
def test_a_flow_that_starts_near_the_speciation_time_is_told_of(regimes, changes, is_noted):
    said = done(regimes, "sample", {"train": "mixture", "dimension": 400, "score": "population", "trajectories": 4, "steps": 5, "t_start": 6, **changes})
    assert ("paths start at t = 6, 3 from t_S = (1/2) ln Lambda = 2.997" in said.stdout + said.stderr) == is_noted


@pytest.mark.parametrize("changes, text", [
    ({"score": "exact"}, "--score: 'exact' is unknown"),
    ({"step": "leap"}, "--step: 'leap' is unknown"),
    ({"steps": None, "dt": 0}, "--dt: 0 is out of range"),
    ({"steps": None, "dt": -0.1}, "--dt: -0.1 is out of range"),
    ({"dt": 0.1}, "--dt: 0.1 and --steps 10 both set"),
    ({"steps": 0}, "--steps: 0 is out of range"),
    ({"steps": None, "time_grid": "1,2,3"}, "--time-grid: 2 after 1; list the times in descending order"),
    ({"steps": None, "time_grid": "3"}, "--time-grid: a step needs two times"),
    ({"time_grid": "cubic"}, "--time-grid"),
    ({"time_grid": "snr"}, "--t-end: missing; --time-grid snr needs an end above 0"),
    ({"t_start": 1, "t_end": 1}, "--t-end: 1 is not below --t-start 1"),
    ({"t_start": 1, "t_end": 2}, "--t-end: 2 is not below --t-start 1"),
    ({"t_start": 30}, "--t-start: 30 is out of range"),
    ({"t_start": "inf"}, "--t-start: inf goes with --time-grid snr, vp, ve, vp-dilated and ve-dilated; uniform"),
    ({"t_start": "inf", "time_grid": "vp", "step": "ode-heun"}, "--t-start: inf goes with --step ddim and ancestral"),
    ({"t_start": "inf", "time_grid": "vp", "step": "exact"}, "--t-start: inf goes with --step ddim and ancestral"),
    ({"t_start": "inf", "time_grid": "snr", "steps": 2}, "--steps: 2 is out of range"),
    ({"t_start": "-inf"}, "--t-start: '-inf' is not a finite number"),
    ({"time_grid": "vp-dilated", "dilation": 2}, "--dilation: 2 is not below the square root 2 of the dimension 4"),
    ({"time_grid": "ve-dilated", "dilation": 0}, "--dilation: 0 is out of range"),
    ({"time_grid": "vp", "dilation": 1}, "--dilation: has no effect here"),
    ({"train": "curie-weiss", "inverse_temperature": 0}, "--inverse-temperature: 0 is out of range"),
    ({"train": "curie-weiss", "inverse_temperature": -1}, "--inverse-temperature: -1 is out of range"),
    ({"train": "curie-weiss", "field": 301}, "--field: 301 is out of range"),
    ({"train": "curie-weiss", "class_priors": "0.5,0.5"}, "--class-priors: the shares of the classes of curie-weiss follow from --field"),
    ({"field": 1}, "--field: has no effect here"),
    ({"times": "0.5,7"}, "--times: 7 is outside of the sampler's times"),
    ({"times": "0.5", "t_end": 1}, "--times: 0.5 is outside of the sampler's times"),
    ({"times": "2,1"}, "--times: 1 after 2"),
    ({"times": "auto"}, "--times: 'auto' is not a finite number"),
    ({"trajectories": 0}, "--trajectories: 0 is out of range"),
    ({"save_paths": True}, "--save-paths: has no effect here"),
    ({"ratio": 2}, "--ratio: 2 is out of range"),
    ({"points": None}, "--points: missing"),
    ({"t_end": "1e-30"}, "--t-end: t = 1e-30 is too small"),
    ({"time_grid": "1,1e-30", "steps": None}, "--time-grid: t = 1e-30 is too small"),
    ({"score": "population", "step": "exact"}, "--step: exact draws training points"),
    ({"score": "population", "ratio": 0.5}, "--ratio: has no effect here"),
    ({"grid": "1"}, "unknown option '--grid'"),
    ({"smoothing": -0.1}, "--smoothing: -0.1 is out of range"),
    ({"smoothing": "inf"}, "--smoothing"),
    ({"smoothing": 0.5, "step": "exact"}, "--smoothing: 0.5 smooths posterior means, and --step exact draws training points"),
    ({"smoothing": 0.5, "smoothing_draws": 7}, "--smoothing-draws: 7 is odd"),
    ({"smoothing": 0.5, "smoothing_draws": 0}, "--smoothing-draws: 0 is out of range"),
    ({"smoothing": 0.5, "smoothing_draws": 10**7}, "--smoothing-draws: 10000000 is out of range"),
    ({"smoothing_draws": 4}, "--smoothing-draws: has no effect here"),
    ({"score": "population", "smoothing": 0.5}, "--smoothing: has no effect here"),
])
def test_refusals_of_sample(regimes, changes, text):
    refuses(regimes, "sample", {**SMALL, **changes}, USAGE, text)


@pytest.mark.parametrize("changes, text", [
    ({"clone_times": None}, "--clone-times: missing"),
    ({"clone_times": "6"}, "--clone-times: 6 is outside of the sampler's times"),
    ({"clone_times": "auto", "turn_times": 1}, "--clone-times: 'auto' is not a finite number"),
    ({"clone_times": "2,1"}, "--clone-times: 1 after 2"),
    ({"t_end": 1}, "--clone-times: 1 leaves no way to go"),
    ({"score": "population"}, "neither training points nor classes"),
    ({"score": "population", "train": "mixture", "last_change": "forward"}, "--last-change: needs training points"),
    ({"last_change": "sideways"}, "--last-change: 'sideways' is unknown"),
    ({"record_spacing": 0.1}, "--record-spacing: has no effect here"),
    ({"smoothing": -1}, "--smoothing: -1 is out of range"),
    ({"smoothing": 1, "step": "exact"}, "--smoothing: 1 smooths posterior means"),
    ({"smoothing": 1, "smoothing_draws": 3}, "--smoothing-draws: 3 is odd"),
    ({"last_change": "both", "record_spacing": 0}, "--record-spacing: 0 is out of range"),
    ({"last_change": "both", "record_spacing": 5}, "--record-spacing: 5 gives 1 times"),
    ({"last_change": "both", "record_spacing": 6}, "--record-spacing: 6 gives 0 times"),
])
def test_refusals_of_trajectories(regimes, changes, text):
    refuses(regimes, "trajectories", {**CLONES, **changes}, USAGE, text)


def test_points_without_labels_have_no_classes_to_agree_on(regimes):
    numpy.save(regimes.folder / "train.npy", numpy.random.default_rng(1).normal(size=(40, 3)))
    numpy.save(regimes.folder / "labels.npy", numpy.arange(40) % 2)
    file = {"train": "npy", "train_file": "train.npy", "trajectories": 10, "steps": 10, "clone_times": "0.2,1", "turn_times": "0.3"}
    result = done(regimes, "trajectories", file)
    rows = [line.split() for line in result.stdout.splitlines()]
    assert [row[0] for row in rows if row[1:3] == ["-", "-"]] == ["0.2", "1", "0.3"]  # same class, and its identity
    of_classes = {"cloning_agreement", "cloning_agreement_identity", "turn_same_class", "turn_same_class_identity"}
    with xarray.open_dataset(regimes.folder / "trajectories.h5", engine="h5netcdf") as data:
        assert {"cloning_collapse", "turn_same_point"} <= set(data) and not of_classes & set(data)
    done(regimes, "trajectories", {**file, "labels_file": "labels.npy", "output": "labelled.h5"})
    with xarray.open_dataset(regimes.folder / "labelled.h5", engine="h5netcdf") as data:
        assert of_classes <= set(data)
    refuses(regimes, "trajectories", {**file, "classes": "0", "output": "new.h5"}, USAGE, "--classes: needs the labels", "--labels-file")


def test_a_population_score_needs_a_law(regimes):
    numpy.save(regimes.folder / "train.npy", numpy.ones((5, 3)))
    refuses(regimes, "sample", {"train": "npy", "train_file": "train.npy", "score": "population"}, USAGE, "--score: population needs a law")


def test_bad_data_and_existing_files(regimes):
    numpy.save(regimes.folder / "train.npy", numpy.full((5, 3), numpy.nan))
    refuses(regimes, "sample", {"train": "npy", "train_file": "train.npy"}, BAD_DATA, "train.npy")
    done(regimes, "sample", SMALL)
    refuses(regimes, "sample", SMALL, USAGE, "sample.h5", "exists")
