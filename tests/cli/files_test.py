"""Files as people have them, each made by its own library: the program reads the right values, tells the format from the content, and says of what it
cannot read what it is and which line converts it. Damaged and hostile files are refused in words."""

import gzip
import io
import re
import shlex
import struct
import subprocess
import sys
import zipfile
from fractions import Fraction
from pathlib import Path

import h5netcdf
import h5py
import numpy
import pytest
from scipy.special import logsumexp

from needed import needed

USAGE, BAD_DATA, INPUT_OUTPUT = 2, 65, 74
TIME = 0.3
CONVERT = Path(__file__).parents[2] / "analysis" / "regimes-convert"
VALUES = numpy.random.default_rng(8).integers(-60, 60, (40, 6)) / 16  # exact in float16
LABELS = numpy.arange(40) % 2
COUNTS = numpy.random.default_rng(9).integers(0, 100, (40, 6))


def log_density(points, queries):
    """ln rho(x) at t, in double: the mean over Gaussians of variance 1 - e^-2t around e^-t a (Ornstein-Uhlenbeck)."""
    points = numpy.asarray(points, "f8").reshape(len(points), -1)
    queries = numpy.asarray(queries, "f8").reshape(len(queries), -1)
    variance = -numpy.expm1(-2 * TIME)
    distance = ((queries[:, None] - numpy.exp(-TIME) * points) ** 2).sum(2)
    return logsumexp(-distance / (2 * variance), axis=1) - numpy.log(len(points)) - points.shape[1] / 2 * numpy.log(2 * numpy.pi * variance)


def evaluate(regimes, train, queries, **options):
    words = ["evaluate", "--train-file", str(train), "--queries-file", str(queries), "--times", str(TIME), "--center", "none", "--precision", "double",
             "--output", "out.h5", "--force"]
    for name, value in options.items():
        words += [f"--{name.replace('_', '-')}", str(value)]
    return regimes.run(*words)


def reads(regimes, train, points, queries=None, scale=None, **options):
    """The values that the program found are those of `points`, which are scaled as --scale says; queries are its first three, or all."""
    if scale is not None:
        options["scale"], points = scale, numpy.asarray(points) * float(Fraction(scale))
    result = evaluate(regimes, train, queries or train, **options)
    assert result.returncode == 0, result.stderr
    with h5py.File(regimes.folder / "out.h5") as file:
        found = file["log_density"][()].reshape(-1)
    assert numpy.allclose(found, log_density(points, points if queries is None else points[:3]), rtol=0, atol=2e-5 * numpy.abs(found).max())


def refused(regimes, code, *texts, train, **options):
    result = evaluate(regimes, train, options.pop("queries", train), **options)
    assert result.returncode == code, (result.returncode, result.stderr)
    for text in texts:
        assert text in result.stderr, result.stderr
    return result.stderr


