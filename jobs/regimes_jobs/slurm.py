"""What is asked of Slurm. Every word is an argument of its own; no shell reads any."""
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

from .errors import NO_SLURM, JobsError
from .files import LOGS
from .site import JOBS

ANSWER_SECONDS = 120
ARRAY_LIMIT = re.compile(r"^MaxArraySize\s*=\s*(\d+)", re.MULTILINE)
SEPARATOR = "|"  # no job name has it: names of sweeps cannot
COLLECT = "collect"


@dataclass(frozen=True)
class Queued:
    """One job or array task in the queue; job: number of the job or array; submission: the number of its record, or COLLECT."""

    job: str
    submission: str
    index: int
    state: str
    reason: str


def is_here():
    return shutil.which("sbatch") is not None


def require(sweep_path):
    if not is_here():
        raise JobsError(f"there is no Slurm on this machine (no sbatch on PATH); to run the sweep here: jobs/run {sweep_path}", NO_SLURM)


def ask(*command):
    """Standard output of a command of Slurm."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise JobsError(f"{command[0]} does not answer ({error})", NO_SLURM) from error
    if run.returncode != 0:
        raise JobsError(f"{command[0]} refused: {' '.join(run.stderr.split()) or 'it gave no reason'}", NO_SLURM)
    return run.stdout


def job_prefix(sweep):
    """Begins the names of all jobs of a result folder, and of no other."""
    digest = hashlib.sha256(os.path.realpath(sweep.folder).encode()).hexdigest()[:8]
    return f"regimes_{sweep.name}_{digest}_"


def queue(sweep):
    """All jobs of the sweep that wait or run. Works without job accounting."""
    prefix = job_prefix(sweep)
    user = pwd.getpwuid(os.getuid()).pw_name
    listing = ask("squeue", "--noheader", "--array", f"--user={user}", f"--format={SEPARATOR.join(('%j', '%K', '%T', '%F', '%r'))}")
    entries = []
    for line in listing.splitlines():
        name, index, state, job, reason = line.split(SEPARATOR, 4)
        if name.startswith(prefix):
            entries.append(Queued(job=job, submission=name[len(prefix):], index=int(index) if index.isdigit() else 0, state=state,
                                  reason=reason))
    return entries


def array_limit(site):
    """How many tasks one array may have."""
    if site.array_limit:
        return site.array_limit
    found = ARRAY_LIMIT.search(ask("scontrol", "show", "config"))
    if not found:
        raise JobsError("scontrol does not say MaxArraySize; set array_limit in the site file", NO_SLURM)
    return int(found.group(1))


def output_pattern(folder):
    """A folder as sbatch takes it in --output, where %A and its like have a meaning."""
    if "\\" in folder:
        raise JobsError(f"{folder!r}: Slurm cannot write logs into a folder with a backslash in its name; choose another")
    return folder.replace("%", "%%")


def common_arguments(sweep, site, submission, log):
    words = ["sbatch", "--parsable", f"--job-name={job_prefix(sweep)}{submission}", f"--chdir={sweep.folder}",
             f"--output={output_pattern(sweep.folder)}/{LOGS}/{log}", "--open-mode=append"]
    return words + [f"--{key}={getattr(site, key)}" for key in ("partition", "account", "qos") if getattr(site, key)]


def batch_words(site, *arguments):
    """The batch script with what it needs: the interpreter, these scripts, set-up and modules of the site."""
    return [os.path.join(JOBS, "batch"), sys.executable, os.path.join(JOBS, "work"), site.setup, str(len(site.modules)), *site.modules,
            *arguments]


def array_arguments(sweep, site, submission, count, minutes, memory, record):
    """sbatch for `count` chunks; minutes: of the longest; memory: megabytes per node, or None; record: path of the submission."""
    words = common_arguments(sweep, site, submission, "job_%A_%a.log")
    words += ["--requeue", f"--nodes={site.nodes}", f"--ntasks-per-node={site.ranks_per_node}", f"--cpus-per-task={site.cores_per_rank}",
              f"--time={minutes}"]
    if site.gpus_per_node:
        words.append(f"--gpus-per-node={site.gpus_per_node}")
    if memory is not None:
        words.append(f"--mem={memory}M")
    if site.signal_lead:
        words.append(f"--signal=B:USR1@{site.signal_lead}")
    limit = f"%{site.running_limit}" if site.running_limit else ""
    words.append(f"--array=0-{count - 1}{limit}")
    return [*words, *site.sbatch_options, *batch_words(site, "tasks", record)]


def collect_arguments(sweep, site, after, minutes, memory):
    """sbatch for the job that collects once all of `after` have ended, however they did."""
    words = common_arguments(sweep, site, COLLECT, "collect.log")
    words += ["--ntasks=1", f"--time={minutes}"]
    if site.memory != "none":
        words.append(f"--mem={memory}M")
    if after:
        words.append("--dependency=afterany:" + ":".join(after))
    return [*words, *site.sbatch_options, *batch_words(site, COLLECT, sweep.folder)]


def submit(words):
    """Job number of a new job."""
    return ask(*words).strip().split(";")[0]


def cancel(jobs):
    if jobs:
        ask("scancel", *jobs)


def own_job():
    """The name of the job that this process is in, as scontrol takes it."""
    array, index = os.environ.get("SLURM_ARRAY_JOB_ID"), os.environ.get("SLURM_ARRAY_TASK_ID")
    return f"{array}_{index}" if array else os.environ["SLURM_JOB_ID"]


def seconds_of(text):
    """Seconds of [DAYS-][[HOURS:]MINUTES:]SECONDS; UNLIMITED is infinite."""
    if not text[:1].isdigit():
        return float("inf")
    days, _, clock = text.rpartition("-")
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return int(days or 0) * 86400 + seconds


def is_being_ended(job):
    """Whether Slurm ends this running job before its time: a user has cancelled it, or it is being requeued already. At the time
    limit it is not, nor in the grace time of a preemption."""
    state, used, limit = ask("squeue", "--noheader", "--states=all", f"--jobs={job}", "--format=%T|%M|%l").strip().split("|")
    return state != "RUNNING" and seconds_of(used) < seconds_of(limit)


def requeue(job):
    ask("scontrol", "requeue", job)
