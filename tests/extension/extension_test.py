"""An experiment and a law that only the catalogues know have the whole life: help, plan, checkpoints, resume, jobs, collect."""
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy
import pytest
import xarray

SOURCE, PROGRAM = Path(os.environ["REGIMES_SOURCE"]), os.environ["REGIMES_EXTENDED"]
FLATNESS = 1 / 16
STOPPED, USAGE = 75, 2


@pytest.fixture
def run(tmp_path):
    def start(*words, ranks=None, code=0, **options):
        launcher = [] if ranks is None else [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks)]
        arguments = [str(word) for word in words] + [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        done = subprocess.run([*launcher, PROGRAM, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr
    return start


def read(path):
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        return data.load()


SMALL = {"train": "pancake", "dimension": 4, "points": 2000, "realisations": 6}


def test_it_is_listed_explained_and_described(run):
    assert "radius" in run("help") and "flat in its first direction" in " ".join(run("help", "radius").split())
    described = json.loads(run("describe", "radius", "--format", "json"))["commands"][0]
    options = {option["name"]: option for group in described["groups"] for option in group["options"]}
    assert described["is_experiment"] and "pancake" in options["train"]["choices"]
    assert options["time-limit"]["resume"] == "free" and "pancake" in options["variance"]["condition"]
    for shell in "bash", "zsh":
        assert "radius" in run("completion", shell)
    assert "radius" in run("manual")


@pytest.mark.parametrize("ranks", [None, 2, 3])
def test_it_measures_what_the_law_says(run, tmp_path, ranks):
    run("radius", ranks=ranks, **SMALL)
    data = read(tmp_path / "radius.h5")
    expected = (SMALL["dimension"] - 1 + FLATNESS) / SMALL["dimension"]
    assert abs(float(data["radius"]) - expected) < 5 * float(data["radius_stderr"])
    assert data.attrs["experiment"] == "radius" and data.attrs["format"] == "regimes-result-1"


def test_the_law_goes_through_every_experiment_with_its_closed_form(run, tmp_path):
    run("collapse", train="pancake", dimension=12, points=3000, queries=200, realisations=4)
    data = read(tmp_path / "collapse.h5")
    snr = 1 / numpy.expm1(2 * data["time"].values)
    information = .5 * (numpy.log1p(FLATNESS * snr) + 11 * numpy.log1p(snr))
    numpy.testing.assert_allclose(data["theory_information"], information, rtol=1e-12)
    last = data.isel(points=-1)
    assert abs(float(last["collapse_time_fit"]) / float(last["collapse_time_theory"]) - 1) < .06
    assert "has one class" in run("speciation", train="pancake", code=USAGE)


def test_dry_run_and_plan(run, tmp_path):
    assert "would write radius.h5" in run("radius", "--dry-run", **SMALL)
    plan = json.loads(run("plan", "radius", "--format", "json", **SMALL))
    assert plan["experiment"] == "radius" and plan["memory_per_rank_bytes"] > 0
    assert "--points" in run("radius", train="pancake", dimension=1 << 20, points="1e12", store="true", code=USAGE)
    assert list(tmp_path.iterdir()) == []


def test_mistakes_name_the_line_of_the_configuration_file(run, tmp_path):
    (tmp_path / "run.ini").write_text("train = pancake\nrealisations = 0\npoints = 10\n")
    assert "run.ini:2: --realisations: 0 is out of range" in run("radius", config="run.ini", code=USAGE)


@pytest.mark.parametrize("ranks", [None, 2])
def test_interrupted_it_ends_as_undisturbed(run, tmp_path, ranks):
    options = {**SMALL, "realisations": 40, "points": 200000}
    run("radius", ranks=ranks, output="whole.h5", **options)
    launcher = [] if ranks is None else [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks)]
    words = [f"--{name}={value}" for name, value in {**options, "output": "part.h5", "checkpoint-minutes": 0}.items()]
    started = subprocess.Popen([*launcher, PROGRAM, "radius", *words], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (tmp_path / "part.h5.partial").exists() and started.poll() is None:
        time.sleep(.002)
    started.send_signal(signal.SIGUSR1)
    started.wait(60)
    assert not (tmp_path / "part.h5").exists(), "the run ended before it could be interrupted"
    assert "--seed: cannot be changed" in run("resume", "part.h5.partial", seed=9, code=USAGE)
    run("resume", "part.h5.partial", ranks=ranks)
    whole, part = read(tmp_path / "whole.h5"), read(tmp_path / "part.h5")
    for name in whole.variables:
        assert whole[name].values.tobytes() == part[name].values.tobytes(), name


def test_a_sweep_runs_and_is_collected(run, tmp_path):
    (tmp_path / "radii.ini").write_text("[sweep]\nexperiment = radius\n[base]\ntrain = pancake\npoints = 500\n[product]\ndimension = 2, 4\nseed = 1, 2\n")
    (tmp_path / "here.ini").write_text((SOURCE / "jobs/sites/local.ini").read_text())
    environment = os.environ | {"REGIMES_PROGRAM": PROGRAM}
    done = subprocess.run([sys.executable, SOURCE / "jobs/run", "radii.ini", "--site", "here.ini"], cwd=tmp_path, env=environment, capture_output=True, text=True,
                          timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    curves = next(tmp_path.rglob("curves.h5"))
    data = read(curves)
    assert data.attrs["experiment"] == "radius" and data["radius"].notnull().sum() == 2