@pytest.mark.parametrize("kind", ["f2", "f4", "f8", ">f2", ">f4", ">f8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_npy_of_floats(regimes, kind, order):
    numpy.save(regimes.folder / "x", numpy.asarray(VALUES.astype(kind), order=order))
    reads(regimes, "x.npy", VALUES)


@pytest.mark.parametrize("kind", ["?", "i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8"])
def test_npy_of_integers(regimes, kind):
    values = COUNTS % 2 if kind == "?" else COUNTS - (50 if "i" in kind else 0)
    numpy.save(regimes.folder / "x", values.astype(kind))
    reads(regimes, "x.npy", values, scale="1/20")


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_npy_of_every_version(regimes, version):
    with open(regimes.folder / "x.npy", "wb") as file:
        numpy.lib.format.write_array(file, VALUES, version)
    reads(regimes, "x.npy", VALUES)


def raw_npy(path, header):
    start = header.encode().ljust(117) + b"\n"
    path.write_bytes(b"\x93NUMPY\1\0" + struct.pack("<H", len(start)) + start + VALUES.astype("<f4").tobytes())


def test_npy_of_python_2_and_of_numpy_integers(regimes):
    raw_npy(regimes.folder / "x.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (40L, 6L), }")
    reads(regimes, "x.npy", VALUES)
    raw_npy(regimes.folder / "x.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (np.int64(40), np.int64(6)), }")
    refused(regimes, BAD_DATA, "NumPy integer", "tuple(int(size)", train="x.npy")


@pytest.mark.parametrize("save", [numpy.savez, numpy.savez_compressed])
def test_npz(regimes, save):
    save(regimes.folder / "one.npz", x=VALUES)
    save(regimes.folder / "two.npz", x=VALUES, y=LABELS)
    save(regimes.folder / "fortran.npz", x=numpy.asfortranarray(VALUES))
    for where in ("one.npz", "one.npz:x", "two.npz:x", "two.npz:x.npy", "fortran.npz"):
        reads(regimes, where, VALUES)
    reads(regimes, "two.npz:x", VALUES, labels_file="two.npz:y", classes="0,1")
    refused(regimes, USAGE, "several arrays", "two.npz:NAME", "x, y", train="two.npz")
    refused(regimes, USAGE, "no array 'z'", "x, y", train="two.npz:z")


def test_points_of_one_coordinate(regimes):
    numpy.save(regimes.folder / "x.npy", VALUES[:, 0])
    with h5py.File(regimes.folder / "x.h5", "w") as file:
        file["x"] = VALUES[:, 0]
    for where in ("x.npy", "x.h5:x"):
        reads(regimes, where, VALUES[:, :1])


LABEL_KINDS = {
    "bool": LABELS.astype(bool), "column": LABELS[:, None], "one-hot": numpy.eye(2)[LABELS], "one-hot integers": numpy.eye(2, dtype="u1")[LABELS],
    "big-endian": LABELS.astype(">i4"),
}


@pytest.mark.parametrize("kind", LABEL_KINDS)
def test_labels_of_every_shape(regimes, kind):
    numpy.save(regimes.folder / "x.npy", VALUES)
    numpy.save(regimes.folder / "l.npy", LABEL_KINDS[kind])
    with h5py.File(regimes.folder / "l.h5", "w") as file:
        file["l"] = LABEL_KINDS[kind]
    numpy.save(regimes.folder / "q.npy", VALUES[LABELS == 1][:3])
    for where in ("l.npy", "l.h5:l"):
        reads(regimes, "x.npy", VALUES[LABELS == 1], queries="q.npy", labels_file=where, classes="1")


def test_labels_that_are_none(regimes):
    numpy.save(regimes.folder / "x.npy", VALUES)
    numpy.save(regimes.folder / "f.npy", LABELS.astype("f4"))
    advice = refused(regimes, BAD_DATA, "labels are integers", train="x.npy", labels_file="f.npy")
    cast = re.search(r"array\.(astype\('\w+'\))", advice)[1]
    numpy.save(regimes.folder / "f.npy", eval("LABELS.astype('f4')." + cast))  # noqa: S307, the advice as it is printed
    reads(regimes, "x.npy", VALUES, labels_file="f.npy")
    numpy.save(regimes.folder / "f.npy", numpy.tile(LABELS[:, None], (1, 8)))
    refused(regimes, BAD_DATA, "row 0 is not one-hot", "rows of 8 numbers", train="x.npy", labels_file="f.npy")


@pytest.mark.parametrize("packed", [False, True])
def test_labels_of_qmnist(regimes, packed):
    """Eight numbers a digit: class, series, writer, digit of the writer, class code, index, duplicate, unused."""
    rows = numpy.zeros((40, 8), int)
    rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 4], rows[:, 5] = LABELS, 4, 2100 + LABELS, 30 + LABELS, numpy.arange(40)
    numpy.save(regimes.folder / "x.npy", VALUES)
    numpy.save(regimes.folder / "q.npy", VALUES[LABELS == 1][:3])
    content = idx(rows, ">i4")
    (regimes.folder / "labels").write_bytes(gzip.compress(content) if packed else content)
    reads(regimes, "x.npy", VALUES[LABELS == 1], queries="q.npy", labels_file="labels", classes="1")
    rows[:, 4] = 7
    (regimes.folder / "labels").write_bytes(idx(rows, ">i4"))
    refused(regimes, BAD_DATA, "not one-hot", "QMNIST", train="x.npy", labels_file="labels")


def idx(array, kind):
    code = {"u1": 8, "i1": 9, ">i2": 11, ">i4": 12, ">f4": 13, ">f8": 14}[kind]
    return struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape) + array.astype(kind).tobytes()


