"""The format that a result names (src/io/README.md, "Format"), and which of them this version reads."""
from regimes.errors import ForeignFile

FORMAT = "regimes-result-1"
FAMILY = "regimes-result-"


def _is_readable(name):
    """Whether a format of results is this version's or an older one."""
    number = name.removeprefix(FAMILY)
    return number.isdecimal() and int(number) <= int(FORMAT.removeprefix(FAMILY))


def _version_to_use(content):
    version = content.provenance.attrs.get("regimes_version", "") if content.provenance is not None else ""
    return f"; use regimes {version}, which wrote it" if version else ""


def check_format(path, content):
    """ForeignFile where the root of a FileContent names a newer format of results. One that names none is of version 0.1.0, and is read."""
    name = str(content.root.attrs.get("format", ""))
    if name.startswith(FAMILY) and not _is_readable(name):
        raise ForeignFile(f"{path}: made by a newer regimes: format {name}; this version reads {FORMAT}{_version_to_use(content)}")
