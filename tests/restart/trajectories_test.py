"""Clones, U-turns and last changes that are killed, or told to stop, in any part of their run end bit for bit as undisturbed ones."""

import signal
import threading
from pathlib import Path

import numpy
import pytest
import xarray

from interruption import STOPPED_EARLY, damage, finish, interrupt, kill_again_and_again, refused, values

OPTIONS = ["trajectories", "--train", "mixture", "--dimension", "32", "--points", "1000", "--trajectories", "1200", "--t-start", "3", "--step",
           "exact", "--dt", "0.02", "--clone-times", "0.8,1.6", "--turn-times", "1.2", "--last-change", "both", "--quiet"]
OFTEN = ["--checkpoint-minutes", "0"]
FIRST_PART_WITH_CURVES = 3  # behind it are the trunk and two clones


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    output = tmp_path_factory.mktemp("undisturbed") / "whole.h5"
    finish(*OPTIONS, "--output", output)
    return values(output)


@pytest.fixture(scope="module")
def killed_once(tmp_path_factory):
    output = tmp_path_factory.mktemp("killed") / "out.h5"
    assert interrupt([*OPTIONS, *OFTEN, "--output", output], signal.SIGKILL, f"{output}.partial.previous") == -signal.SIGKILL
    return output


@pytest.fixture
def copy(killed_once, tmp_path):
    for path in killed_once.parent.glob("out.h5.partial*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path / killed_once.name


def test_killed_at_random_moments_again_and_again(tmp_path, undisturbed):
    output = tmp_path / "out.h5"
    kill_again_and_again(OPTIONS, output, 7, 1.2, lambda states: states and states[-1]["part"] >= FIRST_PART_WITH_CURVES)
    xarray.testing.assert_identical(values(output), undisturbed)


@pytest.mark.parametrize("how", ["SIGUSR1", "stop file", "time limit"])
def test_told_to_stop_it_goes_on_on_other_ranks_under_another_name(tmp_path, undisturbed, how):
    output, other, words = tmp_path / "out.h5", tmp_path / "other.h5", [*OPTIONS, *OFTEN]
    if how == "time limit":
        words += ["--time-limit", "1.2s"]
    if how == "stop file":
        threading.Timer(0.7, (tmp_path / "stop").touch).start()
    sent = signal.SIGUSR1 if how == "SIGUSR1" else signal.SIGCONT
    code = interrupt([*words, "--output", output], sent, f"{output}.partial", after=0.3)
    assert code == STOPPED_EARLY and not output.exists()
    (tmp_path / "stop").unlink(missing_ok=True)
    finish("resume", f"{output}.partial", "--output", other, "--dimension", 32, "--quiet", ranks=2)  # repeated, not changed
    assert Path(f"{output}.partial").exists()
    resumed = values(other)
    for name in undisturbed.data_vars:  # what comes from sums over points, to their rounding
        numpy.testing.assert_allclose(resumed[name], undisturbed[name], rtol=1e-5 if "identity" in name else 1e-12, err_msg=name)


def test_what_a_checkpoint_shows(copy):
    with_paths = values(f"{copy}.partial")
    assert with_paths.attrs["experiment"] == "trajectories" and "clone_time" in with_paths
    assert values(f"{copy}.partial", "state").attrs["steps_done"] > 0


def test_a_damaged_checkpoint_is_replaced_by_the_one_before(copy, undisturbed):
    damage(Path(f"{copy}.partial"))
    assert "goes on from the checkpoint before it" in finish("resume", f"{copy}.partial").stderr
    xarray.testing.assert_identical(values(copy), undisturbed)


def test_what_resume_refuses(copy):
    for option, text in ("--trajectories=1201", "--trajectories: cannot be changed"), ("--clone-times=0.8", "--clone-times: cannot be changed"), \
                        ("--points=3000", "--points: cannot be changed"), ("--times=0.8", "--times: does not go with resume"):
        assert text in refused("resume", f"{copy}.partial", option)
    assert not copy.exists() and Path(f"{copy}.partial").exists()
