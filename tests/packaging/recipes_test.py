"""Recipes that are not built here: their form, and that what they ask for is what cmake/setup installs. tests/rules holds their versions to CMake's."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from container_file import containerfile_problems, definition_problems

SOURCE = Path(os.environ["REGIMES_SOURCE"])
PACKAGING = SOURCE / "packaging"
COMES_WITH_DEBIAN = {"g++"}  # of build-essential, which every build of a package has
NOT_BUILT = {"git", "libgtest-dev", "libgmock-dev"}  # the copy that is built has no history, and its tests are off
TOOLS_OF_PACKAGES = {"debhelper-compat", "dh-sequence-python3", "help2man", "python3-shtab"}
SUGGESTED = {"dataset-fashion-mnist"}  # for the quickstart alone


def setup_group(name):
    """Packages of a group of cmake/setup."""
    return set(subprocess.run([SOURCE / "cmake/setup", "--list", name], capture_output=True, text=True, check=True).stdout.split())


def control_field(name, package=None):
    """Names of packages in a field of debian/control: of the source, or of a binary package."""
    paragraphs = (PACKAGING / "debian/control").read_text().split("\n\n")
    paragraph = next(text for text in paragraphs if text.startswith(f"Package: {package}\n" if package else "Source: "))
    field = re.search(rf"^{name}:(.*(?:\n .*)*)", paragraph, re.MULTILINE)[1]
    return {entry.split()[0] for entry in field.split(",") if entry.split() and not entry.strip().startswith("$")}


def test_setup_lists_only_groups_that_it_has():
    run = subprocess.run([SOURCE / "cmake/setup", "--list", "biuld"], capture_output=True, text=True, check=False)
    assert run.returncode == 2 and "no group of packages is called 'biuld'" in run.stderr


def test_debian_builds_with_what_setup_installs():
    assert control_field("Build-Depends") == setup_group("build") - COMES_WITH_DEBIAN - NOT_BUILT | TOOLS_OF_PACKAGES


def test_the_analysis_package_depends_on_what_setup_installs():
    assert control_field("Depends", "regimes-analysis") == setup_group("figures") - SUGGESTED
    assert SUGGESTED <= control_field("Suggests", "regimes-analysis")


def test_recipes_in_python_have_its_form():
    for path in [*PACKAGING.glob("recipes/*.py"), *PACKAGING.glob("recipes/*.eb")]:
        compile(path.read_text(), path, "exec")


def test_every_recipe_says_that_it_is_untried():
    for path in PACKAGING.glob("recipes/*"):
        assert "ntried" in path.read_text(), path


def test_containerfile():
    assert list(containerfile_problems((PACKAGING / "Containerfile").read_text(), SOURCE)) == []


@pytest.mark.parametrize("text, problem", [
    ("RUM true\n", "RUM is no instruction"),
    ("RUN true\nFROM a\n", "RUN stands before the first FROM"),
    ("FROM a AS b\nFROM c\nCOPY --from=d /x /y\n", "no stage before has this name"),
    ("FROM a\nCOPY nowhere/* /y\n", "COPY nowhere/*: there is no such file"),
    ("FROM a\nRUN if true; \\\n  fi\n", "RUN: "),
    ("FROM a b\n", "IMAGE [AS NAME]"),
    ("ARG A=b\n", "there is no FROM"),
])
def test_what_is_wrong_in_a_containerfile_is_found(text, problem):
    assert any(problem in found for found in containerfile_problems(text, SOURCE))


def test_apptainer_definition():
    assert list(definition_problems((PACKAGING / "apptainer.def").read_text())) == []


@pytest.mark.parametrize("text, problem", [
    ("Bootstrap: docker\nFrom: a\nStage: b\n%post\n  if true\n", "%post: "),
    ("Bootstrap: docker\nFrom: a\nStage: b\n%pots\n  true\n", "pots is neither"),
    ("Bootstrap: docker\nFrom: a\nStage: b\n%files from c\n  /x\n", "no stage before"),
    ("Bootstrap: docker\nStage: b\n", "there is no From"),
])
def test_what_is_wrong_in_a_definition_is_found(text, problem):
    assert any(problem in found for found in definition_problems(text))


def test_both_images_are_made_by_the_same_steps():
    """What installs into the image stands in both files, word for word."""
    container, definition = ((PACKAGING / name).read_text() for name in ("Containerfile", "apptainer.def"))
    for step in ("cmake/setup build packaging", "packaging/build-deb /packages", "--no-install-recommends /packages/*.deb openmpi-bin",
                 "/packages/regimes_*.deb", "/packages/regimes-analysis_*.deb"):
        assert step in container and step in definition, step


def test_scripts_refuse_what_they_do_not_know(tmp_path):
    for script in ("build-deb", "source-archive"):
        for arguments in (["--help"], ["a", "b"]):
            run = subprocess.run([PACKAGING / script, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
            assert run.returncode == 2 and run.stderr.startswith(f"usage: packaging/{script} [FOLDER]"), run
    assert list(tmp_path.iterdir()) == []


def test_the_archive_knows_its_commit(tmp_path):
    """As long as this is a checkout: the archive holds the sources under one folder, with the commit where the build looks for it."""
    if not (SOURCE / ".git").exists():
        pytest.skip("the sources are no git checkout")
    run = subprocess.run([PACKAGING / "source-archive", tmp_path], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    archive = Path(run.stdout.strip())
    folder = archive.name.removesuffix(".tar.gz")
    commit = subprocess.run(["tar", "-xzOf", archive, f"{folder}/cmake/archived_commit.txt"], capture_output=True, text=True, check=True).stdout.strip()
    assert commit == subprocess.run(["git", "-C", SOURCE, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
