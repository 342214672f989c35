"""`regimes evaluate` and `regimes memorisation` on arrays of numpy, and the same from plain double-precision loops."""

import os
import shlex
import subprocess

import numpy
import xarray
from scipy.special import logsumexp

LIMIT_SECONDS = 110


def run(folder, command, options, ranks=None):
    """Runs the command with {option_with_underscores: value}; fails unless it is done. Returns its result in memory."""
    output = folder / f"{command}{len(list(folder.glob('*.h5')))}.h5"
    words = [command, "--output", str(output)]
    for name, value in options.items():
        words.append("--" + name.replace("_", "-"))
        words += [] if value is True else [",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)]
    launcher = [] if ranks is None else [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks)]
    result = subprocess.run([*launcher, os.environ["REGIMES_PROGRAM"], *words], capture_output=True, text=True,
                            timeout=LIMIT_SECONDS, check=False)
    assert result.returncode == 0, result.stderr
    with xarray.open_dataset(output, engine="h5netcdf") as data:
        return data.load()


def save(folder, name, values):
    numpy.save(folder / name, values)
    return str(folder / f"{name}.npy")


def noise_variance(time):
    return -numpy.expm1(-2 * time)


def squared_distances(points, queries, time):
    """[query, point]: |x - a e^(-t)|^2 by differences."""
    return ((queries[:, None, :] - numpy.exp(-time) * points[None, :, :]) ** 2).sum(axis=-1)


def exact_values(points, queries, time, neighbours=1, labels=None):
    """Every observable of `regimes evaluate` at one time, in double."""
    points, queries = numpy.asarray(points, float), numpy.asarray(queries, float)
    count, dimension = points.shape
    variance = noise_variance(time)
    squared = squared_distances(points, queries, time)
    energy = squared / (2 * variance)
    log_partition = logsumexp(-energy, axis=1)
    log_weight = -energy - log_partition[:, None]
    weight = numpy.exp(log_weight)
    mean = weight @ points
    order = numpy.argsort(squared, axis=1, kind="stable")[:, :neighbours]
    values = {
        "log_density": log_partition - numpy.log(count) - dimension / 2 * numpy.log(2 * numpy.pi * variance),
        "posterior_entropy": -(weight * log_weight).sum(axis=1),
        "inverse_participation_ratio": (weight**2).sum(axis=1),
        "posterior_mean": mean,
        "empirical_score": (numpy.exp(-time) * mean - queries) / variance,
        "nearest_index": order,
        "nearest_distance": numpy.sqrt(numpy.take_along_axis(squared, order, axis=1)),
    }
    if labels is not None:
        values["class_weights"] = numpy.stack([weight[:, labels == c].sum(axis=1) for c in numpy.unique(labels)], axis=1)
    return values
