"""What is read in a child process ends nothing but that, and what a file of the suite is read through checks its checksum first."""
import os
import signal
import time

import numpy as np
import pytest
from regimes.results import child_process
from regimes.results.checksum_trailer import append_checksum_trailer
from regimes.results.child_process import Reader, in_child, stream_from_child
from regimes.console.command import USAGE, Refusal
from regimes.errors import ForeignFile
from regimes.results.sealed_file import read_sealed

LARGE = 3 << 20  # bytes, more than a pipe holds


@pytest.fixture
def path(tmp_path):
    (tmp_path / "file").write_text("content")
    return str(tmp_path / "file")


def test_values_come_back(path):
    value = in_child(lambda name: {"name": name, "row": np.arange(LARGE // 8), "process": os.getpid()}, path)
    assert value["name"] == path and value["process"] != os.getpid()
    np.testing.assert_array_equal(value["row"], np.arange(LARGE // 8))


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL, signal.SIGFPE])
def test_a_reader_that_dies_is_said_so(path, number):
    with pytest.raises(ForeignFile, match=f"file: cannot be read: HDF5 was ended by {number.name}"):
        in_child(lambda name: os.kill(os.getpid(), number), path)


def test_a_reader_that_dies_within_its_answer(path):
    class Deadly:
        def __reduce__(self):
            os.kill(os.getpid(), signal.SIGSEGV)

    with pytest.raises(ForeignFile, match="was ended by SIGSEGV"):
        in_child(lambda name: [np.zeros(LARGE), Deadly()], path)


def test_a_reader_that_loops_for_ever(path, monkeypatch):
    def loop(name):
        while True:
            pass

    monkeypatch.setattr(child_process, "CPU_SECONDS", 1)
    monkeypatch.setattr(child_process, "PATIENCE", 10_000)  # the limit on waiting is another one
    with pytest.raises(ForeignFile, match="did not come to an end"):
        in_child(loop, path)


def test_a_reader_that_waits_for_ever(path, monkeypatch):
    monkeypatch.setattr(child_process, "CPU_SECONDS", 1)
    monkeypatch.setattr(child_process, "PATIENCE", 1)
    with pytest.raises(ForeignFile, match="did not come to an end"):
        in_child(lambda name: time.sleep(1000), path)


@pytest.mark.parametrize("error, said", [(ForeignFile("as it is"), "^as it is$"), (KeyError("x"), "file: cannot be read as a file of regimes"),
                                         (MemoryError(), "MemoryError"), (RuntimeError("why"), "why")])
def test_errors_become_one_kind(path, error, said):
    def fail(name):
        raise error

    with pytest.raises(ForeignFile, match=said):
        in_child(fail, path)


def test_values_come_one_after_the_other(path):
    def parts(name):
        for number in range(3):
            yield np.full(LARGE // 8, number)
        os.kill(os.getpid(), signal.SIGBUS)

    stream = stream_from_child(parts, path, Reader("The library", "a file of it", "take another"))
    for number in range(3):
        np.testing.assert_array_equal(next(stream), np.full(LARGE // 8, number))
    with pytest.raises(ForeignFile, match="file: cannot be read: The library was ended by SIGBUS on it; its tables are damaged: take another"):
        next(stream)


def test_every_value_has_its_time(path, monkeypatch):
    def parts(name):
        for number in range(4):
            begin = time.process_time()
            while time.process_time() - begin < 0.6:
                pass
            yield number

    monkeypatch.setattr(child_process, "CPU_SECONDS", 1)
    assert list(stream_from_child(parts, path)) == [0, 1, 2, 3]


def test_what_the_child_refuses_is_refused(path):
    def refuse(name):
        yield 1
        raise Refusal(USAGE, "one", "two")

    stream = stream_from_child(refuse, path)
    assert next(stream) == 1
    with pytest.raises(Refusal) as refusal:
        next(stream)
    assert (refusal.value.code, refusal.value.lines) == (USAGE, ("one", "two"))


def test_who_wants_no_more_leaves_no_child(path):
    def for_ever(name):
        while True:
            yield os.getpid()

    stream = stream_from_child(for_ever, path)
    child = next(stream)
    stream.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_the_checksum_comes_first(path):
    append_checksum_trailer(path)
    assert read_sealed(path, lambda name: open(name).read()[:7], "") == "content"
    with open(path, "r+b") as stream:
        stream.write(b"C")
    with pytest.raises(ForeignFile, match="does not end in the checksum"):
        read_sealed(path, lambda name: pytest.fail("read"), "")


def test_no_file(path):
    for name in (f"{path}.absent", os.path.dirname(path)):
        with pytest.raises(FileNotFoundError, match="no such file; give another"):
            read_sealed(name, lambda name: pytest.fail("read"), "give another")
