"""HDF5 files whose own tables are damaged, those of other programs and those that end in a right checksum: refused in words, never by a signal and
never for ever. HDF5 1.10 itself dies of some of them.

REGIMES_DAMAGES: how many of each kind, beside those that are known to end it (default 4).
"""

import faulthandler
import os
import random
import resource
import subprocess
import zlib
from collections import Counter

import h5py
import numpy
import pytest

from conftest import LIMIT_SECONDS

BAD_DATA, FINE = 65, 0
DAMAGES = int(os.environ.get("REGIMES_DAMAGES", "4"))
MOST_SEEDS, ENDING_SEEDS = 700, 2
SEAL_LENGTH = len("\nregimes-crc32 01234567\n")
LAYOUTS = {
    "plain": {},
    "deflated": {"chunks": (10, 3), "compression": "gzip", "shuffle": True, "fletcher32": True},
    "latest": {"chunks": (7, 6), "compression": "gzip"},
    "growing": {"chunks": (16, 6), "maxshape": (None, None)},
}


def write_foreign(path, layout):
    """Points, labels, a dimension scale, attributes and groups, as other programs write them."""
    points = numpy.random.default_rng(1).normal(size=(120, 6))
    with h5py.File(path, "w", libver="earliest" if layout in ("plain", "deflated") else "latest") as file:
        data = file.create_dataset("x", data=points, **LAYOUTS[layout])
        data.attrs["scale_factor"] = 1.0
        data.attrs["units"] = "text"
        file["labels"] = (numpy.arange(120) % 2).astype("i4")
        file["row"] = numpy.arange(120.0)
        file["row"].make_scale("row")
        data.dims[0].attach_scale(file["row"])
        file["a/b/y"] = points[:3]


def damaged(data, seed):
    """One to twelve changed bits or bytes, a block of noise, or a length or address of eight bytes that leads astray."""
    chance, changed = random.Random(seed), bytearray(data)
    kind = chance.choice(["bits", "bytes", "block", "address"])
    if kind == "bits":
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    elif kind == "bytes":
        for _ in range(chance.randint(1, 12)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    elif kind == "block":
        at, length = chance.randrange(len(changed) - 32), chance.randint(1, 32)
        changed[at:at + length] = chance.randbytes(length)
    else:
        at = chance.randrange(len(changed) // 8) * 8
        changed[at:at + 8] = chance.choice([b"\xff" * 8, (1 << 62).to_bytes(8, "little"), chance.randrange(len(data)).to_bytes(8, "little"), bytes(8)])
    return bytes(changed)


def sealed(body):
    return body + f"\nregimes-crc32 {zlib.crc32(body):08x}\n".encode()


def those_that_end_a_reader(data, path):
    """Seeds whose damage ends h5py, which has the same library, by a signal; the program mostly meets the same tables."""
    seeds = []
    for seed in range(MOST_SEEDS):
        path.write_bytes(damaged(data, seed))
        child = os.fork()
        if child == 0:
            faulthandler.disable()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
            try:
                with h5py.File(path, "r") as file:
                    file.visititems(read_object)
            finally:
                os._exit(0)  # refused in words
        if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            seeds.append(seed)
        if len(seeds) == ENDING_SEEDS:
            break
    return seeds


def read_object(_, item):
    try:
        list(item.attrs.items())
        if isinstance(item, h5py.Dataset) and item.size < 10**6:
            item[()]
    except Exception:  # others may still be read
        pass


def said(run):
    return [line for line in run.stderr.splitlines() if line.startswith("regimes: ")]


def ends_in_words(run):
    """Whether it ended as it should: done, or refused by one message."""
    assert run.returncode in (FINE, BAD_DATA), (run.returncode, run.stderr)
    assert len(said(run)) == (run.returncode == BAD_DATA), run.stderr
    return run.returncode


DRY = ["--queries", "4", "--times", "0.5", "--dry-run", "--quiet"]


def dry_run(regimes, path, ranks=None):
    return regimes.run("collapse", "--train-file", f"{path.name}:/x", "--labels-file", f"{path.name}:/labels", *DRY, ranks=ranks)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_damaged_tables_of_data_end_in_words(regimes, layout):
    path, ends = regimes.folder / "points.h5", Counter()
    write_foreign(path, layout)
    whole = path.read_bytes()
    assert ends_in_words(dry_run(regimes, path)) == FINE
    for seed in range(DAMAGES):
        path.write_bytes(damaged(whole, seed))
        ends[ends_in_words(dry_run(regimes, path))] += 1
    print(layout, dict(ends))


def test_data_that_end_hdf5_are_refused_by_every_reader(regimes):
    path = regimes.folder / "points.h5"
    write_foreign(path, "deflated")
    whole = path.read_bytes()
    ends = Counter()
    for seed in those_that_end_a_reader(whole, path):
        path.write_bytes(damaged(whole, seed))
        for run in (dry_run(regimes, path), dry_run(regimes, path, ranks=2),
                    regimes.run("plan", "collapse", "--train-file", "points.h5:/x", "--labels-file", "points.h5:/labels", *DRY[:4])):
            ends[ends_in_words(run)] += 1
            assert not said(run) or ("points.h5" in said(run)[0] and "rank" not in said(run)[0])
    print(dict(ends))
    assert [file.name for file in regimes.folder.iterdir()] == ["points.h5"]


@pytest.fixture
def result(regimes):
    regimes.collapse(output="whole.h5", times="0.5")
    body = (regimes.folder / "whole.h5").read_bytes()[:-SEAL_LENGTH]
    (regimes.folder / "whole.h5").unlink()
    return body


def test_forged_results_end_in_words(regimes, result):
    path = regimes.folder / "out.h5"
    ends = Counter()
    ending = those_that_end_a_reader(result, path)
    for seed in [*range(10 * DAMAGES), *ending]:
        path.write_bytes(sealed(damaged(result, seed)))
        ends[ends_in_words(regimes.run("inspect", path.name))] += 1
    print(dict(ends), ending)
    for seed in ending[:1]:
        path.write_bytes(sealed(damaged(result, seed)))
        for words in (["resume", path.name, "--points", "60"], ["strip", path.name], ["cite", path.name]):
            assert ends_in_words(regimes.run(*words)) == BAD_DATA
        assert ends_in_words(regimes.run("resume", path.name, "--points", "60", ranks=2)) == BAD_DATA
        path.rename(f"{path}.partial")
        assert ends_in_words(regimes.run("resume", f"{path.name}.partial")) == BAD_DATA
        path.with_name("out.h5.partial").rename(path)
        assert ends_in_words(regimes.run("evaluate", "--train", "gaussian", "--dimension", "8", "--points", "50", "--times", "0.5", "--quiet",
                                         "--queries-file", f"{path.name}:/time", "--output", "other.h5")) == BAD_DATA
    assert [file.name for file in regimes.folder.iterdir()] == ["out.h5"]


def test_a_trial_costs_little(regimes):
    """Time of the processor, of an inspection that reads twice what it read once."""
    regimes.collapse(output="whole.h5", times="0.5")
    run = subprocess.run(["bash", "-c", f"TIMEFORMAT='%U %S'; time '{regimes.path}' inspect whole.h5"], cwd=regimes.folder, capture_output=True,
                         text=True, timeout=LIMIT_SECONDS, check=True)
    assert sum(map(float, run.stderr.split()[-2:])) < 1
