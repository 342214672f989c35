"""Disks that are too small: of 4 KB, of 1 MB, and of 1 MB with all but a random rest taken. What does not fit is refused by one message and leaves nothing behind
but a checkpoint that is whole; what fits is the result of any other disk. Needs root, for file systems of its own.

REGIMES_DISKS: how many disks (default 20).
"""

import contextlib
import os
import random
import subprocess
import tempfile
from pathlib import Path

import matplotlib.pyplot  # noqa: F401  (what children would each import)
import pytest
import xarray  # noqa: F401
from attack import DONE, INPUT_OUTPUT, REFUSED, SURVIVED, WRONG, Attempt, Tally, attempt, done, is_whole, refusal
from attempts import attempt as attempt_of_analysis
from experiments import experiments
from golden_runs import RUNS as SMALL
from golden_runs import write_inputs
from undisturbed import OFTEN, bits, words

DISKS = int(os.environ.get("REGIMES_DISKS", "20"))
SEED = 13
PAGE, SMALLEST, SMALLER = 4096, 4096, 1 << 20
OUTPUT = "out.h5"
REASON = "No space left on device; make room there, or choose another --output"


@contextlib.contextmanager
def disk(folder, size):
    """A file system of so many bytes."""
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", folder], capture_output=True, text=True, check=False)
    assert mount.returncode == 0, f"this test mounts small disks, which needs root: {mount.stderr}"
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder, rest):
    """Takes all but so many bytes of the disk."""
    with open(folder / "filler", "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(PAGE))
    os.truncate(folder / "filler", max(0, os.path.getsize(folder / "filler") - rest))


@pytest.fixture(scope="module")
def wholes(all_places):
    """Results of the small runs, in a folder with what they read."""
    folder = Path(tempfile.mkdtemp(dir=all_places))
    write_inputs(folder)
    for name, options in SMALL.items():
        done(folder, name, *options, "--quiet", "--output", f"{name}.h5")
    return folder


def comes_to_its_end_elsewhere(folder, elsewhere, whole):
    """What is left is whole, and the run goes on from it where there is room."""
    left = [folder / f"{OUTPUT}{ending}" for ending in (".partial", ".partial.previous") if (folder / f"{OUTPUT}{ending}").exists()]
    if not left:
        return True
    ended = attempt(elsewhere, "resume", folder / f"{OUTPUT}.partial", "--quiet", "--output", elsewhere / "elsewhere.h5")
    return all(map(is_whole, left)) and ended.code == DONE and bits(elsewhere / "elsewhere.h5") == bits(whole())


def outcome(folder, elsewhere, ended, whole):
    """whole(): the path of the result of a run that had room."""
    names = {entry.name for entry in folder.iterdir()} - {"filler"}
    if ended.code == DONE:
        return SURVIVED if names == {OUTPUT} and bits(folder / OUTPUT) == bits(whole()) else WRONG
    is_tidy = names <= {f"{OUTPUT}.partial", f"{OUTPUT}.partial.previous"}
    is_refused = refusal(ended, [INPUT_OUTPUT], OUTPUT, REASON)
    return REFUSED if is_refused and is_tidy and comes_to_its_end_elsewhere(folder, elsewhere, whole) else WRONG


def test_results_on_disks_that_are_too_small(all_places, wholes, undisturbed):
    tally, names = Tally("small disks"), experiments()
    for number in range(DISKS):
        numbers, name, kind = random.Random(f"{SEED} {number}"), names[number % len(names)], ["4 KB", "1 MB", "a rest of 1 MB"][number % 3]
        with tempfile.TemporaryDirectory(dir=all_places) as place, disk(tempfile.mkdtemp(dir=place), SMALLEST if kind == "4 KB" else SMALLER) as mounted:
            folder, elsewhere, whole = Path(mounted), Path(place), wholes / f"{name}.h5"
            is_long = kind == "1 MB"
            undisturbed.copy_inputs(elsewhere) if is_long else write_inputs(elsewhere)
            if kind == "a rest of 1 MB":
                fill(folder, numbers.randrange(int(2.2 * whole.stat().st_size)))
            line = [*words(name)[:-1], *OFTEN] if is_long else [name, *SMALL[name], "--output"]
            line = [folder / OUTPUT if word == "--output" else word for word in line]
            line.insert(line.index(folder / OUTPUT), "--output")
            ended = attempt(elsewhere, *line, "--quiet", ranks=None if is_long or number % 2 else 2)  # the others must not wait for the one that writes
            tally.judge(ended, lambda: outcome(folder, elsewhere, ended, lambda: undisturbed.result(name) if is_long else whole), f"{name} on {kind}")
    tally.close()


WRITERS = [["analysis/collect", "{collapse}", "-o", "{output}.h5"], ["analysis/collect", "{collapse}", "-o", "{output}.csv"],
           ["analysis/collapse_curves", "{collapse}", "-o", "{output}.pdf"], ["analysis/density_curves", "{kde}", "-o", "{output}.png"],
           ["analysis/speciation_curves", "{speciation}", "-o", "{output}.png"], ["analysis/regimes-convert", "{table}", "{output}.npy"],
           ["analysis/regimes-convert", "{table}", "{output}.h5"]]


def test_figures_and_tables_on_disks_that_are_too_small(all_places, wholes):
    tally = Tally("small disks, analysis")
    (wholes / "table.csv").write_text("\n".join(",".join(str(row * column) for column in range(6)) for row in range(900)))
    files = {**{name: wholes / f"{name}.h5" for name in SMALL}, "table": wholes / "table.csv"}
    for number in range(DISKS):
        numbers, line = random.Random(f"{SEED} {number}"), WRITERS[number % len(WRITERS)]
        with tempfile.TemporaryDirectory(dir=all_places) as place, disk(tempfile.mkdtemp(dir=place), SMALLEST if number % 2 else SMALLER) as mounted:
            folder = Path(mounted)
            if number % 2 == 0:
                fill(folder, numbers.randrange(100_000))
            tried = attempt_of_analysis(*(word.format(output=folder / "out", **files) for word in line))
            names = {entry.name for entry in folder.iterdir()} - {"filler"}
            is_tidy = names <= {f"out.{ending}" for ending in ("h5", "csv", "npy", "png", "pdf")}  # of several files, some may be there, each whole
            is_refused = tried.code == INPUT_OUTPUT and "No space left" in tried.said and "Traceback" not in tried.said
            tally.judge(Attempt(line, tried.code if tried.signal is None else -tried.signal, tried.hangs, tried.said, ""),
                        lambda: WRONG if not is_tidy else SURVIVED if tried.code == DONE and names else REFUSED if is_refused else WRONG, f"{line}, leaves {names}")
    tally.close()