@pytest.mark.parametrize("kind", ["u1", "i1", ">i2", ">i4", ">f4", ">f8"])
def test_idx_of_every_type(regimes, kind):
    values = COUNTS / 4 if "f" in kind else COUNTS - (0 if kind == "u1" else 50)
    (regimes.folder / "x.idx").write_bytes(idx(values, kind))
    (regimes.folder / "x.npy.gz").write_bytes(gzip.compress(idx(values, kind)))
    for where in ("x.idx", "x.npy.gz"):  # whatever its name says
        reads(regimes, where, values, scale="1/20")


def cifar(images, *labels):
    return b"".join(bytes(int(label[row]) for label in labels) + images[row].tobytes() for row in range(len(images)))


def test_cifar_as_points_queries_and_samples(regimes):
    images = numpy.random.default_rng(3).integers(0, 256, (50, 3072)).astype("u1")
    ten, hundred, coarse = numpy.arange(50) % 10, numpy.arange(50) * 2, numpy.arange(50) % 20
    (regimes.folder / "a,b").mkdir()
    (regimes.folder / "a,b" / "data_batch_1.bin").write_bytes(cifar(images, ten))
    (regimes.folder / "train.bin").write_bytes(cifar(images, coarse, hundred))
    scaled = images / 2550
    for where, labels in (("a,b/data_batch_1.bin", "0,3"), ("a,b", "0,3"), ("train.bin", "98,0"), (".", "98,0")):
        for classes in ({}, {"classes": labels}):
            result = evaluate(regimes, where, where, scale="1/2550", **classes)
            assert result.returncode == 0, result.stderr
            known = hundred if where in ("train.bin", ".") else ten
            kept = numpy.isin(known, [int(label) for label in labels.split(",")]) if classes else slice(None)
            with h5py.File(regimes.folder / "out.h5") as file:
                found = file["log_density"][()].reshape(-1)
            assert numpy.allclose(found, log_density(scaled[kept], scaled), rtol=1e-5)
    result = regimes.run("memorisation", "--train-file", "train.bin", "--samples-file", "a,b", "--scale", "1/2550", "--output", "m.h5")
    assert result.returncode == 0, result.stderr


def test_names_with_commas_and_colons(regimes):
    for folder in ("with:", "with,", "a:b,c"):
        place = regimes.folder / folder
        place.mkdir()
        numpy.save(place / "x.npy", VALUES)
        with h5py.File(place / "x:y.h5", "w") as file:
            file["g/x"] = VALUES
        for where in (f"{folder}/x.npy", f"{folder}/x:y.h5:/g/x", f"{folder}/x:y.h5:g/x"):
            reads(regimes, where, VALUES)


def test_hdf5_lists_its_datasets(regimes):
    with h5py.File(regimes.folder / "d.h5", "w") as file:
        file["train/x"], file["train/y"], file["note"] = VALUES, LABELS, "text"
    refused(regimes, USAGE, "names no dataset", "/train/x (40, 6), /train/y (40)", train="d.h5")
    refused(regimes, USAGE, "names no dataset", "/train/x (40, 6), /train/y (40)", train="d.h5:")
    for where in ("d.h5:/train/x", "d.h5:train/x"):
        reads(regimes, where, VALUES, labels_file="d.h5:train/y")


@pytest.mark.parametrize("chunks", [None, (7, 4)])
def test_packed_netcdf(regimes, chunks):
    """CF 1.8, section 8.1: value = scale_factor stored + add_offset."""
    stored = numpy.round((VALUES - 5) / 0.001).astype("i2")
    with h5netcdf.File(regimes.folder / "p.nc", "w") as file:
        file.dimensions = {"n": 40, "d": 6}
        packed = file.create_variable("x", ("n", "d"), "i2", fillvalue=numpy.int16(-32767), chunks=chunks)
        packed[:] = stored
        packed.attrs["scale_factor"], packed.attrs["add_offset"] = 0.001, 5.0
        unsigned = file.create_variable("u", ("n", "d"), "i1")
        unsigned[:] = (COUNTS * 2).astype("u1").view("i1")
        unsigned.attrs["_Unsigned"] = "true"
        gaps = file.create_variable("y", ("n", "d"), "f4", fillvalue=numpy.float32(-9999))
        gaps[:] = numpy.where(numpy.arange(240).reshape(40, 6) == 22, -9999, VALUES)
        listed = file.create_variable("z", ("n", "d"), "f8")
        listed[:] = numpy.where(numpy.arange(240).reshape(40, 6) == 239, 77, VALUES)
        listed.attrs["missing_value"] = numpy.array([-1e9, 77.0])
    reads(regimes, "p.nc:x", stored * 0.001 + 5)
    reads(regimes, "p.nc:u", COUNTS * 2, scale="1/40")
    refused(regimes, BAD_DATA, "missing value (the stored number -9999) in row 3, column 4", train="p.nc:y")
    refused(regimes, BAD_DATA, "missing value (the stored number 77) in row 39, column 5", train="p.nc:z")
    refused(regimes, BAD_DATA, "--queries-file", "row 3, column 4", train="p.nc:x", queries="p.nc:y")


