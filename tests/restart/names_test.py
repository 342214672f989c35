"""Which file resume goes on from, and under which name the result comes, where there is more than one."""

import shlex
import shutil
import signal

import pytest
from comparison import same_bits
from long_run import STOPPED_EARLY, Run, words
from run_regimes import open_result

USAGE = 2
SHORT = {"train": "gaussian", "dimension": 4, "points": 10000, "queries": 16, "times": "logspace(0.1,1.2,24)"}
LONGER = "--points=3000000"
NO_TIME = "--time-limit=0.0001s"  # it is over before the first chunk


def run(folder, *arguments):
    """Exit code, standard output and error."""
    return Run(folder, *arguments).end()


def begin(folder, *more):
    folder.mkdir(exist_ok=True)
    code, _, err = run(folder, "collapse", *words(SHORT), "--output=out.h5", *more)
    assert code == 0, err


def refused(folder, *arguments):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, _, err = run(folder, *arguments)
    assert code == USAGE, err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    return err


@pytest.fixture(scope="module")
def broken_extension(tmp_path_factory):
    """A finished run, and its extension in place that was stopped."""
    folder = tmp_path_factory.mktemp("broken")
    begin(folder)
    extension = Run(folder, "resume", "out.h5", LONGER, "--checkpoint-minutes=0")
    assert extension.wait_until(extension.partial.exists)
    extension.process.send_signal(signal.SIGTERM)
    code, out, err = extension.end()
    assert code == STOPPED_EARLY and "regimes resume out.h5.partial" in out, err
    return folder


@pytest.fixture
def copy(broken_extension, tmp_path):
    shutil.copytree(broken_extension, tmp_path / "copy")
    return tmp_path / "copy"


def test_an_interrupted_extension_in_place_goes_on(copy):
    assert "regimes resume out.h5.partial" in refused(copy, "resume", "out.h5", LONGER)
    for ending in ((NO_TIME,), ()):
        code, _, err = run(copy, "resume", "out.h5.partial", *ending)
        assert code == (STOPPED_EARLY if ending else 0), err
    assert [path.name for path in copy.iterdir()] == ["out.h5"]
    begin(copy / "whole")
    code, _, err = run(copy / "whole", "resume", "out.h5", LONGER)
    assert code == 0, err
    same_bits(open_result(copy / "out.h5"), open_result(copy / "whole" / "out.h5"))


def test_an_interrupted_extension_goes_on_from_the_previous_file(copy):
    (copy / "out.h5.partial").rename(copy / "out.h5.partial.previous")
    code, _, err = run(copy, "resume", "out.h5.partial")
    assert code == 0, err
    assert [path.name for path in copy.iterdir()] == ["out.h5"]


@pytest.fixture(scope="module")
def whole_extension(broken_extension, tmp_path_factory):
    """The bytes of the result that it comes to."""
    folder = tmp_path_factory.mktemp("whole") / "copy"
    shutil.copytree(broken_extension, folder)
    code, _, err = run(folder, "resume", "out.h5.partial")
    assert code == 0, err
    return (folder / "out.h5").read_bytes()


@pytest.fixture
def killed_in_its_last_moment(copy, whole_extension):
    """A result beside which a run that was killed has left what it no longer needs."""
    left = (copy / "out.h5.partial").read_bytes()
    for ending in (".partial.previous", ".partial.previous.writing-1"):
        (copy / f"out.h5{ending}").write_bytes(left)
    (copy / "out.h5").write_bytes(whole_extension)
    return copy


@pytest.mark.parametrize("there", [[""], [".previous"], ["", ".previous"]])
@pytest.mark.parametrize("file", ["out.h5", "out.h5.partial"])
def test_what_a_result_has_outrun_is_removed(killed_in_its_last_moment, there, file):
    folder = killed_in_its_last_moment
    for ending in {"", ".previous"} - set(there):
        (folder / f"out.h5.partial{ending}").unlink()
    whole = (folder / "out.h5").read_bytes()
    code, out, err = run(folder, "resume", file)
    assert code == 0 and out.startswith("out.h5 is complete") and not err
    assert [path.name for path in folder.iterdir()] == ["out.h5"] and (folder / "out.h5").read_bytes() == whole


