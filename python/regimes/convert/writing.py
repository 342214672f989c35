"""Points and labels into one NPY or HDF5 file, a batch at a time."""
import numpy

from regimes.errors import ForeignFile

HEADER_BYTES = 192  # of an NPY file, with room for any number of points
LARGEST_LABEL = 65535  # that regimes takes


class NpyRows:
    """An NPY file that grows: its header, of a fixed length, is written again with the number of rows at the end."""

    def __init__(self, path, first):
        self.file = open(path, "wb")  # noqa: SIM115, closed by close()
        self.dtype, self.shape, self.rows = first.dtype, first.shape[1:], 0
        self.file.write(self.header())

    def header(self):
        about = {"descr": numpy.lib.format.dtype_to_descr(self.dtype), "fortran_order": False, "shape": (self.rows, *self.shape)}
        start = numpy.lib.format.magic(1, 0)
        text = repr(about).encode("latin1").ljust(HEADER_BYTES - len(start) - 3) + b"\n"
        return start + (len(text)).to_bytes(2, "little") + text

    def add(self, values):
        self.file.write(numpy.ascontiguousarray(values).tobytes())
        self.rows += len(values)

    def close(self):
        self.file.seek(0)
        self.file.write(self.header())
        self.file.close()


class Checked:
    """Sees to it that all batches are alike and can be points."""

    def __init__(self):
        self.first = None

    def __call__(self, batch):
        points = batch.points
        if points.dtype.kind not in "biuf" or points.dtype.itemsize > 8:
            raise ForeignFile(f"points of the type {points.dtype} are not read; they are integers, truth values or floating-point numbers")
        if self.first is None:
            self.first = batch
        if points.shape[1:] != self.first.points.shape[1:] or points.dtype != self.first.points.dtype:
            raise ForeignFile(f"points of shape {points.shape[1:]} and type {points.dtype} come after some of shape "
                              f"{self.first.points.shape[1:]} and type {self.first.points.dtype}")
        if batch.labels is not None:
            labels = batch.labels
            if labels.dtype.kind not in "biu" or labels.min() < 0 or labels.max() > LARGEST_LABEL:
                raise ForeignFile(f"labels are integers from 0 to {LARGEST_LABEL}; some here are of type {labels.dtype}, from {labels.min()} "
                                  f"to {labels.max()}")


def write_npy(batches, points_path, labels_path):
    """Both files; gives how many points there were, their shape and whether they have labels."""
    check, points, labels = Checked(), None, None
    try:
        for batch in batches:
            check(batch)
            points = points or NpyRows(points_path, batch.points)
            points.add(batch.points)
            if batch.labels is not None:
                labels = labels or NpyRows(labels_path, batch.labels.astype("<i8"))
                labels.add(batch.labels.astype("<i8"))
    finally:
        for rows in (points, labels):
            if rows is not None:
                rows.close()
    return check.first, points.rows if points else 0


def write_hdf5(batches, path, layout_of, label_names):
    """The datasets points and labels; the first says in its attribute `layout` what its axes are."""
    import h5py

    check, rows = Checked(), 0
    with h5py.File(path, "w") as file:
        for batch in batches:
            check(batch)
            for name, values in (("points", batch.points), ("labels", batch.labels)):
                if values is None:
                    continue
                values = values.astype("i8") if name == "labels" else values
                if name not in file:
                    file.create_dataset(name, data=values, maxshape=(None, *values.shape[1:]), chunks=(min(len(values), 1024), *values.shape[1:])
                                        if values[0].nbytes < 1 << 16 else (1, *values.shape[1:]))
                else:
                    file[name].resize(rows + len(values), axis=0)
                    file[name][rows:] = values
            rows += len(batch.points)
        if rows and layout_of(check.first.points):
            file["points"].attrs["layout"] = layout_of(check.first.points)
        if rows and "labels" in file and label_names:
            file["labels"].attrs["label_names"] = label_names
    return check.first, rows