def test_netcdf_of_its_own_library(regimes):
    netcdf = needed("netCDF4", "python3-netcdf4")
    with netcdf.Dataset(regimes.folder / "n.nc", "w") as file:
        file.createDimension("n", 40)
        file.createDimension("d", 6)
        packed = file.createVariable("x", "i2", ("n", "d"), zlib=True)
        packed.scale_factor, packed.add_offset = 1 / 512, 2.0
        packed[:] = VALUES
        part = file.createVariable("part", "f4", ("n", "d"))
        part[:30] = VALUES[:30]
    reads(regimes, "n.nc:x", VALUES)
    refused(regimes, BAD_DATA, "missing value", "row 30, column 0", train="n.nc:part")
    with netcdf.Dataset(regimes.folder / "c.nc", "w", format="NETCDF3_CLASSIC") as file:
        file.createDimension("n", 40)
        file.createVariable("x", "f4", ("n",))[:] = VALUES[:, 0]
    refused(regimes, BAD_DATA, "netCDF file of the classic format", "nccopy -k nc4 c.nc", train="c.nc")


def test_advice_about_hdf5_works(regimes):
    """Filters and data elsewhere: the printed line is run, with its words filled in, and what it writes is read."""
    folder = regimes.folder
    with h5py.File(folder / "o.h5", "w") as file:
        file["x"] = VALUES
    with h5py.File(folder / "lzf.h5", "w") as file:
        file.create_dataset("x", data=VALUES, compression="lzf")
    layout = h5py.VirtualLayout((40, 6), "f8")
    layout[:] = h5py.VirtualSource("o.h5", "x", (40, 6))
    with h5py.File(folder / "virtual.h5", "w") as file:
        file.create_virtual_dataset("x", layout)
    with h5py.File(folder / "external.h5", "w") as file:
        file.create_dataset("x", (40, 6), "f8", external=[(str(folder / "raw.bin"), 0, VALUES.nbytes)])[:] = VALUES
    for name in ("lzf.h5", "virtual.h5", "external.h5"):
        said = refused(regimes, BAD_DATA, train=f"{name}:/x")
        line = re.search(r"(python3 -c '.*?' FILE DATASET NEW\.h5|h5repack -l CONTI FILE NEW\.h5)", said)
        assert line, said
        words = shlex.split(line[1].replace("FILE", name).replace("DATASET", "x").replace("NEW", "new"))
        if words[0] == "python3":
            words[0] = sys.executable
        subprocess.run(words, cwd=folder, check=True, timeout=60)
        reads(regimes, "new.h5:/x", VALUES)
        (folder / "new.h5").unlink()


