"""IDX files of bytes, for tests that must know every training point."""

import struct

import numpy

UNSIGNED_BYTE = 8


def write_idx(path, values):
    values = numpy.asarray(values, dtype=numpy.uint8)
    path.write_bytes(struct.pack(f">HBB{values.ndim}I", 0, UNSIGNED_BYTE, values.ndim, *values.shape) + values.tobytes())


def correlated_bytes(points, dimension, seed):
    """Distinct rows of bytes around 128, with a spectrum that spans about a factor of ten in scale."""
    generator = numpy.random.default_rng(seed)
    rotation, _ = numpy.linalg.qr(generator.normal(size=(dimension, dimension)))
    scales = numpy.geomspace(4, 40, dimension)
    values = 128 + (generator.normal(size=(points, dimension)) * scales) @ rotation
    return numpy.clip(numpy.rint(values), 0, 255).astype(numpy.uint8)
