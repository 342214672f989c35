"""The site: it is built without a warning, every README of the project is in it, pictures say what they show, and the search finds things."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(os.environ["REGIMES_SOURCE"])
LIMIT_SECONDS = 300


@pytest.fixture(scope="module")
def site():
    run = subprocess.run([SOURCE / "docs" / "build", "--program", os.environ["REGIMES_PROGRAM"]], capture_output=True, text=True, timeout=LIMIT_SECONDS,
                         check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return SOURCE / "build" / "docs" / "html"


def test_every_readme_is_a_page(site):
    listed = subprocess.run(["git", "ls-files", "*README.md"], cwd=SOURCE, capture_output=True, text=True, check=True).stdout.split()
    pages = [name for name in listed if not name.startswith(".")]
    assert len(pages) > 50
    for name in pages:
        assert (site / name).with_suffix(".html").exists(), name


def test_every_command_has_a_page_with_its_options(site):
    described = json.loads(subprocess.run([os.environ["REGIMES_PROGRAM"], "describe", "--format", "json"], capture_output=True, text=True, check=True).stdout)
    for command in described["commands"]:
        page = (site / "docs" / "made" / "commands" / f"{command['name']}.html").read_text()
        for group in command["groups"]:
            for option in group["options"]:
                assert f"--{option['name']}" in page, (command["name"], option["name"])


def test_two_hyphens_stay(site):
    """What is copied from a page is an option, also where prose names it."""
    page = (site / "docs/made/commands/guidance.html").read_text()
    assert "--class-priors" in page and "\u2013class-priors" not in page


def test_pictures_say_what_they_show(site):
    for page in site.rglob("*.html"):
        for picture in re.findall(r"<img[^>]*>", page.read_text()):
            assert re.search(r'alt="[^"]{20,}"', picture), (page, picture)


def test_nothing_is_fetched_from_elsewhere(site):
    for page in site.rglob("*.html"):
        assert not re.search(r'<(script|link|img)[^>]*(src|href)="(https?:)?//', page.read_text()), page


def test_the_search_knows_the_words(site):
    index = (site / "searchindex.js").read_text()
    for word in ("speciat", "bandwidth", "requeu", "checkpoint"):
        assert word in index, word


def test_usage():
    run = subprocess.run([SOURCE / "docs" / "build", "--program", "nowhere"], capture_output=True, text=True, check=False)
    assert run.returncode == 66 and "build it first" in run.stderr
    assert subprocess.run([SOURCE / "docs" / "build", "--fast"], capture_output=True, check=False).returncode == 2
