"""Image files: sound ones run, every broken one is exit code 65 (74 where it cannot be opened) and names option and file."""

import gzip
import os
import struct

import numpy
import pytest
import xarray

import idx_files
from idx_files import IMAGES, idx, images, labels, write_pair

USAGE, BAD_DATA, INPUT_OUTPUT = 2, 65, 74


def test_two_classes_run_and_call_the_reference_a_bound(regimes):
    options = write_pair(regimes.folder)
    result = regimes.collapse(**options, classes="0,1", per_class=20, scale=0.01, output="out.h5")
    assert "bound" in result.stdout
    with xarray.open_dataset(regimes.folder / "out.h5", engine="h5netcdf") as data:
        assert "collapse_time_gaussian_bound" in data and "collapse_time_theory" not in data
        assert "cloning_agreement" in data
        assert list(data.points.values) == [10, 40]


def test_plain_files_are_the_same_as_compressed_ones(regimes):
    options = write_pair(regimes.folder)
    regimes.collapse(**options, output="compressed.h5")
    (regimes.folder / "images").write_bytes(images())
    (regimes.folder / "labels").write_bytes(labels())
    regimes.collapse(**{**options, "train_file": "images", "labels_file": "labels"}, output="plain.h5")
    with xarray.open_dataset(regimes.folder / "plain.h5", engine="h5netcdf") as plain, \
            xarray.open_dataset(regimes.folder / "compressed.h5", engine="h5netcdf") as compressed:
        assert plain.excess_entropy_ratio.equals(compressed.excess_entropy_ratio)


def wide_images(regimes, count=30, width=5000):
    """More coordinates than a covariance could be solved for; and their values."""
    values = [(7 * i + i * i % 13) % 256 for i in range(count * width)]
    (regimes.folder / "wide").write_bytes(idx([count, 1, width], values))
    options = {"train": "idx", "train_file": "wide", "dimension": None, "points": None, "snapshots": "10,30", "scale": 0.01}
    return options, 0.01 * numpy.reshape(values, (count, width))


def test_the_bound_of_few_wide_images_is_that_of_their_covariance(regimes):
    options, points = wide_images(regimes)
    regimes.collapse(**options, times="0.1,1", output="wide.h5")
    eigenvalues = numpy.linalg.svd(points - points.mean(0), compute_uv=False) ** 2 / len(points)
    with xarray.open_dataset(regimes.folder / "wide.h5", engine="h5netcdf") as data:
        ratio = 1 / numpy.expm1(2 * data.time.values)
        expected = 0.5 * numpy.log1p(numpy.multiply.outer(ratio, eigenvalues)).sum(1)
        numpy.testing.assert_allclose(data.gaussian_information.sel(points=30), expected, rtol=1e-6)  # coordinates are float numbers
        assert data.collapse_time_gaussian_bound.notnull().all()
    regimes.collapse(**options, times="auto", output="auto.h5")


def test_the_covariance_of_the_largest_size_serves_all_where_that_is_asked_for(regimes):
    options, _ = wide_images(regimes, width=50)
    for choice in ("prefixes", "largest"):
        regimes.collapse(**options, times="0.1,1", spectra=choice, output=f"{choice}.h5")
    with xarray.open_dataset(regimes.folder / "prefixes.h5", engine="h5netcdf") as prefixes, \
            xarray.open_dataset(regimes.folder / "largest.h5", engine="h5netcdf") as largest:
        for size in (10, 30):
            numpy.testing.assert_allclose(largest.gaussian_information.sel(points=size), prefixes.gaussian_information.sel(points=30), rtol=1e-12)
        assert (prefixes.gaussian_information.sel(points=10) < largest.gaussian_information.sel(points=10)).all()
        assert "of the largest size" in largest.gaussian_information.long_name and "largest" not in prefixes.gaussian_information.long_name
        assert prefixes.excess_entropy_ratio.equals(largest.excess_entropy_ratio)


