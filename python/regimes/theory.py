"""Theory without simulation, as `regimes theory` has it: tables over (dimension, points, time) as an xarray.Dataset."""
import json

import pandas
import xarray

from regimes.program import call

# Columns that a table is laid out over, where it has them; the others are its values.
AXES = ("dimension", "points", "collapse_time", "level", "pair", "bandwidth", "strength", "grid", "steps", "smoothing", "time")


def _table(rows):
    frame = pandas.DataFrame(rows)
    axes = [name for name in AXES if name in frame]
    if not axes or frame.duplicated(axes).any():
        return frame.rename_axis("row").to_xarray()
    return frame.set_index(axes).to_xarray()


def _over_grids(tables):
    """The tables of schedules, of which each grid of times has its own, with the grid as an axis, as results of `schedule` have it."""
    def grid(name, before):
        return name.removeprefix(before).replace("_", "-")

    fewest = [{"dimension": row["dimension"], "grid": grid(name, "steps_"), "steps_needed": value}
              for row in tables.pop("schedule_steps", []) for name, value in row.items() if name != "dimension"]
    return {"grids": [{"grid": grid(name, "schedule_"), **row} for name, rows in tables.items() for row in rows], **({"fewest": fewest} if fewest else {})}


def table(kind, **options):
    """What `regimes theory KIND` says, for any kind that the program has: its tables over their axes, with `version` and `command` as attributes."""
    document = json.loads(call("theory", kind, options={**options, "format": "json"}))
    tables = {name: rows for name, rows in document.items() if isinstance(rows, list) and rows}
    if kind == "schedule":
        tables = _over_grids(tables)
    merged = xarray.merge(map(_table, tables.values()), compat="no_conflicts")
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


def geometry(**options):
    """How many directions the score of n points resolves, and with `times` the curves; options of `regimes theory geometry`."""
    return table("geometry", **options)


def guidance(**options):
    """What guidance of every strength does to two classes, by the SDE and by the ODE; options of `regimes theory guidance`."""
    return table("guidance", **options)


def schedule(**options):
    """What every grid of times and number of steps makes of two modes, and with `tolerance` the fewest steps that are enough; options of `regimes theory
    schedule`."""
    return table("schedule", **options)
