"""usage: python3 unity_groups.py FOLDER SIZE SOURCE...

Deals C++ sources, given relative to FOLDER, into groups of at most SIZE that compile as one, and prints "SOURCE GROUP" for each.
A name in an anonymous namespace belongs to its source, which a group would share: no other source of the group, nor a header that one
includes, may declare the name in the same namespace.
"""

import functools
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INCLUDE_FOLDERS = [ROOT, ROOT / "src", ROOT / "tests/kernels"]
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
NO_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|^\s*#(?:[^\n]*\\\n)*[^\n]*|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'',
                     re.DOTALL | re.MULTILINE)
NAMESPACE = re.compile(r"(?:inline )?namespace ?([\w:]*)")
NAME = re.compile(r"(\w+) ?(?:\[\w*\] ?)*$")
IMPORT = re.compile(r"using [^=]*$")  # makes another namespace's name known, and may be repeated
MACRO = re.compile(r"[A-Z][A-Z0-9_]* ?\(")  # TEST(suite, name) and its like
TEMPLATE = re.compile(r"template ?<[^{};]*?> ?(?=[\w:])")
HEAD_END = re.compile(r"[(={]| :(?!:)")


def name_of(declaration):
    declaration = TEMPLATE.sub("", declaration)
    match = None if IMPORT.match(declaration) or MACRO.match(declaration) else NAME.search(HEAD_END.split(declaration, maxsplit=1)[0])
    return match.group(1) if match else None


def declared(text):
    """Pairs (qualified name, is it in an anonymous namespace) of what `text` declares outside functions and classes."""
    chunk, inside, parentheses, spaces, names = "", 0, 0, [], set()
    for character in NO_CODE.sub(" ", text):
        if inside:  # a body, of which nothing is seen elsewhere
            inside += {"{": 1, "}": -1}.get(character, 0)
            continue
        parentheses += {"(": 1, ")": -1}.get(character, 0)
        if character not in "{};" or (character == ";" and parentheses):
            chunk += character
            continue
        declaration = " ".join(chunk.split())
        chunk = ""
        namespace = NAMESPACE.fullmatch(declaration)
        if character == "{" and namespace:
            spaces.append(namespace.group(1))
        elif character == "}":
            spaces.pop()
        else:
            inside = int(character == "{")
            if name_of(declaration):
                names.add(("::".join([space for space in spaces if space] + [name_of(declaration)]), "" in spaces))
    return names


@functools.cache
def declared_by(path):
    return declared(path.read_text(encoding="utf-8"))


@functools.cache
def included_by(path):
    """The project's headers that `path` includes, directly or not."""
    found, pending = set(), [path]
    while pending:
        current = pending.pop()
        for name in INCLUDE.findall(current.read_text(encoding="utf-8")):
            candidates = (folder / name for folder in [current.parent, *INCLUDE_FOLDERS])
            header = next((file.resolve() for file in candidates if file.exists()), None)
            if header and header not in found:
                found.add(header)
                pending.append(header)
    return frozenset(found)


def names_of(path):
    """(its own names, all names that it or a header of it declares)"""
    own = {name for name, is_own in declared_by(path) if is_own}
    return own, {name for file in {path, *included_by(path)} for name, _ in declared_by(file)}


def grouped(paths, size):
    groups = []
    for path in paths:
        own, every = names_of(path)
        for group in groups:
            if len(group["paths"]) < size and not own & group["every"] and not every & group["own"]:
                break
        else:
            group = {"paths": [], "own": set(), "every": set()}
            groups.append(group)
        group["paths"].append(path)
        group["own"] |= own
        group["every"] |= every
    return [group["paths"] for group in groups]


def main(folder, size, *names):
    paths = {Path(folder, name).resolve(): name for name in names}
    for number, group in enumerate(grouped(paths, int(size))):
        for path in group:
            print(f"{paths[path]} {number}")


if __name__ == "__main__":
    main(*sys.argv[1:])
