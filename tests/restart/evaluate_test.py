"""`regimes evaluate` killed or stopped between two batches of queries: it goes on to the same file, bit for bit, from what is on disk."""

import signal
from pathlib import Path

import numpy
import pytest
import xarray
from comparison import ROUNDING
from interruption import BAD_DATA, STOPPED_EARLY, damage, finish, first, interrupt, refused, values, write_forged

DIMENSION, QUERIES = 64, 24_000  # in eight batches
OFTEN = ["--checkpoint-minutes", "0"]


@pytest.fixture(scope="module")
def queries(tmp_path_factory):
    path = tmp_path_factory.mktemp("queries") / "queries.npy"
    numpy.save(path, numpy.random.default_rng(5).normal(size=(QUERIES, DIMENSION)).astype(numpy.float32))
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory, queries):
    output = tmp_path_factory.mktemp("whole") / "whole.h5"
    finish(*words(queries, output))
    return output


def words(queries, output, *more, observables="log_density,nearest"):
    return ["evaluate", "--dimension", DIMENSION, "--points", 3000, "--queries-file", queries, "--times", "0.2,0.5,1,2",
            "--observables", observables, "--precision", "double", "--output", output, "--quiet", *more]


def kill(queries, output, until="partial"):
    code = interrupt(words(queries, output, *OFTEN), signal.SIGKILL, f"{output}.{until}")
    assert code == -signal.SIGKILL, "it ended: give it more to do"


def same(output, whole):
    xarray.testing.assert_identical(values(output), values(whole))
    work, expected = values(output, "provenance").attrs, values(whole, "provenance").attrs
    for name in ("pairs", "pair_times", "floating_point_operations"):
        assert work[name] == expected[name], name


def test_killed_and_resumed(tmp_path, queries, whole):
    output = tmp_path / "killed.h5"
    kill(queries, output)
    partial = values(f"{output}.partial")
    done = partial.attrs["queries_done"]
    assert 0 < done < QUERIES
    assert partial.log_density[:done].equals(values(whole).log_density[:done])
    assert partial.log_density[-1].isnull().all() and (partial.nearest_index[-1] == -1).all()
    finish("resume", f"{output}.partial", "--quiet")
    same(output, whole)
    assert not Path(f"{output}.partial").exists() and not Path(f"{output}.partial.previous").exists()
    assert values(output, "provenance").attrs["runs"] == 2
    assert finish("resume", output).stdout == f"{output} is complete\n"


def test_large_results_are_copied_by_rows(tmp_path, queries):
    """Those of a coordinate each: in parts of some MiB, by one rank or two."""
    whole, output, other = tmp_path / "whole.h5", tmp_path / "killed.h5", tmp_path / "other.h5"
    means = {"observables": "posterior_mean,posterior_entropy"}
    finish(*words(queries, whole, **means))
    partial = Path(f"{output}.partial")
    assert interrupt(words(queries, output, *OFTEN, **means), signal.SIGKILL, partial) == -signal.SIGKILL, "it ended: give it more to do"
    finish("resume", partial, "--output", other, "--quiet", ranks=2)
    finish("resume", partial, "--quiet")
    same(output, whole)
    for name in ("posterior_mean", "posterior_entropy"):
        numpy.testing.assert_allclose(values(other)[name], values(whole)[name], rtol=ROUNDING, atol=ROUNDING)


def test_killed_again_and_again(tmp_path, queries, whole):
    output = tmp_path / "again.h5"
    kill(queries, output)
    partial = Path(f"{output}.partial")
    for _ in range(2):
        interrupt(["resume", partial, "--quiet", *OFTEN], signal.SIGKILL, partial)
        if not partial.exists():
            break
    if partial.exists():
        finish("resume", partial, "--quiet")
    same(output, whole)


@pytest.mark.parametrize("how", ["signal", "time limit"])
def test_stopped_and_resumed_on_other_ranks_under_another_name(tmp_path, queries, whole, how):
    output, other = tmp_path / "stopped.h5", tmp_path / "other.h5"
    if how == "signal":
        kill(queries, output)
        partial = f"{output}.partial"
        assert interrupt(["resume", partial, "--quiet", *OFTEN], signal.SIGTERM, partial) in (0, STOPPED_EARLY)
    else:
        assert interrupt(words(queries, output, "--time-limit", "2s"), signal.SIGCONT, f"{output}.none") in (0, STOPPED_EARLY)
    partial = Path(f"{output}.partial")
    if not partial.exists():
        pytest.fail("it ended: give it more to do")
    finish("resume", partial, "--output", other, "--quiet", ranks=2)
    assert partial.exists()
    found, expected = values(other), values(whole)
    assert (found.nearest_index == expected.nearest_index).all()
    numpy.testing.assert_allclose(found.log_density, expected.log_density, rtol=ROUNDING, atol=ROUNDING)


def test_a_damaged_checkpoint_is_replaced_by_the_one_before(tmp_path, queries, whole):
    output = tmp_path / "killed.h5"
    kill(queries, output, until="partial.previous")
    damage(Path(f"{output}.partial"))
    finish("resume", f"{output}.partial", "--quiet")
    same(output, whole)


def test_what_resume_refuses(tmp_path, queries):
    output = tmp_path / "stopped.h5"
    kill(queries, output)
    partial = Path(f"{output}.partial")
    assert "--times: cannot be changed" in refused("resume", partial, "--times=0.5")
    content = partial.read_bytes()
    for forge in (first("time", 0.1), lambda file: file.attrs.modify("queries_done", -1), lambda file: file.attrs.modify("queries_done", QUERIES + 1),
                  lambda file: file.attrs.modify("queries", QUERIES + 1)):
        write_forged(partial, content, forge)
        assert "; begin anew" in refused("resume", partial, code=BAD_DATA)
    partial.write_bytes(content)
    changed = numpy.load(queries)
    before = queries.read_bytes()
    changed[0, 0] += 1
    numpy.save(queries, changed)
    try:
        problem = refused("resume", partial, code=BAD_DATA)
        assert str(queries) in problem and "has changed since the run began" in problem
    finally:
        queries.write_bytes(before)