BROKEN_IMAGES = {
    "empty": b"",
    "not IDX": b"hello, world",
    "wrong magic": b"\1" + images()[1:],
    "floats": images()[:2] + b"\x0d" + images()[3:],
    "cut in the header": images()[:9],
    "truncated": images()[:-1],
    "too long": images() + b"\0",
    "no images": idx([0, 3, 2], []),
    "sizes that overflow": struct.pack(">HBB3I", 0, 8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1),
    "sizes that overflow the dimension": struct.pack(">HBB3I", 0, 8, 3, 1, 2**31, 2),
    "labels": labels(),
}


@pytest.mark.parametrize("content", BROKEN_IMAGES.values(), ids=BROKEN_IMAGES.keys())
@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gz"])
def test_broken_images(regimes, content, compressed):
    options = write_pair(regimes.folder)
    (regimes.folder / "images.gz").write_bytes(gzip.compress(content) if compressed else content)
    regimes.refuses(BAD_DATA, "--train-file", "images.gz", **options)


BROKEN_LABELS = {
    "another length": labels(IMAGES - 1),
    "images": images(),
    "truncated": labels()[:-3],
    "wrong magic": b"\0\0\7\1" + labels()[4:],
}


@pytest.mark.parametrize("content", BROKEN_LABELS.values(), ids=BROKEN_LABELS.keys())
def test_broken_labels(regimes, content):
    options = write_pair(regimes.folder, label_bytes=content)
    regimes.refuses(BAD_DATA, "--labels-file", "labels.gz", **options)


def test_damaged_compression(regimes):
    options = write_pair(regimes.folder)
    content = bytearray((regimes.folder / "images.gz").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (regimes.folder / "images.gz").write_bytes(content)
    regimes.refuses(BAD_DATA, "--train-file", "images.gz", **options)


def test_cut_compression(regimes):
    options = write_pair(regimes.folder)
    content = (regimes.folder / "images.gz").read_bytes()
    (regimes.folder / "images.gz").write_bytes(content[:-20])
    regimes.refuses(BAD_DATA, "--train-file", "images.gz", **options)


@pytest.mark.parametrize("option", ["train_file", "labels_file"])
def test_missing_files(regimes, option):
    options = write_pair(regimes.folder)
    options[option] = "nowhere.gz"
    regimes.refuses(INPUT_OUTPUT, "--" + option.replace("_", "-"), "nowhere.gz", **options)


@pytest.mark.parametrize("option", ["train_file", "labels_file"])
def test_only_regular_files_are_opened(regimes, option):
    options = write_pair(regimes.folder)
    (regimes.folder / "folder").mkdir()
    os.mkfifo(regimes.folder / "fifo")
    for path, code, what in (("folder", BAD_DATA, "a folder"), ("fifo", INPUT_OUTPUT, "a pipe or a device"),
                             ("/dev/zero", INPUT_OUTPUT, "a pipe or a device")):
        regimes.refuses(code, "--" + option.replace("_", "-"), path, what, **{**options, option: path})


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_files(regimes):
    options = write_pair(regimes.folder)
    (regimes.folder / "images.gz").chmod(0)
    regimes.refuses(INPUT_OUTPUT, "--train-file", "images.gz", **options)


def test_a_class_without_points(regimes):
    options = write_pair(regimes.folder)
    result = regimes.refuses(BAD_DATA, "--classes", "5", **options, classes="0,5")
    assert "labels.gz" in result.stderr


def test_more_points_per_class_than_there_are(regimes):
    options = write_pair(regimes.folder)
    regimes.refuses(USAGE, "--per-class", "21", **options, per_class=IMAGES // 2 + 1)


def test_more_points_than_there_are(regimes):
    options = write_pair(regimes.folder)
    regimes.refuses(USAGE, "--points", "41", "images.gz", **{**options, "points": "41", "snapshots": None})


def test_one_point_is_not_enough(regimes):
    options = {**write_pair(regimes.folder), "snapshots": None}
    regimes.refuses(USAGE, "--train-file", "images.gz has 1 point", **options, classes=1, per_class=1)
    (regimes.folder / "images.gz").write_bytes(gzip.compress(images(1)))
    regimes.refuses(USAGE, "--train-file", "images.gz has 1 point", **{**options, "labels_file": None})


def test_broken_files_end_all_ranks(regimes):
    options = write_pair(regimes.folder, image_bytes=idx_files.images()[:-1])
    regimes.refuses(BAD_DATA, "--train-file", "truncated", ranks=2, **options)
