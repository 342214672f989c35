"""Which source a file is, by its content and, where that does not tell, by its name."""
import tarfile
from pathlib import Path

from regimes.console.command import USAGE, Refusal
from regimes.errors import ForeignFile
from regimes.convert import arrays, images, tables

LMDB_MAGIC, LMDB_MAGIC_AT = b"\xde\xc0\xef\xbe", 16
READ_AS_IT_IS = (b"\x93NUMPY", b"\x89HDF\r\n\x1a\n", b"\0\0\x08", b"\0\0\x0d")
PARQUET_ADVICE = ("a Parquet or Arrow table, for which Python needs pyarrow, which Debian 12 does not package. Where you have it, make a CSV "
                  "of it first: python3 -c 'import pandas, sys; pandas.read_parquet(sys.argv[1]).to_csv(sys.argv[2], index=False)' FILE "
                  "points.csv")


def array_reader(path, start):
    """The function that gives the arrays of a file; nothing where it is no file of arrays."""
    if path.is_dir():
        is_zarr = any((path / part).exists() for part in (".zarray", ".zgroup", "zarr.json"))
        return arrays.zarr_arrays if is_zarr else None
    if path.suffix in (".pt", ".pth") or b"/data.pkl" in start:
        return arrays.torch_arrays
    if start.startswith(b"MATLAB"):
        return arrays.matlab_arrays
    if start[:1] == b"\x80":
        return arrays.pickled_arrays
    return arrays.safetensors_arrays if start[8:9] == b"{" else None


def open_source(paths, options):
    """Batches of the points of all paths; only tar archives may be several."""
    path = Path(paths[0])
    start = b""
    if path.is_file():
        with open(path, "rb") as file:
            start = file.read(512)
    elif not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    if path.is_file() and tarfile.is_tarfile(path):
        return images.tar_source(paths, options)
    if len(paths) > 1:
        raise Refusal(USAGE, f"{len(paths)} files are given, and {path} is no tar archive: give one file and the output")
    if (path / "data.mdb").exists() or start[LMDB_MAGIC_AT:].startswith(LMDB_MAGIC):
        return images.lmdb_source(path, options)
    reader = array_reader(path, start)
    if reader is not None:
        return arrays.array_source(path, reader, options)
    if path.is_dir():
        return images.folder_source(path, options)
    if start.startswith((b"PAR1", b"ARROW1", b"FEA1")):
        raise ForeignFile(f"{path} is {PARQUET_ADVICE}")
    if start.startswith(READ_AS_IT_IS):
        raise Refusal(USAGE, f"{path} is read by regimes as it is: --train-file {path}")
    if not start or b"\0" in start:
        raise ForeignFile(f"{path} is {'empty' if not start else 'of no kind that is known here'}")
    return tables.table_source(path, options)
