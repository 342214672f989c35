"""What a task costs, from `regimes plan`."""
import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .errors import JobsError

PLAN_SECONDS = 120
ERRORS_SHOWN = 10  # of the tasks of a sweep
COSTS_NOTHING = ("seed",)  # tasks that differ in these only are asked about once
SECONDS_PER_HOUR, BYTES_PER_MEGABYTE = 3600, 1 << 20


@dataclass(frozen=True)
class Estimate:
    """Wall seconds with their range, bytes to ask Slurm for each rank, and (point, query) pairs."""

    seconds: float
    seconds_low: float
    seconds_high: float
    memory_to_ask_bytes: float
    pairs: float


def plan(program, *arguments):
    """What `regimes plan` says."""
    try:
        run = subprocess.run([program, "plan", *arguments], capture_output=True, text=True, timeout=PLAN_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise JobsError(f"`regimes plan` gave no estimate ({error})") from error
    if run.returncode != 0:
        raise JobsError(" ".join(run.stderr.split()).removeprefix("regimes: ") or f"`regimes plan` ended with code {run.returncode}")
    return run.stdout


def estimate(program, task, site, profile):
    """The program's own prediction for `site.ranks` ranks; it also checks every option and file of the task."""
    try:
        values = json.loads(plan(program, task.experiment, *task.arguments, f"--ranks={site.ranks}", f"--profile={profile}", "--format=json"))
        return Estimate(*(float(values[key]) for key in Estimate.__dataclass_fields__))
    except JobsError as error:
        raise JobsError(f"task {task.name}: {error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise JobsError(f"task {task.name}: `regimes plan` gave an estimate that cannot be read ({error!r})") from error


def estimates(program, tasks, site):
    """One per task, with the machine profile of the site, or one measured here. Equal costs are asked for once."""
    def cost_options(task):
        return tuple(sorted((name, value) for name, value in task.options.items() if name not in COSTS_NOTHING))

    distinct = {cost_options(task): task for task in tasks}
    with tempfile.TemporaryDirectory() as folder:
        profile = site.profile or os.path.join(folder, "profile.json")
        if not site.profile:
            plan(program, "--calibrate", f"--output={profile}")
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            found = dict(zip(distinct, pool.map(lambda task: _estimate_or_error(program, task, site, profile), distinct.values())))
    errors = [str(value) for value in found.values() if isinstance(value, JobsError)]
    if errors:
        others = [f"and {len(errors) - ERRORS_SHOWN} more"] if len(errors) > ERRORS_SHOWN else []
        raise JobsError(errors[0], more=(*errors[1:ERRORS_SHOWN], *others))
    return [found[cost_options(task)] for task in tasks]


def _estimate_or_error(program, task, site, profile):
    try:
        return estimate(program, task, site, profile)
    except JobsError as error:
        return error


def duration_text(seconds):
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.3g} {unit}"
    return f"{seconds:.2g} s"


def hours_text(seconds_low, seconds_high, count, what):
    low, high = (seconds * count / SECONDS_PER_HOUR for seconds in (seconds_low, seconds_high))
    return f"{low:.2g} to {high:.2g} {what} hours"
