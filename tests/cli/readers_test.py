"""Training sets from npy, hdf5 and CIFAR-10 files: the same as from IDX; every bad file is exit code 65, 74 or 2, names option and file,
and leaves nothing behind."""

import re

import h5py
import numpy
import pytest
import xarray

from idx_files import idx

USAGE, BAD_DATA, INPUT_OUTPUT = 2, 65, 74
POINTS, DIMENSION = 400, 12
VALUES = numpy.random.default_rng(5).integers(0, 256, (POINTS, DIMENSION)).astype("u1")
LABELS = (numpy.arange(POINTS) * 7 % 3).astype("u1")
OPTIONS = {"dimension": None, "points": None, "snapshots": "30,400", "scale": "0.01"}
NOT_FINITE = {"NaN": numpy.nan, "an infinite value": -numpy.inf}


def write_all(folder):
    (folder / "points.idx").write_bytes(idx(VALUES.shape, VALUES.tobytes()))
    (folder / "labels.idx").write_bytes(idx(LABELS.shape, LABELS.tobytes()))
    numpy.save(folder / "points.npy", VALUES)
    numpy.save(folder / "floats.npy", numpy.asfortranarray(VALUES.astype("f8")))
    numpy.save(folder / "labels.npy", LABELS.astype("i8"))
    with h5py.File(folder / "data.h5", "w") as file:
        file.create_dataset("train/x", data=VALUES.astype(">f4"), chunks=(64, 5), compression="gzip")
        file["train/y"] = LABELS.astype(">i2")
        file["text"] = ["a", "b"]
    return folder


@pytest.fixture
def files(regimes):
    return write_all(regimes.folder)


SOURCES = {
    "npy": ("npy", "points.npy", "labels.npy"),
    "npy, Fortran order": ("npy", "floats.npy", "labels.idx"),
    "hdf5": ("hdf5", "data.h5:/train/x", "data.h5:/train/y"),
}


def curves(path):
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        return data.load()


@pytest.mark.parametrize("ranks", [None, 3])
def test_formats_give_one_result(regimes, files, ranks):
    # As floats in every format: what auto keeps as bytes, by their type, meets noise on a grid.
    kind = {**OPTIONS, "classes": "0,2", "snapshots": "30,200", "points": None, "precision": "float"}
    regimes.collapse(**kind, train="idx", train_file="points.idx", labels_file="labels.idx", output="idx.h5")
    for name, (train, points, labels) in SOURCES.items():
        regimes.collapse(**kind, train=train, train_file=points, labels_file=labels, output=f"{train}.h5", force=True, ranks=ranks)
        expected, found = curves(files / "idx.h5"), curves(files / f"{train}.h5")
        if ranks is None:
            for variable in expected:  # bounds come from eigenvalues, whose last bits depend on where memory is
                if "gaussian" not in variable:
                    assert found[variable].equals(expected[variable]), (name, variable)
            xarray.testing.assert_allclose(found, expected, rtol=1e-12)
        else:  # sums over ranks differ in the last bits
            xarray.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


def test_cifar_needs_no_labels_file(regimes):
    generator = numpy.random.default_rng(1)
    for batch in (1, 2):
        records = generator.integers(0, 256, (60, 3073)).astype("u1")
        records[:, 0] %= 2
        (regimes.folder / f"data_batch_{batch}.bin").write_bytes(records.tobytes())
    options = {**OPTIONS, "train": "cifar10", "snapshots": "120"}
    regimes.collapse(**options, train_file=".", classes="0,1", output="out.h5")
    with xarray.open_dataset(regimes.folder / "out.h5", engine="h5netcdf") as data:
        assert "cloning_agreement" in data
    regimes.refuses(USAGE, "--labels-file", "has no effect", **options, train_file=".", labels_file="x")
    (regimes.folder / "bad.bin").write_bytes(bytes([77]) * 3073)
    regimes.refuses(BAD_DATA, "--train-file", "record 0 has the label 77", **options, train_file="bad.bin")
    (regimes.folder / "bad.bin").write_bytes(bytes([7]) * 3072)
    regimes.refuses(BAD_DATA, "--train-file", "3072 bytes", **options, train_file="bad.bin")


@pytest.mark.parametrize("law", ["npy", "hdf5", "cifar10"])
def test_missing_files(regimes, law):
    where = "nowhere:/x" if law == "hdf5" else "nowhere"
    regimes.refuses(INPUT_OUTPUT, "--train-file", "nowhere", "No such file", **OPTIONS, train=law, train_file=where)
    regimes.refuses(USAGE, "--train-file", law, **OPTIONS, train=law)


@pytest.mark.parametrize("what", NOT_FINITE)
@pytest.mark.parametrize("ranks", [None, 2])
def test_values_that_are_not_finite(regimes, what, ranks):
    values = VALUES.astype("f4")
    values[399, 7] = NOT_FINITE[what]
    numpy.save(regimes.folder / "bad.npy", values)
    regimes.refuses(BAD_DATA, "--train-file", "bad.npy", what, "row 399, column 7", **OPTIONS, train="npy", train_file="bad.npy",
                    ranks=ranks)


def test_doubles_beyond_floats(regimes):
    values = VALUES.astype("f8")
    values[3, 4] = 1e300
    numpy.save(regimes.folder / "bad.npy", values)
    regimes.refuses(BAD_DATA, "1e+300 in row 3, column 4", "--scale", **OPTIONS, train="npy", train_file="bad.npy")


