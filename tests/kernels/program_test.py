"""The whole program on the device path, with kernels that hide their arrays from the host (watched_memory.hpp): every experiment gives what it gives
on the host, and ranks that share a device are told so."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
import xarray

sys.path.insert(0, str(Path(__file__).parents[1] / "golden"))
from golden_runs import RUNS, run, write_inputs  # noqa: E402

PROGRAM = os.environ["REGIMES_PROGRAM"]
# Of the largest number of a variable: float logits are summed in another order, and paths of samples carry that on.
ROUNDING = 2e-3
LIMIT_SECONDS = 100


@pytest.fixture(name="inputs")
def folder_with_inputs(tmp_path):
    write_inputs(tmp_path)
    return tmp_path


@pytest.fixture
def on_device(monkeypatch):
    monkeypatch.setenv("LD_LIBRARY_PATH", os.environ["REGIMES_SEPARATE_KERNELS"])


def said(*words, ranks=1):
    command = [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks), PROGRAM, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)


@pytest.mark.parametrize("experiment", RUNS)
def test_every_experiment_gives_what_it_gives_on_the_host(inputs, experiment, request):
    run(PROGRAM, inputs, experiment)
    (inputs / f"{experiment}.h5").rename(inputs / "host.h5")
    request.getfixturevalue("on_device")
    run(PROGRAM, inputs, experiment)
    with xarray.open_dataset(inputs / "host.h5", engine="h5netcdf") as host, \
            xarray.open_dataset(inputs / f"{experiment}.h5", engine="h5netcdf") as device:
        assert set(host.data_vars) == set(device.data_vars)
        for name, expected in host.data_vars.items():
            if expected.dtype.kind == "f":
                largest = float(abs(expected.where(numpy.isfinite(expected))).max())
                numpy.testing.assert_allclose(device[name], expected, rtol=ROUNDING, atol=ROUNDING * largest, err_msg=name)
            elif expected.dtype.kind in "iub":
                numpy.testing.assert_array_equal(device[name], expected, err_msg=name)


def test_the_header_says_how_sums_reach_mpi(inputs, on_device, monkeypatch):
    words = ("evaluate", *RUNS["evaluate"], "--output", "x.h5")
    monkeypatch.chdir(inputs)
    alone, shared = said(*words), said(*words, "--force", ranks=2)
    for ended in (alone, shared):
        assert ended.returncode == 0 and "sums reach MPI by way of the host's memory" in ended.stdout, ended.stdout + ended.stderr
    assert "one device per rank; " in alone.stdout and "warning" not in alone.stderr
    assert "one device per rank; " not in shared.stdout
    assert shared.stderr.count("warning: ranks 0-1 share device") == 1 and "start one rank per device" in shared.stderr, shared.stderr


def test_the_doctor_warns_of_a_shared_device(tmp_path, on_device, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = said("doctor", ranks=2)
    assert "warning  devices  ranks 0-1 share device" in ended.stdout and "srun --gpus-per-task=1" in ended.stdout, ended.stdout
