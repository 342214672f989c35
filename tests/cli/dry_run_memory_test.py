"""--dry-run takes hardly more memory than the program itself, whatever the run would take; what no machine has is refused at once, dry or not."""

import tempfile
import time

import numpy
import pytest

from conftest import LIMIT_SECONDS
from memory_cases import save_images, save_points
from peak_memory import peaks

USAGE = 2
MOST_MORE_BYTES = 32e6  # buffers for reading, a block of points, a hash of every point, and more of the libraries; the runs would take 80 to 800 MB
SOON_SECONDS = 20  # on a busy machine
POINTS, DIMENSION, FREE_POINTS = 40_000, 500, 20_000
FILE = [f"--points={POINTS - 1000}", "--train-file=points.npy"]
LAW = ["--train=mixture", "--dimension=500", "--points=200k", "--store"]
OF_OWN = {
    "collapse": ["--queries=20000", "--times=.5,1"],
    "kde": ["--queries=1000", "--bandwidths=10,20"],
    "evaluate": ["--queries-file=free.npy", "--times=.3,1", "--observables=log_density,nearest"],
    "memorisation": ["--samples-file=free.npy"],
    "sample": ["--trajectories=100k", "--times=.5,1", "--save-paths"],
    "trajectories": ["--trajectories=100k", "--clone-times=.5"],
    "guidance": ["--trajectories=100k", "--steps=100"],
    "speciation": ["--queries=2000", "--times=.5,1"],
    "geometry": ["--queries=2000", "--times=.5,1", "--spectrum=4"],
}
FILES = {experiment: FILE for experiment in OF_OWN} | dict.fromkeys(("guidance", "speciation"), ["--train-file=images.gz", "--labels-file=images.gz.labels"])
CASES = ([(experiment, FILES[experiment]) for experiment in OF_OWN] + [(experiment, LAW) for experiment in OF_OWN]
         + [("collapse", ["--train-file=images.gz"]), ("kde", ["--train-file=images.gz"]), ("evaluate", [*FILE, "--precision=double"])])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("dry")
    save_points(made / "points.npy", POINTS, DIMENSION)
    save_points(made / "free.npy", FREE_POINTS, DIMENSION)
    save_images(made / "images.gz", 20_000)
    return made


def held(folder, arguments):
    """Bytes that a dry run of one rank holds at most, in the folder of its files, where it leaves nothing."""
    before = sorted(folder.iterdir())
    with tempfile.TemporaryDirectory() as found:
        most = max(peaks(found, 1, [*arguments, "--dry-run", "--output=out.h5"], LIMIT_SECONDS))
    assert sorted(folder.iterdir()) == before
    return most


@pytest.fixture(scope="module")
def nothing(folder):
    return held(folder, ["collapse", "--dimension=4", "--points=50"])


@pytest.mark.parametrize("experiment, points", CASES, ids=lambda value: value if isinstance(value, str) else value[0].strip("-"))
def test_a_dry_run_holds_nothing(folder, nothing, monkeypatch, experiment, points):
    monkeypatch.chdir(folder)
    most = held(folder, [experiment, *points, *OF_OWN[experiment]])
    assert most < nothing + MOST_MORE_BYTES, f"{most / 1e6:.0f} MB, {nothing / 1e6:.0f} MB for nothing"


HUGE = {
    "collapse": (["--dimension=1000", "--points=1e10", "--store"], "points"),
    "kde": (["--dimension=4", "--points=1000", "--queries=1e7", "--realisations=1000"], "results"),
    "evaluate": (["--queries-file=free.npy", "--dimension=500", "--points=1e10", "--store", "--times=1"], "points"),
    "memorisation": (["--samples-file=free.npy", "--dimension=500", "--points=1e10", "--store"], "points"),
    "sample": (["--dimension=1000", "--points=1000", "--trajectories=1e7", "--steps=100", "--times=.5,1", "--save-paths"], "results"),
    "trajectories": (["--dimension=1000", "--points=1000", "--trajectories=1e8", "--clone-times=.5"], "paths"),
    "guidance": (["--train=mixture", "--dimension=1000", "--points=1000", "--trajectories=1e8", "--steps=100"], "paths"),
    "speciation": (["--train=mixture", "--dimension=32", "--points=1e9", "--queries=1e7", "--realisations=1000"], "results"),
    "geometry": (["--dimension=16", "--points=1000", "--queries=1e7", "--times=linspace(.1,1,200)", "--save-queries"], "results"),
}


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["run", "dry"])
@pytest.mark.parametrize("experiment", HUGE)
def test_what_no_machine_has_is_refused_at_once(regimes, experiment, dry):
    numpy.save(regimes.folder / "free.npy", numpy.ones((5, 500)))
    arguments, what = HUGE[experiment]
    start = time.monotonic()
    said = regimes.refuses(USAGE, "this run needs about", "TB on one rank, and the machine has", f"{what} ", arguments=[experiment, *arguments, *dry])
    assert time.monotonic() - start < SOON_SECONDS, said.stderr
