"""The build of headers on their own (headers.cmake) refuses one that needs another first, or lacks its guard."""

import subprocess
from pathlib import Path

import pytest

PROJECT = """cmake_minimum_required(VERSION 3.25)
project(planted LANGUAGES CXX)
include({rule})
regimes_headers_alone(headers src/m/header.hpp)
target_include_directories(headers PRIVATE ${{PROJECT_SOURCE_DIR}}/src)
"""


def builds(folder, header):
    (folder / "src/m").mkdir(parents=True)
    (folder / "src/m/header.hpp").write_text(header)
    (folder / "CMakeLists.txt").write_text(PROJECT.format(rule=Path(__file__).with_name("headers.cmake")))
    subprocess.run(["cmake", "-G", "Ninja", "-S", folder, "-B", folder / "build"], check=True, capture_output=True)
    return subprocess.run(["cmake", "--build", folder / "build"], check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(("header", "expected"), [
    ("#pragma once\n#include <vector>\nstruct Sums { std::vector<double> values; };\n", True),
    ("#pragma once\nstruct Sums { std::vector<double> values; };\n", False),
    ("struct Sums { double value; };\n", False),
], ids=["alone", "needs another", "no guard"])
def test_header(tmp_path, header, expected):
    assert builds(tmp_path, header) == expected
