"""The runs that are attacked: of every experiment that the program describes a run of half a second, in many parts, with a checkpoint after each."""

import json
import os
import subprocess

import h5py
import numpy

PROGRAM = os.environ["REGIMES_PROGRAM"]
SETS = ["--train", "npy", "--train-file", "train.npy"]
MIXTURE = ["--train", "mixture", "--dimension", "32"]
SAMPLER = ["--points", "500", "--t-start", "3", "--step", "exact", "--dt", "0.02"]
RUNS = {
    "collapse": ["--train", "mixture", "--dimension", "4", "--sizes", "500,logspace(20000,1400000,8)", "--queries", "32", "--times", "logspace(0.1,1.2,12)", "--realisations", "2"],
    "kde": ["--dimension", "5", "--sizes", "500,logspace(20000,1400000,8)", "--queries", "32", "--bandwidths", "logspace(0.2,2,12)", "--realisations", "2"],
    "evaluate": [*SETS, "--labels-file", "labels.npy", "--queries-file", "queries.npy", "--times", "0.2,0.5,1,2", "--observables", "log_density,nearest"],
    "memorisation": [*SETS, "--samples-file", "queries.npy", "--paths-file", "paths.h5:/x", "--path-times", "paths.h5:/t"],
    "sample": [*MIXTURE, *SAMPLER, "--trajectories", "350", "--times", "0.1,0.5"],
    "trajectories": [*MIXTURE, *SAMPLER, "--trajectories", "100", "--clone-times", "0.8,1.6", "--turn-times", "1.2", "--last-change", "both"],
    "guidance": [*MIXTURE, "--points", "500", "--t-start", "3", "--dt", "0.05", "--trajectories", "120", "--strengths", "0,3"],
    "schedule": ["--dimension", "20000", "--steps", "4,6", "--trajectories", "500", "--time-grids", "vp,snr"],
    "geometry": [*MIXTURE, "--points", "4000", "--times", "logspace(0.1,2,30)", "--queries", "60", "--spectrum", "full"],
    "speciation": [*SETS, "--labels-file", "labels.npy", "--realisations", "24", "--queries", "1000", "--times", "0.3,0.6,1,1.5,2,3"],
}
INPUTS = ["train.npy", "labels.npy", "queries.npy", "paths.h5"]
POINTS, DIMENSION, QUERIES, PATHS, PATH_TIMES = 1000, 64, 12_000, 4000, [1, 0.5, 0.25, 0.1]


def described():
    """The commands of the program, by name, as it describes them."""
    said = subprocess.run([PROGRAM, "describe", "--format", "json"], capture_output=True, text=True, check=True).stdout
    return {command["name"]: command for command in json.loads(said)["commands"]}


def experiments():
    """Names of all experiments. Each has a run here, or the harnesses would leave it out."""
    names = [name for name, command in described().items() if command["is_experiment"]]
    assert set(names) == set(RUNS), "an experiment has no run to be attacked, or is no more"
    return names


def write_inputs(folder):
    """The files that the runs read."""
    generator = numpy.random.default_rng(5)
    labels = numpy.arange(POINTS) % 3
    numpy.save(folder / "train.npy", (generator.normal(size=(POINTS, DIMENSION)) + labels[:, None] / 4).astype("f4"))
    numpy.save(folder / "labels.npy", labels)
    numpy.save(folder / "queries.npy", generator.normal(size=(QUERIES, DIMENSION)).astype("f4"))
    with h5py.File(folder / "paths.h5", "w") as file:
        file["x"] = generator.normal(size=(len(PATH_TIMES), PATHS, DIMENSION)).astype("f4")
        file["t"] = PATH_TIMES
