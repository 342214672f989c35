"""Sources that are compiled as one (cmake/unity_groups.py) share no name that belongs to one of them."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "cmake/unity_groups.py"
OWN = "namespace m {\nnamespace {\nint count(int x) { return x; }\n}  // namespace\n}  // namespace m\n"


def groups(folder, size, **sources):
    for name, text in sources.items():
        (folder / f"{name}.cpp").write_text(text)
    names = [f"{name}.cpp" for name in sources]
    result = subprocess.run([sys.executable, SCRIPT, folder, str(size), *names], check=True, capture_output=True, text=True)
    return dict(line.split() for line in result.stdout.splitlines())


@pytest.mark.parametrize(("other", "together"), [
    ("namespace m {\nint sum() { int count = 0; return count; }\n}\n", True),
    ("namespace m {\nnamespace {\nconstexpr double count{3};\n}\n}\n", False),
    ("namespace m {\ntemplate <class T>\nT count(T x) { return x; }\n}\n", False),
    ('#include "count.hpp"\n', False),
    ("namespace other {\nnamespace {\nint count(int x) { return x; }\n}\n}\n", True),
    ('// namespace m { int count; }\nconst char* text = "namespace m { int count; }";\n', True),
], ids=["local", "own constant", "template", "header", "other namespace", "no code"])
def test_names(tmp_path, other, together):
    (tmp_path / "count.hpp").write_text("#pragma once\nnamespace m {\nint count(double x);\n}\n")
    result = groups(tmp_path, 12, one=OWN, two=other)
    assert (result["one.cpp"] == result["two.cpp"]) == together


def test_groups_are_no_larger_than_asked_and_complete(tmp_path):
    result = groups(tmp_path, 2, **{f"part{number}": f"int f{number}() {{ return 0; }}\n" for number in range(5)})
    assert list(result.values()) == ["0", "0", "1", "1", "2"]
