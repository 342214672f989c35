"""A sweep on this machine, without Slurm."""
import os

from regimes.console.terminal import say

from . import attempts
from .attempt import DONE as TASK_DONE
from .attempt import FAILED, Supervisor, attempt
from .collect import collect
from .errors import DONE, INCOMPLETE, STOPPED, counted
from .estimate import duration_text, estimates
from .files import STOP_FILE, is_stopped, prepare_folder
from .program import find_program
from .progress import Progress
from .results import is_whole
from .tasks import write_table

TRIES = 10  # of a task that fails, as long as its checkpoint advances


def run_task(supervisor, task, sweep, site, program, environment):
    """Outcome of a task that is tried again while its checkpoint advances."""
    for _ in range(TRIES):
        outcome = attempt(supervisor, task, sweep.folder, site, program, environment, None)
        if outcome.verdict in (TASK_DONE, FAILED) or supervisor.asked or is_stopped(sweep.folder):
            return outcome
    return outcome


def predicted_seconds(sweep, site, program):
    """Seconds by the stem of every task that is not done. Refuses a sweep with a task that cannot run, before any has run."""
    waiting = [task for task in sweep.tasks if not is_whole(os.path.join(sweep.folder, task.result))]
    found = estimates(program, waiting, site) if waiting else []
    if waiting:
        low, high = (sum(getattr(entry, name) for entry in found) for name in ("seconds_low", "seconds_high"))
        say(f"{counted(len(waiting), 'task')} to run: {duration_text(sum(entry.seconds for entry in found))} ({duration_text(low)} to {duration_text(high)})")
    return {task.stem: entry.seconds for task, entry in zip(waiting, found)}


def run_sweep(sweep, site, with_collection):
    """Checks what is not done, runs it, one line per task, and collects. Exit code."""
    program = find_program(site)
    predicted = predicted_seconds(sweep, site, program)
    prepare_folder(sweep.folder)
    write_table(sweep)
    progress = Progress(sweep.folder, predicted)
    supervisor, environment, all_done = Supervisor(progress.watch), {**os.environ, **site.variables()}, True
    for position, task in enumerate(sweep.tasks, start=1):
        if is_stopped(sweep.folder):
            say(f"stopped: {sweep.folder} has a file named {STOP_FILE}; remove it to go on")
            return STOPPED
        place = f"[{position}/{len(sweep.tasks)}]"
        progress.begin(task, place)
        outcome = run_task(supervisor, task, sweep, site, program, environment)
        seconds, left = progress.end(outcome.verdict == TASK_DONE)
        line = f"{place} {task.name}: {outcome.text}"
        if outcome.verdict == FAILED:
            line += f": {attempts.last_error(attempts.log_path(sweep.folder, task))}"
        say(f"{line} ({duration_text(seconds)}{left})")
        if supervisor.asked:
            say(f"stopped by {supervisor.asked}; the same command goes on from here")
            return STOPPED
        all_done = all_done and outcome.verdict == TASK_DONE
    collected = collect(sweep.folder) if with_collection else DONE
    return collected if all_done else INCOMPLETE
