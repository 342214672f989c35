"""Where the commands write: beside what is there, under names and locks of their own, and never over what is no plain file or is read."""
import fcntl
import os
import stat
from pathlib import Path

import pytest
from attempts import attempt
from regimes.console.command import DONE, INPUT_OUTPUT, USAGE, Refusal
from regimes.console.files import write_aside
from regimes.console.output_lock import output_lock
from synthetic_result import make_result, write_task

POINTS = [100, 1000]
SMALL_DISK = 512  # bytes


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return write_task(tmp_path_factory.mktemp("result") / "run.h5", make_result("gaussian", 16, POINTS), 1)


def write(text):
    return lambda aside: Path(aside).write_text(text)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_an_interrupted_run_keeps_is_left_alone(tmp_path, result):
    partial = tmp_path / "curves.h5.partial"
    partial.write_text("days of work")
    assert attempt("analysis/collect", result, "-o", tmp_path / "curves.h5").code == DONE
    assert partial.read_text() == "days of work" and names(tmp_path) == ["curves.h5", "curves.h5.partial"]
    refused = attempt("analysis/report", tmp_path / "curves.h5", "-o", tmp_path / "page.html.partial")
    assert refused.code == USAGE


@pytest.mark.parametrize("command, name", [("collect", "out.h5"), ("collect", "out.csv"), ("collapse_curves", "out.png"), ("collapse_curves", "out.pdf")])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, result, command, name):
    (tmp_path / name).write_text("old")
    force = ["--force"] if command == "collect" else []
    tried = attempt(f"analysis/{command}", result, "-o", tmp_path / name, *force, largest_file=SMALL_DISK)
    assert tried.code == INPUT_OUTPUT and "cannot write" in tried.said, tried
    assert (tmp_path / name).read_text() == "old" and not {path for path in names(tmp_path) if "writing" in path or "lock" in path}


def test_one_writer_at_a_time(tmp_path):
    path = str(tmp_path / "out")
    with output_lock(path):
        with pytest.raises(Refusal, match=f"process {os.getpid()} on .* is writing it"):
            write_aside(path, write("second"))
    write_aside(path, write("third"))
    assert names(tmp_path) == ["out"] and Path(path).read_text() == "third"


def test_what_killed_commands_have_left_is_removed_by_the_next_with_that_output(tmp_path):
    for name in ("out.writing-999999-0", "out.writing-12-3", "out.h5.writing-12-0", "other.writing-12-0", "my.out.writing-12-0"):
        (tmp_path / name).write_text("half")
    (tmp_path / "out.writing-folder").mkdir()
    write_aside(str(tmp_path / "out"), write("whole"))
    assert names(tmp_path) == ["my.out.writing-12-0", "other.writing-12-0", "out", "out.h5.writing-12-0", "out.writing-folder"]
    (tmp_path / "out.writing-12-0").write_text("of a writer at work")
    with output_lock(str(tmp_path / "out")), pytest.raises(Refusal):
        write_aside(str(tmp_path / "out"), write("another"))
    assert "out.writing-12-0" in names(tmp_path)


def test_the_lock_of_the_program_counts(tmp_path):
    with open(tmp_path / "out.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 1 on elsewhere\n")
        lock.flush()
        with pytest.raises(Refusal, match="process 1 on elsewhere is writing it"):
            write_aside(str(tmp_path / "out"), write("mine"))
    write_aside(str(tmp_path / "out"), write("mine"))
    assert names(tmp_path) == ["out"], "whoever held it is gone"


def test_what_appeared_meanwhile_is_kept(tmp_path):
    (tmp_path / "out").write_text("theirs")
    with pytest.raises(Refusal, match="another process has written it meanwhile"):
        write_aside(str(tmp_path / "out"), write("mine"), replaces=False)
    assert (tmp_path / "out").read_text() == "theirs" and names(tmp_path) == ["out"]


@pytest.mark.parametrize("make", [lambda path: path.write_text("my own notes"), os.mkfifo, lambda path: path.mkdir()], ids=["file", "fifo", "folder"])
def test_a_file_that_is_no_lock_is_in_the_way(tmp_path, make):
    make(tmp_path / "out.lock")
    with pytest.raises(Refusal, match="out"):
        write_aside(str(tmp_path / "out"), write("mine"))
    assert names(tmp_path) == ["out.lock"]
    if (tmp_path / "out.lock").is_file():
        assert (tmp_path / "out.lock").read_text() == "my own notes"


def test_a_symbolic_link_stays(tmp_path):
    (tmp_path / "scratch").mkdir()
    for target in ("scratch/old", "scratch/new"):
        (tmp_path / "link").unlink(missing_ok=True)
        (tmp_path / "link").symlink_to(target)
        (tmp_path / "scratch" / "old").write_text("old")
        write_aside(str(tmp_path / "link"), write("mine"))
        assert (tmp_path / "link").is_symlink() and (tmp_path / target).read_text() == "mine"
    assert names(tmp_path) == ["link", "scratch"] and names(tmp_path / "scratch") == ["new", "old"]


OUTPUTS = {  # what stands where a figure would be written
    "device": lambda path: path.symlink_to("/dev/null"),
    "fifo": os.mkfifo,
    "folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("kind", OUTPUTS)
@pytest.mark.parametrize("command, name", [("collapse_curves", "out.csv"), ("collect", "out.csv"), ("three_regimes", "out.pdf")])
def test_what_is_no_plain_file_is_refused_before_anything_is_read(tmp_path, result, kind, command, name):
    OUTPUTS[kind](tmp_path / name)
    before = (tmp_path / name).lstat().st_mode
    force = ["--force"] if command == "collect" else []
    tried = attempt(f"analysis/{command}", result, "-o", tmp_path / name, *force)
    assert tried.code == USAGE and "is no plain file" in tried.said, tried
    assert (tmp_path / name).lstat().st_mode == before and names(tmp_path) == [name]
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.parametrize("command, name, more", [("collapse_curves", "run.csv", []), ("collect", "run.h5", ["--force"]), ("report", "run.html", []),
                                                 ("speciation_curves", "run.png", []), ("density_curves", "run.pdf", [])])
@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_an_input_is_never_replaced(tmp_path, result, command, name, more, link):
    (tmp_path / name).write_bytes(Path(result).read_bytes())
    link(tmp_path / name, tmp_path / "input.h5")
    before = (tmp_path / name).read_bytes()
    tried = attempt(f"analysis/{command}", tmp_path / "input.h5", "-o", tmp_path / name, *more)
    assert tried.code == USAGE and "which is read" in tried.said, tried
    assert (tmp_path / name).read_bytes() == before
