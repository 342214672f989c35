"""Checkpoints with a right checksum but a content that no run has: refused by one message that names the file and what to do."""

import math
import signal
import subprocess
from pathlib import Path

import pytest

from interruption import BAD_DATA, PATIENCE_SECONDS, command, first, interrupt, write_forged

COMMON = ["--train", "mixture", "--dimension", "32", "--quiet", "--checkpoint-minutes", "0"]
SAMPLER = ["--points", "2000", "--trajectories", "300", "--t-start", "4", "--step", "exact", "--dt", "0.005"]
RUNS = {
    "sample": ["sample", *SAMPLER, "--times", "0.1,0.5,2"],
    "trajectories": ["trajectories", *SAMPLER, "--clone-times", "0.8", "--last-change", "both"],
    "guidance": ["guidance", "--points", "2000", "--trajectories", "200", "--t-start", "4", "--dt", "0.02", "--strengths", "0,2"],
    "schedule": ["schedule", "--steps", "300,400", "--trajectories", "2000"],
    "speciation": ["speciation", "--points", "30k", "--replicas", "6", "--queries", "2000", "--times", "0.3,0.6,1"],
}


@pytest.fixture(scope="module", params=RUNS)
def stopped(request, tmp_path_factory):
    """The experiment and what is left of it."""
    output = tmp_path_factory.mktemp(request.param) / "out.h5"
    name, *options = RUNS[request.param]
    words = [name, *COMMON, *options, "--output", output]
    partial = Path(f"{output}.partial")
    assert interrupt(words, signal.SIGKILL, partial) == -signal.SIGKILL, "it ended: give it more to do"
    return request.param, (partial if partial.exists() else Path(f"{partial}.previous")).read_bytes()


def attribute(name, value):
    return lambda file: file["state"].attrs.modify(name, value)


FORGERIES = {
    "sample": [first("nearest_index", 2**62), first("nearest_distance", -1.0), first("posterior_entropy", math.inf), first("state/x", math.nan), first("state/x", math.inf), attribute("steps_done", -1), attribute("steps_done", 10**12),
               first("nearest_index", 2000), first("nearest_index", -2)],
    "trajectories": [first("state/x", math.nan), attribute("part", -1), attribute("part", 99), attribute("steps_done", 0),
                     attribute("steps_done", 10**12)],
    "guidance": [first("state/x", math.nan), first("state/nearest", 2000), first("state/nearest", -1), first("state/last_change", -1.0), attribute("strengths_done", -1),
                 attribute("strengths_done", 99), attribute("steps_done", 10**12), attribute("steps_done", -1), first("schedule", 5.0)],
    "schedule": [first("end_along", 1e308), first("end_along", math.nan), first("end_across_squared", 1e308), first("end_across_squared", -1.0)],
    "speciation": [first("state/log_weight", 1e308), first("state/log_density", math.nan), first("state/source_class", 2), first("state/source_class", -1), first("time", 0.2), first("class", 5),
                   attribute("replicas_done", 2**40), attribute("law_queries_done", -1)],
}


def resume(partial, ranks=None):
    return subprocess.run(command("resume", partial, "--quiet", ranks=ranks), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)


def is_refused(run, partial):
    assert run.returncode == BAD_DATA, (run.returncode, run.stderr)
    assert run.stderr.count(f"cannot go on from '{partial}': ") == 1 and "; begin anew" in run.stderr, run.stderr


def test_forged_states_are_refused(tmp_path, stopped):
    experiment, content = stopped
    partial = tmp_path / "out.h5.partial"
    for forge in FORGERIES[experiment]:
        write_forged(partial, content, forge)
        is_refused(resume(partial), partial)
    is_refused(resume(partial, ranks=2), partial)  # all ranks end, and one of them says why
    assert list(tmp_path.iterdir()) == [partial]


def test_a_new_checksum_alone_changes_nothing(tmp_path, stopped):
    partial = tmp_path / "out.h5.partial"
    write_forged(partial, stopped[1], lambda file: None)
    run = resume(partial)
    assert run.returncode == 0, run.stderr
