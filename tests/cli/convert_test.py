"""A file of every kind, made by its own library: regimes-convert gives the points and labels that were put in, and says of what it cannot read what is
wrong."""

import io
import os
import pickle
import struct
import subprocess
import sys
import tarfile
from pathlib import Path

import h5py
import numpy
import pytest
from PIL import Image

from needed import needed

USAGE, BAD_DATA = 2, 65
PROGRAM = Path(__file__).parents[2] / "analysis" / "regimes-convert"
VALUES = numpy.random.default_rng(8).normal(size=(40, 6)).astype("f4")
LABELS = numpy.arange(40) * 7 % 3
IMAGES = numpy.random.default_rng(9).integers(0, 256, (6, 4, 5, 3)).astype("u1")


def convert(folder, *arguments, code=0):
    result = subprocess.run(["/usr/bin/python3", PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == code, result.stderr
    assert (result.stderr == "") == (code == 0), result.stderr
    return result


def refused(folder, code, *texts, arguments):
    before = sorted(os.listdir(folder))
    error = convert(folder, *arguments, code=code).stderr
    assert error.count("\n") == 1, error
    for text in texts:
        assert text in error
    assert sorted(os.listdir(folder)) == before


def picture(array, kind="png"):
    content = io.BytesIO()
    Image.fromarray(array).save(content, kind)
    return content.getvalue()


def test_folders_of_images_have_folders_as_classes(tmp_path):
    for index, image in enumerate(IMAGES):
        place = tmp_path / "set" / ("cat", "dog")[index % 2]
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{index}.png").write_bytes(picture(image))
    convert(tmp_path, "set", "points.h5")
    with h5py.File(tmp_path / "points.h5") as file:
        assert numpy.array_equal(file["points"], IMAGES[[0, 2, 4, 1, 3, 5]])
        assert list(file["labels"]) == [0, 0, 0, 1, 1, 1]
        assert file["points"].attrs["layout"] == "nhwc" and list(file["labels"].attrs["label_names"]) == ["cat", "dog"]
    convert(tmp_path, "set", "gray.npy", "--mode", "L", "--size", "2x3")
    assert numpy.load(tmp_path / "gray.npy").shape == (6, 2, 3)
    assert list(numpy.load(tmp_path / "gray_labels.npy")) == [0, 0, 0, 1, 1, 1]


def test_images_that_do_not_fit_together(tmp_path):
    place = tmp_path / "set"
    place.mkdir()
    (place / "a.png").write_bytes(picture(IMAGES[0]))
    (place / "b.png").write_bytes(picture(IMAGES[0][:3]))
    refused(tmp_path, BAD_DATA, "b.png", "(3, 5, 3)", "--size", arguments=["set", "points.npy"])
    (place / "b.png").write_bytes(picture(IMAGES[0])[:60])
    refused(tmp_path, BAD_DATA, "b.png", "damaged image", arguments=["set", "points.npy"])
    (place / "b.png").unlink()
    (place / "a.png").unlink()
    refused(tmp_path, BAD_DATA, "without images", arguments=["set", "points.npy"])


def write_tar(path, members):
    with tarfile.open(path, "w") as archive:
        for name, content in members:
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))


