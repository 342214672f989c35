"""Spectra that are killed, or told to stop, keep the times that they have done: the same bits in the end."""

import math
import signal
from pathlib import Path

import pytest
import xarray

from interruption import BAD_DATA, finish, first, interrupt, kill_again_and_again, refused, values, write_forged

OFTEN = ["--checkpoint-minutes", "0"]
COMMON = ["geometry", "--train", "mixture", "--dimension", "24", "--sizes", "500,6000", "--realisations", "4", "--queries", "100", "--save-queries",
          "--times", "logspace(0.1,2,10)", "--quiet"]
KINDS = {"full": [], "few": ["--spectrum", "3"]}


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_is_killed_again_and_again_has_the_same_bits(tmp_path, kind):
    words = [*COMMON, *KINDS[kind]]
    finish(*words, "--output", tmp_path / "whole.h5")
    kill_again_and_again(words, tmp_path / "out.h5", 5, 0.3, lambda states: len({state["units_done"] for state in states}) > 2)
    for group in (None, "state"):
        xarray.testing.assert_identical(values(tmp_path / "out.h5", group), values(tmp_path / "whole.h5", group))


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """What is left of a run, and its bytes."""
    output = tmp_path_factory.mktemp("stopped") / "out.h5"
    partial = Path(f"{output}.partial")
    assert interrupt([*COMMON, *OFTEN, "--output", output], signal.SIGKILL, partial, after=.3) == -signal.SIGKILL
    return partial, (partial if partial.exists() else Path(f"{partial}.previous")).read_bytes()


@pytest.mark.parametrize("name, value", [("state/mean", math.nan), ("state/standard_error", -1.), ("state/largest_eigenvalue", -1.),
                                         ("query_jacobian_eigenvalue", math.inf)])
def test_forged_states_are_refused(stopped, name, value):
    partial, content = stopped
    write_forged(partial, content, first(name, value))
    assert f"cannot go on from '{partial}'" in refused("resume", partial, code=BAD_DATA)


@pytest.mark.parametrize("value", [-1, 81, 10**12])
def test_more_times_than_there_are_are_refused(stopped, value):
    partial, content = stopped
    write_forged(partial, content, lambda file: file["state"].attrs.modify("units_done", value))
    assert f"cannot go on from '{partial}'" in refused("resume", partial, code=BAD_DATA)


def test_what_resume_refuses(stopped):
    partial, content = stopped
    partial.write_bytes(content)
    for option in ("--queries=301", "--times=0.8", "--spectrum=3", "--score=population"):
        assert "cannot be changed" in refused("resume", partial, option)
