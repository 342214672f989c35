"""A task: options of one run, its name, its hash and its files."""
import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass

from .files import write_json

COLLAPSE = "collapse"  # the experiment of sweeps that name none, and of task tables of version 0.1
TABLE = "tasks.json"
TABLE_FORMAT = "regimes task table 1"
HASH_DIGITS = 12
LONGEST_NAME = 80


@dataclass(frozen=True)
class Task:
    """options: as in the sweep file; arguments: what the program is given, input files as absolute paths."""

    name: str
    hash: str
    options: dict
    arguments: list
    experiment: str = COLLAPSE

    @property
    def stem(self):
        return f"{self.name}_{self.hash}"

    @property
    def result(self):
        return f"{self.stem}.h5"

    @property
    def partial(self):
        return f"{self.result}.partial"


def hash_of(experiment, options):
    """Of the options as they are written: it does not change when the sweep moves to another folder."""
    text = json.dumps({"experiment": experiment, "options": options}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def plain(text):
    """`text` with letters, digits and . + - only, so that it can be part of a file name."""
    return re.sub(r"[^A-Za-z0-9.+-]+", "-", text)


def make_task(base, varied, home, sweep_name, experiment=COLLAPSE, is_input_file=lambda option: False):
    """The task with options `base` and `varied`, named by the latter; input files are relative to `home`."""
    options = {**base, **varied}
    arguments = []
    for option, value in options.items():
        written = os.path.join(home, value) if is_input_file(option) else value
        arguments.append(f"--{option}={written}")
    name = "_".join(plain(option) + plain(value) for option, value in varied.items()) or sweep_name
    return Task(name=name[:LONGEST_NAME], hash=hash_of(experiment, options), options=options, arguments=arguments, experiment=experiment)


def write_table(sweep):
    """Writes tasks.json into the result folder: for readers, and for analysis/collect."""
    write_json(os.path.join(sweep.folder, TABLE), {
        "format": TABLE_FORMAT, "sweep": sweep.path, "experiment": sweep.experiment,
        "tasks": [{**asdict(task), "result": task.result} for task in sweep.tasks]})


def task_of(entry):
    """A task from its JSON."""
    return Task(**{key: entry[key] for key in ("name", "hash", "options", "arguments")}, experiment=entry.get("experiment", COLLAPSE))
