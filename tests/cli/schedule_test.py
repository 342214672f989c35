"""`regimes schedule`: what it leaves behind, and every refusal."""

import numpy
import pytest
import xarray

USAGE = 2
SMALL = {"dimension": "16", "steps": "5,10", "trajectories": "40", "class_priors": ".8,.2"}


def words(**options):
    return ["schedule", *(f"--{name.replace('_', '-')}={value}" for name, value in options.items() if value is not None)]


def test_the_file_and_the_report(regimes):
    result = regimes.run(*words(**SMALL), ranks=2)
    assert result.returncode == 0, result.stderr
    assert "paths in +m (exact)" in result.stdout and "fewest steps for a tolerance of 0.01: vp" in result.stdout and "wrote schedule.h5" in result.stdout
    assert regimes.files() == ["schedule.h5"]
    with xarray.open_dataset(regimes.folder / "schedule.h5", engine="h5netcdf") as data:
        assert list(data.grid.values) == ["vp", "ve", "vp-dilated", "ve-dilated", "snr"] and list(data.steps.values) == [5, 10]
        assert data.mode_fraction.dims == ("grid", "steps") and data.end_along.dims == ("grid", "steps", "trajectory")
        assert data.attrs["experiment"] == "schedule" and data.attrs["prior"] == 0.8 and data.theory_steps_needed.dims == ("grid",)
        assert all(numpy.isfinite(data[name]).all() for name in ("mode_fraction", "deviation_across", "deviation_along", "theory_mode_fraction"))
        assert all(data[name].attrs.keys() >= {"units", "long_name", "symbol"} for name in data)
    assert regimes.run("inspect", "schedule.h5").returncode == 0


def test_steps_with_noise_have_no_theory(regimes):
    assert regimes.run(*words(**SMALL, step="ancestral", time_grids="snr")).returncode == 0
    with xarray.open_dataset(regimes.folder / "schedule.h5", engine="h5netcdf") as data:
        assert numpy.isnan(data.theory_mode_fraction).all() and numpy.isfinite(data.mode_fraction).all()


def test_a_dry_run_writes_nothing(regimes):
    assert "would write schedule.h5" in regimes.run(*words(**SMALL), "--dry-run").stdout
    assert regimes.files() == []


@pytest.mark.parametrize("changes, text", [
    ({"train": "gaussian", "class_priors": None}, "--train: gaussian has no two modes"),
    ({"train": "npy", "class_priors": None, "dimension": None}, "--train: npy has no two modes"),
    ({"train": "curie-weiss"}, "--train: curie-weiss has no two modes"),
    ({"dimension": 1}, "--dimension: 1 is out of range"),
    ({"dimension": 9}, "--dilation: 3 is not below the square root 3 of the dimension 9"),
    ({"dilation": 4}, "--dilation: 4 is not below the square root 4 of the dimension 16"),
    ({"dilation": 0}, "--dilation: 0 is out of range"),
    ({"dilation": 1, "time_grids": "vp"}, "--dilation: has no effect here"),
    ({"time_grids": "uniform"}, "--time-grids: 'uniform' is unknown"),
    ({"time_grids": "vp,vp"}, "--time-grids: vp is listed twice"),
    ({"steps": 2}, "--steps: 2 is out of range"),
    ({"steps": "1e7"}, "--steps: 10000000 is out of range"),
    ({"step": "euler"}, "--step: 'euler' is unknown"),
    ({"trajectories": 1}, "--trajectories: 1 is out of range"),
    ({"mean_amplitude": 0}, "--mean-amplitude: 0 is out of range"),
    ({"class_priors": ".2,.3,.5"}, "--class-priors: 3 values for the 2 classes"),
    ({"tolerance": 1}, "--tolerance: 1 is out of range"),
    ({"t_start": 3}, "unknown option '--t-start'"),
], ids=str)
def test_refusals(regimes, changes, text):
    regimes.refuses(USAGE, text, arguments=words(**{**SMALL, **changes}))
