"""Checkpoints that were cut or changed at random: refused with a message or, where they are whole, gone on from; nothing else.

REGIMES_DAMAGES: how many (default 100).
"""

import os
import random
import signal
import subprocess

import pytest
from long_run import STOPPED_EARLY, Run

DAMAGES = int(os.environ.get("REGIMES_DAMAGES", "100"))
SEED = 7
BAD_DATA = 65
LIMIT_SECONDS = 30


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    run = Run(tmp_path_factory.mktemp("checkpoint"), options={"snapshots": "500,20000,30000,40000000", "queries": 8})
    assert run.wait_until(run.partial.exists)
    run.process.send_signal(signal.SIGTERM)
    assert run.end()[0] == STOPPED_EARLY
    return run.partial.read_bytes()


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


def test_a_damaged_checkpoint_is_refused(tmp_path, checkpoint):
    random_numbers = random.Random(SEED)
    path = tmp_path / "out.h5.partial"
    for number in range(DAMAGES):
        data = damaged(checkpoint, random_numbers)
        if data == checkpoint:
            continue
        path.write_bytes(data)
        run = subprocess.run([os.environ["REGIMES_PROGRAM"], "resume", path, "--time-limit=1s"], capture_output=True, text=True,
                             timeout=LIMIT_SECONDS, check=False)
        assert run.returncode == BAD_DATA, (number, run.returncode, run.stderr)
        assert "out.h5.partial" in run.stderr
        assert path.read_bytes() == data
        assert sorted(entry.name for entry in tmp_path.iterdir()) == ["out.h5.partial"]
