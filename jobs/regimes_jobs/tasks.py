"""A task: options of one run, its name, its hash and its files."""
import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass

from .files import write_json

EXPERIMENT = "collapse"
TABLE = "tasks.json"
TABLE_FORMAT = "regimes task table 1"
HASH_DIGITS = 12
LONGEST_NAME = 80
FILE_OPTION = "-file"  # ends the name of every option whose value is a file to read


@dataclass(frozen=True)
class Task:
    """options: as in the sweep file; arguments: what the program is given, files as absolute paths."""

    name: str
    hash: str
    options: dict
    arguments: list

    @property
    def stem(self):
        return f"{self.name}_{self.hash}"

    @property
    def result(self):
        return f"{self.stem}.h5"

    @property
    def partial(self):
        return f"{self.result}.partial"


def hash_of(options):
    """Of the options as they are written: it does not change when the sweep moves to another folder."""
    text = json.dumps({"experiment": EXPERIMENT, "options": options}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def plain(text):
    """`text` with letters, digits and . + - only, so that it can be part of a file name."""
    return re.sub(r"[^A-Za-z0-9.+-]+", "-", text)


def make_task(base, varied, home, sweep_name):
    """The task with options `base` and `varied`, named by the latter; files are relative to `home`."""
    options = {**base, **varied}
    arguments = []
    for option, value in options.items():
        written = os.path.join(home, value) if option.endswith(FILE_OPTION) else value
        arguments.append(f"--{option}={written}")
    name = "_".join(plain(option) + plain(value) for option, value in varied.items()) or sweep_name
    return Task(name=name[:LONGEST_NAME], hash=hash_of(options), options=options, arguments=arguments)


def write_table(sweep):
    """Writes tasks.json into the result folder: for readers, and for analysis/collect."""
    write_json(os.path.join(sweep.folder, TABLE), {
        "format": TABLE_FORMAT, "sweep": sweep.path, "experiment": EXPERIMENT,
        "tasks": [{**asdict(task), "result": task.result} for task in sweep.tasks]})


def task_of(entry):
    """A task from its JSON."""
    return Task(**{key: entry[key] for key in ("name", "hash", "options", "arguments")})
