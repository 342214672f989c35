"""From paths to the results of one sweep: reads all, sets aside what is unfinished or asked for twice, and refuses what does not belong."""
import os
from dataclasses import dataclass, field

import numpy as np

from regimes.sweeps.agreement import check_agreement, names_of, same_value, value_of
from regimes.sweeps.curves import is_curves
from regimes.errors import ForeignFile
from regimes.console.command import PARTIAL
from regimes.results.file_content import read_content
from regimes.results.reading import ANY_RESULT, COLLAPSE, CURVES, any_result
from regimes.sweeps.seed_rules import ERROR, rules_of


@dataclass
class Collection:
    """cells: (d, n) -> [(result, row of its snapshot)], by seed. What was left out, and why, is in the other lists."""

    cells: dict = field(default_factory=dict)
    results: list = field(default_factory=list)
    unfinished: list = field(default_factory=list)  # paths
    damaged: dict = field(default_factory=dict)  # path -> message
    notes: list = field(default_factory=list)


def is_partial(path):
    return str(path).endswith(PARTIAL)


def read_whole_result(path):
    """A result that is as its run wrote it, whose curves hold numbers; of an unfinished one only the snapshots that are done."""
    content = read_content(path, ANY_RESULT)
    if is_curves(content):
        raise ForeignFile(f"{path}: holds curves that were collected already; give the results of the runs")
    result = any_result(path, content)
    if not result.options:
        raise ForeignFile(f"{path}: tells no options (group 'provenance'), so that it cannot be told which sweep it is of")
    if not is_partial(path):
        _check_numbers(result)
    return result


def _check_numbers(result):
    """Curves of collapse are numbers wherever they are done; those of other experiments may be undefined at some bandwidth or time."""
    for variable in CURVES if result.experiment == COLLAPSE else ():
        missing = ~np.isfinite(result.data[variable].values)
        if missing.any():
            row, column = np.argwhere(missing)[0]
            raise ForeignFile(f"{result.path}: '{variable}' is not a number at n = {result.points[row]}, t = {result.times[column]:g}, "
                              f"and at {missing.sum() - 1} more; a finished run has numbers there: run its task again")


def _is_finished(result, row):
    """Whether one size is measured: of collapse all curves are numbers, of other experiments something with a standard error is."""
    if result.experiment == COLLAPSE:
        return all(np.isfinite(result.data[name].values[row]).all() for name in CURVES)
    measured = [name for name in rules_of(result) if name + ERROR in result.data]
    return not measured or any(np.isfinite(result.values(name, row)).any() for name in measured)


def _finished_rows(result):
    return [row for row in range(len(result.points)) if _is_finished(result, row)]


def _is_chosen(result, only):
    return all(same_value(value_of(result, option), value) for option, value in only)


def _fill_cells(collection):
    """Each (d, n, seed) once: two files with it have the same points and noise, and would count one measurement twice."""
    ordered = sorted(collection.results, key=lambda result: (result.dimension, -result.points[-1], result.path))
    taken, twice = {}, {}
    for result in ordered:
        for row in _finished_rows(result):
            key = (result.dimension, int(result.points[row]), value_of(result, "seed"))
            if key in taken:
                twice.setdefault((result.path, taken[key].path), []).append(key[1])
                continue
            taken[key] = result
            collection.cells.setdefault(key[:2], []).append((result, row))
    for cell in collection.cells.values():
        cell.sort(key=lambda pair: (int(value_of(pair[0], "seed")), pair[0].path))
    collection.cells = dict(sorted(collection.cells.items()))
    for (path, other), sizes in twice.items():
        collection.notes.append(f"{path}: n = {', '.join(map(str, sorted(sizes)))} is taken from {other}, which has the same dimension and seed")


def why_empty(collection, only):
    """Words for a Collection without cells that has no damaged files."""
    if collection.unfinished:
        return f"all are unfinished ({names_of(collection.unfinished)}); --partial takes what they have"
    return "--only chooses none" if only else "no snapshot of them is done"


def collect(paths, only=(), with_partial=False):
    """The Collection of `paths`. only: (option, value) pairs that results must have. Damaged files are listed; ForeignFile where what is
    left does not agree."""
    collection = Collection()
    unique = {os.path.realpath(path): str(path) for path in reversed(list(paths))}  # of two names of one file, the first
    for path in sorted(unique.values()):
        if is_partial(path) and not with_partial:
            collection.unfinished.append(path)
            continue
        try:
            result = read_whole_result(path)
        except ForeignFile as error:
            collection.damaged[path] = str(error)
            continue
        if _is_chosen(result, only):
            collection.results.append(result)
    return _agreed(collection)


def _agreed(collection):
    check_agreement(collection.results)
    _fill_cells(collection)
    return collection


def collect_results(results):
    """The Collection of Results that have been read."""
    return _agreed(Collection(results=list(results)))
