"""Which options results must share to be collected together.

Free: what a cell (d, n) and its seeds are made of, grids (results keep their own times or bandwidths), what the program derived from the others, and
what may also change when a run is resumed, since it has no effect on numbers. Shared within one dimension: what sets the error of one result, so
that results averaged over seeds are alike, and files, whose points have a dimension. All others, those of experiments yet to come among them, must
be the same everywhere: they say which law the training points follow and what is measured.

What an option is stands in the result, in the columns `kind`, `type` and `resume` of its provenance.
"""
from regimes.errors import ForeignFile

OF_CELLS = {"dimension", "points", "log-points-per-dimension", "snapshots", "sizes", "seed"}
NOT_OF_THE_RUN = {"output-file", "terminal"}  # kinds
FREE_ON_RESUME = {"free", "grows"}
DERIVED = "derived"  # the origin of a value that follows from other options
COUNT, INPUT_FILE = "count", "input-file"
ROUNDING = {"precision"}

# Of results that do not say what their options are, as those of version 0.1.
OLDER_FREE = {"store", "query-groups", "output", "force", "time-limit", "checkpoint-minutes"}
OLDER_WITHIN_DIMENSION = {"queries", "replicas", "realisations", "trajectories", "queries-file", "samples-file", "paths-file"}
FREE, WITHIN_DIMENSION, EVERYWHERE = "free", "the same within each dimension", "the same everywhere"
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


def _is_grid(option, result):
    """Whether the option lists the values of a coordinate of the result: --times does of `time`, --clone-times of `clone_time`."""
    return option.endswith("s") and option[:-1].replace("-", "_") in result.data.coords


def demand(option, result):
    """What is demanded of results that differ in an option: FREE, WITHIN_DIMENSION or EVERYWHERE. result: one that has the option."""
    about = result.about.get(option)
    if option in OF_CELLS or _is_grid(option, result) or result.option(option)[1] == DERIVED:
        return FREE
    if about is None:
        within = option in OLDER_WITHIN_DIMENSION
        is_free = option in OLDER_FREE
    else:
        within = about["type"] == COUNT or about["kind"] == INPUT_FILE
        is_free = about["resume"] in FREE_ON_RESUME or about["kind"] in NOT_OF_THE_RUN
    if is_free:
        return FREE
    return WITHIN_DIMENSION if within or option in ROUNDING else EVERYWHERE


def names_of(paths):
    """A few paths, the others counted."""
    shown = ", ".join(paths[:FILES_NAMED])
    return shown + (f" and {len(paths) - FILES_NAMED} more" if len(paths) > FILES_NAMED else "")


def _groups(results, value):
    """[(value, paths)] of the values that differ, in the order of the results; results without a value are left out."""
    groups = []
    for result in results:
        own = value(result)
        for known, paths in groups:
            if same_value(known, own):
                paths.append(result.path)
                break
        else:
            if own:
                groups.append((own, [result.path]))
    return groups


def _check_option(option, results, where):
    groups = _groups(results, lambda result: value_of(result, option))
    if len(groups) > 1:
        listed = "; ".join(f"{value} in {names_of(paths)}" for value, paths in groups)
        hint = f"; collect each by itself, or choose one with --only {option}={groups[0][0]}" if not where else ""
        raise ForeignFile(f"results{where} differ in --{option} and are not of one sweep: {listed}{hint}")


def check_experiment(results):
    """ForeignFile, naming the experiments and the files, where results are not of one experiment."""
    groups = _groups(results, lambda result: result.experiment)
    if len(groups) > 1:
        listed = "; ".join(f"{experiment} in {names_of(paths)}" for experiment, paths in groups)
        raise ForeignFile(f"results are of different experiments: {listed}; collect each by itself")


def check_agreement(results):
    """ForeignFile, naming the option, its values and the files, where results may not be collected together."""
    check_experiment(results)
    demands = {}
    for result in results:
        for option in result.options:
            demands.setdefault(option, set()).add(demand(option, result))
    for option, asked in demands.items():
        if asked == {EVERYWHERE}:
            _check_option(option, results, "")
    for dimension in sorted({result.dimension for result in results}):
        alike = [result for result in results if result.dimension == dimension]
        for option, asked in demands.items():
            if WITHIN_DIMENSION in asked and FREE not in asked:
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
