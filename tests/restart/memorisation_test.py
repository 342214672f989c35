"""`regimes memorisation` killed or stopped between two batches of samples or of a path time: it goes on to the same file, bit for bit."""

import signal
from pathlib import Path

import h5py
import numpy
import pytest
import xarray
from comparison import ROUNDING
from interruption import BAD_DATA, damage, finish, first, interrupt, refused, values, write_forged

DIMENSION, SAMPLES, PATHS = 512, 13_000, 5_000
TIMES = [1, 0.5, 0.25, 0.1]
OFTEN = ["--checkpoint-minutes", "0"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Samples, and paths with their times beside them."""
    folder, generator = tmp_path_factory.mktemp("points"), numpy.random.default_rng(6)
    numpy.save(folder / "samples.npy", generator.normal(size=(SAMPLES, DIMENSION)).astype(numpy.float32))
    with h5py.File(folder / "paths.h5", "w") as file:
        file["x"] = generator.normal(size=(len(TIMES), PATHS, DIMENSION)).astype(numpy.float32)
    with h5py.File(folder / "times.h5", "w") as file:
        file["t"] = TIMES
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory, files):
    output = tmp_path_factory.mktemp("whole") / "whole.h5"
    finish(*words(files, output))
    return output


def words(files, output, *more):
    return ["memorisation", "--dimension", DIMENSION, "--points", 200, "--samples-file", files / "samples.npy", "--paths-file",
            f"{files / 'paths.h5'}:/x", "--path-times", f"{files / 'times.h5'}:/t", "--output", output, "--quiet", *more]


def kill(files, output, until="partial"):
    assert interrupt(words(files, output, *OFTEN), signal.SIGKILL, f"{output}.{until}") == -signal.SIGKILL, "it ended: give it more to do"


def same(output, whole):
    xarray.testing.assert_identical(values(output), values(whole))
    work, expected = values(output, "provenance").attrs, values(whole, "provenance").attrs
    for name in ("pairs", "pair_times", "floating_point_operations"):
        assert work[name] == expected[name], name


def has_begun_paths(partial):
    with h5py.File(partial) as file:
        return "path_nearest_index" in file["state"]


def test_killed_in_samples_and_in_paths_and_resumed(tmp_path, files, whole):
    output = tmp_path / "killed.h5"
    partial = Path(f"{output}.partial")
    kill(files, output)
    assert not has_begun_paths(partial)
    for _ in range(20):
        if has_begun_paths(partial):
            break
        assert interrupt(["resume", partial, "--quiet", *OFTEN], signal.SIGKILL, partial) == -signal.SIGKILL
    assert has_begun_paths(partial)
    finish("resume", partial, "--quiet")
    assert not partial.exists()
    same(output, whole)
    assert finish("resume", output).stdout == f"{output} is complete\n"


def test_resumed_on_other_ranks(tmp_path, files, whole):
    output = tmp_path / "killed.h5"
    kill(files, output)
    finish("resume", f"{output}.partial", "--quiet", ranks=2)
    found, expected = values(output), values(whole)
    for name in ("nearest_index", "path_nearest_index"):
        assert (found[name] == expected[name]).all()
    numpy.testing.assert_allclose(found.nearest_distance, expected.nearest_distance, rtol=ROUNDING)


def test_a_damaged_checkpoint_is_replaced_by_the_one_before(tmp_path, files, whole):
    output = tmp_path / "killed.h5"
    kill(files, output, until="partial.previous")
    damage(Path(f"{output}.partial"))
    finish("resume", f"{output}.partial", "--quiet")
    same(output, whole)


def test_forged_states_are_refused(tmp_path, files):
    output = tmp_path / "killed.h5"
    kill(files, output)
    partial = Path(f"{output}.partial")
    content = partial.read_bytes()
    for forge in (first("state/nearest_index", 200), first("state/nearest_index", -1), first("state/nearest_distance", numpy.nan)):
        write_forged(partial, content, forge)
        assert "; begin anew" in refused("resume", partial, code=BAD_DATA)


@pytest.mark.parametrize("name", ["samples.npy", "paths.h5", "times.h5"])
def test_another_file_is_refused(tmp_path, files, name):
    output = tmp_path / "killed.h5"
    kill(files, output)
    path = files / name
    before = path.read_bytes()
    path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    try:
        problem = refused("resume", f"{output}.partial", code=BAD_DATA)
        assert str(path) in problem and "has changed since the run began" in problem
    finally:
        path.write_bytes(before)
