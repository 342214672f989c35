"""Reading of results of `regimes sample` and `regimes trajectories`, and of the images that a training set holds."""
import gzip
import math

import numpy as np
import xarray

from regimes_analysis.errors import ForeignFile
from regimes_analysis.result_format import check_format
from regimes_analysis.checksum_trailer import check_checksum_trailer

IDX_UNSIGNED_BYTES = 8
IDX_HEADER, IDX_SIZE = 4, 4  # bytes


def read_group(path, group=None):
    with xarray.open_dataset(path, engine="h5netcdf", group=group) as data:
        return data.load()


def read_experiment(path, experiment):
    """(variables, options) of a result of that experiment; ForeignFile for any other file."""
    check_checksum_trailer(path)
    data = read_group(path)
    check_format(path, data.attrs)
    if data.attrs.get("experiment") != experiment:
        raise ForeignFile(f"{path}: this is not a result of `regimes {experiment}`")
    provenance = read_group(path, "provenance")
    return data, dict(zip(provenance["name"].values.tolist(), provenance["value"].values.tolist()))


def _read_idx(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as stream:
        content = stream.read()
    if content[2] != IDX_UNSIGNED_BYTES:
        raise ForeignFile(f"{path}: not an IDX file of bytes")
    first = IDX_HEADER + IDX_SIZE * content[3]
    shape = np.frombuffer(content, ">u4", content[3], IDX_HEADER)
    return np.frombuffer(content, np.uint8, -1, first).reshape(shape)


def read_training_images(options):
    """The rows of the training file of a run, [row, ...]."""
    law, path = options["train"], options["train-file"]
    if law == "npy":
        return np.load(path, mmap_mode="r")
    if law == "idx":
        return _read_idx(path)
    raise ForeignFile(f"{path}: pictures are made of --train npy and idx, and this is {law}")


def image_shape(coordinates, shape):
    """Height and width of an image: `shape` ("28x28"), or a square."""
    if shape:
        height, width = (int(size) for size in shape.split("x"))
    else:
        height = width = math.isqrt(coordinates)
    if height * width != coordinates:
        raise ForeignFile(f"{coordinates} numbers are no image of {height} x {width}; give --shape HEIGHTxWIDTH")
    return height, width