BAD_ARRAYS = {
    "complex": VALUES.astype("c16"),
    "Python objects": VALUES.astype(object),
    "records": numpy.zeros(9, dtype=[("a", "f4"), ("b", "f4")]),
    "no values": VALUES[:0],
    "Fortran order": numpy.asfortranarray(VALUES.reshape(POINTS, 3, 4)),
}


@pytest.mark.parametrize("what", BAD_ARRAYS)
def test_arrays_that_are_no_points(regimes, what):
    numpy.save(regimes.folder / "bad.npy", BAD_ARRAYS[what])
    regimes.refuses(BAD_DATA, "--train-file", "bad.npy", what, **OPTIONS, train="npy", train_file="bad.npy")


HEADERS = {
    "overflows": "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 3), }",
    "size is beyond": "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
    "truncated": "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 1000), }",
    "cannot be read": "{'descr': '<f8', 'fortran_order': maybe}",
}


@pytest.mark.parametrize("what", HEADERS)
def test_npy_headers_that_lie(regimes, what):
    header = HEADERS[what].encode() + b"\n"
    (regimes.folder / "bad.npy").write_bytes(b"\x93NUMPY\x01\0" + len(header).to_bytes(2, "little") + header + bytes(64))
    regimes.refuses(BAD_DATA, "--train-file", "bad.npy", what, **OPTIONS, train="npy", train_file="bad.npy")


@pytest.mark.parametrize(("keep", "what"), [(0, "is empty"), (50, "ends within its header"), (-1, "truncated")])
def test_truncated_npy(regimes, files, keep, what):
    content = (files / "points.npy").read_bytes()
    (files / "points.npy").write_bytes(content[:keep])
    regimes.refuses(BAD_DATA, "--train-file", "points.npy", what, **OPTIONS, train="npy", train_file="points.npy")


@pytest.mark.parametrize(("where", "code", "what"), [
    ("data.h5", USAGE, "names no dataset"),
    ("data.h5:/nothing", BAD_DATA, "no such dataset"),
    ("data.h5:/train", BAD_DATA, "is a group"),
    ("data.h5:/text", BAD_DATA, "text"),
    ("points.npy:/x", BAD_DATA, "not an HDF5 file"),
    ("cut.h5:/train/x", BAD_DATA, "cannot be read"),
])
def test_hdf5_paths_that_lead_nowhere(regimes, files, where, code, what):
    (files / "cut.h5").write_bytes((files / "data.h5").read_bytes()[:-200])
    regimes.refuses(code, "--train-file", where, what, **OPTIONS, train="hdf5", train_file=where)


def test_labels_that_do_not_fit(regimes, files):
    options = {**OPTIONS, "train": "npy", "train_file": "points.npy"}
    numpy.save(files / "short.npy", LABELS[:-1])
    numpy.save(files / "floats.npy", LABELS.astype("f4"))
    numpy.save(files / "negative.npy", LABELS.astype("i4") - 1)
    numpy.save(files / "square.npy", LABELS.reshape(20, 20))
    regimes.refuses(BAD_DATA, "--labels-file", "short.npy", "399 labels", "400 points", **options, labels_file="short.npy")
    regimes.refuses(BAD_DATA, "--labels-file", "labels are integers", **options, labels_file="floats.npy")
    regimes.refuses(BAD_DATA, "--labels-file", "label -1", **options, labels_file="negative.npy")
    regimes.refuses(BAD_DATA, "--labels-file", "one dimension", **options, labels_file="square.npy")
    regimes.refuses(BAD_DATA, "--labels-file", "class 7", "no points", **options, labels_file="labels.npy", classes="0,7")
    regimes.refuses(USAGE, "--per-class", "needs the labels", **options, per_class=3)
    regimes.refuses(USAGE, "--points", "401", **{**options, "points": "401", "snapshots": None})


@pytest.mark.parametrize("ranks", [None, 2])
def test_a_file_larger_than_its_memory(regimes, ranks):
    """Half a gigabyte of points, all but the first equal (a file with a hole takes no room on the disk): 250 MB a rank are enough."""
    points, dimension, allowed = 25_000, 5000, 250
    numpy.save(regimes.folder / "large.npy", numpy.arange(dimension, dtype="f4").reshape(1, -1))
    content = (regimes.folder / "large.npy").read_bytes()
    padded = content.replace(b"(1, 5000), }     ", b"(25000, 5000), }", 1)
    assert len(padded) == len(content) - 1
    padded = padded.replace(b"}", b"} ", 1)
    with (regimes.folder / "large.npy").open("wb") as file:
        file.write(padded)
        file.truncate(len(padded) + (points - 1) * dimension * 4)
    result = regimes.collapse(**{**OPTIONS, "snapshots": f"1000,{points}", "times": "0.5", "center": "none"}, train="npy",
                              train_file="large.npy", ranks=ranks, output="out.h5")
    memory = re.search(r"([0-9.]+) MB per rank", result.stdout)
    assert memory and float(memory.group(1)) < allowed
    # Without noise of its own the point that differs is alone; all others share their posterior.
    with xarray.open_dataset(regimes.folder / "out.h5", engine="h5netcdf") as data:
        assert list(data.points.values) == [1000, points]
