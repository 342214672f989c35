"""Where the ranks of a job run: one per core or per GPU, checked before the first task."""
import os
import subprocess
from collections import defaultdict
from dataclasses import dataclass

from .errors import JobsError
from .program import launcher
from .site import JOBS

SHOW = os.path.join(JOBS, "show_binding")
MARK = "binding"  # begins the lines of show_binding, among what launchers say
CHECK_SECONDS = 300


@dataclass(frozen=True)
class Place:
    """rank, host, the CPUs it may use, the GPUs it sees (names that differ between GPUs)."""

    rank: int
    host: str
    cpus: frozenset
    gpus: tuple

    def text(self):
        cpus = ",".join(str(cpu) for cpu in sorted(self.cpus))
        return f"rank {self.rank} on {self.host}: CPUs {cpus}" + (f", GPU {' '.join(self.gpus)}" if self.gpus else "")


def cpu_set(text):
    """CPUs of a list like 0-3,8."""
    cpus = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        cpus.update(range(int(first), int(last or first) + 1))
    return frozenset(cpus)


def read_places(text):
    places = []
    for line in text.splitlines():
        words = line.split()
        if words[:1] == [MARK] and len(words) >= 4:
            places.append(Place(int(words[1]), words[2], cpu_set(words[3]), tuple(words[4:])))
    return sorted(places, key=lambda place: place.rank)


def problems(places, site):
    """What is wrong with the places of all ranks, as sentences."""
    if len(places) != site.ranks:
        yield f"{len(places)} ranks answered, not {site.ranks}"
    if site.binding == "none":
        return
    on_host = defaultdict(list)
    for place in places:
        if len(place.cpus) < site.cores_per_rank:
            yield f"{place.text()}: fewer than cores_per_rank = {site.cores_per_rank}"
        if site.binding == "gpus" and len(place.gpus) != 1:
            yield f"{place.text()}: sees {len(place.gpus)} GPUs, not one"
        for other in on_host[place.host]:
            if place.cpus & other.cpus:
                yield f"{other.text()} and {place.text()} share CPUs"
            if site.binding == "gpus" and set(place.gpus) & set(other.gpus):
                yield f"{other.text()} and {place.text()} share a GPU"
        on_host[place.host].append(place)


def check_binding(site, environment):
    """Lines that say where ranks run; an error where that is not what the site asks for."""
    command = [*launcher(site), SHOW]
    try:
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=CHECK_SECONDS, stdin=subprocess.DEVNULL,
                             check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise JobsError(f"cannot start ranks ({error})") from error
    if run.returncode != 0:
        raise JobsError(f"cannot start ranks: {command[0]} ended with code {run.returncode}: {' '.join(run.stderr.split())}")
    places = read_places(run.stdout)
    for problem in problems(places, site):
        raise JobsError(f"binding = {site.binding}, but {problem}; correct the site file, or set binding = none")
    return [place.text() for place in places]
