"""Who may write an output: file systems without locks, files that are in the way, inputs of the same call, links, and halves of files."""

import errno
import os
import signal
import subprocess
import time

import numpy
import pytest
import xarray

from conftest import LIMIT_SECONDS, options_of

DONE, USAGE, STOPPED_EARLY, INPUT_OUTPUT = 0, 2, 75, 74
ENOTSUPP = 524  # as some network file systems say, unknown to the C library
LONG = {"dimension": 24, "points": "50M", "sizes": "1M,50M", "queries": 64, "times": "0.3,1", "output": "out.h5", "checkpoint-minutes": 0}


@pytest.fixture(params=[errno.ENOLCK, errno.EOPNOTSUPP, ENOTSUPP])
def no_locks(request, monkeypatch):
    monkeypatch.setenv("LD_PRELOAD", os.environ["REGIMES_NO_LOCKS"])
    monkeypatch.setenv("NO_LOCKS_ERRNO", str(request.param))


def start_long(regimes):
    process = regimes.start("collapse", *(f"--{name}={value}" for name, value in LONG.items()))
    deadline = time.monotonic() + LIMIT_SECONDS
    while not (regimes.folder / "out.h5.partial").exists():
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()[1]
        time.sleep(0.01)
    return process


def test_without_locks_a_run_is_resumed_and_read(regimes, no_locks):
    process = start_long(regimes)
    process.terminate()
    _, stderr = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == STOPPED_EARLY and "has no locks" in stderr
    numpy.save(regimes.folder / "x.npy", numpy.ones((5, 3), numpy.float32))
    for words in (["resume", "out.h5.partial", "--time-limit", "2s"], ["inspect", "out.h5.partial"],
                  ["evaluate", "--dimension", "3", "--points", "9", "--queries-file", "x.npy", "--times", "1", "--output", "e.h5"]):
        result = regimes.run(*words)
        assert result.returncode in (DONE, STOPPED_EARLY), result.stderr
    doctor = regimes.run("doctor")
    assert "has no locks" in doctor.stdout
    assert not [name for name in regimes.files() if name.endswith(".lock")]


def test_without_locks_there_is_still_one_run_per_output(regimes, no_locks):
    process = start_long(regimes)
    process.send_signal(signal.SIGSTOP)
    try:
        regimes.refuses(USAGE, f"process {process.pid}", "out.h5.lock", output="out.h5", force=True)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert (regimes.folder / "out.h5.lock").exists()  # as a killed run leaves it
    result = regimes.run("collapse", *options_of({"output": "out.h5", "force": True}))
    assert result.returncode == DONE and regimes.files() == ["out.h5"], result.stderr


def test_on_nfs_runs_exclude_each_other(regimes, monkeypatch):
    monkeypatch.setenv("LD_PRELOAD", os.environ["REGIMES_NO_LOCKS"])
    monkeypatch.setenv("NO_LOCKS_ERRNO", str(errno.EBADF))
    process = start_long(regimes)
    process.send_signal(signal.SIGSTOP)
    try:
        regimes.refuses(USAGE, f"process {process.pid}", output="out.h5", force=True)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


@pytest.mark.parametrize("make", [lambda path: path.write_text("notes of a user"), os.mkfifo], ids=["file", "fifo"])
def test_what_is_no_lock_stays(regimes, make):
    path = regimes.folder / "out.h5.lock"
    make(path)
    before = path.stat()
    regimes.refuses(USAGE, "out.h5.lock", "no lock", output="out.h5")
    assert path.stat().st_ino == before.st_ino and path.stat().st_size == before.st_size


