"""Every example runs in its quick variant, draws its figure, and measures what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from gallery_checks import CHECKS
from PIL import Image

EXAMPLES = Path(os.environ["REGIMES_SOURCE"], "examples")
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/commands"))
LARGEST_PICTURE = 60_000  # bytes
LEAST_INK = 0.01  # share of a picture that is not white
NEEDS = re.compile(r"/usr/share/\S+")  # data sets of Debian


def run(*arguments, folder):
    return subprocess.run([sys.executable, EXAMPLES / "run", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def ink(picture):
    return numpy.mean(numpy.asarray(Image.open(picture).convert("L")) < 250)


@pytest.mark.parametrize("name", NAMES)
def test_quick(name, tmp_path):
    for path in NEEDS.findall((EXAMPLES / name / "commands").read_text()):
        if not Path(path).exists():
            pytest.skip(f"needs {path}")
    before = sorted(EXAMPLES.rglob("*"))
    ran = run(name, "--quick", folder=tmp_path)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    results = tmp_path / "results" / "examples" / f"{name}-quick"
    assert ink(results / f"{name}.png") > LEAST_INK and (results / f"{name}.pdf").stat().st_size > 5000
    assert sorted(EXAMPLES.rglob("*")) == before, "examples/ is not written into"
    CHECKS[name](results)


def test_every_check_has_its_example():
    assert sorted(CHECKS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_pictures_and_pages_in_git(name):
    picture, page = EXAMPLES / name / f"{name}.png", (EXAMPLES / name / "README.md").read_text()
    assert picture.stat().st_size < LARGEST_PICTURE and ink(picture) > LEAST_INK
    for link, text in ((f"]({name}.png)", page), (f"]({name}/{name}.png)", (EXAMPLES / "README.md").read_text())):
        assert link in text, link


def test_of_full_and_quick_one_remains(tmp_path):
    (tmp_path / "PROGRAM").write_text("#!/bin/sh\necho \"$@\"\nexit 74\n")
    (tmp_path / "PROGRAM").chmod(0o755)
    for arguments, chosen in ((["collapse"], "512"), (["collapse", "--quick"], "64")):
        ran = subprocess.run([sys.executable, EXAMPLES / "run", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False,
                             env={**os.environ, "REGIMES_PROGRAM": str(tmp_path / "PROGRAM")})
        assert ran.returncode == 74 and f"--queries {chosen} --realisations 8 " in ran.stdout, ran


def test_an_unknown_name_gives_the_list(tmp_path):
    ran = run("colapse", folder=tmp_path)
    assert ran.returncode == 2 and all(name in ran.stderr for name in NAMES), ran.stderr


def test_what_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    for arguments, code, words in ((["collapse", "--output", "file"], 2, "is not a folder"), (["collapse", "--ranks", "0"], 2, "1 or more"),
                                   (["collapse", "--figure"], 2, "without --figure")):
        ran = run(*arguments, folder=tmp_path)
        assert ran.returncode == code and words in ran.stderr and ran.stderr.count("\n") == 1, ran.stderr
    without = subprocess.run([sys.executable, EXAMPLES / "run", "collapse"], cwd=tmp_path, capture_output=True, text=True, check=False,
                             env={"PATH": "/usr/bin"})
    assert without.returncode == 66 and "PYTHONPATH" in without.stderr
