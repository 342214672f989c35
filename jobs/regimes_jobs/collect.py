"""After the tasks: one file of curves from all results, figures and a page about them."""
import os
import subprocess
import sys

from .errors import DONE, INCOMPLETE, say
from .site import JOBS
from .tasks import TABLE

ANALYSIS = os.path.join(os.path.dirname(JOBS), "analysis")
CURVES, FIGURES, REPORT = "curves.h5", "figures", "report.html"
SOME_ARE_MISSING = 66  # of analysis/collect, which names them


def analysis(folder, command, *arguments):
    """Exit code of a command of analysis/, in the result folder."""
    code = subprocess.run([sys.executable, os.path.join(ANALYSIS, command), *arguments], cwd=folder, check=False).returncode
    if code not in (DONE, SOME_ARE_MISSING):
        say(f"jobs: analysis/{command} ended with code {code}")
    return code


def collect(folder):
    """Collects and draws what there is; the exit code is not 0 where something is missing."""
    curves = os.path.join(folder, CURVES)
    if os.path.exists(curves):
        os.remove(curves)  # of before: never drawn again in place of what is there now
    code = analysis(folder, "collect", "--expect", TABLE, "-o", CURVES)
    if not os.path.exists(curves):
        return code if code != DONE else INCOMPLETE
    drawn = max(analysis(folder, "figures", CURVES, "-o", FIGURES), analysis(folder, "report", CURVES, "-o", REPORT))
    return code if code != DONE else drawn