@pytest.mark.parametrize("option, experiment", [
    ("train-file", "collapse"), ("labels-file", "speciation"), ("queries-file", "evaluate"), ("samples-file", "memorisation"),
    ("paths-file", "memorisation"), ("config", "kde"), ("variances-file", "collapse"),
])
def test_no_output_replaces_an_input(regimes, option, experiment):
    generator = numpy.random.default_rng(1)
    path = regimes.folder / "input.npy"
    if option == "config":
        path.write_text("dimension = 3\npoints = 9\n")
    else:
        shape = {"labels-file": (12,), "paths-file": (2, 12, 3), "variances-file": (2, 3)}.get(option, (12, 3))
        numpy.save(path, numpy.abs(generator.normal(size=shape)) if option != "labels-file" else numpy.arange(12) % 2)
    numpy.save(regimes.folder / "train.npy", generator.normal(size=(12, 3)))
    os.link(path, regimes.folder / "other_name.npy")
    before = path.read_bytes()
    words = {"config": [], "train-file": ["--train", "npy"], "variances-file": ["--train", "covariances", "--dimension", "3", "--points", "12"]}.get(
        option, ["--train", "npy", "--train-file", "train.npy"])
    more = {"queries-file": ["--times", "1"], "paths-file": ["--path-times", "1,2"]}.get(option, [])
    regimes.refuses(USAGE, "input.npy", "which this call reads",
                    arguments=[experiment, *words, *more, f"--{option}", "input.npy", "--output", "other_name.npy", "--force"])
    assert path.read_bytes() == before


def test_a_link_stays_and_its_target_is_written(regimes):
    (regimes.folder / "scratch").mkdir()
    link = regimes.folder / "out.h5"
    link.symlink_to("scratch/deep.h5")
    for _ in range(2):  # the target is not there, and then it is
        regimes.collapse(output="out.h5", force=True)
        assert link.is_symlink()
    with xarray.open_dataset(regimes.folder / "scratch" / "deep.h5", engine="h5netcdf") as data:
        assert data.sizes["points"] == 2
    assert sorted(path.name for path in (regimes.folder / "scratch").iterdir()) == ["deep.h5"]


@pytest.mark.parametrize("output", ["/dev/stdout", "/dev/null", "/proc/self/fd/1", "link", "socket_or_fifo"])
def test_devices_and_streams_are_refused(regimes, output):
    (regimes.folder / "link").symlink_to("/dev/stdout")
    os.mkfifo(regimes.folder / "socket_or_fifo")
    regimes.refuses(INPUT_OUTPUT, output, "not a regular file", output=output, force=True)
    assert os.path.islink("/dev/stdout")


@pytest.mark.parametrize("output", ["x.h5.partial", "x.h5.partial.previous", "x.h5.lock"])
def test_names_that_runs_keep_are_refused(regimes, output):
    regimes.refuses(USAGE, output, "choose another name", output=output, force=True)


def test_halves_that_killed_runs_left_are_removed(regimes):
    for name in ("out.h5.writing-1-0", "out.h5.partial.writing-77-3", "other.h5.writing-1-0"):
        (regimes.folder / name).write_text("half")
    regimes.collapse(output="out.h5")
    assert regimes.files() == ["other.h5.writing-1-0", "out.h5"]


@pytest.mark.parametrize("words", [["theory", "collapse", "--points", "1e6", "--format", "json"], ["--help"], ["help", "collapse"], ["describe"],
                                   ["collapse", *options_of({"output": "out.h5"})]], ids=lambda words: words[0])
def test_results_that_cannot_be_printed_are_an_error(regimes, words):
    with open("/dev/full", "w", encoding="utf-8") as full:
        ended = subprocess.run([regimes.path, *words], cwd=regimes.folder, stdout=full, stderr=subprocess.PIPE, text=True,
                               timeout=LIMIT_SECONDS, check=False)
    assert ended.returncode == INPUT_OUTPUT and "standard output cannot be written" in ended.stderr


def test_a_log_that_nobody_reads_does_not_end_a_run(regimes):
    ended = subprocess.run(["bash", "-c", '"$@" 2>&1 | true; exit "${PIPESTATUS[0]}"', "bash", regimes.path, "collapse",
                            *options_of({"output": "out.h5", "points": "200k", "snapshots": "100k,200k"})],
                           cwd=regimes.folder, timeout=LIMIT_SECONDS, check=False)
    assert ended.returncode == DONE and regimes.files() == ["out.h5"]
