"""Results, checkpoints and curves cut or changed at random, through every reader of analysis/ and jobs/: refused with a message, and nothing else.
With their checksum made right again they may be read, if HDF5 can, but end nothing, and never without a word.

REGIMES_DAMAGES: how many of both (default 20).
"""
import os
import random
import shutil
from collections import Counter
from pathlib import Path

import h5py  # noqa: F401  (what children would each import)
import matplotlib.pyplot  # noqa: F401
import pytest
from attempts import ROOT, attempt
from damage import damaged, rewritten
from regimes.results.checksum_trailer import LENGTH, append_checksum_trailer

DAMAGES = int(os.environ.get("REGIMES_DAMAGES", "20"))
SEED = 15
DONE, INCOMPLETE, BAD_DATA = 0, 1, 65
STATUS = "jobs/status"
GOLDEN = ROOT / "tests" / "golden" / "regimes-result-1"
COLLECT = ["analysis/collect", "{file}", "-o", "{folder}/out.csv"]
READERS = {  # name of a file: the command lines that read it
    "collapse.h5": [COLLECT, ["analysis/collapse_curves", "{file}", "-o", "{folder}/out"], [STATUS, "{folder}/sweep.ini"]],
    "classes.h5": [["analysis/three_regimes", "{file}", "-o", "{folder}/out"]],
    "kde.h5": [COLLECT, ["analysis/density_curves", "{file}", "-o", "{folder}/out"]],
    "schedule.h5": [COLLECT, ["analysis/schedule_curves", "{file}", "-o", "{folder}/out"]],
    "speciation.h5": [COLLECT, ["analysis/speciation_curves", "{file}", "-o", "{folder}/out"]],
    "sample.h5": [COLLECT, ["analysis/speciation_curves", "{folder}/speciation.whole", "--paths", "{file}", "-o", "{folder}/out"],
                  ["analysis/trajectory_pictures", "{file}", "-o", "{folder}/out"]],
    "trajectories.h5": [COLLECT, ["analysis/three_regimes", "{folder}/classes.whole", "--trajectories", "{file}", "-o", "{folder}/out"]],
    "geometry.h5": [COLLECT, ["analysis/geometry_curves", "{file}", "-o", "{folder}/out"]],
    "guidance.h5": [COLLECT, ["analysis/guidance_curves", "{file}", "-o", "{folder}/out"]],
    "evaluate.h5": [COLLECT],
    "memorisation.h5": [COLLECT],
    "curves.h5": [["analysis/figures", "{file}", "-o", "{folder}/figures"], ["analysis/report", "{file}", "-o", "{folder}/out.html"]],
    "collapse.h5.partial": [["analysis/collect", "{file}", "--partial", "-o", "{folder}/out.csv"], [STATUS, "{folder}/sweep.ini"]],
}
SWEEP = "[base]\ndimension = 4\n"
REFUSED, READ, WRONG, SIGNALS, HANGS = "refused", "read", "wrong", "signals", "hangs"
CHILDREN = "refused because HDF5 died in the child process"


@pytest.fixture(scope="module")
def wholes(tmp_path_factory):
    """name -> bytes of every file that is damaged."""
    from real_sweep import collapse

    folder = tmp_path_factory.mktemp("whole")
    for name in READERS:
        if (GOLDEN / name).exists():
            shutil.copy(GOLDEN / name, folder)
    assert attempt("analysis/collect", folder / "collapse.h5", "-o", folder / "curves.h5").code == DONE
    collapse(folder / "classes.h5", train="mixture", dimension=8, points=500)
    return {name: (folder / name).read_bytes() for name in READERS}


def outcome(tried, by_status, may_be_read):
    """What became of an attempt. jobs/status says of a file that it is damaged, and ends with 1, since its task is not done."""
    if tried.hangs:
        return HANGS
    if tried.signal is not None:
        return SIGNALS
    is_refused = "cannot be read" in tried.said or "failed" in tried.said if by_status else tried.code == BAD_DATA
    if is_refused and "Traceback" not in tried.said and "bug" not in tried.said:
        return REFUSED
    return READ if may_be_read and tried.code in ((DONE, INCOMPLETE) if by_status else (DONE,)) else WRONG


def as_task(folder, name, data):
    """Writes the file as result or checkpoint of a sweep of one task."""
    from regimes_jobs.sweep import read_sweep

    (folder / "sweep.ini").write_text(SWEEP)
    sweep = read_sweep(str(folder / "sweep.ini"), None)
    place = Path(sweep.folder)
    place.mkdir()
    (place / (sweep.tasks[0].partial if name.endswith(".partial") else sweep.tasks[0].result)).write_bytes(data)


def try_reader(folder, wholes, name, words, data):
    """The Attempt of one command line on a damaged file."""
    file = folder / name
    file.write_bytes(data)
    for other in ("speciation", "classes"):
        (folder / f"{other}.whole").write_bytes(wholes[f"{other}.h5"])
    if words[0] == STATUS:
        as_task(folder, name, data)
    return attempt(*(word.format(file=file, folder=folder) for word in words))


def attack(tmp_path, wholes, change, may_be_read):
    numbers, counts, failures = random.Random(SEED), Counter(), []
    lines = [(name, words) for name in READERS for words in READERS[name]]
    for number in range(DAMAGES):
        name, words = lines[number % len(lines)]
        folder = tmp_path / str(number)
        folder.mkdir()
        data = change(wholes[name], numbers)
        tried = try_reader(folder, wholes, name, words, data)
        said = outcome(tried, words[0] == STATUS, may_be_read)
        counts[said] += 1
        counts[CHILDREN] += "cannot be read: HDF5" in tried.said
        if said in (WRONG, SIGNALS, HANGS):
            failures.append((number, name, words[0], said, tried.code, tried.signal, tried.said[-600:]))
        else:
            shutil.rmtree(folder)
    print(f"\n{DAMAGES} tried: {dict(counts)}")
    assert not failures, failures
    return counts


def test_what_is_damaged_is_refused(tmp_path, wholes):
    assert attack(tmp_path, wholes, damaged, False)[REFUSED] > DAMAGES * 0.8


def test_what_has_a_right_checksum_ends_nothing(tmp_path, wholes):
    def sealed(data, numbers):
        path = tmp_path / "forged"
        path.write_bytes(rewritten(data[:-LENGTH], numbers))
        append_checksum_trailer(path)
        return path.read_bytes()

    attack(tmp_path, wholes, sealed, True)
