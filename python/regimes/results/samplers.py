"""Reading of results of `regimes sample` and `regimes trajectories`, and of the images that a training set holds."""
import gzip
import math
import zlib

import numpy as np

from regimes.errors import ForeignFile
from regimes.results.reading import open_result

IDX_UNSIGNED_BYTES = 8
IDX_HEADER, IDX_SIZE = 4, 4  # bytes


def read_experiment(path, experiment):
    """(variables, options) of a result of that experiment; ForeignFile for any other file."""
    data, (options, *_) = open_result(path, experiment)
    if data.attrs.get("experiment") != experiment:
        raise ForeignFile(f"{path}: this is not a result of `regimes {experiment}`")
    return data, {name: value for name, (value, _) in options.items()}


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
    law, path = options.get("train", ""), options.get("train-file", "")
    readers = {"npy": lambda name: np.load(name, mmap_mode="r"), "idx": _read_idx}
    if law not in readers:
        raise ForeignFile(f"{path}: pictures are made of --train npy and idx, and this is {law}")
    try:
        return readers[law](path)
    except (ValueError, IndexError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ForeignFile(f"{path}: cannot be read as images ({error})") from error


def image_shape(coordinates, shape):
    """Height and width of an image: `shape` ("28x28"), or a square."""
    if shape:
        height, width = (int(size) for size in shape.split("x"))
    else:
        height = width = math.isqrt(coordinates)
    if height * width != coordinates:
        raise ForeignFile(f"{coordinates} numbers are no image of {height} x {width}; give --shape HEIGHTxWIDTH")
    return height, width
