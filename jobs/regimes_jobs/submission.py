"""From tasks that nobody works on to array jobs and the job that collects."""
import math
import os
from dataclasses import asdict, dataclass

from regimes.console.terminal import say

from . import slurm, state
from .chunks import arrays, chunk
from .errors import DONE, USAGE, JobsError, counted
from .estimate import BYTES_PER_MEGABYTE, duration_text, estimates, hours_text
from .files import SUBMISSIONS, lock, prepare_folder, write_json
from .program import find_program
from .site import SECONDS_PER_MINUTE
from .collect import CURVES
from .tasks import write_table

SUBMIT_LOCK = "submit"
TIME_MARGIN = 1.5  # on the upper end of the prediction
COLLECT_MINUTES, COLLECT_MEGABYTES = 30, 2048
MEGABYTES_PER_GIGABYTE = 1024
WHERE_TO_ASK = {"partition": " (`sinfo` lists them)", "account": " (`sacctmgr show associations user=$USER` lists them)"}


@dataclass(frozen=True)
class Plan:
    """What is to be submitted; minutes and memory (megabytes per node, None: not asked for) are those of the largest chunk."""

    tasks: list
    estimates: list
    chunks: list
    minutes: int
    memory: int


def minutes_of(seconds_high, site):
    """Time limit of a job: enough for the slowest prediction, and more than twice the lead of the signal; never above the site's."""
    seconds = max(seconds_high * TIME_MARGIN, site.minimum_minutes * SECONDS_PER_MINUTE) + 2 * site.signal_lead
    return min(site.time_limit, max(1, math.ceil(seconds / SECONDS_PER_MINUTE)))


def memory_of(found, site):
    if site.memory == "none":
        return None
    if site.memory != "plan":
        return int(site.memory)
    return math.ceil(max(entry.memory_to_ask_bytes for entry in found) / BYTES_PER_MEGABYTE * site.ranks_per_node)


def plan(program, tasks, site):
    found = estimates(program, tasks, site)
    chunks = chunk(tasks, [entry.seconds for entry in found], site.minimum_minutes * SECONDS_PER_MINUTE)
    high_of = {task.hash: entry.seconds_high for task, entry in zip(tasks, found)}
    longest = max(sum(high_of[task.hash] for task in part) for part in chunks)
    return Plan(tasks, found, chunks, minutes_of(longest, site), memory_of(found, site))


def cost_text(made, site):
    """What the user is asked to agree to."""
    low = sum(entry.seconds_low for entry in made.estimates)
    high = sum(entry.seconds_high for entry in made.estimates)
    longest = max(entry.seconds for entry in made.estimates)
    lines = [f"{counted(len(made.tasks), 'task')} in {counted(len(made.chunks), 'job')} on site {site.name}" + (f", partition {site.partition}" if site.partition else ""),
             f"each job: {site.nodes} x {site.ranks_per_node} ranks, {site.cores_per_rank} cores per rank"
             + (f", {site.gpus_per_node} GPUs per node" if site.gpus_per_node else "") + f", limit {made.minutes} min"
             + (f", {made.memory / MEGABYTES_PER_GIGABYTE:.2g} GB per node" if made.memory is not None else ""),
             f"longest task: {duration_text(longest)}",
             f"cost: {hours_text(low, high, site.ranks * site.cores_per_rank, 'CPU')}"]
    if site.gpus_per_node:
        lines.append(f"      {hours_text(low, high, site.nodes * site.gpus_per_node, 'GPU')}")
    if max(entry.seconds_high for entry in made.estimates) > made.minutes * SECONDS_PER_MINUTE:
        lines.append("tasks that reach the time limit are requeued and go on from their checkpoint")
    return "\n".join(lines)


def submit_array(sweep, site, program, chunks, made, records):
    """Writes the record first: a job finds its tasks there, and the queue alone tells what has been submitted."""
    number = records.next_number()
    path = os.path.join(sweep.folder, SUBMISSIONS, f"{number}.json")
    record = {"job": None, "site": site.values(), "program": program, "folder": sweep.folder,
              "chunks": [[asdict(task) for task in part] for part in chunks]}
    write_json(path, record)
    try:
        record["job"] = slurm.submit(slurm.array_arguments(sweep, site, number, len(chunks), made.minutes, made.memory, path))
    except JobsError:
        os.remove(path)
        raise
    write_json(path, record)
    records.by_number[number] = record
    say(f"submitted job {record['job']}: {len(chunks)} chunks")
    return record["job"]


def submit_collect(sweep, site, jobs, new):
    """One collect job behind all jobs of the sweep; one that waits for fewer of them is replaced."""
    slurm.cancel(sorted({entry.job for entry in jobs if entry.submission == slurm.COLLECT}))
    after = sorted({entry.job for entry in jobs if entry.submission != slurm.COLLECT} | set(new), key=int)
    job = slurm.submit(slurm.collect_arguments(sweep, site, after, COLLECT_MINUTES, COLLECT_MEGABYTES))
    say(f"submitted job {job}: collects into {os.path.join(sweep.folder, CURVES)}")


def submit(sweep, site, agree):
    """Submits every task that is neither done nor in somebody's hands; agree(text) shows the cost and tells whether to go on."""
    slurm.require(sweep.path)
    for key in site.needs:
        if not getattr(site, key):
            raise JobsError(f"site {site.name} has no {key}, which it needs; give it with --set {key}=NAME, or in a copy of its file"
                            f"{WHERE_TO_ASK.get(key, '')}, or run the sweep here: jobs/run {sweep.path}")
    program = find_program(site)
    if not os.path.isdir(sweep.folder):
        jobs, records = [], state.Records(sweep.folder)
    else:
        jobs, records = slurm.queue(sweep), state.Records(sweep.folder)
    found = state.states(sweep, records, jobs)
    tasks = [task for task in sweep.tasks if found[task.hash].state in state.WITHOUT_HELP]
    say(f"{sweep.name}: {state.summary(found)}")
    if not tasks:
        say("nothing to submit: " + ("all tasks are done" if all(entry.state == state.DONE for entry in found.values())
                                     else "the rest is in the queue or running"))
        return DONE
    made = plan(program, tasks, site)
    limit = slurm.array_limit(site)
    if not agree(cost_text(made, site)):
        say("nothing submitted")
        return USAGE
    prepare_folder(sweep.folder)
    with lock(sweep.folder, SUBMIT_LOCK) as held:
        if held is None:
            raise JobsError(f"another jobs/submit is at work on {sweep.folder!r}")
        if slurm.queue(sweep) != jobs:
            raise JobsError("the queue changed meanwhile; try again")
        write_table(sweep)
        new = [submit_array(sweep, site, program, part, made, records) for part in arrays(made.chunks, limit)]
        submit_collect(sweep, site, jobs, new)
    return DONE
