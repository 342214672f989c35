"""Sweep files: base options, and lists over options."""
import itertools
import math
import os
import re
from collections import Counter
from dataclasses import dataclass

from .description import OUTPUT_FILE, TERMINAL
from .errors import JobsError, did_you_mean
from .ini import read_ini, words_of_lines
from .tasks import COLLAPSE, make_task

LARGEST_SWEEP = 10_000  # tasks
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SETTINGS = ("experiment", "name", "folder")
TOGETHER = re.compile(r"zip(\s+\S+)?")

# What the scripts decide themselves for every task, beside all options about files to write and about the terminal.
MANAGED = {
    "force": "a finished task is never run again",
    "config": "put its lines under [base]",
    "time-limit": "the site file has the time limit",
    "checkpoint-minutes": "the site file has it",
}
MANAGED_KINDS = {
    OUTPUT_FILE: "results are named by task and option hash",
    TERMINAL: "it is about one call, and logs are kept",
}


@dataclass(frozen=True)
class Sweep:
    """name; experiment; folder: where results go, absolute; tasks in the order of the file, the last list fastest."""

    path: str
    name: str
    experiment: str
    folder: str
    tasks: tuple


def split_list(text):
    """Entries of a list: one per line, or on one line between commas that stand outside of parentheses."""
    lines = words_of_lines(text)
    if len(lines) > 1:
        return lines
    return [entry.strip() for entry in re.split(r",(?![^()]*\))", lines[0])] if lines else []


class SweepReader:
    """Checks one file, section by section, against an Experiment, or None where options are not to be checked."""

    def __init__(self, path, experiment):
        self.path = path
        self.experiment = experiment
        self.seen = {}

    def is_input_file(self, name):
        return self.experiment is not None and self.experiment.is_input_file(name)

    def why_managed(self, name):
        """Why an option is not for sweeps; None for the others."""
        return MANAGED.get(name) or (self.experiment and MANAGED_KINDS.get(self.experiment.kinds.get(name)))

    def fail(self, section, text):
        raise JobsError(f"{self.path!r}: [{section}] {text}")

    def check_option(self, section, name):
        if self.why_managed(name):
            self.fail(section, f"{name!r} is not for sweeps: {self.why_managed(name)}")
        if self.experiment and name not in self.experiment.kinds:
            known = [each for each in self.experiment.names if not self.why_managed(each)]
            self.fail(section, f"{name!r} is not an option of {self.experiment.name}{did_you_mean(name, known)}")
        if name in self.seen:
            self.fail(section, f"{name!r} is also in [{self.seen[name]}]; give it once")
        self.seen[name] = section

    def base(self, section, entries):
        for name, value in entries.items():
            self.check_option(section, name)
            if not value:
                self.fail(section, f"{name!r} has no value; switches are true or false")
        return entries

    def lists(self, section, entries):
        lists = {}
        for name, text in entries.items():
            self.check_option(section, name)
            values = split_list(text)
            if not values or "" in values:
                self.fail(section, f"the list {name!r} is empty or has an empty entry")
            lists[name] = values
        return lists

    def each(self, section, entries):
        """[product]: every list is an axis of its own."""
        for name, values in self.lists(section, entries).items():
            twice = [value for value, count in Counter(values).items() if count > 1]
            if twice:
                self.fail(section, f"the list {name!r} has {twice[0]!r} twice")
            yield [{name: value} for value in values]

    def together(self, section, entries):
        """[zip]: all lists of the section are one axis, taken in step."""
        lists = self.lists(section, entries)
        lengths = {name: len(values) for name, values in lists.items()}
        if len(set(lengths.values())) > 1:
            self.fail(section, "its lists go together, so they need one length: "
                      + ", ".join(f"{name} has {length}" for name, length in lengths.items()))
        if lists:
            yield [dict(zip(lists, values)) for values in zip(*lists.values())]


def check_settings(path, settings):
    for key in settings:
        if key not in SETTINGS:
            raise JobsError(f"{path!r}: [sweep] has no key {key!r}{did_you_mean(key, SETTINGS)}")
    name = settings.get("name", os.path.splitext(os.path.basename(path))[0])
    if not NAME.fullmatch(name):
        raise JobsError(f"{path!r}: {name!r} cannot name a sweep; use letters, digits, '.', '_' and '-' for the file, or set [sweep] name")
    home = os.path.dirname(os.path.realpath(path))
    folder = settings.get("folder", name)
    if not folder or ".." in folder.split("/"):
        raise JobsError(f"{path!r}: [sweep] folder {folder!r} leaves the folder of the sweep; write an absolute path, or one without '..'")
    return name, os.path.normpath(os.path.join(home, folder))


def experiment_of(path, name, describe):
    """What describe(name) says; None without it."""
    try:
        return describe(name) if describe else None
    except JobsError as error:
        raise JobsError(f"{path!r}: [sweep] experiment: {error}", error.code) from error


def read_sweep(path, describe):
    """The sweep of a file; describe(name): an Experiment; None where there is no program to ask. Throws before it makes any task where there
    would be too many."""
    sections = read_ini(path)
    settings = sections.get("sweep", {})
    name, folder = check_settings(path, settings)
    experiment = settings.get("experiment", COLLAPSE)
    reader, axes, base = SweepReader(path, experiment_of(path, experiment, describe)), [], {}
    for section, entries in sections.items():
        if section == "base":
            base = reader.base(section, entries)
        elif section == "product":
            axes += reader.each(section, entries)
        elif TOGETHER.fullmatch(section):
            axes += reader.together(section, entries)
        elif section != "sweep":
            raise JobsError(f"{path!r}: there is no section [{section}]{did_you_mean(section, ['base', 'product', 'zip', 'sweep'])} "
                            "Sections are [base], [product], [zip], [zip NAME] and [sweep].")
    count = math.prod(len(axis) for axis in axes)
    if count > LARGEST_SWEEP:
        raise JobsError(f"{path!r}: {count} tasks, more than {LARGEST_SWEEP}; shorten a list, or make several sweeps")
    if not base and not axes:
        raise JobsError(f"{path!r}: has no options; write them under [base], [product] or [zip]")
    home = os.path.dirname(os.path.realpath(path))
    tasks = []
    for choice in itertools.product(*axes):
        varied = {option: value for part in choice for option, value in part.items()}
        tasks.append(make_task(base, varied, home, name, experiment, reader.is_input_file))
    if len({task.hash for task in tasks}) < count:
        raise JobsError(f"{path!r}: two tasks have the same options; a [zip] section repeats an entry")
    return Sweep(path=os.path.realpath(path), name=name, experiment=experiment, folder=folder, tasks=tuple(tasks))
