"""What runs inside a job: the tasks of one chunk, one after the other."""
import os

from regimes.console.terminal import say

from . import slurm
from .attempt import AGAIN, FAILED, STOPPED_BY_USER, Supervisor, attempt
from .binding import check_binding
from .collect import collect
from .errors import DONE, INCOMPLETE, STOPPED, JobsError
from .files import is_stopped, read_json
from .site import Site
from .tasks import task_of


def run_chunk(record_path):
    """Runs the chunk of this array task. Requeues the job where a task can go on from its checkpoint; other failures are its exit code."""
    supervisor = Supervisor()
    record = read_json(record_path)
    site, job = Site(**record["site"]), slurm.own_job()
    tasks = [task_of(entry) for entry in record["chunks"][int(os.environ["SLURM_ARRAY_TASK_ID"])]]
    environment = {**os.environ, **site.variables()}
    for line in check_binding(site, environment):
        say(line)
    worst = DONE
    for task in tasks:
        if supervisor.asked or is_stopped(record["folder"]):
            return give_back(job, record["folder"], STOPPED)
        outcome = attempt(supervisor, task, record["folder"], site, record["program"], environment, job)
        say(f"{'jobs: ' if outcome.verdict == FAILED else ''}{task.name}: {outcome.text}")
        if outcome.verdict in (AGAIN, STOPPED_BY_USER):
            return give_back(job, record["folder"], outcome.code)
        worst = outcome.code if worst == DONE else worst
    return worst


def give_back(job, folder, code):
    """Requeues this job, unless it is cancelled or the result folder has the stop file."""
    if is_stopped(folder):
        say("stopped: the result folder has a file named stop")
    elif slurm.is_being_ended(job):
        say("stopped: the job is cancelled, or Slurm requeues it")
    else:
        say(f"requeues job {job}")
        slurm.requeue(job)
    return code


def main(arguments):
    what, where = arguments
    if what == slurm.COLLECT:
        return collect(where)
    try:
        return run_chunk(where)
    except JobsError as error:
        say(f"jobs: {error}")
        return error.code if error.code != DONE else INCOMPLETE
