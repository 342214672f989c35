"""Checkpoints with a right checksum but a content that no run has: refused by one message that names the file and what to do."""

import math
import signal
import subprocess
import zlib
from pathlib import Path

import h5py
import pytest

from interruption import PATIENCE_SECONDS, command, interrupt

BAD_DATA = 65
SEAL_LENGTH = len("\nregimes-crc32 01234567\n")
COMMON = ["--train", "mixture", "--dimension", "32", "--points", "2000", "--quiet", "--checkpoint-minutes", "0"]
SAMPLER = ["--trajectories", "300", "--t-start", "4", "--step", "exact", "--dt", "0.01"]
RUNS = {
    "sample": ["sample", *SAMPLER, "--times", "0.1,0.5,2"],
    "trajectories": ["trajectories", *SAMPLER, "--clone-times", "0.8", "--last-change", "both"],
    "speciation": ["speciation", "--points", "30k", "--replicas", "6", "--queries", "2000", "--times", "0.3,0.6,1"],
}


@pytest.fixture(scope="module", params=RUNS)
def stopped(request, tmp_path_factory):
    """The experiment and what is left of it."""
    output = tmp_path_factory.mktemp(request.param) / "out.h5"
    name, *options = RUNS[request.param]
    others = [word for word in COMMON if request.param != "speciation" or word not in ("--points", "2000")]
    words = [name, *others, *options, "--output", output]
    assert interrupt(words, signal.SIGKILL, f"{output}.partial.previous") == -signal.SIGKILL, "it ended: give it more to do"
    left = Path(f"{output}.partial")
    return request.param, (left if left.exists() else Path(f"{left}.previous")).read_bytes()


def first(name, value):
    """Changes the first number of a variable."""
    def forge(file):
        values = file[name][...]
        values.flat[0] = value
        file[name][...] = values
    return forge


def attribute(name, value):
    return lambda file: file["state"].attrs.modify(name, value)


FORGERIES = {
    "sample": [first("state/x", math.nan), first("state/x", math.inf), attribute("steps_done", -1), attribute("steps_done", 10**12),
               first("nearest_index", 2000), first("nearest_index", -2)],
    "trajectories": [first("state/x", math.nan), attribute("part", -1), attribute("part", 99), attribute("steps_done", 0),
                     attribute("steps_done", 10**12)],
    "speciation": [first("state/source_class", 2), first("state/source_class", -1), first("time", 0.2), first("class", 5),
                   attribute("replicas_done", 2**40), attribute("law_queries_done", -1)],
}


def write_forged(path, content, forge):
    path.write_bytes(content[:-SEAL_LENGTH])
    with h5py.File(path, "r+") as file:
        forge(file)
    body = path.read_bytes()
    path.write_bytes(body + f"\nregimes-crc32 {zlib.crc32(body):08x}\n".encode())


def resume(partial, ranks=None):
    return subprocess.run(command("resume", partial, "--quiet", ranks=ranks), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)


def is_refused(run, partial):
    assert run.returncode == BAD_DATA, (run.returncode, run.stderr)
    assert run.stderr.count(f"cannot go on from '{partial}': ") == 1 and "; begin anew" in run.stderr, run.stderr


def test_forged_states_are_refused(tmp_path, stopped):
    experiment, content = stopped
    partial = tmp_path / "out.h5.partial"
    for forge in FORGERIES[experiment]:
        write_forged(partial, content, forge)
        is_refused(resume(partial), partial)
    is_refused(resume(partial, ranks=2), partial)  # all ranks end, and one of them says why
    assert list(tmp_path.iterdir()) == [partial]


def test_a_new_checksum_alone_changes_nothing(tmp_path, stopped):
    partial = tmp_path / "out.h5.partial"
    write_forged(partial, stopped[1], lambda file: None)
    run = resume(partial)
    assert run.returncode == 0, run.stderr