def test_tars_of_webdataset(tmp_path):
    for shard in range(2):
        members = []
        for index in range(shard * 3, shard * 3 + 3):
            members += [(f"{index:06}.cls", str(index).encode()), (f"{index:06}.png", picture(IMAGES[index])), (f"{index:06}.json", b"{}")]
        write_tar(tmp_path / f"{shard}.tar", members)
    convert(tmp_path, "0.tar", "1.tar", "points.npy")
    assert numpy.array_equal(numpy.load(tmp_path / "points.npy"), IMAGES)
    assert list(numpy.load(tmp_path / "points_labels.npy")) == list(range(6))
    content = (tmp_path / "0.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(content[:-2000 - len(content) // 2])
    refused(tmp_path, BAD_DATA, "cut.tar", "damaged", arguments=["cut.tar", "cut.npy"])
    write_tar(tmp_path / "word.tar", [("0.cls", b"cat"), ("0.png", picture(IMAGES[0]))])
    refused(tmp_path, BAD_DATA, "not the number of a class", arguments=["word.tar", "word.npy"])


def test_lmdb(tmp_path):
    lmdb = needed("lmdb", "python3-lmdb")
    with lmdb.open(str(tmp_path / "base"), map_size=1 << 20) as database, database.begin(write=True) as transaction:
        for index, image in enumerate(IMAGES):
            transaction.put(f"{index:04}".encode(), picture(image))
        transaction.put(b"length", b"6")
    convert(tmp_path, "base", "points.npy")
    assert numpy.array_equal(numpy.load(tmp_path / "points.npy"), IMAGES)
    (tmp_path / "base" / "data.mdb").write_bytes(b"\0" * 8192)
    refused(tmp_path, BAD_DATA, "LMDB", arguments=["base", "other.npy"])


def test_zarr(tmp_path):
    zarr = needed("zarr", "python3-zarr")
    group = zarr.open(str(tmp_path / "store"), mode="w")
    group.create_dataset("train/x", data=VALUES, chunks=(7, 4))
    group.create_dataset("train/y", data=LABELS)
    convert(tmp_path, "store", "points.npy", "--name", "train/x", "--labels", "train/y")
    assert numpy.array_equal(numpy.load(tmp_path / "points.npy"), VALUES)
    assert numpy.array_equal(numpy.load(tmp_path / "points_labels.npy"), LABELS)
    refused(tmp_path, USAGE, "train/x (40, 6)", "--name", arguments=["store", "other.npy"])
    refused(tmp_path, USAGE, "no such array", arguments=["store", "other.npy", "--name", "z"])


def test_torch(tmp_path):
    torch = needed("torch", "python3-torch")
    torch.save(torch.from_numpy(VALUES), tmp_path / "one.pt")
    torch.save({"x": torch.from_numpy(VALUES).bfloat16(), "y": torch.from_numpy(LABELS)}, tmp_path / "two.pt")
    convert(tmp_path, "one.pt", "one.npy")
    assert numpy.array_equal(numpy.load(tmp_path / "one.npy"), VALUES)
    convert(tmp_path, "two.pt", "two.npy", "--name", "x", "--labels", "y")
    assert numpy.allclose(numpy.load(tmp_path / "two.npy"), VALUES, rtol=2**-8)
    assert numpy.array_equal(numpy.load(tmp_path / "two_labels.npy"), LABELS)
    torch.save({"x": os.getcwd}, tmp_path / "code.pt")
    refused(tmp_path, BAD_DATA, "more than tensors", arguments=["code.pt", "code.npy"])


def safetensors(tensors):
    """Written as its description says."""
    header, body = "", b""
    for name, (kind, shape, content) in tensors.items():
        header += f'{"," if header else ""}"{name}":{{"dtype":"{kind}","shape":{list(shape)},"data_offsets":[{len(body)},{len(body) + len(content)}]}}'
        body += content
    header = "{" + header + "}"
    return struct.pack("<Q", len(header)) + header.encode() + body


def test_safetensors(tmp_path):
    brain = (VALUES.view("u4") >> 16).astype("<u2")
    good = safetensors({"x": ("F32", VALUES.shape, VALUES.tobytes()), "b": ("BF16", VALUES.shape, brain.tobytes())})
    (tmp_path / "w.safetensors").write_bytes(good)
    convert(tmp_path, "w.safetensors", "x.npy", "--name", "x")
    convert(tmp_path, "w.safetensors", "b.npy", "--name", "b")
    assert numpy.array_equal(numpy.load(tmp_path / "x.npy"), VALUES)
    assert numpy.array_equal(numpy.load(tmp_path / "b.npy"), (VALUES.view("u4") >> 16 << 16).view("f4"))
    for bad in (good[:-1], safetensors({"x": ("F32", (1 << 40, 1 << 40), b"1234")}), struct.pack("<Q", 1 << 60) + b"{\"x\":1}"):
        (tmp_path / "bad.safetensors").write_bytes(bad)
        refused(tmp_path, BAD_DATA, "bad.safetensors", "damaged", arguments=["bad.safetensors", "bad.npy"])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables(tmp_path, separator):
    lines = [separator.join(["a", "b", "kind"]), *(separator.join([repr(float(v[0])), repr(float(v[1])), "xyz"[c]]) for v, c in zip(VALUES, LABELS))]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    convert(tmp_path, "t.csv", "t.npy", "--labels", "kind")
    assert numpy.array_equal(numpy.load(tmp_path / "t.npy"), VALUES[:, :2].astype("f8"))
    first_seen = {c: i for i, c in enumerate(dict.fromkeys(LABELS))}
    assert list(numpy.load(tmp_path / "t_labels.npy")) == [first_seen[c] for c in LABELS]
    lines[3] = separator.join(["1", "", "x"])
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    refused(tmp_path, BAD_DATA, "line 4, column 1", "nothing", arguments=["t.csv", "u.npy", "--labels", "kind"])
    refused(tmp_path, BAD_DATA, "line 2, column 2", "is not a finite number", "--labels", arguments=["t.csv", "u.npy"])
    refused(tmp_path, USAGE, "no such column", "a, b, kind", arguments=["t.csv", "u.npy", "--labels", "q"])


def test_matlab(tmp_path):
    scipy_io = needed("scipy.io", "python3-scipy")
    scipy_io.savemat(tmp_path / "m.mat", {"x": VALUES, "y": LABELS[:, None]})
    convert(tmp_path, "m.mat", "m.npy", "--name", "x", "--labels", "y")
    assert numpy.array_equal(numpy.load(tmp_path / "m.npy"), VALUES)
    assert numpy.array_equal(numpy.load(tmp_path / "m_labels.npy"), LABELS)


def test_pickles_run_nothing(tmp_path):
    (tmp_path / "batch").write_bytes(pickle.dumps({b"data": VALUES, b"labels": LABELS.tolist(), b"batch_label": b"1 of 5"}))
    convert(tmp_path, "batch", "b.npy", "--name", "data", "--labels", "labels")
    assert numpy.array_equal(numpy.load(tmp_path / "b.npy"), VALUES)
    assert numpy.array_equal(numpy.load(tmp_path / "b_labels.npy"), LABELS)
    (tmp_path / "evil").write_bytes(b"\x80\x02cos\nsystem\nX\x0a\x00\x00\x00touch pwned\x85R.")
    refused(tmp_path, BAD_DATA, "system", "may run any code", arguments=["evil", "e.npy"])


def test_what_needs_no_conversion_or_has_no_reader(tmp_path):
    numpy.save(tmp_path / "a.npy", VALUES)
    refused(tmp_path, USAGE, "as it is: --train-file a.npy", arguments=["a.npy", "b.npy"])
    (tmp_path / "t.parquet").write_bytes(b"PAR1" + bytes(20) + b"PAR1")
    refused(tmp_path, BAD_DATA, "pyarrow", "Debian 12 does not package", arguments=["t.parquet", "b.npy"])
    refused(tmp_path, USAGE, "there is no file nowhere", arguments=["nowhere", "b.npy"])
    refused(tmp_path, USAGE, "a.npy exists", arguments=["t.parquet", "a.npy"])
    refused(tmp_path, USAGE, "ends with .npy", arguments=["t.parquet", "b.txt"])
    (tmp_path / "empty").write_bytes(b"")
    refused(tmp_path, BAD_DATA, "is empty", arguments=["empty", "b.npy"])


def test_batches_join_and_memory_is_bounded(tmp_path):
    """Eighty megabytes of points within fifty of memory beyond what the libraries take."""
    rows, columns = 20_000, 1000
    header = f'{{"x":{{"dtype":"F32","shape":[{rows},{columns}],"data_offsets":[0,{4 * rows * columns}]}}}}'.encode()
    with open(tmp_path / "large.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        for first in range(0, rows, 1000):
            file.write((numpy.arange(1000 * columns, dtype="f4") + first).tobytes())
    script = ("import resource, runpy, sys; sys.argv = sys.argv[1:]\n"
              "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
              "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)")
    peak = {}
    for name in ("small", "large"):
        if name == "small":
            (tmp_path / "small.safetensors").write_bytes(safetensors({"x": ("F32", VALUES.shape, VALUES.tobytes())}))
        done = subprocess.run([sys.executable, "-c", script, PROGRAM, f"{name}.safetensors", f"{name}.h5"], cwd=tmp_path, capture_output=True, text=True,
                              timeout=60, check=True)
        peak[name] = int(done.stdout.splitlines()[-1])
    with h5py.File(tmp_path / "large.h5") as file:
        assert file["points"].shape == (rows, columns)
        assert numpy.array_equal(file["points"][12_000], numpy.arange(columns, dtype="f4") + 12_000)
        assert file["points"][19_999, 999] == numpy.float32(999_999 + 19_000)
    assert peak["large"] - peak["small"] < 120, peak  # pages of the mapped input count, too


def test_the_program_reads_what_was_converted(regimes):
    for index, image in enumerate(IMAGES):
        place = regimes.folder / "set" / "ab"[index % 2]
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{index}.png").write_bytes(picture(image))
    said = convert(regimes.folder, "set", "points.h5").stdout
    assert said == "wrote 6 points of 4 x 5 x 3 uint8: --train-file points.h5:/points --labels-file points.h5:/labels\n"
    result = regimes.run("evaluate", *said.split(": ")[1].split(), "--queries-file", "points.h5:/points", "--times", ".3", "--output", "out.h5")
    assert result.returncode == 0, result.stderr
