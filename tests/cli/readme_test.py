"""Every command that README.md prints, run as it is printed: in a new shell for every block, in the folder of a clone that is built.

By default counts that take long are made smaller; with README_AS_PRINTED=1 they are not. The longest command is stopped after a moment, and so leaves what the README goes on with."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(os.environ["REGIMES_SOURCE"])
SET_UP = ". jobs/environment"
ELSEWHERE = {"jobs/quickstart": "tests/jobs/quickstart_test.py runs it", "tests/run": "runs this test"}
LONGEST = "--points 1e9 "  # ten minutes
STOPPED_SOON = {LONGEST: "--points 4e6 --time-limit 1s ", ",1e7,1e8,1e9": ",4e6"}
STOPPED = 75
SMALLER = {"--points 1e6": "--points 2e4", "--points 1e7": "--points 4e4", "--queries 1000": "--queries 100", "--trajectories 400": "--trajectories 20",
           "--realisations 20": "--realisations 2", "--realisations 40": "--realisations 2", "--dimension 40 --log": "--dimension 30 --log", "1e4,1e5,1e6,1e7": "1e4", "--queries 100 --times": "--queries 10 --times"}
SWEEP_SMALLER = {"1e5": "3e3", "300,1e3,3e3,1e4,3e4,": "300,1e3,", "queries = 300": "queries = 30", "16, 24, 32, 48, 64": "8, 12", "1, 2, 3, 4, 5, 6, 7, 8": "1, 2"}
LIMIT_SECONDS = 300


def changed(text, changes):
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def blocks():
    """The indented blocks of the page, as scripts; of those that show what a terminal printed, what was typed."""
    found = re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", (SOURCE / "README.md").read_text(encoding="utf-8"), re.M)
    scripts = [re.sub(r"^    ", "", block, flags=re.M) for block in found]
    return ["\n".join(re.findall(r"^\$ (.*)", script, re.M)) if script.startswith("$ ") else script for script in scripts]


def commands(script):
    """Lines of a script, continued ones together."""
    return [line.split("  #")[0].strip() for line in script.replace("\\\n", " ").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """What is in git or about to be, and the program where the build leaves it."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("jobs", "analysis", "python"):
        shutil.copytree(SOURCE / name, folder / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "build/release/bin").mkdir(parents=True)
    (folder / "build/release/bin/regimes").symlink_to(os.environ["REGIMES_PROGRAM"])
    (folder / "results").mkdir()  # as the quickstart leaves it
    if not os.environ.get("README_AS_PRINTED"):
        sweep = folder / "jobs" / "dimensions.ini"
        sweep.write_text(changed(sweep.read_text(), SWEEP_SMALLER))
    return folder


def run(folder, script):
    """A shell without anything that ctest or this one has set for ranks."""
    known = {name: value for name, value in os.environ.items() if not re.match("OMPI_|OMP_|KOKKOS_|REGIMES_", name)}
    return subprocess.run(["bash", "-e", "-u", "-o", "pipefail", "-c", script], cwd=folder, env=known, capture_output=True, text=True, timeout=LIMIT_SECONDS,
                          check=False)


def test_every_command_runs_as_it_is_printed(clone):
    scripts = blocks()
    assert sum(SET_UP in script for script in scripts) == 1 and len(scripts) > 8, "the page says once what a new shell needs"
    done = 0
    for script in scripts:
        if commands(script)[0] in ELSEWHERE:
            assert set(commands(script)) <= set(ELSEWHERE)
            continue
        if SET_UP not in script:
            script = f"{SET_UP}\n{script}"
        if LONGEST in script and "--output" in script:
            ended = run(clone, changed(script.split("analysis/")[0], STOPPED_SOON))
            assert ended.returncode == STOPPED and (clone / "billion_d48.h5.partial").exists(), ended.stderr
            drawing = next(line for line in commands(script) if line.startswith("analysis/"))
            assert drawing.split()[1] == "billion_d48.h5"
            continue
        if not os.environ.get("README_AS_PRINTED"):
            script = changed(script, SMALLER)
        ended = run(clone, script)
        assert ended.returncode == 0, f"{script}\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}"
        done += len(commands(script))
    assert done > 20
    for name in ("gaussian.png", "curves.h5", "figures/collapse_times.png", "report.html", "results/dimensions/report.html", "three_regimes.png", "density.png",
                 "evaluate.h5", "memorisation.h5"):
        assert (clone / name).exists(), name


def test_links_and_pictures_of_the_page_exist():
    text = (SOURCE / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r"`((?:src|cmake|jobs|analysis|tests)/[\w./]*\.md)`", text):
        assert target.startswith("http") or (SOURCE / target).exists(), target
