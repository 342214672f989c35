"""A sweep on this machine, without Slurm."""
import os
import time

from regimes_analysis.terminal import say

from . import attempts
from .attempt import DONE as TASK_DONE
from .attempt import FAILED, Supervisor, attempt
from .collect import collect
from .errors import DONE, INCOMPLETE, STOPPED
from .estimate import duration_text
from .files import STOP_FILE, is_stopped, prepare_folder
from .program import find_program
from .tasks import write_table

TRIES = 10  # of a task that fails, as long as its checkpoint advances


def run_task(supervisor, task, sweep, site, program, environment):
    """Outcome of a task that is tried again while its checkpoint advances."""
    for _ in range(TRIES):
        outcome = attempt(supervisor, task, sweep.folder, site, program, environment, None)
        if outcome.verdict in (TASK_DONE, FAILED) or supervisor.asked or is_stopped(sweep.folder):
            return outcome
    return outcome


def run_sweep(sweep, site, with_collection):
    """Runs what is not done, one line per task, and collects. Exit code."""
    program = find_program(site)
    prepare_folder(sweep.folder)
    write_table(sweep)
    supervisor, environment, all_done = Supervisor(), {**os.environ, **site.variables()}, True
    for position, task in enumerate(sweep.tasks, start=1):
        begun = time.monotonic()
        if is_stopped(sweep.folder):
            say(f"stopped: {sweep.folder} has a file named {STOP_FILE}; remove it to go on")
            return STOPPED
        outcome = run_task(supervisor, task, sweep, site, program, environment)
        line = f"[{position}/{len(sweep.tasks)}] {task.name}: {outcome.text}"
        if outcome.verdict == FAILED:
            line += f": {attempts.last_error(attempts.log_path(sweep.folder, task))}"
        say(f"{line} ({duration_text(time.monotonic() - begun)})")
        if supervisor.asked:
            say(f"stopped by {supervisor.asked}; the same command goes on from here")
            return STOPPED
        all_done = all_done and outcome.verdict == TASK_DONE
    collected = collect(sweep.folder) if with_collection else DONE
    return collected if all_done else INCOMPLETE
