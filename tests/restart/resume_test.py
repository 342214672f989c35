"""What asks a run to stop or to write, and that it goes on to the undisturbed result; what resume refuses."""

import os
import shutil
import signal
import time

import numpy
import pytest
from comparison import BITS, same_bits, same_numbers
from long_run import OPTIONS, STOPPED_EARLY, Run, finish
from run_regimes import open_result

USAGE, BAD_DATA = 2, 65


def stopped_halfway(folder, how, ranks=None, options=None):
    """A run that is stopped by how(run) once it has a checkpoint; its standard output."""
    run = Run(folder, ranks=ranks, options=options)
    assert run.wait_until(run.partial.exists)
    how(run)
    code, out, err = run.end()
    assert code == STOPPED_EARLY, err
    assert not run.output.exists() and run.partial.exists()
    return out


def to_all(number):
    return lambda run: run.process.send_signal(number)


def stop_file(run):
    (run.folder / "stop").touch()


@pytest.mark.parametrize("how", [to_all(signal.SIGTERM), to_all(signal.SIGUSR1), stop_file], ids=["SIGTERM", "SIGUSR1", "stop file"])
def test_a_stopped_run_goes_on_bit_for_bit(tmp_path, undisturbed, how):
    out = stopped_halfway(tmp_path, how)
    assert "regimes resume" in out and "out.h5.partial" in out
    (tmp_path / "stop").unlink(missing_ok=True)
    out, _ = finish(tmp_path)
    assert "goes on from out.h5.partial" in out
    result = open_result(tmp_path / "out.h5")
    same_bits(result, undisturbed)


def test_a_signal_to_one_rank_stops_all_and_other_ranks_go_on(tmp_path, undisturbed):
    stopped_halfway(tmp_path, lambda run: signal_last_rank(run, signal.SIGUSR1), ranks=2)
    finish(tmp_path, 3)
    same_numbers(open_result(tmp_path / "out.h5"), undisturbed)


def signal_last_rank(run, number):
    os.kill(run.ranks()[-1], number)


@pytest.mark.parametrize(("precision", "ranks", "query_groups"), [("float", 2, 1), ("double", 2, 1), ("float", 4, 2), ("double", 3, 3)])
def test_on_other_ranks_a_run_goes_on_to_the_same_sums(tmp_path, precision, ranks, query_groups):
    options = {"precision": precision, "queries": 48, "snapshots": "500,20000,600000"}
    (tmp_path / "whole").mkdir()
    whole = Run(tmp_path / "whole", options=options)
    assert whole.end()[0] == 0
    (tmp_path / "broken").mkdir()
    stopped_halfway(tmp_path / "broken", to_all(signal.SIGTERM), options=options)
    finish(tmp_path / "broken", ranks, "--query-groups", query_groups)
    same_numbers(open_result(tmp_path / "broken" / "out.h5"), open_result(whole.output))


def test_the_time_limit_stops_in_time(tmp_path, undisturbed):
    begun = time.monotonic()
    run = Run(tmp_path, options={"time-limit": "2s", "snapshots": "500,20000,300000000"})
    code, _, err = run.end()
    assert code == STOPPED_EARLY, err
    assert run.partial.exists()
    assert time.monotonic() - begun < 20  # a busy machine starts programs slowly


def test_a_file_asks_for_a_checkpoint(tmp_path):
    run = Run(tmp_path, options={"snapshots": "500,300000000", "checkpoint-minutes": 60})
    assert run.wait_until(run.partial.exists)
    first = run.partial.stat().st_mtime_ns
    time.sleep(1)
    (tmp_path / "checkpoint-now").touch()
    assert run.wait_until(lambda: run.partial.stat().st_mtime_ns != first)
    assert run.process.poll() is None and run.previous.exists()
    run.kill([run.process.pid])
    run.end()
    assert int(open_result(run.partial).state["snapshots_done"][0]) == 1


def extended(folder, start, *steps):
    """The result of extending a finished run step by step; what it had stays."""
    shutil.copy(folder / start, folder / "steps.h5")
    before = open_result(folder / start)
    for sizes in steps:
        assert Run(folder, "resume", "steps.h5", "--snapshots", sizes).end()[0] == 0
    after = open_result(folder / "steps.h5")
    (folder / "steps.h5").unlink()
    for k in range(before.curves.sizes["points"]):
        same_snapshot(after, k, before, k)
    return after


def same_snapshot(result, k, expected, of):
    for name in [*BITS, "source_index", "nearest_index"]:
        numpy.testing.assert_array_equal(*(side.state[name].isel(points=at, missing_dims="ignore") for side, at in ((result, k), (expected, of))))
    for name in expected.curves.data_vars:
        numpy.testing.assert_array_equal(*(side.curves[name].isel(points=at, missing_dims="ignore") for side, at in ((result, k), (expected, of))), err_msg=name)


