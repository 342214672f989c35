"""A run of `regimes schedule` that is killed, or told to stop, and goes on ends where an undisturbed one does: bit for bit."""

import signal
from pathlib import Path

import pytest
import xarray

from interruption import STOPPED_EARLY, finish, interrupt, values

OPTIONS = ["schedule", "--dimension", "20000", "--steps", "40", "--trajectories", "300", "--time-grids", "vp,snr", "--class-priors", ".8,.2", "--quiet"]
OFTEN = ["--checkpoint-minutes", "0"]


@pytest.mark.parametrize("how, code", [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, STOPPED_EARLY)])
def test_interrupted_and_resumed(tmp_path, how, code):
    whole, output = tmp_path / "whole.h5", tmp_path / "part.h5"
    finish(*OPTIONS, "--output", whole)
    assert interrupt([*OPTIONS, *OFTEN, "--output", output], how, f"{output}.partial") == code, "it ended: give it more to do"
    assert values(f"{output}.partial").end_along.isnull().any()
    finish("resume", f"{output}.partial", "--quiet", ranks=2 if how == signal.SIGTERM else None)
    assert not Path(f"{output}.partial").exists()
    xarray.testing.assert_identical(values(output), values(whole))
