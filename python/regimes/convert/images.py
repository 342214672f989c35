"""Images: folders of them, tar archives in the manner of WebDataset, LMDB databases."""
import io
import os
import tarfile
import warnings
from pathlib import Path

import numpy

from regimes.results.child_process import stream_from_child
from regimes.console.command import USAGE, Refusal
from regimes.errors import ForeignFile
from regimes.convert.source import BATCH_BYTES, Batch, Source, foreign_reader, need, rows_together

EXTENSIONS = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm"}
LARGEST_MEMBER = 1 << 28  # bytes of one file of an archive
OWN_MODES = {"L", "I;16", "I", "F"}  # what is kept as it is; all else is colours
TAR_MAGIC_AT, TAR_END = 257, 1024
NPY_MAGIC = b"\x93NUMPY"
COUNTERS = {b"__len__", b"__keys__", b"length", b"num-samples", b"num_samples", b"dataset-size"}


class Decoder:
    """Makes arrays of images, all of the shape and kind of the first, or of the one that is asked for."""

    def __init__(self, size, mode):
        self.size, self.mode, self.shape = size, mode, None
        self.images = need("PIL.Image", "python3-pil").Image
        warnings.simplefilter("error", self.images.DecompressionBombWarning)

    def __call__(self, content, name):
        if content.startswith(NPY_MAGIC):
            points = self.array(content, name)
        else:
            points = self.picture(content, name)
        if self.shape is None:
            self.shape = points.shape
        if points.shape != self.shape:
            raise ForeignFile(f"{name} has the shape {points.shape}, and the first {self.shape}; for images of one size give --size, such as "
                              "--size 32x32, and for one kind --mode RGB or --mode L")
        return points

    def array(self, content, name):
        try:
            return numpy.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
        except (ValueError, EOFError) as error:
            raise ForeignFile(f"{name} is a damaged array, or not of numbers ({error})") from error

    def picture(self, content, name):
        try:
            with self.images.open(io.BytesIO(content)) as image:
                mode = self.mode or ("L" if image.mode == "1" else image.mode if image.mode in OWN_MODES else "RGB")
                if image.mode != mode:
                    image = image.convert(mode)
                if self.size is not None:
                    image = image.resize(self.size[::-1], self.images.Resampling.LANCZOS)
                return numpy.asarray(image)
        except (OSError, ValueError, SyntaxError, self.images.DecompressionBombError, self.images.DecompressionBombWarning) as error:
            raise ForeignFile(f"{name} is a damaged image, or none ({error})") from error


def layout_of(points):
    """Pictures have their colours last."""
    return {3: "nhw", 4: "nhwc"}.get(points.ndim, "")


def batched(samples):
    """Batches of (point, label) pairs, of which all labels are None or none is."""
    points, labels, step = [], [], None
    for point, label, name in samples:
        if labels and (label is None) != (labels[0] is None):
            raise ForeignFile(f"{name} has {'no' if label is None else 'a'} label, unlike those before")
        points.append(point)
        labels.append(label)
        step = step or rows_together(point.nbytes)
        if len(points) == step:
            yield Batch(numpy.stack(points), None if labels[0] is None else numpy.array(labels))
            points, labels = [], []
    if points:
        yield Batch(numpy.stack(points), None if labels[0] is None else numpy.array(labels))


