"""Site files: what one machine or cluster offers, and how ranks are started there."""
import os
import re
from dataclasses import asdict, dataclass, field, fields

from . import JOBS
from .errors import JobsError, did_you_mean
from .ini import read_ini, words_of_lines

SITES = os.path.join(JOBS, "sites")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LAUNCHERS = ("srun", "mpirun")
BINDINGS = ("cores", "gpus", "none")
SECONDS_PER_MINUTE = 60
SECTIONS = ("site", "environment", "recognised")
ALL_CORES = "all"
MEMORY_WORDS = ("plan", "none")


@dataclass(frozen=True)
class Site:
    """Keys of [site], with their defaults; jobs/sites/generic-cpu.ini explains them."""

    name: str = ""
    partition: str = ""
    account: str = ""
    qos: str = ""
    sbatch_options: list = field(default_factory=list)
    nodes: int = 1
    ranks_per_node: int = 1
    cores_per_rank: int = 1
    gpus_per_node: int = 0
    time_limit: int = 60  # minutes
    minimum_minutes: float = 15
    array_limit: int = 0  # tasks of one array; 0: what Slurm says
    running_limit: int = 0  # 0: none
    signal_lead: int = 150  # seconds
    checkpoint_minutes: float = 0  # 0: the program's default
    memory: str = "plan"  # plan, none, or megabytes per node
    launcher: str = "srun"
    launcher_options: list = field(default_factory=list)
    binding: str = "cores"
    needs: list = field(default_factory=lambda: ["partition"])  # keys without which this cluster takes no job
    program: str = ""
    profile: str = ""
    modules: list = field(default_factory=list)
    setup: str = ""
    environment: dict = field(default_factory=dict)

    @property
    def ranks(self):
        return self.nodes * self.ranks_per_node

    def variables(self):
        """Environment of a run: what OpenMP needs to know, then [environment]."""
        return {"OMP_NUM_THREADS": str(self.cores_per_rank), "OMP_PROC_BIND": "false", **self.environment}

    def values(self):
        return asdict(self)


LIST_OF_LINES = ("sbatch_options", "launcher_options")
LIST_OF_WORDS = ("modules", "needs")
AT_LEAST = {"nodes": 1, "ranks_per_node": 1, "cores_per_rank": 1, "gpus_per_node": 0, "time_limit": 1, "minimum_minutes": 0,
            "array_limit": 0, "running_limit": 0, "signal_lead": 0, "checkpoint_minutes": 0}
CHOICES = {"launcher": LAUNCHERS, "binding": BINDINGS}
KEYS = [entry.name for entry in fields(Site) if entry.name not in ("name", "environment")]
FILES = ("program", "setup", "profile")


def shipped_sites():
    """{name: file} of jobs/sites."""
    return {entry[:-len(".ini")]: os.path.join(SITES, entry) for entry in sorted(os.listdir(SITES)) if entry.endswith(".ini")}


def site_path(name):
    """`name` is a file, or one of jobs/sites without its ending."""
    known = shipped_sites()
    if name in known:
        return known[name]
    if os.path.isfile(name):
        return name
    raise JobsError(f"--site {name!r}: is neither a file nor one of {', '.join(known)}{did_you_mean(name, known)}")


def number(path, key, text, kind):
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not AT_LEAST[key] <= value < float("inf"):
        what = "a whole number" if kind is int else "a number"
        raise JobsError(f"{path!r}: [site] {key} = {text!r}; needs {what} of at least {AT_LEAST[key]}")
    return value


def convert(path, key, text):
    """The value of a key from its text."""
    if key in LIST_OF_LINES:
        return words_of_lines(text)
    if key in LIST_OF_WORDS:
        return text.split()
    if key == "ranks_per_node" and text == ALL_CORES:
        return len(os.sched_getaffinity(0))
    if key in AT_LEAST:
        return number(path, key, text, float if key in ("minimum_minutes", "checkpoint_minutes") else int)
    if key in CHOICES and text not in CHOICES[key]:
        raise JobsError(f"{path!r}: [site] {key} = {text!r}; needs one of {', '.join(CHOICES[key])}")
    if key == "memory" and text not in MEMORY_WORDS and not (text.isascii() and text.isdigit() and int(text) > 0):
        raise JobsError(f"{path!r}: [site] memory = {text!r}; needs plan, none or megabytes per node")
    return text


def assign(path, values, key, text):
    """Puts the value of a key of [site] from its text into `values`."""
    if key not in KEYS:
        raise JobsError(f"{path!r}: [site] has no key {key!r}{did_you_mean(key, KEYS)}")
    values[key] = convert(path, key, text)


def check_together(path, site):
    if site.binding == "gpus" and site.gpus_per_node != site.ranks_per_node:
        raise JobsError(f"{path!r}: [site] binding = gpus gives every rank one GPU, but gpus_per_node = {site.gpus_per_node} and "
                        f"ranks_per_node = {site.ranks_per_node}")
    if site.signal_lead >= site.time_limit * SECONDS_PER_MINUTE:
        raise JobsError(f"{path!r}: [site] signal_lead = {site.signal_lead} seconds leaves nothing of time_limit = {site.time_limit} "
                        "minutes; raise the limit, or lower the lead")
    for module in site.modules:
        if module.startswith("-"):
            raise JobsError(f"{path!r}: [site] modules has {module!r}, which is no module")
    for key in site.needs:
        if key not in KEYS:
            raise JobsError(f"{path!r}: [site] needs has {key!r}, which is no key{did_you_mean(key, KEYS)}")
    for key in ("setup", "profile"):
        value = getattr(site, key)
        if value and not os.path.isfile(value):
            raise JobsError(f"{path!r}: [site] {key} = {value!r}: there is no such file")


def read_recognised(path, entries):
    """[recognised]: {variable of the environment, or `host`: pattern}."""
    for key, pattern in entries.items():
        if not VARIABLE.fullmatch(key):
            raise JobsError(f"{path!r}: [recognised] {key!r} is no name of a variable of the environment, nor `host`")
        if not pattern.strip("*?"):
            raise JobsError(f"{path!r}: [recognised] {key} = {pattern!r} fits any machine; write the name of the cluster")
    return entries


def read_sections(path):
    """({key: text} of [site], [environment], [recognised]) of a site file; the latter two are checked."""
    sections = read_ini(path)
    for section in sections:
        if section not in SECTIONS:
            raise JobsError(f"{path!r}: there is no section [{section}]; sections are {', '.join(f'[{known}]' for known in SECTIONS)}")
    site, environment, recognised = (sections.get(section, {}) for section in SECTIONS)
    for variable in environment:
        if not VARIABLE.fullmatch(variable):
            raise JobsError(f"{path!r}: [environment] {variable!r} is no name of a variable")
    return site, environment, read_recognised(path, recognised)


def read_site(name, settings=()):
    """The site of a name or file, with `settings` (KEY=VALUE) in the place of its values, checked as far as can be without asking Slurm."""
    path = site_path(name)
    entries, environment, _ = read_sections(path)
    values = {"name": os.path.splitext(os.path.basename(path))[0], "environment": environment}
    for key, text in entries.items():
        assign(path, values, key, text)
    home = os.path.dirname(os.path.realpath(path))
    for key in FILES:
        if values.get(key):
            values[key] = os.path.join(home, values[key])
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise JobsError(f"--set {setting!r}: is not of the form KEY=VALUE")
        assign(f"--set {setting}", values, key, os.path.abspath(text) if key in FILES and text else text)
    site = Site(**values)
    check_together(path, site)
    return site
