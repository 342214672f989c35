"""Theory without simulation, as `regimes theory` has it: tables over (dimension, points, time) as an xarray.Dataset."""
import json

import pandas
import xarray

from regimes.program import call

# Columns that a table is laid out over, where it has them; the others are its values.
AXES = ("dimension", "points", "collapse_time", "level", "pair", "bandwidth", "time")


def _table(rows):
    frame = pandas.DataFrame(rows)
    axes = [name for name in AXES if name in frame]
    if frame.duplicated(axes).any():
        return frame.rename_axis("row").to_xarray()
    return frame.set_index(axes).to_xarray()


def table(kind, **options):
    """What `regimes theory KIND` says, for any kind that the program has: its tables over their axes, with `version` and `command` as attributes."""
    document = json.loads(call("theory", kind, options={**options, "format": "json"}))
    tables = [_table(rows) for rows in document.values() if isinstance(rows, list) and rows]
    merged = xarray.merge(tables, compat="no_conflicts")
    return merged.assign_attrs(version=document["version"], command=document["command"])


def collapse(**options):
    """Collapse times t_C(n, d), and with `times` the curves at finite n and d; options of `regimes theory collapse`."""
    return table("collapse", **options)


def speciation(**options):
    """Speciation times t_S, and with `times` the curves; options of `regimes theory speciation`."""
    return table("speciation", **options)


def kde(**options):
    """Regimes and best bandwidths of kernel density estimates; options of `regimes theory kde`."""
    return table("kde", **options)
