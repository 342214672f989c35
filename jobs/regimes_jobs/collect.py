"""After the tasks: one file of curves from all results, figures and a page about them; of every family where a sweep has several."""
import os
import subprocess
import sys

from regimes.console.terminal import say

from . import ANALYSIS
from .errors import DONE, INCOMPLETE, counted
from .families import demands_of, families
from .files import read_json, write_json
from .tasks import TABLE

CURVES, FIGURES, REPORT, FAMILIES = "curves.h5", "figures", "report.html", "families"
SOME_ARE_MISSING = 66  # of analysis/collect, which names them


def analysis(folder, command, *arguments):
    """Exit code of a command of analysis/, in the result folder."""
    code = subprocess.run([sys.executable, os.path.join(ANALYSIS, command), *arguments], cwd=folder, check=False).returncode
    if code not in (DONE, SOME_ARE_MISSING):
        say(f"jobs: analysis/{command} ended with code {code}")
    return code


def forget_curves(folder):
    """Those of before are never drawn again in place of what is there now."""
    curves = os.path.join(folder, CURVES)
    if os.path.exists(curves):
        os.remove(curves)


def collect_table(folder):
    """Collects and draws what there is of the task table in `folder`; the exit code is not 0 where something is missing."""
    forget_curves(folder)
    code = analysis(folder, "collect", "--expect", TABLE, "-o", CURVES)
    if not os.path.exists(os.path.join(folder, CURVES)):
        return code if code != DONE else INCOMPLETE
    drawn = max(analysis(folder, "figures", CURVES, "-o", FIGURES), analysis(folder, "report", CURVES, "-o", REPORT))
    return code if code != DONE else drawn


def collect_family(folder, family, table):
    """The same of a folder of its own, whose task table has the tasks of this family only."""
    place = os.path.join(folder, FAMILIES, family.name)
    os.makedirs(place, exist_ok=True)
    rows = [{**task, "result": os.path.relpath(os.path.join(folder, task["result"]), place)} for task in family.tasks]
    write_json(os.path.join(place, TABLE), {**table, "tasks": rows})
    say(f"{os.path.join(FAMILIES, family.name)}: {counted(len(rows), 'task')}")
    return collect_table(place)


def collect(folder):
    """Collects and draws what there is; the exit code is not 0 where something is missing."""
    table = read_json(os.path.join(folder, TABLE))
    found = families(table["tasks"], demands_of(folder, table["tasks"]))
    if len(found) == 1:
        return collect_table(folder)
    forget_curves(folder)
    codes = [collect_family(folder, family, table) for family in found]
    return max(codes, key=lambda code: (code not in (DONE, SOME_ARE_MISSING), code))
