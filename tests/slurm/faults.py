"""What happens to jobs on clusters, done on purpose: requeued by hand, preempted, killed, held still. And what of a sweep has to be the same for all that."""

import os
import re
import signal
import time
from pathlib import Path

import h5py

PATIENCE_SECONDS = 600
BETWEEN_LOOKS = 0.1
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
            time.sleep(BETWEEN_LOOKS)


def finish(cluster, sweep):
    """Submits again what nobody works on until all tasks are done."""
    for _ in range(RESUBMISSIONS):
        cluster.wait_until_idle(PATIENCE_SECONDS)
        if {state for state, _ in sweep.status().values()} == {"done"}:
            return
        run = sweep.command("status", "--resubmit", "--yes")
        assert run.returncode == 0 and "submitted job" in run.stdout, run.stdout + run.stderr
    raise AssertionError(f"after {RESUBMISSIONS} resubmissions: {sweep.status()}; {sweep.logs()}")


def values(path):
    """name -> array of every variable of a file of curves."""
    with h5py.File(path, "r") as file:
        return {name: item[...] for name, item in file.items() if isinstance(item, h5py.Dataset)}
