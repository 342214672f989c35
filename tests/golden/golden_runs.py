"""The runs that the golden files are of: a small one of every experiment, whole and stopped at once."""
import subprocess

import numpy as np

STOPPED_EARLY = 75
STOP_AT_ONCE = ("--time-limit", "1s")  # the margin before a limit is at least one second
LAW = ("--train", "mixture", "--dimension", "4")
FILE = ("--train", "npy", "--train-file", "train.npy")
RUNS = {
    "collapse": (*LAW, "--points", "60", "--sizes", "20,60", "--queries", "8", "--times", "0.3,1", "--realisations", "2"),
    "kde": ("--dimension", "4", "--sizes", "20,60", "--queries", "8", "--bandwidths", "0.5,1", "--realisations", "2"),
    "evaluate": (*FILE, "--queries-file", "x.npy", "--times", "0.3,1", "--observables", "empirical_score,nearest,log_density"),
    "memorisation": (*FILE, "--samples-file", "x.npy", "--paths-file", "paths.npy", "--path-times", "0.1,0.5,1"),
    "sample": (*LAW, "--points", "60", "--trajectories", "6", "--step", "exact", "--steps", "12", "--t-start", "3", "--times", "0.3,1"),
    "trajectories": (*LAW, "--points", "60", "--trajectories", "6", "--step", "exact", "--steps", "12", "--t-start", "3",
                     "--clone-times", "0.5,1", "--turn-times", "1", "--last-change", "both"),
    "guidance": (*LAW, "--points", "60", "--trajectories", "6", "--steps", "12", "--t-start", "3", "--strengths", "0,3"),
    "schedule": (*LAW, "--time-grids", "vp,snr", "--steps", "4,6", "--trajectories", "6"),
    "speciation": (*LAW, "--points", "60", "--queries", "8", "--times", "0.3,1", "--realisations", "2", "--eigenvalues", "2"),
    "geometry": (*LAW, "--points", "60", "--queries", "8", "--times", "0.3,1", "--realisations", "2"),
}
CHECKPOINTS = ("collapse", "kde", "memorisation", "sample", "trajectories", "guidance", "schedule", "speciation")


def write_inputs(folder):
    generator = np.random.default_rng(1)
    np.save(folder / "train.npy", generator.normal(size=(40, 3)).astype(np.float32))
    np.save(folder / "x.npy", generator.normal(size=(5, 3)).astype(np.float32))
    np.save(folder / "paths.npy", generator.normal(size=(3, 4, 3)).astype(np.float32))


def run(program, folder, experiment, *more, expected=0):
    """The result, or the checkpoint, of the experiment's run in the folder that holds its input files."""
    words = [program, experiment, *RUNS[experiment], "--seed", "1", "--output", f"{experiment}.h5", *more]
    ended = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode != expected:
        raise RuntimeError(f"{' '.join(words)}: exit code {ended.returncode} and not {expected}\n{ended.stderr}")


def write_all(program, folder):
    """experiment.h5 of every experiment, and experiment.h5.partial of those that can be interrupted, in an empty folder."""
    write_inputs(folder)
    for experiment in CHECKPOINTS:
        run(program, folder, experiment, *STOP_AT_ONCE, expected=STOPPED_EARLY)
        (folder / f"{experiment}.h5.partial").rename(folder / f"{experiment}.kept")
    for experiment in RUNS:
        run(program, folder, experiment)
    for experiment in CHECKPOINTS:
        (folder / f"{experiment}.kept").rename(folder / f"{experiment}.h5.partial")
    return sorted(folder.glob("*.h5*"))
