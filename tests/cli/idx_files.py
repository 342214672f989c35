"""IDX files, sound or broken in one respect."""

import gzip
import struct

UNSIGNED_BYTE = 8
ROWS, COLUMNS = 3, 2
IMAGES = 40


def idx(sizes, values):
    return struct.pack(f">HBB{len(sizes)}I", 0, UNSIGNED_BYTE, len(sizes), *sizes) + bytes(values)


def images(count=IMAGES):
    """Distinct images: value k of image i is a hash of both."""
    values = [(i * 37 + k * 101 + i * i * (k + 1)) % 251 for i in range(count) for k in range(ROWS * COLUMNS)]
    return idx([count, ROWS, COLUMNS], values)


def labels(count=IMAGES, classes=2):
    return idx([count], [i % classes for i in range(count)])


def write_pair(folder, image_bytes=None, label_bytes=None):
    """images.gz and labels.gz in `folder`, and the options that name them."""
    (folder / "images.gz").write_bytes(gzip.compress(images() if image_bytes is None else image_bytes))
    (folder / "labels.gz").write_bytes(gzip.compress(labels() if label_bytes is None else label_bytes))
    return {"train": "idx", "dimension": None, "points": None, "snapshots": "10,40", "train_file": "images.gz",
            "labels_file": "labels.gz"}