def foreign_files(folder):
    """Content, what it is called, and whether regimes-convert reads it."""
    from scipy.io import savemat

    numpy.save(folder / "plain.npy", VALUES)
    savemat(folder / "m.mat", {"x": VALUES})
    VALUES.dump(folder / "p.pkl")
    (folder / "t.csv").write_text("\n".join(",".join(map(repr, map(float, row))) for row in VALUES), encoding="utf-8")
    (folder / "q.parquet").write_bytes(b"PAR1" + bytes(40) + b"PAR1")
    header = f'{{"x":{{"dtype":"F64","shape":[40,6],"data_offsets":[0,{VALUES.nbytes}]}}}}'.encode()
    (folder / "s.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + VALUES.tobytes())
    return {"m.mat": ("a MATLAB file", True), "p.pkl": ("a pickle", True), "t.csv": ("CSV", True), "q.parquet": ("Parquet", False),
            "s.safetensors": ("Safetensors", True)}


def test_foreign_files_are_named_with_a_line_that_converts_them(regimes):
    kinds = foreign_files(regimes.folder)
    try:
        import torch
        torch.save(torch.from_numpy(VALUES), regimes.folder / "w.pt")
        kinds["w.pt"] = ("a file of PyTorch", True)
    except ImportError:
        pass
    for name, (what, is_read) in kinds.items():
        said = refused(regimes, BAD_DATA, name, what, train=name, queries="plain.npy")
        words = shlex.split(re.search(r"convert it with: (.*)", said)[1])
        assert words == ["regimes-convert", name, "points.npy"]
        if is_read:
            subprocess.run(["/usr/bin/python3", CONVERT, *words[1:], "--force"], cwd=regimes.folder, check=True, timeout=60, capture_output=True)
            reads(regimes, "points.npy", VALUES)
    for option in ("labels-file", "queries-file"):
        result = regimes.run("evaluate", "--train-file", "plain.npy", "--queries-file", "plain.npy", f"--{option}", "m.mat", "--times", ".3",
                             "--output", "o.h5") if option == "labels-file" else evaluate(regimes, "plain.npy", "m.mat")
        assert result.returncode == BAD_DATA and "a MATLAB file" in result.stderr and option in result.stderr
    (regimes.folder / "odd").write_bytes(bytes(range(1, 200)))
    refused(regimes, BAD_DATA, "of no format that can be read", "cifar100", train="odd")


def test_matrices_of_matlab_7_3_are_not_read_with_their_axes_reversed(regimes):
    with h5py.File(regimes.folder / "m.mat", "w") as file:
        file["x"] = VALUES.T
        file["x"].attrs["MATLAB_class"] = numpy.bytes_("double")
    refused(regimes, BAD_DATA, "matrix of MATLAB", "regimes-convert", train="m.mat:/x")


def npz_bytes(**arrays):
    content = io.BytesIO()
    numpy.savez_compressed(content, **arrays)
    return bytearray(content.getvalue())


def test_damaged_and_hostile_archives(regimes):
    place = regimes.folder / "z.npz"
    good = npz_bytes(x=numpy.random.default_rng(1).normal(size=(400, 6)))
    for cut in (10, 60, 1000, len(good) - 30, len(good) - 1):
        place.write_bytes(good[:cut])
        refused(regimes, BAD_DATA, "z.npz", train="z.npz")
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0x40
    place.write_bytes(flipped)
    refused(regimes, BAD_DATA, "damaged", train="z.npz")
    # A size of four gigabytes for some kilobytes; then one that deflate could give, but does not.
    central = good.rindex(b"PK\x01\x02")
    for claimed in (0xFFFFFFF0, 100 * len(good)):
        lie = bytearray(good)
        lie[central + 24 : central + 28] = struct.pack("<I", claimed)
        place.write_bytes(lie)
        refused(regimes, BAD_DATA, "z.npz", train="z.npz")
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }".ljust(117) + b"\n"
    for shape, what in ((header, "size is beyond"), (header.replace(b"4611686018427387904, 4", b"1000000000000, 1   "), "truncated")):
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.npy", b"\x93NUMPY\1\0" + struct.pack("<H", len(shape)) + shape + bytes(1 << 20))
        refused(regimes, BAD_DATA, what, train="z.npz")
    # A thousandfold expansion behind a small array: it is told when one byte too many has come, with no memory taken.
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x.npy", "w", force_zip64=True) as member:
        small = io.BytesIO()
        numpy.save(small, VALUES)
        member.write(small.getvalue())
        for _ in range(64):
            member.write(bytes(1 << 22))
    refused(regimes, BAD_DATA, "goes on after", train="z.npz")
    place.write_bytes(b"PK\x03\x04" + bytes(100))
    refused(regimes, BAD_DATA, "damaged or incomplete ZIP", train="z.npz")


def test_damaged_compressed_npy(regimes):
    content = io.BytesIO()
    numpy.save(content, VALUES)
    packed = gzip.compress(content.getvalue())
    (regimes.folder / "x.npy.gz").write_bytes(packed)
    reads(regimes, "x.npy.gz", VALUES)
    (regimes.folder / "x.npy.gz").write_bytes(packed[:-9])
    refused(regimes, BAD_DATA, "damaged or incomplete gzip", train="x.npy.gz")
