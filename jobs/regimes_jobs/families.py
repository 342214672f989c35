"""Tasks that may be collected together. A sweep over anything but sizes, dimensions and seeds has several laws: averages and figures are
made of each by itself."""
import os
from dataclasses import dataclass

from .errors import JobsError
from .results import is_whole
from .tasks import LONGEST_NAME, plain

from regimes.sweeps.agreement import FREE, WITHIN_DIMENSION, demand, same_value  # after results, which has their path
from regimes.errors import ForeignFile


@dataclass(frozen=True)
class Family:
    """name: of the options that set it apart, fit for a folder; empty where a sweep has one family. tasks: rows of the task table."""

    name: str
    tasks: list


def demands_of(folder, tasks):
    """A function of an option: what is demanded of results that differ in it, as the first result says that can be read. Without any there is
    nothing to collect, and no task is set apart."""
    try:
        from regimes.results.reading import read_any_result  # here, because jobs that only run tasks do without its modules
    except ImportError as error:
        raise JobsError(f"this Python cannot read results ({error}); analysis/README.md says what it needs") from error
    for path in (os.path.join(folder, task["result"]) for task in tasks):
        try:
            if is_whole(path):
                result = read_any_result(path)
                return lambda option: demand(option, result)
        except ForeignFile:  # analysis/collect says what is wrong with it
            continue
    return lambda option: FREE


def same_as_before(values):
    """Every value, or the first one that says the same: 1 for 1.0."""
    said = []
    for value in values:
        said.append(next((known for known in said if same_value(known, value)), value))
    return said


def sets_apart(option, tasks, demanded):
    """Whether results that differ in this option are never averaged, nor drawn as one family of curves."""
    def differs(among):
        return len(set(same_as_before([task["options"][option] for task in among]))) > 1

    if not differs(tasks) or demanded(option) == FREE:
        return False
    if demanded(option) == WITHIN_DIMENSION:
        dimension = [task["options"].get("dimension", "") for task in tasks]
        return any(differs([task for task, own in zip(tasks, dimension) if own == each]) for each in set(dimension))
    return True


def families(tasks, demanded):
    """The rows of a task table, which all have the same options, by the values of those that set them apart; in the order of the table.
    demanded: of an option, as demands_of() gives it."""
    apart = [option for option in tasks[0]["options"] if sets_apart(option, tasks, demanded)]
    columns = [same_as_before([task["options"][option] for task in tasks]) for option in apart]
    rows = {}
    for task, *values in zip(tasks, *columns):
        rows.setdefault(tuple(values), []).append(task)
    found = []
    for values, members in rows.items():
        name = "_".join(plain(option) + plain(os.path.basename(value)) for option, value in zip(apart, values))[:LONGEST_NAME]
        if name in (family.name for family in found):  # of files with one name in several folders, say
            name += f"_{len(found) + 1}"
        found.append(Family(name, members))
    return found
