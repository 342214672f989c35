"""Results as their runs left them: whole, or damaged and set aside."""
import os

from regimes.results.checksum_trailer import check_checksum_trailer
from regimes.errors import ForeignFile

DAMAGED = ".damaged"  # what a result is called that cannot be used


def why_damaged(path):
    """Why the file of a result is none; empty where it ends in the checksum of its bytes, and where there is no file."""
    try:
        check_checksum_trailer(path)
    except FileNotFoundError:
        return ""
    except ForeignFile:
        return f"{os.path.basename(path)} does not end in the checksum of its bytes: it is truncated, damaged or foreign"
    return ""


def is_whole(path):
    return os.path.exists(path) and not why_damaged(path)


def set_aside(path):
    """Makes room for a new result; the last damaged one is kept."""
    os.replace(path, path + DAMAGED)
