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
SWEEP = """\
[base]
dimension = 8
queries = 64
times = logspace(0.02,0.4,48)
snapshots = 1e4,1e6,8e6
[product]
seed = 1, 2, 3, 4, 5, 6
"""
PATIENCE_SECONDS = 600
RESUBMISSIONS = 8


def processes_of(word, *, without="srun"):
    """Process ids whose command line has the word, and does not begin with the other."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if word in text and not text.startswith(without):
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

    def signal_rank(self, stem, number):
        for process in processes_of(stem):
            os.kill(process, number)

    def kill_rank(self, _job, stem):
        self.signal_rank(stem, signal.SIGKILL)

    def kill_all(self, job, stem):
        """The supervisor in the batch script too, so that nobody is left to requeue."""
        index = job.split("_")[1].encode()
        for process in processes_of(f"{self.sweep.results}/submissions"):
            if b"SLURM_ARRAY_TASK_ID=" + index + b"\0" in Path(f"/proc/{process}/environ").read_bytes():
                os.kill(process, signal.SIGKILL)
        self.kill_rank(job, stem)

    def stall(self, _job, stem):
        """Held still, it runs into its hard time limit."""
        self.signal_rank(stem, signal.SIGSTOP)

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
    faults.strike({"seed1_": Faults.requeue, "seed2_": Faults.preempt, "seed3_": Faults.kill_rank, "seed4_": Faults.kill_all,
                   "seed5_": Faults.stall})
    cluster.wait_until_idle(PATIENCE_SECONDS)
    assert sweep.status()["seed4"][0] == "partial", sweep.logs()
    for _ in range(RESUBMISSIONS):
        if {state for state, _ in sweep.status().values()} == {"done"}:
            break
        run = sweep.command("status", "--resubmit", "--yes")
        assert run.returncode == 0 and "submitted job" in run.stdout, run.stdout + run.stderr
        cluster.wait_until_idle(PATIENCE_SECONDS)
    assert {state for state, _ in sweep.status().values()} == {"done"}, sweep.logs()
    logs = sweep.logs()
    assert "DUE TO TIME LIMIT" in logs and "DUE TO JOB REQUEUE" in logs and "after its checkpoint had advanced" in logs
    assert all(f" resume seed{seed}_" in logs for seed in range(1, 6))
    expected, found = values(undisturbed), values(sweep.results / "curves.h5")
    assert expected.keys() == found.keys()
    for name, value in expected.items():
        numpy.testing.assert_array_equal(found[name], value, err_msg=name)
