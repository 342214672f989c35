"""The program: where it is, and the command lines of a task."""
import os
import shutil

from . import JOBS
from .errors import JobsError

NAME = "regimes"
BUILT = os.path.join(os.path.dirname(JOBS), "build", "release", "bin", NAME)
INSTALLED = os.path.normpath(os.path.join(JOBS, "..", "..", "..", "bin", NAME))  # jobs/ lies in PREFIX/share/regimes


def find_program(site):
    """The site's, REGIMES_PROGRAM, the one built or installed with these scripts, or the one on PATH: the first that is given or there."""
    for path, origin in ((site.program, f"program of site {site.name}"), (os.environ.get("REGIMES_PROGRAM", ""), "REGIMES_PROGRAM")):
        if path and not os.access(path, os.X_OK):
            raise JobsError(f"{path!r} ({origin}) is no program that can be run; build it, or correct the path")
        if path:
            return os.path.realpath(path)
    found = next((path for path in (BUILT, INSTALLED) if os.path.isfile(path) and os.access(path, os.X_OK)), None) or shutil.which(NAME)
    if not found:
        raise JobsError(f"no program: there is neither {BUILT} nor {INSTALLED} nor `{NAME}` on PATH; build it (README.md), or name it as `program` in the site file")
    return found


def checkpoint_options(site):
    return [f"--checkpoint-minutes={site.checkpoint_minutes:g}"] if site.checkpoint_minutes else []


def start_command(program, task, site):
    return [*launcher(site), program, task.experiment, *task.arguments, f"--output={task.result}", *checkpoint_options(site)]


def resume_command(program, task, site):
    """Goes on from the checkpoint; it holds all options."""
    return [*launcher(site), program, "resume", task.partial, *checkpoint_options(site)]


def launcher(site):
    """The words before the program: one rank per core, or per GPU."""
    if site.launcher == "mpirun":
        return ["mpirun", "-n", str(site.ranks), *site.launcher_options]
    words = ["srun", "--mpi=pmix", "--kill-on-bad-exit=1", f"--nodes={site.nodes}", f"--ntasks={site.ranks}",
             f"--ntasks-per-node={site.ranks_per_node}", f"--cpus-per-task={site.cores_per_rank}"]
    words += {"cores": ["--cpu-bind=cores"], "gpus": ["--cpu-bind=cores", "--gpu-bind=single:1"], "none": ["--cpu-bind=none"]}[site.binding]
    return [*words, *site.launcher_options]
