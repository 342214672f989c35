"""The format that a result names (src/io/README.md, "Format"), and which of them this version reads."""
import h5py

from regimes_analysis.errors import ForeignFile

FORMAT = "regimes-result-1"
FAMILY = "regimes-result-"


def _is_readable(name):
    """Whether a format of results is this version's or an older one."""
    number = name.removeprefix(FAMILY)
    return number.isdecimal() and int(number) <= int(FORMAT.removeprefix(FAMILY))


def _version_to_use(path):
    with h5py.File(path, "r") as opened:
        version = opened["provenance"].attrs.get("regimes_version", "") if "provenance" in opened else ""
    return f"; use regimes {version}, which wrote it" if version else ""


def check_format(path, attributes):
    """ForeignFile where the attributes of the root of a file are those of a newer format of results. A file that names none is of
    version 0.1.0, and is read."""
    name = str(attributes.get("format", ""))
    if name.startswith(FAMILY) and not _is_readable(name):
        raise ForeignFile(f"{path}: made by a newer regimes: format {name}; this version reads {FORMAT}{_version_to_use(path)}")
