"""The whole way from files of other programs to one of points."""
import os

from regimes.console.command import BAD_DATA, Refusal
from regimes.console.files import write_large
from regimes.convert.images import layout_of
from regimes.convert.opening import open_source
from regimes.convert.source import need
from regimes.convert.writing import write_hdf5, write_npy


def with_bar(source, show):
    """The batches, with a bar on stderr as they go by."""
    tqdm = need("tqdm", "python3-tqdm")
    with tqdm.tqdm(total=source.rows, unit=" points", unit_scale=True, disable=not show) as bar:
        for batch in source.batches:
            yield batch
            bar.update(len(batch.points))


def labels_path_of(output):
    return os.path.splitext(output)[0] + "_labels.npy"


def convert(paths, output, options, show_bar):
    """Writes the points; gives what was written, for the closing line."""
    source = open_source(paths, options)
    found = {}

    def write_points(aside):
        labels = aside + "_labels"
        try:
            if output.endswith(".npy"):
                found["first"], found["rows"] = write_npy(with_bar(source, show_bar), aside, labels)
            else:
                found["first"], found["rows"] = write_hdf5(with_bar(source, show_bar), aside, layout_of, source.label_names)
            if found["rows"] == 0:
                raise Refusal(BAD_DATA, f"{paths[0]} holds no points")
            if os.path.exists(labels):
                write_large(labels_path_of(output), lambda name: os.replace(labels, name))
        finally:
            if os.path.exists(labels):
                os.remove(labels)

    write_large(output, write_points)
    first, rows = found["first"], found["rows"]
    shape = " x ".join(str(extent) for extent in first.points.shape[1:]) or "1"
    train = output if output.endswith(".npy") else f"{output}:/points"
    labels = "" if first.labels is None else labels_path_of(output) if output.endswith(".npy") else f"{output}:/labels"
    return f"wrote {rows} points of {shape} {first.points.dtype}: --train-file {train}" + (f" --labels-file {labels}" if labels else "")
