"""Runs that are stopped or killed keep the snapshots that they have."""

import math
import signal
import time

import pytest
import xarray

from conftest import options_of

USAGE, STOPPED_EARLY = 2, 75
FIRST, LAST = 1000, 10**9  # the first snapshot takes no time, the last takes hours
PATIENCE_SECONDS = 60

LONG = {"points": None, "snapshots": f"{FIRST},{LAST}", "queries": "64", "output": "out.h5"}


def wait_for(path, process):
    start = time.monotonic()
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - start < PATIENCE_SECONDS
        time.sleep(0.05)


def check_partial(regimes):
    left = set(regimes.files()) - {"out.h5.partial.previous", "out.h5.lock"}  # the checkpoint before; the second after a kill only
    assert left == {"out.h5.partial"}
    with xarray.open_dataset(regimes.folder / "out.h5.partial", engine="h5netcdf") as data:
        first = data.sel(points=FIRST)
        assert math.isfinite(first.cloning_collapse.isel(time=0))
        assert 0 <= first.cloning_collapse.isel(time=0) <= 1
        if LAST in data.points:
            assert data.sel(points=LAST).cloning_collapse.isnull().all()


def stopped(regimes, how, ranks=None):
    process = regimes.start("collapse", *options_of(LONG), ranks=ranks)
    try:
        wait_for(regimes.folder / "out.h5.partial", process)
        process.send_signal(how)
        stdout, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    return process.returncode, stdout, stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU])
def test_a_signal_ends_the_run_with_what_it_has(regimes, how):
    code, stdout, stderr = stopped(regimes, how)
    assert code == STOPPED_EARLY, stderr
    assert "to go on: regimes resume out.h5.partial\n" in stdout
    assert stderr.count("regimes: stopping at the next safe place") == 1, stderr
    check_partial(regimes)


def test_a_signal_reaches_all_ranks(regimes):
    code, stdout, stderr = stopped(regimes, signal.SIGUSR1, ranks=2)  # the one that launchers pass on
    assert code == STOPPED_EARLY, stderr
    assert stdout.count("stopped on request") == 1
    assert "to go on: mpirun -n 2 regimes resume out.h5.partial\n" in stdout
    check_partial(regimes)


def test_a_killed_run_leaves_a_partial_file_that_opens(regimes):
    code, _, _ = stopped(regimes, signal.SIGKILL)
    assert code == -signal.SIGKILL
    check_partial(regimes)


def test_a_partial_file_is_kept_by_the_next_run_without_force(regimes):
    stopped(regimes, signal.SIGKILL)
    regimes.refuses(USAGE, "out.h5.partial", "rename", "--force", output="out.h5")
    check_partial(regimes)
    regimes.collapse(output="out.h5", force=True)
    assert regimes.files() == ["out.h5"]
