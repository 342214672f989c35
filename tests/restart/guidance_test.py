"""Guided paths that are killed and go on end where undisturbed ones do: bit for bit, in the middle of a strength and between two."""

import signal

import pytest
import xarray

from interruption import finish, interrupt, kill_again_and_again, values

LAW = ["--train", "mixture", "--dimension", "32", "--points", "2000", "--t-start", "4", "--quiet"]
RUNS = {
    "guidance": ["guidance", *LAW, "--dt", "0.01", "--trajectories", "150", "--strengths", "0,2"],
    "sample": ["sample", *LAW, "--dt", "0.01", "--trajectories", "300", "--guidance", "power-law", "--guidance-strength", "2", "--times", "0.5,1"],
}


@pytest.mark.parametrize("experiment", RUNS)
def test_killed_and_resumed(tmp_path, experiment):
    whole, output = tmp_path / "whole.h5", tmp_path / "killed.h5"
    finish(*RUNS[experiment], "--output", whole)
    words = [*RUNS[experiment], "--output", output, "--checkpoint-minutes", "0"]
    assert interrupt(words, signal.SIGKILL, f"{output}.partial") == -signal.SIGKILL, "it ended: give it more to do"
    finish("resume", f"{output}.partial", "--quiet")
    xarray.testing.assert_identical(values(output), values(whole))


def test_killed_again_and_again_until_the_second_strength(tmp_path):
    """A run that is killed once a strength is done has its ends, and goes on to the same numbers."""
    whole, output = tmp_path / "whole.h5", tmp_path / "killed.h5"
    words = ["guidance", *LAW, "--dt", "0.04", "--trajectories", "3000", "--strengths", "0,2"]  # a hundred steps for each strength, which take longer than the longest pause
    finish(*words, "--output", whole)
    kill_again_and_again(words, output, 5, 0.3,
                         lambda states: any(state["strengths_done"] == 1 and state["steps_done"] > 0 for state in states))
    xarray.testing.assert_identical(values(output), values(whole))
