"""Checkpoints and results that were cut or changed at random: refused with a message, or the checkpoint before is used; nothing else.

REGIMES_DAMAGES: how many (default 40).
"""

import os
import random
import signal
import subprocess
from collections import Counter

import pytest
from long_run import STOPPED_EARLY, Run

DAMAGES = int(os.environ.get("REGIMES_DAMAGES", "40"))
SEED = 7
BAD_DATA = 65
LIMIT_SECONDS = 30
WITH_PREVIOUS, OF_RESULT = 20, 4  # one damage in so many
REFUSED, PREVIOUS_USED, HARMLESS = "refused", "previous used", "harmless"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    run = Run(tmp_path_factory.mktemp("checkpoint"), options={"snapshots": "500,20000,30000,40000000", "queries": 8})
    assert run.wait_until(run.partial.exists)
    run.process.send_signal(signal.SIGTERM)
    assert run.end()[0] == STOPPED_EARLY
    return run.partial.read_bytes()


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    run = Run(tmp_path_factory.mktemp("result"), options={"snapshots": "500,2000", "queries": 8})
    assert run.end()[0] == 0
    return run.output.read_bytes()


def damaged(data, random_numbers):
    kind = random_numbers.choice(["flip", "flips", "cut", "zeros", "swap", "append"])
    changed = bytearray(data)
    at = random_numbers.randrange(len(data))
    if kind == "flip":
        changed[at] ^= 1 << random_numbers.randrange(8)
    elif kind == "flips":
        for _ in range(50):
            changed[random_numbers.randrange(len(data))] ^= random_numbers.randrange(1, 256)
    elif kind == "cut":
        del changed[at:]
    elif kind == "zeros":
        changed[at:at + 512] = bytes(len(changed[at:at + 512]))
    elif kind == "swap":
        other = random_numbers.randrange(len(data))
        changed[at], changed[other] = changed[other], changed[at]
    else:
        changed += random_numbers.randbytes(100)
    return bytes(changed)


def contents(folder):
    return {entry.name: entry.read_bytes() for entry in folder.iterdir()}


def resume(path, *arguments):
    return subprocess.run([os.environ["REGIMES_PROGRAM"], "resume", path, "--time-limit=1s", *arguments], capture_output=True, text=True,
                          timeout=LIMIT_SECONDS, check=False)


def is_refused(path, *arguments):
    """It says which file is bad, and everything stays as it is."""
    before = contents(path.parent)
    run = resume(path, *arguments)
    assert run.returncode == BAD_DATA and path.name in run.stderr, (run.returncode, run.stderr)
    assert contents(path.parent) == before


def uses_the_one_before(path, good):
    """It says so and goes on; the good one stays until there are two of them."""
    previous = path.parent / (path.name + ".previous")
    previous.write_bytes(good)
    run = resume(path)
    assert run.returncode == STOPPED_EARLY and previous.name in run.stderr, (run.returncode, run.stderr)
    assert previous.read_bytes() == good
    previous.unlink()


def test_what_is_damaged_is_never_gone_on_from(tmp_path, checkpoint, result):
    random_numbers, counts = random.Random(SEED), Counter()
    partial, output = tmp_path / "checkpoint" / "out.h5.partial", tmp_path / "result" / "out.h5"
    for path in (partial, output):
        path.parent.mkdir()
    for number in range(DAMAGES):
        path, whole = (output, result) if number % OF_RESULT == 0 else (partial, checkpoint)
        data = damaged(whole, random_numbers)
        if data == whole:
            counts[HARMLESS] += 1
            continue
        path.write_bytes(data)
        if path == output:
            is_refused(output, "--points=4000")
            counts[REFUSED] += 1
        elif number % WITH_PREVIOUS == 1:
            uses_the_one_before(partial, checkpoint)
            counts[PREVIOUS_USED] += 1
        else:
            is_refused(partial)
            counts[REFUSED] += 1
    print(dict(counts))
    assert counts[REFUSED] > counts[PREVIOUS_USED] > 0
