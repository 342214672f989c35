"""What an interrupted run leaves: a partial file that opens, with finished snapshots equal to those of a run that was left alone,
and never anything under the final name."""

import signal
import subprocess
import time
from pathlib import Path

import numpy
import pytest

from run_regimes import open_result

# Some seconds of work on one core, most of it after the second snapshot of a replica.
OPTIONS = {"train": "gaussian", "dimension": 8, "snapshots": [1000, 20000, 4000000], "queries": 64, "times": "logspace(0.05,0.8,48)",
           "replicas": 2, "seed": 5, "quiet": True}
STOPPED_EARLY = 75
PATIENCE_SECONDS = 60
POLL_SECONDS = 0.01
STATE = ["reference", "sum", "logit_sum", "square_sum", "nearest_logit", "nearest_index"]


@pytest.fixture(scope="module")
def uninterrupted(program):
    return program.collapse(**{name: value for name, value in OPTIONS.items() if name != "seed"}, seed=OPTIONS["seed"])


class Run:
    """A run in a folder of its own."""

    def __init__(self, program, folder, ranks=None):
        self.output = folder / "out.h5"
        self.partial = Path(f"{self.output}.partial")
        self.process = subprocess.Popen(program.command(ranks, {**OPTIONS, "output": self.output}), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)

    def wait_for_snapshots(self, count):
        """Until the partial file holds so many snapshots over all replicas: it must open at any moment."""
        start = time.monotonic()
        while not self.partial.exists() or done(open_result(self.partial)).sum() < count:
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() - start < PATIENCE_SECONDS
            time.sleep(POLL_SECONDS)

    def end(self, how):
        self.process.send_signal(how)
        self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode


def done(result):
    return result.state["snapshots_done"].values


def expect_prefix(result, whole):
    """Finished snapshots are those of the whole run, bit for bit; the rest is empty."""
    assert 0 < done(result).sum() < done(whole).sum()
    for replica, count in enumerate(done(result)):
        for name in STATE:
            numpy.testing.assert_array_equal(result.state[name][replica, :count], whole.state[name][replica, :count], err_msg=name)
        assert result.state["sum"][replica, count:].isnull().all()
        assert (result.state["nearest_index"][replica, count:] == -1).all()
        if count > 0:
            for name in ("source_index", "noise_norm_squared"):
                numpy.testing.assert_array_equal(result.state[name][replica], whole.state[name][replica], err_msg=name)
    replicas_with = (done(result)[:, None] > numpy.arange(len(OPTIONS["snapshots"]))).sum(axis=0)
    for k, replicas in enumerate(replicas_with):
        curve = result.curves.excess_entropy_ratio[k]
        if replicas == 0:
            assert curve.isnull().all()
        elif replicas == OPTIONS["replicas"]:
            numpy.testing.assert_array_equal(curve, whole.curves.excess_entropy_ratio[k])
        else:
            assert curve.notnull().all()


@pytest.mark.parametrize("how, code", [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, STOPPED_EARLY)], ids=["killed", "terminated"])
@pytest.mark.parametrize("snapshots", [1, 2])
def test_finished_snapshots_survive(program, uninterrupted, tmp_path, how, code, snapshots):
    run = Run(program, tmp_path)
    run.wait_for_snapshots(snapshots)
    assert run.end(how) == code
    assert not run.output.exists()
    expect_prefix(open_result(run.partial), uninterrupted)


def test_finished_snapshots_of_several_ranks_survive(program, uninterrupted, tmp_path):
    run = Run(program, tmp_path, ranks=2)
    run.wait_for_snapshots(2)
    assert run.end(signal.SIGUSR1) == STOPPED_EARLY  # the one that launchers pass on
    assert not run.output.exists()
    partial = open_result(run.partial)
    for replica, count in enumerate(done(partial)):
        numpy.testing.assert_array_equal(partial.state["nearest_index"][replica, :count],
                                         uninterrupted.state["nearest_index"][replica, :count])


def test_there_is_a_whole_file_or_none_at_any_moment(program, uninterrupted, tmp_path):
    run = Run(program, tmp_path)
    seen = {}
    while run.process.poll() is None:
        for path in (run.output, run.partial):
            try:
                result = open_result(path)
            except FileNotFoundError:
                continue
            seen[int(done(result).sum())] = result
        time.sleep(POLL_SECONDS)
    seen.pop(int(done(uninterrupted).sum()), None)
    assert run.process.returncode == 0
    assert not run.partial.exists()
    assert seen  # partial files were caught
    for partial in seen.values():
        expect_prefix(partial, uninterrupted)
    result = open_result(run.output)
    for name in STATE:
        numpy.testing.assert_array_equal(result.state[name], uninterrupted.state[name], err_msg=name)


@pytest.mark.parametrize("seconds", [0, 0.05, 0.1, 0.2, 0.4])
def test_a_kill_at_any_moment_leaves_nothing_broken(program, uninterrupted, tmp_path, seconds):
    run = Run(program, tmp_path)
    time.sleep(seconds)
    run.end(signal.SIGKILL)
    assert not run.output.exists()
    if run.partial.exists():
        expect_prefix(open_result(run.partial), uninterrupted)
