"""`regimes evaluate` on files far larger than the memory that it may take."""

import numpy
import xarray

import peak_memory
from free_points import noise_variance, save

LIMIT_BYTES = 200e6
DIMENSION, RANKS, QUERIES, TIME = 512, 2, 3, 0.1
FLOAT_BYTES = 4
FEW_ROWS = 300


def write_sparse(path, count, dimension, seed=1):
    """A float32 .npy file of `count` points, most of them 0: holes, which cost no disk. Returns rows and values of the FEW_ROWS others,
    at both ends and in the middle."""
    values = numpy.random.default_rng(seed).normal(size=(FEW_ROWS, dimension)).astype(numpy.float32)
    starts = [FEW_ROWS, count // 2, count - FEW_ROWS]
    each = FEW_ROWS // len(starts)
    with open(path, "wb") as file:
        numpy.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": (count, dimension)})
        begin = file.tell()
        file.truncate(begin + count * dimension * values.itemsize)
        for i, start in enumerate(starts):
            file.seek(begin + start * dimension * values.itemsize)
            file.write(values[i * each:(i + 1) * each].tobytes())
    return numpy.concatenate([start + numpy.arange(each) for start in starts]), values


def check(folder, file_bytes, limit_seconds):
    """A sparse file with labels, of points that are all 0 but a few, and queries near these: the density and the nearest point are
    right, and no rank holds more than LIMIT_BYTES."""
    count = int(file_bytes / (DIMENSION * FLOAT_BYTES))
    rows, values = write_sparse(folder / "points.npy", count, DIMENSION)
    numpy.save(folder / "labels.npy", numpy.arange(count, dtype=numpy.int64).astype(numpy.uint8) % 10)
    chosen = numpy.linspace(5, len(rows) - 5, QUERIES).astype(int)
    noise = numpy.random.default_rng(2).normal(size=(QUERIES, DIMENSION))
    x = numpy.exp(-TIME) * values[chosen] + numpy.sqrt(noise_variance(TIME)) * noise
    output = folder / "large.h5"
    held = peak_memory.peaks(folder, RANKS, ["evaluate", "--train", "npy", "--train-file", str(folder / "points.npy"),
                                             "--labels-file", str(folder / "labels.npy"), "--queries-file", save(folder, "x", x),
                                             "--times", str(TIME), "--observables", "log_density,nearest", "--center", "none",
                                             "--output", str(output)], limit_seconds)
    assert len(held) == RANKS and max(held) < LIMIT_BYTES, held
    squared = ((x - numpy.exp(-TIME) * values[chosen]) ** 2).sum(axis=1)
    density = -squared / (2 * noise_variance(TIME)) - numpy.log(count) - DIMENSION / 2 * numpy.log(2 * numpy.pi * noise_variance(TIME))
    with xarray.open_dataset(output, engine="h5netcdf") as found:
        assert found.nearest_index.values.ravel().tolist() == rows[chosen].tolist()
        assert numpy.abs(found.log_density.values[:, 0] - density).max() < found.attrs["float_logit_error_bound"]
