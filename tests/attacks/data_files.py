"""Data files of every format that the program describes, and what is in them as their own libraries, or a few lines by their definition, read it."""

import gzip
import struct
import zipfile
import zlib

import h5netcdf
import h5py
import numpy
from regimes.results.child_process import in_child

ROWS, DIMENSION, CIFAR_DIMENSION = 40, 6, 3072
SCALE_FACTOR, ADD_OFFSET = 0.5, 3.0


def idx_bytes(values):
    return struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.tobytes()


def read_idx(content):
    zeros, kind, dimensions = struct.unpack(">HBB", content[:4])
    shape = struct.unpack(f">{dimensions}I", content[4:4 + 4 * dimensions])
    types = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
    if zeros != 0:
        raise ValueError("no IDX file")
    return numpy.frombuffer(content[4 + 4 * dimensions:], types[kind]).reshape(shape)


def gunzipped(content):
    """As gzip reads it: what stands behind the last member, and is none, is left out."""
    found = b""
    while content.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        found += member.decompress(content)
        if not member.eof:
            raise EOFError("the member has no end")
        content = member.unused_data
    return found


def write_hdf5(path, values, **how):
    with h5py.File(path, "w") as file:
        file.create_dataset("g/x", data=values, **how)


def write_netcdf(path, values):
    with h5netcdf.File(path, "w") as file:
        names = tuple("abcd"[:values.ndim])
        file.dimensions = dict(zip(names, values.shape))
        packed = file.create_variable("g/x", names, "i2", fillvalue=numpy.int16(-32767))
        packed[...] = values
        packed.attrs["scale_factor"], packed.attrs["add_offset"] = SCALE_FACTOR, ADD_OFFSET


def read_hdf5(path):
    def read(name):
        with h5py.File(name) as file:
            item = file["g/x"]
            values = item[...]
            if "scale_factor" in item.attrs or "add_offset" in item.attrs:
                values = values * float(numpy.ravel(item.attrs.get("scale_factor", 1))[0]) + float(numpy.ravel(item.attrs.get("add_offset", 0))[0])
            return values

    return in_child(read, str(path))  # HDF5 dies of some


def read_npz(path):
    with numpy.load(path, allow_pickle=False) as archive:
        return archive["x"]


def cifar_records(path, labels):
    return numpy.frombuffer(path.read_bytes(), "u1").reshape(-1, labels + CIFAR_DIMENSION)


def write_cifar(labels):
    def write(path, values):
        path.write_bytes(b"".join(bytes([row % 10] * labels) + bytes(image) for row, image in enumerate(values)))

    return write


def write_npy(path, values):
    numpy.save(path, values)


FORMATS = {  # name: its word for --train, the end of the name of a file, what writes it, what reads it
    "idx": ("idx", "x.idx", lambda path, values: path.write_bytes(idx_bytes(values)), lambda path: read_idx(path.read_bytes())),
    "idx with gzip": ("idx", "x.gz", lambda path, values: path.write_bytes(gzip.compress(idx_bytes(values))), lambda path: read_idx(gunzipped(path.read_bytes()))),
    "npy": ("npy", "x.npy", write_npy, lambda path: numpy.load(path, allow_pickle=False)),
    "npy in Fortran order": ("npy", "x.npy", lambda path, values: numpy.save(path, numpy.asfortranarray(values)), lambda path: numpy.load(path, allow_pickle=False)),
    "npz": ("npy", "x.npz:x", lambda path, values: numpy.savez(path, x=values), read_npz),
    "compressed npz": ("npy", "x.npz:x", lambda path, values: numpy.savez_compressed(path, x=values, y=values[:3]), read_npz),
    "hdf5": ("hdf5", "x.h5:/g/x", write_hdf5, read_hdf5),
    "hdf5 in chunks": ("hdf5", "x.h5:/g/x", lambda path, values: write_hdf5(path, values, chunks=True, compression="gzip", shuffle=True), read_hdf5),
    "netCDF": ("hdf5", "x.nc:/g/x", write_netcdf, read_hdf5),
    "cifar10": ("cifar10", "x.bin", write_cifar(1), lambda path: cifar_records(path, 1)[:, 1:]),
    "cifar100": ("cifar100", "x.bin", write_cifar(2), lambda path: cifar_records(path, 2)[:, 2:]),
}
CIFAR_LABELS = {"cifar10": lambda path: cifar_records(path, 1)[:, 0], "cifar100": lambda path: cifar_records(path, 2)[:, 1]}
NO_FILE = (ValueError, OSError, EOFError, KeyError, SyntaxError, struct.error, zlib.error, zipfile.BadZipFile, MemoryError, NotImplementedError, RuntimeError)  # what these raise


def file_of(where):
    return where.partition(":")[0]
