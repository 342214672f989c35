"""Tasks that may be collected together. A sweep over anything but sizes, dimensions and seeds has several laws: averages and figures are
made of each by itself."""
import os
import sys
from dataclasses import dataclass

from .site import JOBS
from .tasks import FILE_OPTION, LONGEST_NAME, plain

ANALYSIS = os.path.join(os.path.dirname(JOBS), "analysis")
sys.path.insert(0, ANALYSIS)

from regimes_analysis.agreement import FREE, SHARED_WITHIN_DIMENSION, same_value  # noqa: E402


@dataclass(frozen=True)
class Family:
    """name: of the options that set it apart, fit for a folder; empty where a sweep has one family. tasks: rows of the task table."""

    name: str
    tasks: list


def same_as_before(values):
    """Every value, or the first one that says the same: 1 for 1.0."""
    said = []
    for value in values:
        said.append(next((known for known in said if same_value(known, value)), value))
    return said


def sets_apart(option, tasks):
    """Whether results that differ in this option are never averaged, nor drawn as one family of curves."""
    def differs(among):
        return len(set(same_as_before([task["options"][option] for task in among]))) > 1

    if option in FREE:
        return False
    if option in SHARED_WITHIN_DIMENSION:
        dimension = [task["options"].get("dimension", "") for task in tasks]
        return any(differs([task for task, own in zip(tasks, dimension) if own == each]) for each in set(dimension))
    return differs(tasks)


def part_of_name(option, value):
    return plain(option) + plain(os.path.basename(value) if option.endswith(FILE_OPTION) else value)


def families(tasks):
    """The rows of a task table, which all have the same options, by the values of those that set them apart; in the order of the table."""
    apart = [option for option in tasks[0]["options"] if sets_apart(option, tasks)]
    columns = [same_as_before([task["options"][option] for task in tasks]) for option in apart]
    rows = {}
    for task, *values in zip(tasks, *columns):
        rows.setdefault(tuple(values), []).append(task)
    found = []
    for values, members in rows.items():
        name = "_".join(map(part_of_name, apart, values))[:LONGEST_NAME]
        if name in (family.name for family in found):  # of files with one name in several folders, say
            name += f"_{len(found) + 1}"
        found.append(Family(name, members))
    return found