def test_a_finished_run_is_extended_in_any_steps(tmp_path):
    """Its queries stay, with the sources that the shorter run has chosen."""
    assert Run(tmp_path, options={"snapshots": "500,30000", "queries": 8}).end()[0] == 0
    nothing = Run(tmp_path, "resume", "out.h5")
    code, out, _ = nothing.end()
    assert code == 0 and "complete" in out
    at_once = extended(tmp_path, "out.h5", "60000,100001")
    same_bits(extended(tmp_path, "out.h5", "60000", "100001"), at_once)
    assert at_once.curves.attrs["source_points"] == 30000 and list(at_once.curves.points) == [500, 30000, 60000, 100001]
    for output in ("longer.h5", "out.h5"):
        run = Run(tmp_path, "resume", "out.h5", "--points", "100001", "--output", output)
        assert run.end()[0] == 0
        longer = open_result(tmp_path / output)
        same_snapshot(longer, 1, at_once, 1)
        numpy.testing.assert_array_equal(longer.state["nearest_index"][:, 2], at_once.state["nearest_index"][:, 3])
        numpy.testing.assert_allclose(longer.curves["excess_entropy_ratio"][2], at_once.curves["excess_entropy_ratio"][3], rtol=1e-9)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["longer.h5", "out.h5"]


def test_steps_past_a_million_points_skip_alike(tmp_path):
    """Of small weights as many are skipped, where they are skipped in earnest."""
    options = {"snapshots": "500,900000", "queries": 32, "replicas": 1, "dimension": 16, "times": "logspace(0.05,0.5,8)"}
    assert Run(tmp_path, options=options).end()[0] == 0
    at_once, in_steps = extended(tmp_path, "out.h5", "1000000,1200000"), extended(tmp_path, "out.h5", "1000000", "1200000")
    assert int(at_once.state["terms_skipped"][0, 1]) > 0.1 * int(at_once.state["terms"][0, 1])
    same_bits(in_steps, at_once)


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interrupted")
    stopped_halfway(folder, to_all(signal.SIGTERM), options={"snapshots": "500,20000,30000,40000000"})
    if not (folder / "out.h5.partial.previous").exists():
        shutil.copy(folder / "out.h5.partial", folder / "out.h5.partial.previous")
    return folder


@pytest.fixture
def copy(interrupted, tmp_path):
    shutil.copytree(interrupted, tmp_path / "copy")
    return tmp_path / "copy"


def refuses(folder, code, *texts, arguments=("resume", "out.h5.partial")):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run = Run(folder, *arguments)
    found, _, err = run.end()
    assert found == code, err
    for text in texts:
        assert text in err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("option", ["dimension=8", "seed=12", "queries=49", "train=gaussian", "replicas=3", "times=0.1,0.2",
                                    "precision=double", "mean-amplitude=2", "snapshots=1000", "points=1000", "force"])
def test_a_changed_option_is_refused_and_named(copy, option):
    refuses(copy, USAGE, "--" + option.split("=", maxsplit=1)[0], arguments=("resume", "out.h5.partial", "--" + option))


def test_an_option_that_says_the_same_is_accepted(copy):
    run = Run(copy, "resume", "out.h5.partial", f"--seed={OPTIONS['seed']}", "--dimension=4", "--time-limit=1s")
    assert run.end()[0] == STOPPED_EARLY


def test_a_damaged_checkpoint_is_replaced_by_the_one_before(copy):
    good = (copy / "out.h5.partial").read_bytes()
    previous = (copy / "out.h5.partial.previous").read_bytes()
    for damaged in (good[:-1000], good[:3000] + bytes([good[3000] ^ 1]) + good[3001:], b"", None):
        (copy / "out.h5.partial").unlink()
        if damaged is not None:
            (copy / "out.h5.partial").write_bytes(damaged)
        run = Run(copy, "resume", "out.h5.partial", "--time-limit=1s")
        code, _, err = run.end()
        assert code == STOPPED_EARLY and "out.h5.partial.previous" in err, err
        assert (copy / "out.h5.partial.previous").read_bytes() == previous
        (copy / "out.h5.partial").write_bytes(good)
    for name in ("out.h5.partial", "out.h5.partial.previous"):
        (copy / name).write_bytes(good[:-1])
    refuses(copy, BAD_DATA, "out.h5.partial", "checksum")


def test_one_run_at_a_time(tmp_path):
    run = Run(tmp_path, options={"snapshots": "500,300000000"})
    assert run.wait_until(run.partial.exists)
    for arguments in (("resume", "out.h5.partial"), ("collapse", "--points=50", "--output=out.h5", "--force")):
        other = Run(tmp_path, *arguments)
        code, _, err = other.end()
        assert code == USAGE and f"process {run.process.pid}" in err, err
    run.kill([run.process.pid])
    run.end()


def test_a_folder_with_a_stop_file_is_refused(tmp_path):
    (tmp_path / "stop").touch()
    code, _, err = Run(tmp_path).end()
    assert code == USAGE and "stop" in err
