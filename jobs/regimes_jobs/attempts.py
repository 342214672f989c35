"""The record of every attempt at a task: one line of JSON when it begins and one when it ends."""
import datetime
import json
import os

from .files import ATTEMPTS, LOGS

MARK = "==== "  # begins an attempt in the log of a task
ERROR_MARKS = ("regimes: ", "jobs: ")
LAUNCHER_MARKS = ("srun: error", "slurmstepd: error", "mpirun")
LONGEST_TAIL = 64 * 1024  # bytes of a log that are looked at


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


def record_path(folder, task):
    return os.path.join(folder, ATTEMPTS, f"{task.stem}.jsonl")


def log_path(folder, task):
    return os.path.join(folder, LOGS, f"{task.stem}.log")


def record(folder, task, **entry):
    with open(record_path(folder, task), "a", encoding="utf-8") as stream:
        stream.write(json.dumps({"time": now(), **entry}) + "\n")


def last_attempt(folder, task):
    """The last beginning with, if it has ended, its end: {"begun": ..., "ended": ... or None}; None if nothing was tried."""
    entries = []
    try:
        with open(record_path(folder, task), encoding="utf-8", errors="replace") as stream:
            for line in stream:
                try:
                    entry = json.loads(line)
                except json.JSONDecodeError:  # a line cut short where the writer was killed
                    continue
                entries += [entry] if isinstance(entry, dict) else []
    except FileNotFoundError:
        return None
    begun = [position for position, entry in enumerate(entries) if entry.get("event") == "begun"]
    if not begun:
        return None
    after = entries[begun[-1] + 1:]
    return {"begun": entries[begun[-1]], "ended": after[-1] if after else None, "number": len(begun)}


def tail(path):
    """The last lines of a text file, or nothing."""
    try:
        with open(path, "rb") as stream:
            stream.seek(0, os.SEEK_END)
            stream.seek(max(0, stream.tell() - LONGEST_TAIL))
            return stream.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def last_error(path):
    """The line of a log that says best what went wrong in its last attempt: the program's, else the launcher's, else the last."""
    lines = tail(path)
    starts = [position for position, line in enumerate(lines) if line.startswith(MARK)]
    lines = [line.strip() for line in lines[starts[-1] + 1 if starts else 0:] if line.strip()]
    for marks in (ERROR_MARKS, LAUNCHER_MARKS):
        said = [line for line in lines if line.startswith(marks)]
        if said:
            return said[-1]
    return lines[-1] if lines else "it said nothing"
