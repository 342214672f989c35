"""What `regimes plan` says to ask of a scheduler is enough, and not much more than is used: every experiment in a memory cgroup of that size."""

import os
import re
import resource
import subprocess

import numpy
import pytest
import xarray
from memory_cases import Planned, save_images, save_points

MOST_OVER = 2  # of what is planned over what is used
SHARE_TOO_SMALL = .5
LITTLE_BYTES, BALLAST_BYTES = 80e6, 200_000_000
ROUNDING = .01  # of what is printed

IMAGES, SIDE = 60_000, 16
OF_IMAGES = "collapse --train-file images.gz --sizes 60000 --queries 2 --times .5,1 --precision double"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("memory")
    save_images(made / "images.gz", IMAGES, SIDE)
    save_points(made / "wide.npy", 1500, 1500)
    save_points(made / "free.npy", 20_000, 64)
    return made


@pytest.mark.parametrize("line, ranks, most_over", [
    (OF_IMAGES, 1, MOST_OVER),
    ("collapse --train-file wide.npy --sizes 1500 --queries 8 --times .5,1", 2, MOST_OVER),
    ("collapse --train-file wide.npy --sizes 100,500 --spectra prefixes --queries 8 --times .5,1", 1, MOST_OVER),
    ("collapse --dimension 8 --points 100 --queries 8 --times .5,1", 1, MOST_OVER),
    ("kde --train-file images.gz --held-out --points 59000 --queries 2 --bandwidths 500,1000", 2, MOST_OVER),
    ("evaluate --train-file free.npy --points 2000 --queries-file free.npy --times .3 --observables log_density,nearest", 1, MOST_OVER),
    ("sample --dimension 64 --points 100 --trajectories 20000 --time-grid 1.2,1,.5 --times 1 --save-paths", 1, MOST_OVER),
    ("guidance --train mixture --score population --dimension 1000 --trajectories 10000 --steps 4 --strengths 0,3 --checkpoint-minutes 0", 1, None),
    ("schedule --dimension 32 --steps 4,6 --trajectories 400000", 1, MOST_OVER),
    ("geometry --train-file wide.npy --times .5,1 --queries 12 --spectrum 4", 1, None),
])
def test_what_is_asked_for_is_enough(folder, line, ranks, most_over):
    Planned(folder, line, ranks).check(most_over)


def test_half_of_it_is_not(folder):
    """So the cgroup does what it is there for."""
    run = Planned(folder, OF_IMAGES).run_within(SHARE_TOO_SMALL)
    assert run.returncode in (-9, 137), (run.returncode, run.stderr)


def test_a_run_tells_its_own_memory_and_not_that_of_what_started_it(tmp_path):
    ballast = numpy.ones(BALLAST_BYTES, dtype=numpy.uint8)
    command = [os.environ["REGIMES_PROGRAM"], "collapse", "--dimension=8", "--points=100", "--queries=8", "--times=1", "--output=out.h5"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ballast.nbytes < resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with xarray.open_dataset(tmp_path / "out.h5", engine="h5netcdf", group="provenance") as provenance:
        told = int(provenance.attrs["memory_per_rank_bytes"])
    assert 0 < told < LITTLE_BYTES
    closing = re.search(r" ([0-9.]+) MB per rank", run.stdout.splitlines()[-2])
    assert told <= float(closing[1]) * 1e6 * (1 + ROUNDING) < LITTLE_BYTES