def image_files(folder):
    """Paths of images with the first folder on the way, or nothing where they lie in `folder` itself."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        inner = Path(place).relative_to(folder).parts
        for file in sorted(files):
            if Path(file).suffix.lower() in EXTENSIONS:
                yield Path(place) / file, inner[0] if inner else None


def folder_source(folder, options):
    """The images of a folder; those in folders of their own have these, in the order of their names, as classes."""
    found = list(image_files(folder))
    if not found:
        raise ForeignFile(f"{folder} is a folder without images ({', '.join(sorted(EXTENSIONS))})")
    names = sorted({group for _, group in found if group is not None})
    if names and any(group is None for _, group in found):
        raise ForeignFile(f"{folder} has images both in folders of classes ({names[0]} ...) and beside them")
    decode = Decoder(options.size, options.mode)
    samples = ((decode(path.read_bytes(), path), names.index(group) if names else None, path) for path, group in found)
    return Source(batched(samples), len(found), label_names=names)


def need_end(path):
    """A tar archive ends with two blocks of zeros; Python takes one that is cut between members for whole."""
    with open(path, "rb") as file:
        is_plain = file.read(TAR_MAGIC_AT + 5).endswith(b"ustar")
        file.seek(-min(TAR_END, os.path.getsize(path)), os.SEEK_END)
        if is_plain and file.read() != bytes(TAR_END):
            raise ForeignFile(f"{path} is damaged: it ends before the end of its archive")


def tar_samples(path, decode):
    """Samples of an archive: members KEY.jpg, KEY.cls and so on stand together."""
    key, fields = None, {}
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                if not member.isfile():
                    continue
                place, base = os.path.split(member.name)
                stem, dot, extension = base.partition(".")
                if (place, stem) != key:
                    yield from tar_sample(path, key, fields, decode)
                    key, fields = (place, stem), {}
                if dot and ("." + extension.lower().split(".")[-1] in EXTENSIONS | {".npy", ".cls"}):
                    if member.size > LARGEST_MEMBER:
                        raise ForeignFile(f"{path}: {member.name} claims {member.size} bytes, too many for one point")
                    fields["." + extension.lower().split(".")[-1]] = archive.extractfile(member).read()
            need_end(path)
            yield from tar_sample(path, key, fields, decode)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise ForeignFile(f"{path} is a damaged tar archive, or none ({error})") from error


def tar_sample(path, key, fields, decode):
    points = [extension for extension in fields if extension != ".cls"]
    if not points:
        return
    name = f"{path}: {os.path.join(*key)}"
    if len(points) > 1:
        raise ForeignFile(f"{name} has several images or arrays ({', '.join(sorted(points))}); which is the point?")
    label = None
    if ".cls" in fields:
        try:
            label = int(fields[".cls"])
        except ValueError as error:
            raise ForeignFile(f"{name}.cls is not the number of a class") from error
    yield decode(fields[points[0]], name), label, name


def tar_source(paths, options):
    decode = Decoder(options.size, options.mode)
    return Source(batched(sample for path in paths for sample in tar_samples(path, decode)))


def lmdb_values(path):
    """How many values there are, and then keys and values in the order of the keys, some at a time."""
    lmdb = need("lmdb", "python3-lmdb")
    try:
        database = lmdb.open(str(path), readonly=True, lock=False, subdir=Path(path).is_dir())
    except lmdb.Error as error:
        raise ForeignFile(f"{path} is no LMDB database, or damaged ({error})") from error
    with database.begin() as transaction:
        entries = transaction.stat()["entries"]
        yield entries - sum(transaction.get(key) is not None for key in COUNTERS)
        values, size, found = [], 0, 0
        for key, value in transaction.cursor():
            found += 1
            if found > entries:  # damaged pages may lead to one another for ever
                break
            if key not in COUNTERS:
                values.append((bytes(key), bytes(value)))
                size += len(value)
            if size >= BATCH_BYTES:
                yield values
                values, size = [], 0
        yield values
        if found != entries:
            raise ForeignFile(f"{path} is damaged: it holds other values than the {entries} that it claims")


def lmdb_source(path, options):
    """The values of a database: encoded images or arrays of NumPy. A child process reads them, which may die of damaged pages."""
    if options.labels is not None:
        raise Refusal(USAGE, f"--labels: {path} is an LMDB database, of which only the points are read")
    decode = Decoder(options.size, options.mode)
    answers = stream_from_child(lmdb_values, path, foreign_reader("LMDB", "a database of LMDB"))
    rows = next(answers)
    return Source(batched((decode(value, f"{path}: the value of {key!r}"), None, key) for values in answers for key, value in values), rows)
