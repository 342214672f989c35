"""Rules about what a folder of the Python package may import."""

import ast

from modules import PYTHON_BELOW, usable_by
from tree import is_script

PACKAGE = ("python", "regimes")
JOBS = "jobs"  # uses the package, and is no part of it


def part_of(name):
    """The entry of PYTHON_BELOW that a file belongs to: its folder of the package, or itself where it has an entry of its own; None for any other file."""
    if name.parts[0] == JOBS:
        return JOBS
    if name.parts[:2] != PACKAGE or name.suffix != ".py":
        return None
    return part_named(name.with_suffix("").parts[2:])


def part_named(names):
    """The entry of PYTHON_BELOW of a module of the package by the names in its path."""
    whole = "/".join(names[:2])
    return whole if whole in PYTHON_BELOW else names[0]


def imported_parts(text):
    """(line, entry) of everything of the package that a source imports, on top or inside functions, each once a line."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            paths = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            paths = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for path in paths:
            package, *names = path.split(".")
            if package == PACKAGE[1] and names:
                found.add((node.lineno, part_named(names)))
    return sorted(found)


def python_rule(root, files):
    """A folder of the Python package imports only those below it, by their full names; jobs/ nothing that draws."""
    for name in files:
        part = part_of(name)
        if part is None or not (name.suffix == ".py" or is_script(root / name)):
            continue
        text = (root / name).read_text(encoding="utf-8")
        if name.suffix != ".py" and "python" not in text.split("\n", 1)[0]:
            continue
        if part not in PYTHON_BELOW:
            yield f"{name}: '{part}' has no place in the order of the Python package in tests/rules/modules.py"
            continue
        for line, used in imported_parts(text):
            if used not in usable_by(part, PYTHON_BELOW):
                yield f"{name}:{line}: '{part}' may not import '{used}'"
