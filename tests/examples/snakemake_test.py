"""The Snakefile of examples/snakemake, killed in the middle with all its runs: it goes on from their checkpoints, and ends with the numbers of runs that were left alone."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import xarray

SOURCE, PROGRAM = Path(os.environ["REGIMES_SOURCE"]), os.environ["REGIMES_PROGRAM"]
PATIENCE_SECONDS = 250  # for each target
TARGETS = os.environ.get("REGIMES_TARGETS", "curves.h5").split()
OPTIONS = {"points": "4000", "sizes": "500,4000", "queries": "4000"}
CONFIG = ["dimensions=[8]", "seeds=[1,2]", "checkpoint_minutes=0.002", *(f"{name}={value}" for name, value in OPTIONS.items())]


@pytest.fixture
def environment(tmp_path):
    """The commands on PATH, as an installation has them."""
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "regimes").symlink_to(PROGRAM)
    for name in ("collect", "figures", "report"):
        (commands / f"regimes-{name}").symlink_to(SOURCE / "analysis" / name)
    return {**os.environ, "PATH": f"{commands}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}


def snakemake(*words):
    return ["snakemake", "--snakefile", str(SOURCE / "examples" / "snakemake" / "Snakefile"), *words]


def test_a_killed_workflow_goes_on_from_its_checkpoints(tmp_path, environment):
    assert shutil.which("snakemake"), "there is no snakemake; `cmake/setup tests` installs it"
    place = tmp_path / "place"
    place.mkdir()
    first = subprocess.Popen(snakemake(*TARGETS, "--cores", "2", "--config", *CONFIG), cwd=place, env=environment, start_new_session=True, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + PATIENCE_SECONDS
    while not list(place.glob("results/*.h5.partial")) and first.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    left = sorted(path.name for path in place.glob("results/*.partial"))
    assert left, f"nothing was left to go on from: {sorted(map(str, place.rglob('*')))} {first.stderr.read()[-2000:]}"
    assert not (place / "curves.h5").exists()

    subprocess.run(snakemake("--unlock", "--config", *CONFIG), cwd=place, env=environment, check=True, capture_output=True)
    again = subprocess.run(snakemake(*TARGETS, "--cores", "2", "--rerun-incomplete", "--config", *CONFIG), cwd=place, env=environment, capture_output=True, text=True,
                           timeout=PATIENCE_SECONDS * len(TARGETS), check=False)
    assert again.returncode == 0, again.stderr[-3000:]
    for target in TARGETS:
        assert (place / target).stat().st_size > 10_000, target
    assert not list(place.glob("results/*.partial"))
    for partial in left:
        result = place / "results" / partial.removesuffix(".partial")
        undisturbed = tmp_path / "undisturbed.h5"
        subprocess.run([PROGRAM, "collapse", "--dimension=8", f"--seed={result.stem[-1]}", *(f"--{name}={value}" for name, value in OPTIONS.items()),
                        f"--output={undisturbed}", "--force"], check=True, capture_output=True)
        with xarray.open_dataset(result, engine="h5netcdf") as found, xarray.open_dataset(undisturbed, engine="h5netcdf") as expected:
            for name in ("cloning_collapse", "excess_entropy_ratio", "collapse_time_cloning"):
                xarray.testing.assert_equal(found[name], expected[name])
        log = (place / "logs" / f"{result.stem}.txt").read_text()
        assert f"goes on from results/{partial}" in log, log[-1500:]
    rest = subprocess.run(snakemake("--dry-run", "--quiet", "--config", *CONFIG), cwd=place, env=environment, capture_output=True, text=True, check=True)
    assert "run" not in re.findall(r"^(\w+) +\d+ ", rest.stdout, re.MULTILINE), rest.stdout
