"""Which variables of a result are averaged over seeds, and how.

A variable says so itself, in its attribute `seeds`: "mean" (it is averaged) or "same" (theory: it must be equal in all results). Variables without
it are not collected. In results of version 0.1 no variable has it: there, what has a standard error is averaged, and so are numbers over samples;
other curves and numbers are averaged where they differ between seeds.
"""
from regimes.errors import ForeignFile

MEAN, SAME, WHERE_IT_DIFFERS = "mean", "same", "mean where it differs"
ERROR, SCATTER, GRID_ERROR = "_stderr", "_replica_scatter", "_grid_error"
SAMPLES = ("query", "trajectory", "sample")  # dimensions that count samples of one law: averaged over first
DERIVED_HERE = ("log_points_per_dimension",)


def _older_rule(data, name):
    variable = data[name]
    has_names = all(dimension in data.coords or dimension in SAMPLES for dimension in variable.dims)
    if name + ERROR in data:
        return MEAN
    if variable.dtype.kind != "f" or not has_names:
        return None
    return MEAN if set(SAMPLES) & set(variable.dims) else WHERE_IT_DIFFERS


def rules_of(result):
    """name -> MEAN, SAME or WHERE_IT_DIFFERS of what is collected of a result, in its order."""
    data = result.data
    names = [name for name in data.data_vars if not name.endswith((ERROR, SCATTER)) and name not in DERIVED_HERE]
    declared = {name: data[name].attrs["seeds"] for name in names if "seeds" in data[name].attrs}
    unknown = {name: rule for name, rule in declared.items() if rule not in (MEAN, SAME)}
    if unknown:
        name, rule = next(iter(unknown.items()))
        raise ForeignFile(f"{result.path}: variable '{name}' has seeds = {rule}, expected {MEAN} or {SAME}; was it written by a newer version?")
    found = declared or {name: _older_rule(data, name) for name in names}
    return {name: rule for name, rule in found.items() if rule}
