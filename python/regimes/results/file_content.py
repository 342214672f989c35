"""What a file of results or curves holds, as xarray reads it."""
from dataclasses import dataclass

import h5py
import xarray
from xarray.backends import H5netcdfBackendEntrypoint  # by name, xarray would look through all that is installed, in every child process

from regimes.errors import ForeignFile
from regimes.results.result_format import check_format
from regimes.results.sealed_file import read_sealed

PROVENANCE = "provenance"
LARGEST_GAIN = 1032  # bytes that deflate makes of one byte, at most
SMALL = 1 << 20  # bytes that any file may say it holds


@dataclass(frozen=True)
class FileContent:
    """The root of a file and, where it has one that can be read, its group `provenance`."""

    root: xarray.Dataset
    provenance: object  # Dataset or None


def _read_group(path, size, group=None):
    """A group in memory: never more than the bytes of the file can hold, whatever its tables say."""
    with xarray.open_dataset(path, engine=H5netcdfBackendEntrypoint, group=group) as opened:
        if opened.nbytes > SMALL + LARGEST_GAIN * size:
            raise ForeignFile(f"{path}: says that it holds {opened.nbytes} bytes, more than its {size} bytes can; it is damaged")
        return opened.load()


def _read(path):
    with h5py.File(path, "r") as opened:
        size, has_provenance = opened.id.get_filesize(), PROVENANCE in opened
    root = _read_group(path, size)
    return FileContent(root, _read_group(path, size, PROVENANCE) if has_provenance else None)


def read_content(path, advice):
    """The FileContent of a sealed file. FileNotFoundError where there is none, ForeignFile where it is no file of this kind, or of a newer format."""
    content = read_sealed(path, _read, advice)
    check_format(path, content)
    return content
