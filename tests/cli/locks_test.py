"""Who may write an output: files that are in the way, inputs of the same call, and halves of files. Runs without locks are in tests/attacks."""

import errno
import os
import subprocess

import numpy
import pytest

from conftest import LIMIT_SECONDS, options_of

DONE, USAGE, INPUT_OUTPUT = 0, 2, 74
ENOTSUPP = 524  # as some network file systems say, unknown to the C library


@pytest.mark.parametrize("error", [errno.ENOLCK, errno.EOPNOTSUPP, ENOTSUPP])
def test_doctor_says_that_there_are_no_locks(regimes, monkeypatch, error):
    monkeypatch.setenv("LD_PRELOAD", os.environ["REGIMES_NO_LOCKS"])
    monkeypatch.setenv("NO_LOCKS_ERRNO", str(error))
    assert "has no locks" in regimes.run("doctor").stdout


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
