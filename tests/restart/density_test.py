"""`regimes kde` is stopped, killed and goes on to the numbers of a run that was left alone; it can be extended."""

import signal

import pytest

from long_run import STOPPED_EARLY, Run, finish, words
from run_regimes import open_result

OPTIONS = {"dimension": 5, "snapshots": "500,logspace(20000,1500000,10)", "queries": 48, "bandwidths": "logspace(0.2,2,24)", "replicas": 2,
           "seed": 11}
POSTERIOR = ["reference", "sum", "logit_sum", "square_sum", "nearest_logit", "nearest_index", "query_norm_squared"]


def begin(folder, ranks=None, **changes):
    return Run(folder, "kde", *words({**OPTIONS, "checkpoint-minutes": 0, "output": "out.h5", **changes}), ranks=ranks)


@pytest.fixture(scope="module", params=["gaussian", "ball"])
def undisturbed(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    run = begin(folder, kernel=request.param)
    code, _, err = run.end()
    assert code == 0, err
    return request.param, open_result(run.output)


def expect_same(result, expected):
    for name in POSTERIOR:
        assert (result.state[name].values == expected.state[name].values).all(), name
    for name in expected.curves.data_vars:
        assert result.curves[name].equals(expected.curves[name]), name


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_goes_on_to_the_same_bits(undisturbed, tmp_path, how):
    kernel, expected = undisturbed
    run = begin(tmp_path, kernel=kernel)
    assert run.wait_until(run.partial.exists)
    run.process.send_signal(how)
    code, _, _ = run.end()
    assert code == (STOPPED_EARLY if how == signal.SIGTERM else -signal.SIGKILL)
    finish(tmp_path)
    expect_same(open_result(run.output), expected)


def test_a_finished_run_is_extended(tmp_path):
    short, long = tmp_path / "short", tmp_path / "long"
    for folder, snapshots in ((short, "500,20000"), (long, "500,20000,60000")):
        folder.mkdir()
        code, _, err = begin(folder, snapshots=snapshots).end()
        assert code == 0, err
    code, _, err = Run(short, "resume", "out.h5", "--points", "60000").end()
    assert code == 0, err
    expect_same(open_result(short / "out.h5"), open_result(long / "out.h5"))


def test_other_options_are_refused(tmp_path):
    code, _, err = begin(tmp_path, snapshots="500").end()
    assert code == 0, err
    for arguments, text in ((["--bandwidths=1,2"], "is not what"), (["--kernel=ball"], "is not what"), (["--times=1"], "does not go with")):
        code, _, err = Run(tmp_path, "resume", "out.h5", *arguments).end()
        assert code == 2 and text in err, err
