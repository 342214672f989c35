"""Runs of the program that are killed or told to stop, and go on."""

import os
import random
import shlex
import signal
import subprocess
import time
import zlib
from pathlib import Path

import h5py
import xarray

STOPPED_EARLY = 75
BAD_DATA = 65
SEAL_LENGTH = len("\nregimes-crc32 01234567\n")
PATIENCE_SECONDS = 100
POLL_SECONDS = 0.01
MOST_RUNS = 40  # far more than are needed
USUAL_RUNS = 10


def command(*words, ranks=None):
    launcher = [] if ranks is None else [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks)]
    return [*launcher, os.environ["REGIMES_PROGRAM"], *map(str, words)]


def finish(*words, ranks=None):
    run = subprocess.run(command(*words, ranks=ranks), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert run.returncode == 0, run.stderr
    return run


def refused(*words, code=2):
    run = subprocess.run(command(*words), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert run.returncode == code, (run.returncode, run.stderr)
    return run.stderr


def values(path, group=None):
    with xarray.open_dataset(path, engine="h5netcdf", group=group) as data:
        return data.load()


def version_of(path):
    """Another number whenever the file is replaced."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None


def interrupt(words, how, awaited, patience=PATIENCE_SECONDS, after=0.0):
    """Starts a run, and ends it `after` seconds from when it has made or replaced the file `awaited`, or once it has run for
    `patience` seconds. Returns its exit code."""
    awaited, start = Path(awaited), time.monotonic()
    before = version_of(awaited)
    process = subprocess.Popen(command(*words), stderr=subprocess.PIPE)
    while time.monotonic() - start < patience and version_of(awaited) in (None, before) and process.poll() is None:
        time.sleep(POLL_SECONDS)  # and not look at what it holds: that takes longer than the run
    time.sleep(after)
    process.send_signal(how)  # nothing happens where it has ended by itself
    process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode


def kill_again_and_again(words, output, seed, longest_pause, is_enough):
    """Kills a run and those that go on with it up to so many seconds after a checkpoint, at random, until is_enough(the attributes of
    the states that were left), then lets it end. Later ones get longer, for a busy machine on which runs come nowhere in that time."""
    pauses, partial, states = random.Random(seed), Path(f"{output}.partial"), []
    words, often, runs = [*words, "--output", output], ["--checkpoint-minutes", "0"], 1
    while not is_enough(states):
        assert runs < MOST_RUNS and not output.exists(), states
        code = interrupt([*words, *often], signal.SIGKILL, partial, after=pauses.uniform(0, longest_pause * max(1, runs / USUAL_RUNS)))
        assert code in (0, -signal.SIGKILL)
        if partial.exists():  # and not killed between two renames
            states.append(values(partial, "state").attrs)
        words, runs = ["resume", partial, "--quiet"], runs + 1
    finish(*words)
    assert 1 < values(output, "provenance").attrs["runs"] <= runs


def damage(path):
    """Changes a bit in the middle. Killed between two renames, a partial file is the one before under another name."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def write_forged(path, content, forge):
    """Writes a file with other content and a right checksum: forge(file) changes what is open."""
    path.unlink(missing_ok=True)
    path.write_bytes(content[:-SEAL_LENGTH])
    with h5py.File(path, "r+") as file:
        forge(file)
    body = path.read_bytes()
    path.write_bytes(body + f"\nregimes-crc32 {zlib.crc32(body):08x}\n".encode())


def first(name, value):
    """Changes the first number of a variable."""
    def forge(file):
        values = file[name][...]
        values.flat[0] = value
        file[name][...] = values
    return forge
