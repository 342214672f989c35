"""The checksum at the end of every file of the suite (src/io/README.md, "Layout of a file"), seen before HDF5 sees the file:
HDF5 itself crashes, or loops for ever, on some damaged files."""
import os
import zlib

from regimes_analysis.errors import ForeignFile

LENGTH = 24  # bytes
PIECE = 1 << 20


def _checksum(path, length):
    checksum = 0
    with open(path, "rb") as stream:
        while length > 0:
            piece = stream.read(min(PIECE, length))
            if not piece:
                break
            checksum = zlib.crc32(piece, checksum)
            length -= len(piece)
        return b"\nregimes-crc32 %08x\n" % checksum, stream.read(LENGTH)


def check_checksum_trailer(path):
    """ForeignFile unless the file ends in the checksum of all bytes before it."""
    expected, found = _checksum(path, max(0, os.path.getsize(path) - LENGTH))
    if found != expected:
        raise ForeignFile(f"{path}: does not end in the checksum of its bytes: it is truncated or damaged, or another program made or "
                          "changed it; run its task again, or take another copy")


def append_checksum_trailer(path):
    """Seals a file that has none."""
    trailer, _ = _checksum(path, os.path.getsize(path))
    with open(path, "ab") as stream:
        stream.write(trailer)
