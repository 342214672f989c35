"""The task table of a sweep (jobs/submit writes it): which results there should be, and which are there."""
import json
import os
from dataclasses import dataclass

from regimes.console.command import PARTIAL
from regimes.errors import ForeignFile


@dataclass(frozen=True)
class Task:
    """output: the path of its result, next to the table unless absolute."""

    name: str
    output: str

    @property
    def is_done(self):
        return os.path.isfile(self.output)

    @property
    def has_partial(self):
        return os.path.isfile(self.output + PARTIAL)


def read_tasks(path):
    """The tasks of a table {"tasks": [{"name": ..., "result": ...}, ...]}, in its order; "output" may stand for "result"."""
    if not os.path.isfile(path):
        raise FileNotFoundError(f"--expect {path}: no such file; give the task table that jobs/submit wrote")
    try:
        with open(path, encoding="utf-8") as stream:
            rows = json.load(stream)["tasks"]
        tasks = [Task(str(row["name"]), os.path.join(os.path.dirname(path), row.get("result") or row["output"])) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ForeignFile(f"--expect {path}: not a task table: it must be JSON with a list \"tasks\" whose entries have \"name\" and "
                          f"\"result\" ({type(error).__name__}: {error})") from error
    if not tasks:
        raise ForeignFile(f"--expect {path}: the task table is empty")
    return tasks
