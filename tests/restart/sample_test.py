"""A sampler that is killed, or told to stop, and goes on ends where an undisturbed one does: bit for bit."""

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import numpy
import pytest
import xarray

STOPPED_EARLY = 75
PATIENCE_SECONDS = 100
POLL_SECONDS = 0.01
OPTIONS = ["--dimension", "32", "--points", "2000", "--trajectories", "300", "--t-start", "4", "--times", "0.1,0.5,1,2",
           "--save-paths", "--quiet"]


STEPS = {"ancestral": ["--step", "ancestral", "--dt", "0.004"], "exact": ["--step", "exact", "--dt", "0.01"]}  # some seconds of work


def command(*words, ranks=None):
    launcher = [] if ranks is None else [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks)]
    return [*launcher, os.environ["REGIMES_PROGRAM"], *map(str, words)]


def finish(*words, ranks=None):
    run = subprocess.run(command(*words, ranks=ranks), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert run.returncode == 0, run.stderr


def values(path):
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        return data.load()


def interrupt(output, step, how, checkpoints, until="partial"):
    """Starts a run, and ends it once it has the file `until` or, with SIGTERM, after some time."""
    process = subprocess.Popen(command("sample", *OPTIONS, *STEPS[step], "--output", output, *checkpoints), stderr=subprocess.PIPE)
    awaited, start = Path(f"{output}.{until}"), time.monotonic()
    while time.monotonic() - start < PATIENCE_SECONDS:
        assert process.poll() is None, "it ended by itself: give it more to do"
        if how == signal.SIGTERM and time.monotonic() - start > 0.5:
            break
        if awaited.exists():  # and not what it holds: looking takes longer than the run
            break
        time.sleep(POLL_SECONDS)
    process.send_signal(how)
    process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode


@pytest.mark.parametrize("step", ["ancestral", "exact"])
def test_killed_and_resumed(tmp_path, step):
    whole, output = tmp_path / "whole.h5", tmp_path / "killed.h5"
    finish("sample", *OPTIONS, *STEPS[step], "--output", whole)
    interrupt(output, step, signal.SIGKILL, ["--checkpoint-minutes", "0"])
    assert not output.exists()
    finish("resume", f"{output}.partial", "--quiet")
    assert not Path(f"{output}.partial").exists()
    xarray.testing.assert_identical(values(output), values(whole))
    with xarray.open_dataset(output, engine="h5netcdf", group="provenance") as provenance:
        assert provenance.attrs["runs"] == 2
    again = subprocess.run(command("resume", output), capture_output=True, text=True, check=False)
    assert again.returncode == 0 and again.stdout == f"{output} is complete\n"


def test_stopped_and_resumed_on_other_ranks_under_another_name(tmp_path):
    whole, output, other = tmp_path / "whole.h5", tmp_path / "stopped.h5", tmp_path / "other.h5"
    finish("sample", *OPTIONS, *STEPS["exact"], "--output", whole)
    code = interrupt(output, "exact", signal.SIGTERM, [])
    assert code == STOPPED_EARLY
    finish("resume", f"{output}.partial", "--output", other, "--dimension", 32, "--quiet", ranks=2)  # repeated, not changed
    assert Path(f"{output}.partial").exists()
    assert numpy.array_equal(values(other).end_points, values(whole).end_points)


def test_a_damaged_checkpoint_is_replaced_by_the_one_before(tmp_path):
    whole, output = tmp_path / "whole.h5", tmp_path / "killed.h5"
    finish("sample", *OPTIONS, *STEPS["exact"], "--output", whole)
    interrupt(output, "exact", signal.SIGKILL, ["--checkpoint-minutes", "0"], until="partial.previous")
    partial = Path(f"{output}.partial")
    content = bytearray(partial.read_bytes())
    content[len(content) // 2] ^= 1
    partial.unlink()  # killed between two renames, it is the one before under another name
    partial.write_bytes(content)
    finish("resume", partial, "--quiet")
    xarray.testing.assert_identical(values(output), values(whole))


def test_what_resume_refuses(tmp_path):
    output = tmp_path / "stopped.h5"
    interrupt(output, "exact", signal.SIGKILL, ["--checkpoint-minutes", "0"])
    for words, text in (["--points", "3000"], "--points: cannot be changed"), (["--seed", "2"], "--seed: cannot be changed"), \
                       (["--bandwidths", "1"], "--bandwidths: does not go with resume"):
        run = subprocess.run(command("resume", f"{output}.partial", *words), capture_output=True, text=True, check=False)
        assert run.returncode == 2 and text in run.stderr
