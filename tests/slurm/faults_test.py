"""Jobs that are requeued by hand, preempted, out of time and killed: after resubmission the sweep is what it would have been."""

import os
import re
import signal
import time
from pathlib import Path

import h5py
import numpy
import pytest

from conftest import SweepOnCluster

# One rank: with the same ranks, a run that was interrupted ends with the same bits.
SITE = {"time_limit": 1, "signal_lead": 0, "checkpoint_minutes": 0.05, "sbatch_options": "--exclusive"}
BASE = "[base]\nqueries = 64\ntimes = logspace(0.1,1,48)\n"
# Five tasks of some seconds, and one (d = 16) that no minute is enough for.
LISTS = """
[zip]
dimension =
  8
  8
  8
  8
  8
  16
seed =
  1
  2
  3
  4
  5
  1
snapshots =
  1e4,1e6,15e6
  1e4,1e6,15e6
  1e4,1e6,15e6
  1e4,1e6,15e6
  1e4,1e6,15e6
  1e4,1e6,150e6
"""
SWEEP = BASE + LISTS
PATIENCE_SECONDS = 600
RESUBMISSIONS = 8
WORDS_OF = "dimension{}_seed{}_"


def processes_of(words):
    """Process ids whose command line has all of the words."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if all(word in text for word in words):
            found.append(int(entry.name))
    return found


class Faults:
    def __init__(self, cluster, sweep):
        self.cluster, self.sweep = cluster, sweep
        self.struck = {}

    def job_of(self, log):
        return re.findall(r" job (\S+) on ", log.read_text())[-1]

    def node_of(self, job):
        return self.cluster.run("squeue", "--noheader", f"--jobs={job}", "--format=%N").strip()

    def requeue(self, job, _stem):
        self.cluster.run("scontrol", "requeue", job)

    def preempt(self, job, _stem):
        self.cluster.run("sbatch", "--partition=urgent", f"--nodelist={self.node_of(job)}", "--exclusive", "--output=/dev/null",
                         "--wrap=sleep 3")

    def kill_rank(self, _job, stem):
        for process in processes_of([stem, os.environ["REGIMES_PROGRAM"]]):
            if b"srun" not in Path(f"/proc/{process}/cmdline").read_bytes():
                os.kill(process, signal.SIGKILL)

    def kill_all(self, job, stem):
        """The supervisor in the batch script too, so that nobody is left to requeue."""
        index = job.split("_")[1].encode()
        for process in processes_of(["jobs/work", str(self.sweep.results)]):
            if b"SLURM_ARRAY_TASK_ID=" + index + b"\0" in Path(f"/proc/{process}/environ").read_bytes():
                os.kill(process, signal.SIGKILL)
        self.kill_rank(job, stem)

    def strike(self, plan):
        """Each fault once, as soon as its task runs and has a checkpoint."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.struck) < len(plan):
            assert time.monotonic() < deadline, f"struck {list(self.struck)}; {self.sweep.logs()}"
            for name, fault in plan.items():
                partial = next(self.sweep.results.glob(f"{name}*.h5.partial"), None)
                assert not list(self.sweep.results.glob(f"{name}*.h5")) or name in self.struck, f"{name} was done before it could be struck"
                if name not in self.struck and partial:
                    stem = partial.name.removesuffix(".h5.partial")
                    job = self.job_of(self.sweep.results / "logs" / f"{stem}.log")
                    fault(self, job, stem)
                    self.struck[name] = job
            self.cluster.release_pending()
            time.sleep(0.1)


@pytest.fixture
def undisturbed(cluster, tmp_path):
    """Curves of the same sweep without faults."""
    sweep = SweepOnCluster(cluster, tmp_path, "undisturbed", SWEEP, sbatch_options="--exclusive")
    sweep.submit()
    cluster.wait_until_idle(PATIENCE_SECONDS)
    assert {state for state, _ in sweep.status().values()} == {"done"}, sweep.logs()
    return sweep.results / "curves.h5"


def values(path):
    with h5py.File(path, "r") as file:
        return {name: item[...] for name, item in file.items() if isinstance(item, h5py.Dataset)}


def test_a_sweep_survives_what_clusters_do(cluster, tmp_path, undisturbed):
    sweep = SweepOnCluster(cluster, tmp_path, "curves", SWEEP, **SITE)
    sweep.submit()
    faults = Faults(cluster, sweep)
    faults.strike({WORDS_OF.format(8, 1): Faults.requeue, WORDS_OF.format(8, 2): Faults.preempt, WORDS_OF.format(8, 3): Faults.kill_rank,
                   WORDS_OF.format(8, 4): Faults.kill_all})
    cluster.wait_until_idle(PATIENCE_SECONDS)
    after = sweep.status()
    assert after[next(name for name in after if name.startswith("dimension8_seed4_"))][0] == "partial", sweep.logs()
    for _ in range(RESUBMISSIONS):
        if {state for state, _ in sweep.status().values()} == {"done"}:
            break
        run = sweep.command("status", "--resubmit", "--yes")
        assert run.returncode == 0 and "submitted job" in run.stdout, run.stdout + run.stderr
        cluster.wait_until_idle(PATIENCE_SECONDS)
    assert {state for state, _ in sweep.status().values()} == {"done"}, sweep.logs()
    logs = sweep.logs()
    assert "DUE TO TIME LIMIT" in logs and "DUE TO JOB REQUEUE" in logs and "after its checkpoint had advanced" in logs
    assert "resume dimension16" in logs
    expected, found = values(undisturbed), values(sweep.results / "curves.h5")
    assert expected.keys() == found.keys()
    for name, value in expected.items():
        numpy.testing.assert_array_equal(found[name], value, err_msg=name)
