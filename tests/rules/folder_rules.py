"""Rules about folders and the size of files."""

import re

from tree import is_code, lines_of

LONGEST_SOURCE = 400  # lines
LARGEST_FILE = 500_000  # bytes
SOURCE_ELSEWHERE = re.compile(r"\$\{source\}/([a-z0-9_/]+\.cpp)")


def readme_rule(root, files):
    """Every folder that holds code says in a README.md what it is for."""
    known = set(files)
    for folder in sorted({name.parent for name in files if is_code(root, name)}):
        if folder / "README.md" not in known:
            yield f"{folder}: has code but no README.md"


def sources_rule(root, files):
    """A CMakeLists.txt that lists sources of src/ from elsewhere names files that exist: nothing but a long test builds it."""
    known = {str(name) for name in files}
    for name in files:
        if name.name != "CMakeLists.txt":
            continue
        for number, line in lines_of(root, name):
            for path in SOURCE_ELSEWHERE.findall(line):
                if f"src/{path}" not in known:
                    yield f"{name}:{number}: src/{path} does not exist"


def length_rule(root, files):
    """A source file is about one thing."""
    for name in files:
        length = len(lines_of(root, name)) if is_code(root, name) or name.name == "CMakeLists.txt" else 0
        if length > LONGEST_SOURCE:
            yield f"{name}: {length} lines, more than {LONGEST_SOURCE}"


def size_rule(root, files):
    """Results, binaries and data sets stay out of the repository."""
    for name in files:
        size = (root / name).stat().st_size
        if size > LARGEST_FILE:
            yield f"{name}: {size} bytes, more than {LARGEST_FILE}"
