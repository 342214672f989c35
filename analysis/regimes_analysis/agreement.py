"""Which options results must share to be collected together.

Free: what a sweep may vary, what only says how a number is computed, and what has no effect on numbers. Shared within one dimension: what sets the
error of one result, so that results averaged over seeds are alike. All others, those of experiments yet to come among them, must be the same
everywhere: they say which law the training points follow.
"""
from regimes_analysis.errors import ForeignFile

FREE = {"dimension", "points", "snapshots", "log-points-per-dimension", "times", "seed", "store", "query-groups", "output", "force",
        "time-limit", "checkpoint-minutes"}
SHARED_WITHIN_DIMENSION = {"queries", "replicas", "precision"}
FILES_NAMED = 3  # in a message; others are counted


def value_of(result, option):
    """The option's value as text; empty where it was not set or had no effect."""
    return result.option(option)[0]


def same_value(left, right):
    """Whether two texts say the same value: 1, 1.0 and 1e0 do."""
    try:
        return left == right or float(left) == float(right)
    except ValueError:
        return False


def names_of(paths):
    """A few paths, the others counted."""
    shown = ", ".join(paths[:FILES_NAMED])
    return shown + (f" and {len(paths) - FILES_NAMED} more" if len(paths) > FILES_NAMED else "")


def _check_option(option, results, where):
    groups = []  # (value, paths), in the order of the results
    for result in results:
        value = value_of(result, option)
        if not value:
            continue
        for known, paths in groups:
            if same_value(known, value):
                paths.append(result.path)
                break
        else:
            groups.append((value, [result.path]))
    if len(groups) > 1:
        listed = "; ".join(f"{value} in {names_of(paths)}" for value, paths in groups)
        hint = f"; collect each by itself, or choose one with --only {option}={groups[0][0]}" if not where else ""
        raise ForeignFile(f"results{where} differ in --{option} and are not of one sweep: {listed}{hint}")


def check_agreement(results):
    """ForeignFile, naming the option, its values and the files, where results may not be collected together."""
    options = list(dict.fromkeys(name for result in results for name in result.options))
    for option in options:
        if option not in FREE | SHARED_WITHIN_DIMENSION:
            _check_option(option, results, "")
    for dimension in sorted({result.dimension for result in results}):
        alike = [result for result in results if result.dimension == dimension]
        for option in options:
            if option in SHARED_WITHIN_DIMENSION:
                _check_option(option, alike, f" of d = {dimension}")


def shared_options(results):
    """name -> value of every option that all results share, and that says something of the numbers."""
    options = {}
    for name in dict.fromkeys(name for result in results for name in result.options):
        values = {value_of(result, name) for result in results}
        value = values.pop()
        if not values and value and name not in ("output", "force"):
            options[name] = value
    return options
