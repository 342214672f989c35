"""The checksum at the end of every file of the suite (src/io/README.md, "Layout of a file"), seen before HDF5 sees the file:
HDF5 itself crashes, or loops for ever, on some damaged files."""
import os
import zlib

from regimes.errors import ForeignFile

LENGTH = 24  # bytes
PIECE = 1 << 20


def _checksum(path, trailer):
    """The trailer that should follow all bytes but the last `trailer`, and those."""
    checksum = 0
    with open(path, "rb") as stream:
        length = max(0, os.fstat(stream.fileno()).st_size - trailer)  # of the open file: another may have its name meanwhile
        while length > 0:
            piece = stream.read(min(PIECE, length))
            if not piece:
                break
            checksum = zlib.crc32(piece, checksum)
            length -= len(piece)
        return b"\nregimes-crc32 %08x\n" % checksum, stream.read(LENGTH)


def check_checksum_trailer(path):
    """ForeignFile unless the file ends in the checksum of all bytes before it."""
    expected, found = _checksum(path, LENGTH)
    if found != expected:
        raise ForeignFile(f"{path}: does not end in the checksum of its bytes: it is truncated or damaged, or another program made or "
                          "changed it; run its task again, or take another copy")


def append_checksum_trailer(path):
    """Seals a file that has none."""
    trailer, _ = _checksum(path, 0)
    with open(path, "ab") as stream:
        stream.write(trailer)
