"""Speciation that is killed, or told to stop, keeps the replicas and fresh points that it has done: the same bits in the end."""

import signal
from pathlib import Path

import numpy
import pytest
import xarray

from interruption import BAD_DATA, STOPPED_EARLY, damage, finish, first, interrupt, kill_again_and_again, refused, values, write_forged

PART = 1024  # fresh points that are kept together
OFTEN = ["--checkpoint-minutes", "0"]
SETS = ["speciation", "--train", "mixture", "--dimension", "32", "--points", "30k", "--replicas", "30", "--queries", "2000",
        "--times", "0.3,0.6,1,1.5,2,3", "--quiet"]
LAW = ["speciation", "--train", "mixture", "--dimension", "4000", "--times", "2,3,4", "--eigenvalues", "1", "--quiet", "--queries"]
FEW, MANY = "16k", "128k"  # the second is for a run that does not come to its end


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    """The options of a run on a file with labels."""
    folder, generator = tmp_path_factory.mktemp("labelled"), numpy.random.default_rng(2)
    labels = numpy.arange(30_000) % 3
    numpy.save(folder / "x.npy", generator.normal(size=(30_000, 32)) + labels[:, None] / 2)
    numpy.save(folder / "labels.npy", labels + 4)
    return ["speciation", "--train", "npy", "--train-file", folder / "x.npy", "--labels-file", folder / "labels.npy", "--replicas", "30",
            "--queries", "2000", "--times", "0.3,0.6,1,1.5,2,3", "--quiet"]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, labelled):
    output = tmp_path_factory.mktemp("undisturbed") / "whole.h5"
    finish(*labelled, "--output", output)
    return values(output)


@pytest.fixture(scope="module")
def killed_once(tmp_path_factory, labelled):
    output = tmp_path_factory.mktemp("killed") / "out.h5"
    assert interrupt([*labelled, *OFTEN, "--output", output], signal.SIGKILL, f"{output}.partial.previous") == -signal.SIGKILL
    return output


@pytest.fixture
def copy(killed_once, tmp_path):
    for path in killed_once.parent.glob("out.h5.partial*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path / killed_once.name


@pytest.mark.parametrize("options", [SETS, [*LAW, FEW]], ids=["sets", "law"])
def test_killed_at_random_moments_again_and_again(tmp_path, options):
    whole, output = tmp_path / "whole.h5", tmp_path / "out.h5"
    finish(*options, "--output", whole)
    kill_again_and_again(options, output, 5, 0.4, lambda states: len({(state["replicas_done"], state["law_queries_done"]) for state in states}) > 2)
    xarray.testing.assert_identical(values(output), values(whole))


def test_told_to_stop_it_goes_on_on_other_ranks_under_another_name(tmp_path, labelled, undisturbed):
    output, other = tmp_path / "out.h5", tmp_path / "other.h5"
    code = interrupt([*labelled, *OFTEN, "--output", output], signal.SIGTERM, f"{output}.partial")
    assert code == STOPPED_EARLY and not output.exists()
    finish("resume", f"{output}.partial", "--output", other, "--quiet", ranks=2)
    assert Path(f"{output}.partial").exists()
    resumed = values(other)
    for name in undisturbed.data_vars:
        if undisturbed[name].dtype.kind == "f":
            numpy.testing.assert_allclose(resumed[name], undisturbed[name], rtol=1e-4, atol=1e-9, err_msg=name)


def test_parts_of_a_law_are_different_points(tmp_path):
    output = tmp_path / "out.h5"
    assert interrupt([*LAW, MANY, *OFTEN, "--output", output], signal.SIGKILL, f"{output}.partial.previous", after=1) == -signal.SIGKILL
    partial = Path(f"{output}.partial")
    state = values(partial if partial.exists() else f"{partial}.previous", "state")
    weights = state.law_log_weight.values.sum(axis=(1, 2))
    assert len(numpy.unique(weights)) == len(weights) == state.attrs["law_queries_done"] > PART


def test_small_sets_are_stopped_between_two(tmp_path):
    output = tmp_path / "out.h5"
    words = ["speciation", "--train", "mixture", "--dimension", "4", "--points", "100", "--replicas", "10k", "--queries", "10", "--times", "0.5,1", "--quiet"]
    assert interrupt([*words, *OFTEN, "--output", output], signal.SIGUSR1, f"{output}.partial") == STOPPED_EARLY
    assert 0 < values(f"{output}.partial", "state").attrs["replicas_done"] < 10_000


def test_a_damaged_checkpoint_is_replaced_by_the_one_before(copy, undisturbed):
    damage(Path(f"{copy}.partial"))
    assert "goes on from the checkpoint before it" in finish("resume", f"{copy}.partial").stderr
    xarray.testing.assert_identical(values(copy), undisturbed)


def test_what_resume_refuses(copy):
    for option, text in ("--queries=301", "--queries: cannot be changed"), ("--replicas=5", "--replicas: cannot be changed"), \
                        ("--times=0.8", "--times: cannot be changed"), ("--clone-times=0.8", "--clone-times: does not go with resume"):
        assert text in refused("resume", f"{copy}.partial", option)
    assert not copy.exists() and Path(f"{copy}.partial").exists()


def test_classes_that_are_not_those_of_the_labels_file_are_refused(copy):
    partial = Path(f"{copy}.partial")
    left = partial if partial.exists() else Path(f"{partial}.previous")
    write_forged(partial, left.read_bytes(), first("class", 3))
    assert f"cannot go on from '{partial}': its classes are 3, 5, 6, and those of the run 4, 5, 6; begin anew" in \
        refused("resume", partial, code=BAD_DATA)
