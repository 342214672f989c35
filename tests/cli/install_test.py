"""What `cmake --install` puts in place works from there, without the source tree: the program, a sweep, figures."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

LIMIT_SECONDS = 100
SWEEP = "[base]\ndimension = 4\npoints = 50\nsnapshots = 20,50\nqueries = 8\ntimes = 0.3,1\n[product]\nseed = 1, 2\n"
SITE = "[site]\nlauncher = mpirun\nranks_per_node = 1\nbinding = none\n"
OF_THE_TESTS = ("REGIMES_", "PYTHONPATH")


def run(*command, folder):
    """The command as a user calls it: nothing in its environment tells where the source tree is."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_TESTS)}
    finished = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    assert finished.returncode == 0, (command, finished.stdout, finished.stderr)
    return finished.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    place = tmp_path_factory.mktemp("prefix")
    run(os.environ["REGIMES_CMAKE"], "--install", os.environ["REGIMES_BUILD"], "--prefix", place, folder=place)
    return place


def test_what_is_there(prefix):
    share = prefix / "share"
    assert {path.name for path in (share / "regimes").iterdir()} == {"analysis", "jobs", "python"}
    for file in ("man/man1/regimes.1", "bash-completion/completions/regimes", "zsh/site-functions/_regimes", "doc/regimes/README.md",
                 "doc/regimes/LICENSE"):
        assert (share / file).stat().st_size > 0
    commands = {str(path.relative_to(share / "regimes")) for path in share.rglob("*") if path.is_file() and os.access(path, os.X_OK)}
    source = Path(os.environ["REGIMES_SOURCE"])
    expected = {f"{folder}/{path.name}" for folder in ("analysis", "jobs") for path in (source / folder).iterdir()
                if path.is_file() and os.access(path, os.X_OK)}
    assert commands == expected - {"jobs/quickstart"}  # which builds from source
    assert not list(share.rglob("__pycache__"))
    modules = {str(path.relative_to(source / "python")) for path in (source / "python" / "regimes").rglob("*") if path.suffix in (".py", ".mplstyle", ".jinja")}
    installed = next(prefix.glob("lib/python*/site-packages"), share / "regimes" / "python")
    assert {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file() and path.suffix != ".so"} == modules


def test_commands_of_analysis_and_jobs_are_on_the_path(prefix, tmp_path):
    names = {path.name for path in (prefix / "bin").iterdir()}
    assert names == {"regimes"} | {f"regimes-{name}" for name in (
        "collapse-curves", "collect", "convert", "density-curves", "figures", "geometry-curves", "guidance-curves", "guided-pictures", "report", "roofline", "run", "schedule-curves",
        "smoothed-pictures", "smoothing-curves", "speciation-curves", "status", "submit", "three-regimes", "trajectory-pictures")}
    for name in names - {"regimes"}:
        assert run(prefix / "bin" / name, "--help", folder=tmp_path).startswith(f"usage: {name} ")


def test_every_command_has_a_manual_page(prefix):
    for command in (prefix / "bin").iterdir():
        page = prefix / "share/man/man1" / f"{command.name}.1"
        shown = subprocess.run(["mandoc", "-Tutf8", page], capture_output=True, text=True, check=True).stdout
        assert re.search(rf"{command.name} [-\u2010\u2013] \w+", shown), shown[:400]
        checked = subprocess.run(["mandoc", "-Tlint", "-Werror", page], capture_output=True, text=True, check=False)
        assert "ERROR" not in checked.stdout, checked.stdout


def offered(prefix, name, *words, folder):
    """What bash offers for the last of these words behind a command."""
    script = prefix / "share/bash-completion/completions" / name
    call = (f". {script}; COMP_WORDS=({name} {' '.join(words[:-1])} '{words[-1]}'); COMP_CWORD={len(words)}; "
            f"_shtab_{name.replace('-', '_')} {name} '{words[-1]}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    return set(subprocess.run(["bash", "--norc", "-c", call], cwd=folder, capture_output=True, text=True, check=True).stdout.split())


def test_shells_complete_the_commands(prefix, tmp_path):
    (tmp_path / "curves.h5").touch()
    (tmp_path / "plots").mkdir()
    for command in (path.name for path in (prefix / "bin").glob("regimes-*")):
        options = set(re.findall(r"^  (?:-\w(?: \S+)?, )?(--[\w-]+)", run(prefix / "bin" / command, "--help", folder=tmp_path), re.MULTILINE))
        assert options and offered(prefix, command, "--", folder=tmp_path) == options, command
        assert "curves.h5" in offered(prefix, command, "cur", folder=tmp_path), command
        assert subprocess.run(["zsh", "-n", prefix / "share/zsh/site-functions" / f"_{command}"], check=False).returncode == 0
    assert offered(prefix, "regimes-figures", "--output", "", folder=tmp_path) == {"plots"}
    assert offered(prefix, "regimes-convert", "--mode", "", folder=tmp_path) == {"L", "RGB"}


def test_kernels_are_found_in_the_prefix_and_missed_by_name(prefix, tmp_path):
    """In a copy that stands elsewhere, without and with the libraries."""
    if "native" in run(prefix / "bin" / "regimes", "--version", folder=tmp_path):
        assert not (prefix / "lib").exists()
        return
    (tmp_path / "bin").mkdir()
    program = shutil.copy2(prefix / "bin" / "regimes", tmp_path / "bin")
    missing = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    assert missing.returncode == 127 and "libregimes_kernels.so" in missing.stderr
    shutil.copytree(prefix / "lib", tmp_path / "lib")
    assert "kernels" in run(program, "--version", folder=tmp_path)


def test_the_program_and_a_figure(prefix, tmp_path):
    program = prefix / "bin" / "regimes"
    assert "regimes" in run(program, "--version", folder=tmp_path)
    run(program, "collapse", "--dimension=8", "--points=2000", "--queries=32", "--output=a.h5", folder=tmp_path)
    run(prefix / "share/regimes/analysis/collapse_curves", "a.h5", "-o", "a", folder=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"a.h5", "a.png", "a.pdf", "a.csv"}


def test_a_sweep(prefix, tmp_path):
    (tmp_path / "two.ini").write_text(SWEEP)
    (tmp_path / "here.ini").write_text(SITE)
    jobs = prefix / "share/regimes/jobs"
    run(jobs / "run", "two.ini", "--site", "here.ini", folder=tmp_path)
    results = tmp_path / "two"
    assert (results / "curves.h5").exists() and (results / "report.html").exists()
    for log in (results / "logs").glob("seed*"):
        assert str(Path(prefix / "bin" / "regimes").resolve()) in log.read_text()  # found beside the scripts
    assert "2 done of 2" in run(jobs / "status", "two.ini", folder=tmp_path)
