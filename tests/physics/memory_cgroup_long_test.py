"""What `regimes plan` says to ask of a scheduler is enough for runs of usual sizes, and at most twice what they use."""

import pytest
from memory_cases import Planned, save_images, save_points

MOST_OVER = 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("memory")
    save_images(made / "images.gz", 60_000)
    save_points(made / "wide.npy", 10_000, 3072)
    save_points(made / "many.npy", 200_000, 100)
    save_points(made / "free.npy", 20_000, 100)
    save_points(made / "free784.npy", 3000, 784)
    return made


@pytest.mark.parametrize("ranks", [1, 2])
@pytest.mark.parametrize("line", [
    "collapse --train-file images.gz --sizes 1000,60000 --queries 16 --times .1,.5,1",
    "collapse --train-file images.gz --sizes 60000 --queries 4 --times .5,1 --precision double",
    "collapse --train-file images.gz --labels-file images.gz.labels --sizes 1000,60000 --queries 16 --times .1,.5,1",
    "collapse --train-file wide.npy --sizes 10000 --queries 16 --times .5,1",
    "collapse --train-file many.npy --sizes 1000,200000 --queries 16 --times .1,.5,1",
    "collapse --dimension 8 --sizes 1000,2000,3000 --queries 20000 --times logspace(.1,1,48)",
    "collapse --dimension 100 --points 300000 --store --queries 4 --times .5,1",
    "kde --train-file images.gz --points 59000 --queries 16 --bandwidths 500,1000",
    "kde --train-file many.npy --points 190000 --queries 64 --bandwidths logspace(5,20,8)",
    "evaluate --train-file images.gz --queries-file free784.npy --queries-scale 1 --times .3 --observables log_density",
    "evaluate --train-file images.gz --points 4000 --queries-file free784.npy --queries-scale 1 --times .3,1 "
    "--observables empirical_score,nearest,posterior_mean",
    "evaluate --train-file many.npy --points 20000 --queries-file free.npy --times .3,1 --observables log_density,nearest",
    "memorisation --train-file many.npy --points 2000 --samples-file many.npy",
    "sample --train-file many.npy --points 2000 --trajectories 20000 --time-grid 1.2,1,.5,.2 --times .5,1 --save-paths",
    "sample --score population --dimension 100 --trajectories 300000 --time-grid 1.2,1,.5,.2 --times .5,1",
    "speciation --train-file images.gz --labels-file images.gz.labels --classes 1,7 --queries 64 --times .5,1",
])
def test_what_is_asked_for_is_enough(folder, line, ranks):
    Planned(folder, line, ranks).check(MOST_OVER)


@pytest.mark.parametrize("ranks", [1, 2])
def test_what_is_asked_for_is_enough_for_checkpoints(folder, ranks):
    """Most is held while a checkpoint is written between two clones, which a busy machine may leave out: how much less is used tells nothing then."""
    Planned(folder, "trajectories --dimension 100 --points 500 --trajectories 50000 --clone-times .5 --turn-times .5 --steps 40 --last-change none "
            "--checkpoint-minutes 0", ranks).check()
