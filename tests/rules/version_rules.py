"""Rules about what the project says of its version."""

import re
from pathlib import Path

CMAKE = Path("CMakeLists.txt"), re.compile(r"^project\(\w+ VERSION ([\d.]+)", re.MULTILINE)
CHANGELOG = Path("CHANGELOG.md"), re.compile(r"^## ([\d.]+) - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
PACKAGE = Path("python/regimes/__init__.py"), re.compile(r'^__version__ = "([\d.]+)"$', re.MULTILINE)
CITATION = Path("CITATION.cff"), re.compile(r"^version: ([\d.]+)\ndate-released: (\d{4}-\d{2}-\d{2})$", re.MULTILINE)

PACKAGING = Path("packaging")
MUST_SAY = PACKAGING / "recipes", PACKAGING / "debian/changelog"  # other files of packaging/ need not name a version
OF_A_RECIPE = re.compile(r"""(?:^regimes \(|\bregimes[-@]|^\s*(?:\{% set )?version(?:\(|\s*=\s*)["'])(\d+\.\d+\.\d+)""", re.MULTILINE)


def version_rule(root, files):
    """CMake, the Python package, the newest section of the changelog and the citation name one version, the latter two with one date."""
    found = {}
    for name, pattern in (CMAKE, PACKAGE, CHANGELOG, CITATION):
        match = pattern.search((root / name).read_text(encoding="utf-8")) if name in files else None
        if match is None:
            yield f"{name}: says no version in the form '{pattern.pattern}'"
            return
        found[name] = match.groups()
    if found[CHANGELOG[0]] != found[CITATION[0]]:
        yield f"{CITATION[0]}: {' of '.join(found[CITATION[0]])}, but {CHANGELOG[0]} has {' of '.join(found[CHANGELOG[0]])}"
    for name in (CMAKE[0], PACKAGE[0]):
        if found[name][0] != found[CHANGELOG[0]][0]:
            yield f"{name}: version {found[name][0]}, but {CHANGELOG[0]} has {found[CHANGELOG[0]][0]}"


def recipe_version_rule(root, files):
    """What packages the project names the version that CMake has, in the text and the name of every file."""
    match = CMAKE[1].search((root / CMAKE[0]).read_text(encoding="utf-8")) if CMAKE[0] in files else None
    if match is None:
        return  # version_rule says so
    version = match.group(1)
    for name in files:
        if name.parts[0] != PACKAGING.name:
            continue
        found = OF_A_RECIPE.findall(f"{name.name}\n{(root / name).read_text(encoding='utf-8')}")
        for other in sorted(set(found) - {version}):
            yield f"{name}: version {other}, but {CMAKE[0]} has {version}"
        if not found and name.name != "README.md" and (name in MUST_SAY or name.parent in MUST_SAY):
            yield f"{name}: names no version of regimes"
