"""What is written by hand, cut or changed at random: configuration files of every experiment, machine profiles, sweeps and sites. Refused by one message that says
where, and nothing is written; or what it says still makes sense.

REGIMES_DAMAGES: how many of every kind (default 20).
"""

import json
import os
import random
import sys
import tempfile
import unicodedata
from pathlib import Path

from attack import BAD_DATA, DONE, INPUT_OUTPUT, REFUSED, SURVIVED, USAGE, WRONG, Attempt, Tally, attempt, contents, refusal
from attempts import ROOT
from attempts import attempt as attempt_of_jobs
from damage import damaged
from experiments import PROGRAM, experiments
from golden_runs import RUNS, write_inputs
from memory_cases import PROFILE

sys.path.insert(0, str(ROOT / "tests" / "jobs"))
from fake_slurm import FakeSlurm  # noqa: E402

DAMAGES = int(os.environ.get("REGIMES_DAMAGES", "20"))
SEED = 17
CONFIG, MACHINE, SWEEP, SITE = "settings.ini", "profile.json", "sweep.ini", "site.ini"
SWEEP_TEXT = "# curves\n[base]\ndimension = 4\npoints = 50\nqueries = 8\ntimes = 0.3,1\n[product]\nseed = 1, 2\nvariance = 1, 2\n"
SITE_TEXT = ("# a cluster\n[site]\npartition = cpu\nnodes = 2\nranks_per_node = 4\nminimum_minutes = 2.5\ntime_limit = 60\nmemory = plan\n"
             "sbatch_options =\n  --constraint=fast\n  --exclusive\n[environment]\nUCX_TLS = rc\n")


def config_text(experiment):
    """The options of the golden run as a file."""
    words = RUNS[experiment]
    return "# settings\n" + "".join(f"{name.removeprefix('--')} = {value}  # as it was\n" for name, value in zip(words[::2], words[1::2]))


def is_printable(said):
    """Whether nothing in it would control a terminal."""
    return not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in said.replace("\n", ""))


def of_program(folder, before, ended, file):
    if not is_printable(ended.err) or contents(folder) != before:
        return WRONG
    if ended.code == DONE:
        return SURVIVED
    return REFUSED if refusal(ended, [USAGE, BAD_DATA, INPUT_OUTPUT], "") and any(name in ended.err for name in (file, "regimes: --")) else WRONG


def attacked(all_places, kind, text_of, prepare, run):
    """Makes DAMAGES attacks on text_of(number), in a folder that prepare(folder) has filled; run(folder, number, damaged text) judges one."""
    for number in range(DAMAGES):
        with tempfile.TemporaryDirectory(dir=all_places) as place:
            prepare(Path(place))
            run(Path(place), number, damaged(text_of(number).encode(), random.Random(f"{SEED} {kind} {number}")))


def test_damaged_configuration_files(all_places):
    tally, names = Tally("damaged configuration files"), experiments()

    def run(folder, number, text):
        name = names[number % len(names)]
        (folder / CONFIG).write_bytes(text)
        before = contents(folder)
        ended = attempt(folder, name, "--config", CONFIG, "--dry-run", "--output", "out.h5")
        tally.judge(ended, lambda: of_program(folder, before, ended, CONFIG), f"{number}, {text}")

    attacked(all_places, "configuration", lambda number: config_text(names[number % len(names)]), write_inputs, run)
    tally.close()


def test_damaged_machine_profiles(all_places):
    tally = Tally("damaged machine profiles")

    def run(folder, number, text):
        (folder / MACHINE).write_bytes(text)
        before = contents(folder)
        ended = attempt(folder, "plan", "collapse", *RUNS["collapse"], "--profile", MACHINE)
        tally.judge(ended, lambda: of_program(folder, before, ended, MACHINE), f"{number}, {text}")

    attacked(all_places, "profile", lambda number: json.dumps(PROFILE, indent=1), lambda folder: None, run)
    tally.close()


def of_submit(folder, before, tried, file):
    if not is_printable(tried.said) or "Traceback" in tried.said:
        return WRONG
    if tried.code == DONE:
        return SURVIVED
    said = [line for line in tried.said.splitlines() if line.startswith("jobs/submit: ")]
    where = {SWEEP: (file, ": task "), SITE: (file, ": site site ")}[file]
    return REFUSED if tried.code == USAGE and len(said) == 1 and any(word in said[0] for word in where) and contents(folder) == before else WRONG


def test_damaged_sweeps_and_sites(all_places, tmp_path, monkeypatch):
    tally = Tally("damaged sweeps and sites")
    monkeypatch.setenv("PATH", FakeSlurm(tmp_path / "slurm").environment["PATH"])

    def prepare(folder):
        (folder / MACHINE).write_text(json.dumps(PROFILE))
        (folder / SWEEP).write_text(SWEEP_TEXT)
        (folder / SITE).write_text(SITE_TEXT.replace("[site]\n", f"[site]\nprogram = {PROGRAM}\nprofile = {MACHINE}\n"))

    def run(folder, number, text):
        file = (SWEEP, SITE)[number % 2]
        (folder / file).write_bytes(text)
        before = contents(folder)
        tried = attempt_of_jobs("jobs/submit", folder / SWEEP, "--site", folder / SITE, "--yes")
        ended = Attempt(["jobs/submit", file], tried.code if tried.signal is None else -tried.signal, tried.hangs, tried.said, "")
        tally.judge(ended, lambda: of_submit(folder, before, tried, file), f"{number}, {text}")

    attacked(all_places, "jobs", lambda number: (SWEEP_TEXT, SITE_TEXT)[number % 2], prepare, run)
    tally.close()
