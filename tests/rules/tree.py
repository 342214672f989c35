"""The files of the project that rules look at."""

import subprocess
from pathlib import Path

CODE_SUFFIXES = {".cpp", ".hpp", ".py", ".cmake", ".sh"}
CPP_SUFFIXES = {".cpp", ".hpp"}
OUTPUT_FOLDERS = {"build", "results", ".git"}  # at the root
CACHE_FOLDERS = {"__pycache__", ".pytest_cache"}  # anywhere


def project_files(root):
    """Paths, relative to root, of the files in git or about to be; outside a git checkout, of all but build outputs."""
    listing = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False) if (root / ".git").exists() else None
    if listing and listing.returncode == 0:
        names = {Path(name) for name in listing.stdout.split("\0") if name}
    else:
        names = {path.relative_to(root) for path in root.rglob("*")}
        names = {name for name in names if name.parts[0] not in OUTPUT_FOLDERS and not CACHE_FOLDERS.intersection(name.parts)}
    return sorted(name for name in names if (root / name).is_file())


def is_script(path):
    """Whether a file without a suffix starts with #! ."""
    if path.suffix:
        return False
    with path.open("rb") as stream:
        return stream.read(2) == b"#!"


def is_code(root, name):
    return name.suffix in CODE_SUFFIXES or is_script(root / name)


def lines_of(root, name):
    """(number, text) of the lines of a text file; nothing for a binary one."""
    try:
        text = (root / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    return list(enumerate(text.splitlines(), start=1))


def module_of(name):
    """The module that a file belongs to: kernels, or a folder of src; None for any other file."""
    if name.parts[0] == "kernels":
        return "kernels"
    if name.parts[0] == "src" and len(name.parts) > 2:
        return name.parts[1]
    return None
