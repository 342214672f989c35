"""Rules about what a module may include, link and print."""

import re

from modules import (
    BELOW, FOLDERS_BELOW, HIDDEN_INCLUDE, INCLUDE_USERS, NAME_USERS, PRINTING, PRINTING_MODULES, PRINTING_PLACES, TARGET_USERS, usable_by)
from tree import CPP_SUFFIXES, lines_of, module_of

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
COMMENT = re.compile(r"//.*")
CMAKE_COMMENT = re.compile(r"#.*")
CMAKE_TARGET = re.compile(r"[A-Za-z0-9_]+::[A-Za-z0-9_]+")


def include_rule(root, files):
    """Own headers are included as "module/header.hpp" and from modules below; restricted headers only where allowed."""
    for name in files:
        module = module_of(name)
        if module is None or name.suffix not in CPP_SUFFIXES:
            continue
        if module not in BELOW:
            yield f"{name}: module '{module}' has no place in the order of tests/rules/modules.py"
            continue
        for number, line in lines_of(root, name):
            match = INCLUDE.match(line)
            if match:
                problems = [*include_problems(root, module, *match.groups()), *folder_problems(module, name, match[2])]
                yield from (f"{name}:{number}: {problem}" for problem in problems)


def include_problems(root, module, opening, header):
    for start, users in INCLUDE_USERS.items():
        if header.startswith(start) and module not in users:
            yield f"'{header}' may be included only in {', '.join(sorted(users))}"
    owner = header.split("/")[0]
    if opening == "<":
        if "/" in header and owner in BELOW and header.endswith(".hpp"):
            yield f"own header <{header}> is included with \"\""
    elif owner not in BELOW or not ((root / "src" / header).is_file() or (root / header).is_file()):
        yield f"\"{header}\" is not an own header, written as \"module/header.hpp\""
    elif owner not in usable_by(module):
        yield f"'{module}' may not use '{owner}' (\"{header}\")"


def folder_problems(module, name, header):
    """The order of the folders of a module."""
    inside, (owner, *used) = name.parts[name.parts.index(module) + 1:-1], header.split("/")[:-1] or [""]
    if module not in FOLDERS_BELOW or owner != module or not inside or not used:
        return
    if inside[0] not in FOLDERS_BELOW[module]:
        yield f"'{inside[0]}' has no place in the order of the folders of {module} in tests/rules/modules.py"
    elif used[0] not in usable_by(inside[0], FOLDERS_BELOW[module]):
        yield f"'{module}/{inside[0]}' may not use '{module}/{used[0]}' (\"{header}\")"


def name_rule(root, files):
    """Names of a restricted library are written only where allowed; comments may mention them."""
    for name in files:
        module = module_of(name)
        if module is None or name.suffix not in CPP_SUFFIXES:
            continue
        for number, line in lines_of(root, name):
            for pattern, users in NAME_USERS.items():
                match = re.search(pattern, COMMENT.sub("", line))
                if match and module not in users:
                    yield f"{name}:{number}: '{match[0]}' may be written only in {', '.join(sorted(users))}"


def hidden_rule(root, files):
    """No header of kernels that another module includes leads to Kokkos, by however many steps."""
    ways = {}
    for name in files:
        if module_of(name) in {None, "kernels"} or name.suffix not in CPP_SUFFIXES:
            continue
        for number, line in lines_of(root, name):
            match = INCLUDE.match(line)
            way = match and way_to_hidden(root, match[2], ways)
            if way:
                yield f"{name}:{number}: {' -> '.join(way)}: only the sources of kernels may see this"


def way_to_hidden(root, header, ways):
    """The chain of headers from one of kernels to a hidden one, both included; empty if there is none."""
    if header.startswith(HIDDEN_INCLUDE):
        return [header]
    if header not in ways:
        ways[header] = []
        if header.startswith("kernels/") and (root / header).is_file():
            includes = [match[2] for _, line in lines_of(root, header) if (match := INCLUDE.match(line))]
            further = next(filter(None, (way_to_hidden(root, include, ways) for include in includes)), None)
            ways[header] = [header, *further] if further else []
    return ways[header]


def link_rule(root, files):
    """A module's CMakeLists.txt links only modules below it, and restricted libraries only where allowed."""
    for name in files:
        module = module_of(name)
        if module not in BELOW or name.name != "CMakeLists.txt":
            continue
        for number, line in lines_of(root, name):
            for target in CMAKE_TARGET.findall(CMAKE_COMMENT.sub("", line)):
                used = target.removeprefix("regimes::")
                if target.startswith("regimes::") and used in BELOW and used not in usable_by(module):
                    yield f"{name}:{number}: '{module}' may not link '{target}'"
                if module not in TARGET_USERS.get(target, {module}):
                    yield f"{name}:{number}: '{target}' may be linked only by {', '.join(sorted(TARGET_USERS[target]))}"


def printing_rule(root, files):
    """Only app speaks to the user, through its terminal; everything below throws."""
    for name in files:
        module = module_of(name)
        if module is None or name.as_posix().startswith(PRINTING_PLACES) or name.suffix not in CPP_SUFFIXES:
            continue
        for number, line in lines_of(root, name):
            if re.search(PRINTING, COMMENT.sub("", line)):
                may = "its terminal" if module in PRINTING_MODULES else ", ".join(sorted(PRINTING_MODULES))
                yield f"{name}:{number}: '{module}' prints; only {may} may"
