"""What has become of every task: from files and, where Slurm is there, the queue. Needs no job accounting."""
import glob
import os
from collections import Counter
from dataclasses import dataclass

from . import attempts, slurm
from .attempt import FAILED
from .checkpoint import progress
from .errors import JobsError
from .files import LOGS, SUBMISSIONS, is_locked, read_json
from .results import why_damaged

DONE, RUNNING, QUEUED, PARTIAL, FAILED_STATE, MISSING = "done", "running", "queued", "partial", "failed", "missing"
ALL_STATES = (DONE, RUNNING, QUEUED, PARTIAL, FAILED_STATE, MISSING)
WITHOUT_HELP = (PARTIAL, FAILED_STATE, MISSING)  # nobody works on these
NOTHING_SAID = "it ended without a word: killed, or out of time"


@dataclass(frozen=True)
class TaskState:
    state: str
    detail: str = ""


class Records:
    """The submissions of a result folder."""

    def __init__(self, folder):
        self.by_number = {}
        for path in glob.glob(os.path.join(glob.escape(folder), SUBMISSIONS, "*.json")):
            self.by_number[os.path.splitext(os.path.basename(path))[0]] = read_json(path)

    def next_number(self):
        return str(max((int(number) for number in self.by_number), default=0) + 1)

    def last(self):
        return self.by_number[max(self.by_number, key=int)] if self.by_number else None

    def tasks_of(self, entry):
        """Hashes of the tasks that a job in the queue is for."""
        record = self.by_number.get(entry.submission)
        return [task["hash"] for task in record["chunks"][entry.index]] if record else []

    def last_job_log(self, task):
        """The log of the last job that was to run a task, or None."""
        for number in sorted(self.by_number, key=int, reverse=True):
            record = self.by_number[number]
            for index, chunk in enumerate(record["chunks"]):
                if record["job"] and task.hash in (entry["hash"] for entry in chunk):
                    return os.path.join(LOGS, f"job_{record['job']}_{index}.log")
        return None


def active_jobs(sweep):
    """(jobs in the queue, a note where it cannot be asked)."""
    if not slurm.is_here():
        return [], ""
    try:
        return slurm.queue(sweep), ""
    except JobsError as error:
        return [], f"without the queue: {error}"


def without_attempt(folder, task, records):
    log = records.last_job_log(task)
    if log is None:
        return TaskState(MISSING, "never started")
    path = os.path.join(folder, log)
    if not os.path.exists(path):
        return TaskState(MISSING, "its job never started")
    return TaskState(FAILED_STATE, f"before it began: {attempts.last_error(path)}")


def state_of(folder, task, entry, records):
    """State of one task; entry: its job in the queue, or None."""
    result = os.path.join(folder, task.result)
    damage = why_damaged(result)
    if os.path.exists(result) and not damage:
        return TaskState(DONE)
    snapshot = progress(os.path.join(folder, task.partial))
    if is_locked(folder, task.stem):
        return TaskState(RUNNING, snapshot or "no checkpoint yet")
    last = attempts.last_attempt(folder, task)
    if entry is not None:
        if entry.state == "RUNNING" and last and not last["ended"]:
            return TaskState(RUNNING, snapshot or "no checkpoint yet")
        waits = f"job {entry.job}_{entry.index}, {entry.state.lower()}" + (f" ({entry.reason})" if entry.reason != "None" else "")
        return TaskState(QUEUED, f"{waits}; {snapshot}" if snapshot else waits)
    if damage:
        return TaskState(FAILED_STATE, damage)
    if last and last["ended"] and last["ended"].get("verdict") == FAILED:
        return TaskState(FAILED_STATE, attempts.last_error(attempts.log_path(folder, task)) + (f"; {snapshot}" if snapshot else ""))
    if snapshot:
        return TaskState(PARTIAL, snapshot)
    if last and not last["ended"]:
        return TaskState(FAILED_STATE, NOTHING_SAID)
    if last:
        return TaskState(MISSING, "stopped before its first checkpoint")
    return without_attempt(folder, task, records)


def states(sweep, records, jobs):
    """{hash: TaskState} of all tasks."""
    entry_of = {}
    for entry in jobs:
        for digest in records.tasks_of(entry) if entry.submission != slurm.COLLECT else ():
            entry_of[digest] = entry
    return {task.hash: state_of(sweep.folder, task, entry_of.get(task.hash), records) for task in sweep.tasks}


def summary(found):
    """'4 done, 1 running, 1 missing'."""
    counts = Counter(entry.state for entry in found.values())
    return ", ".join(f"{counts[state]} {state}" for state in ALL_STATES if counts[state]) + f" of {len(found)}"
