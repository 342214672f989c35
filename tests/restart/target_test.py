"""Runs with --target-error that are stopped or killed in any of their batches, and results that are refined."""

import shutil
import signal
import subprocess

import h5py
import numpy
import pytest
from comparison import same_bits, same_numbers
from interruption import command, finish, interrupt, kill_again_and_again, refused, values, write_forged
from run_regimes import open_result

STOPPED_EARLY, BAD_DATA = 75, 65
OPTIONS = ["collapse", "--train", "mixture", "--dimension", "4", "--sizes", "500,logspace(20000,100000,3)", "--queries", "32", "--seed", "11",
           "--times", "logspace(0.0005,0.06,16)", "--realisations", "2", "--target-error", "0.00007", "--quiet"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run that was left alone."""
    output = tmp_path_factory.mktemp("whole") / "out.h5"
    finish(*OPTIONS, "--output", output)
    result = open_result(output)
    assert result.curves.attrs["target_reached"] == 1 and result.curves.attrs["queries"] > 64
    return output


def test_a_run_that_is_killed_again_and_again_is_the_run_that_was_not(tmp_path, whole):
    seen = []

    def is_enough(states):
        if states:
            with h5py.File(tmp_path / "out.h5.partial") as file:
                seen.append("further_queries" in file["state"])
        return sum(seen) >= 2

    kill_again_and_again(OPTIONS, tmp_path / "out.h5", seed=3, longest_pause=0.02, is_enough=is_enough)
    result, expected = open_result(tmp_path / "out.h5"), open_result(whole)
    same_bits(result, expected)
    numpy.testing.assert_array_equal(result.state["query_batches"], expected.state["query_batches"])


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """A partial file with queries of a further batch."""
    output = tmp_path_factory.mktemp("stopped") / "out.h5"
    partial = output.with_name("out.h5.partial")
    words = [*OPTIONS, "--output", output, "--checkpoint-minutes", "0"]
    for _ in range(100):
        if interrupt(words, signal.SIGTERM, partial, after=0.05) == 0:
            output.unlink()
            words = [*OPTIONS, "--output", output, "--checkpoint-minutes", "0"]
            continue
        with h5py.File(partial) as file:
            if "further_queries" in file["state"]:
                return partial
        words = ["resume", partial, "--checkpoint-minutes", "0"]
    pytest.fail("no run was stopped in a further batch")


@pytest.mark.parametrize("ranks", [None, 2])
def test_a_stopped_run_goes_on(tmp_path, stopped, whole, ranks):
    partial = shutil.copy(stopped, tmp_path)
    attributes = values(partial).attrs
    assert attributes["target_reached"] == 0 and attributes["target_end"] == "the run has not ended" and attributes["queries"] < values(whole).attrs["queries"]
    finish("resume", partial, ranks=ranks)
    result = open_result(tmp_path / "out.h5")
    (same_numbers if ranks else same_bits)(result, open_result(whole))
    assert result.curves.attrs["target_reached"] == 1


def with_target(target, *more):
    """The run with another target error; None: with none."""
    at = OPTIONS.index("--target-error")
    return [*OPTIONS[:at], *OPTIONS[at + 2:], *([] if target is None else ["--target-error", target]), *more]


def test_a_time_limit_says_where_the_target_stands(tmp_path):
    words = [word for word in with_target("0.00003", "--output", tmp_path / "out.h5", "--time-limit", "2s") if word != "--quiet"]
    run = subprocess.run(command(*words), capture_output=True, text=True, check=False)
    assert run.returncode == STOPPED_EARLY, run.stderr
    assert "target error 3e-05" in run.stdout and "regimes resume" in run.stdout + run.stderr


def test_a_result_is_refined(tmp_path, whole):
    """As a run that had that target from the beginning, up to the numbers of queries that the batches before have chosen."""
    shutil.copy(whole, tmp_path / "out.h5")
    assert "complete" in finish("resume", tmp_path / "out.h5", "--target-error", "0.00007").stdout
    finish("resume", tmp_path / "out.h5", "--target-error", "0.00005")
    refined = open_result(tmp_path / "out.h5")
    assert refined.curves.attrs["target_error"] == 0.00005 and refined.curves.attrs["target_reached"] == 1
    assert refined.state["query_batches"].values[0] == values(whole).attrs["queries"]
    queries = refined.curves.attrs["queries"]
    words = with_target(None)
    words[words.index("--queries") + 1] = queries
    finish(*words, "--output", tmp_path / "at_once.h5")
    same_numbers(refined, open_result(tmp_path / "at_once.h5"))
    provenance = values(tmp_path / "out.h5", "provenance")
    assert float(dict(zip(provenance["name"].values, provenance["value"].values))["target-error"]) == 0.00005


def test_a_plain_result_becomes_one_with_a_target(tmp_path):
    finish(*with_target(None), "--output", tmp_path / "out.h5")
    finish("resume", tmp_path / "out.h5", "--target-error", "0.0001", "--max-queries", "4096")
    assert values(tmp_path / "out.h5").attrs["target_reached"] == 1


def test_more_points_keep_the_target(tmp_path, whole):
    shutil.copy(whole, tmp_path / "out.h5")
    finish("resume", tmp_path / "out.h5", "--points", "150000")
    longer = open_result(tmp_path / "out.h5")
    assert longer.curves.attrs["target_reached"] == 1 and int(longer.curves.points[-1]) == 150000
    assert float(longer.curves.collapse_time_cloning_stderr[-1]) <= 0.00007


def test_forged_batches_are_refused(tmp_path, stopped):
    content = stopped.read_bytes()

    def set_batches(numbers):
        def forge(file):
            file["state/query_batches"][...] = numbers
        return forge

    def without_further(file):
        del file["state/further_queries/sum"]

    with h5py.File(stopped) as file:
        there = file["state/query_batches"][...]
    for forge in (set_batches(numpy.zeros_like(there)), set_batches(there[::-1] + 2), set_batches(there + 10**9), without_further):
        path = tmp_path / "out.h5.partial"
        write_forged(path, content, forge)
        refused("resume", path, code=BAD_DATA)
