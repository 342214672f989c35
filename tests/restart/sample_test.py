"""A sampler that is killed, or told to stop, and goes on ends where an undisturbed one does: bit for bit."""

import signal
from pathlib import Path

import numpy
import pytest
import xarray

from interruption import STOPPED_EARLY, damage, finish, interrupt, refused, values

OPTIONS = ["sample", "--dimension", "32", "--points", "2000", "--trajectories", "300", "--t-start", "4", "--times", "0.1,0.5,1,2",
           "--save-paths", "--quiet"]
STEPS = {"ancestral": ["--step", "ancestral", "--dt", "0.004"], "exact": ["--step", "exact", "--dt", "0.004"],
         "smoothed": ["--step", "ddim", "--dt", "0.03", "--smoothing", "0.5", "--smoothing-draws", "8"]}  # some seconds of work
OFTEN = ["--checkpoint-minutes", "0"]


def words(step, output, *more):
    return [*OPTIONS, *STEPS[step], "--output", output, *more]


def kill(step, output, until="partial"):
    assert interrupt(words(step, output, *OFTEN), signal.SIGKILL, f"{output}.{until}") == -signal.SIGKILL, "it ended: give it more to do"


@pytest.mark.parametrize("step", STEPS)
def test_killed_and_resumed(tmp_path, step):
    whole, output = tmp_path / "whole.h5", tmp_path / "killed.h5"
    finish(*words(step, whole))
    kill(step, output)
    assert not output.exists()
    finish("resume", f"{output}.partial", "--quiet")
    assert not Path(f"{output}.partial").exists()
    xarray.testing.assert_identical(values(output), values(whole))
    work, expected = values(output, "provenance").attrs, values(whole, "provenance").attrs
    assert work["runs"] == 2
    runs = values(output, "provenance")
    command_lines = runs.run_command_line.values.tolist()
    assert runs.sizes["run"] == 2 and command_lines[0].startswith("regimes sample ") and command_lines[1].startswith("regimes resume ")
    assert work["command_line"] == command_lines[0] and work["wall_clock_seconds"] == runs.run_seconds.values.sum()
    for name in ("pairs", "pair_times", "exponentials", "floating_point_operations"):
        assert work[name] == expected[name], name
    assert finish("resume", output).stdout == f"{output} is complete\n"


def test_stopped_and_resumed_on_other_ranks_under_another_name(tmp_path):
    whole, output, other = tmp_path / "whole.h5", tmp_path / "stopped.h5", tmp_path / "other.h5"
    finish(*words("exact", whole))
    assert interrupt(words("exact", output, *OFTEN), signal.SIGTERM, f"{output}.partial") == STOPPED_EARLY
    finish("resume", f"{output}.partial", "--output", other, "--dimension", 32, "--quiet", ranks=2)  # repeated, not changed
    assert Path(f"{output}.partial").exists()
    assert numpy.array_equal(values(other).end_points, values(whole).end_points)


def test_a_damaged_checkpoint_is_replaced_by_the_one_before(tmp_path):
    whole, output = tmp_path / "whole.h5", tmp_path / "killed.h5"
    finish(*words("exact", whole))
    kill("exact", output, until="partial.previous")
    damage(Path(f"{output}.partial"))
    finish("resume", f"{output}.partial", "--quiet")
    xarray.testing.assert_identical(values(output), values(whole))


def test_what_resume_refuses(tmp_path):
    output = tmp_path / "stopped.h5"
    kill("exact", output)
    for option, text in ("--points=3000", "--points: cannot be changed"), ("--seed=2", "--seed: cannot be changed"), \
                        ("--bandwidths=1", "--bandwidths: does not go with resume"):
        assert text in refused("resume", f"{output}.partial", option)