def test_what_a_result_has_outrun_does_not_hinder_an_extension(killed_in_its_last_moment):
    folder = killed_in_its_last_moment
    (folder / "out.h5.partial.previous.writing-1").unlink()
    err = refused(folder, "resume", "out.h5.partial", "--points=3100000")
    assert "has ended" in err and "remove" not in err
    code, _, err = run(folder, "resume", "out.h5", "--points=3100000")
    assert code == 0, err
    assert [path.name for path in folder.iterdir()] == ["out.h5"]


@pytest.mark.parametrize("ending", [".partial", ".partial.previous"])
def test_what_a_result_has_not_outrun_stays(killed_in_its_last_moment, broken_extension, ending):
    """A damaged checkpoint, and that of a run that goes further."""
    folder = killed_in_its_last_moment
    for left in (b"damaged", (broken_extension / "out.h5.partial").read_bytes()):
        shutil.copy(broken_extension / "out.h5", folder)
        (folder / f"out.h5{ending}").write_bytes(left)
        before = {path.name: path.read_bytes() for path in folder.iterdir() if ".writing-" not in path.name}
        code, out, err = run(folder, "resume", "out.h5")
        assert code == 0 and "is complete" in out, err
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_result_of_another_run_is_not_replaced(copy):
    begin(copy / "other", "--seed=5")
    (copy / "other" / "out.h5").replace(copy / "out.h5")
    (copy / "other").rmdir()
    err = refused(copy, "resume", "out.h5.partial")
    assert "--output" in err and "remove" not in err
    assert "out.h5.partial" in refused(copy, "resume", "out.h5", LONGER)
    code, _, err = run(copy, "resume", "out.h5.partial", "--output=mine.h5")
    assert code == 0 and (copy / "mine.h5").exists(), err


@pytest.mark.parametrize("experiment", ["collapse", "kde"])
def test_a_run_that_is_stopped_at_once_names_the_file_that_resume_takes(tmp_path, experiment):
    long = ["--dimension=4", "--snapshots=2000000,100000000", "--queries=16"]  # first chunks do not come to another size
    begun = Run(tmp_path, experiment, *long, "--output=out.h5")
    assert begun.wait_until(begun.partial.exists)
    begun.process.send_signal(signal.SIGTERM)
    assert begun.end()[0] == STOPPED_EARLY
    begun.partial.replace(begun.previous)
    code, out, err = run(tmp_path, "resume", "out.h5.partial", NO_TIME)
    assert code == STOPPED_EARLY and not begun.partial.exists(), err
    assert out.rstrip().endswith("regimes resume out.h5.partial"), out
    code, _, err = run(tmp_path, "resume", "out.h5.partial", NO_TIME)
    assert code == STOPPED_EARLY, err


def test_an_extension_that_is_stopped_at_once_says_how_to_extend(tmp_path):
    begin(tmp_path)
    code, out, err = run(tmp_path, "resume", "out.h5", LONGER, "--output=a longer.h5", NO_TIME)
    assert code == STOPPED_EARLY, err
    line = out.rstrip().rpartition("to go on: ")[2]
    assert line == "regimes resume out.h5 --points 3000000 --output 'a longer.h5'"
    code, _, err = run(tmp_path, *shlex.split(line)[1:])
    assert code == 0 and (tmp_path / "a longer.h5").exists(), err


def test_a_complete_file_gives_no_other_file(tmp_path):
    begin(tmp_path)
    err = refused(tmp_path, "resume", "out.h5", "--output=other.h5")
    assert "other.h5" in err and "complete" in err
    code, out, _ = run(tmp_path, "resume", "out.h5", "--output=out.h5")
    assert code == 0 and "complete" in out


def test_what_resume_does_not_have_is_not_advised(copy):
    shutil.copy(copy / "out.h5", copy / "taken.h5")
    shutil.copy(copy / "out.h5.partial", copy / "begun.h5.partial")
    for output in ("taken.h5", "begun.h5"):
        err = refused(copy, "resume", "out.h5.partial", f"--output={output}")
        assert "another name" in err and "--force" not in err


def test_a_file_that_is_only_read_is_not_locked(copy):
    (copy / "out.h5.lock").mkdir()  # nothing can be locked there, as in a folder of somebody else
    for file, more in (("out.h5.partial", ()), ("out.h5", ("--points=20000",))):
        code, _, err = run(copy, "resume", file, f"--output={file}-longer.h5", *more)
        assert code == 0, err
