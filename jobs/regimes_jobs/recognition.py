"""Which of the shipped site files is about the machine that a command runs on: [recognised] of each says how to tell."""
import os
import socket
from fnmatch import fnmatchcase

from .errors import JobsError
from .site import read_sections, shipped_sites

HOST = "host"  # the one key of [recognised] that is no variable of the environment


def host_names():
    """As it calls itself, and with its domain."""
    return {socket.gethostname().lower(), socket.getfqdn().lower()}


def sign(recognised, environment, hosts):
    """The first line of [recognised] that fits, as text; None where none does."""
    for key, pattern in recognised.items():
        values = hosts if key == HOST else {environment.get(key, "")}
        if any(fnmatchcase(value, pattern) for value in values if value):
            return f"{key} = {pattern}"
    return None


def recognise(environment=None, hosts=None):
    """(name of the site, the line by which it was recognised); an error where it is not one."""
    environment = os.environ if environment is None else environment
    hosts = host_names() if hosts is None else hosts
    recognised = {name: read_sections(path)[2] for name, path in shipped_sites().items()}
    signs = {name: sign(lines, environment, hosts) for name, lines in recognised.items() if lines}
    found = {name: line for name, line in signs.items() if line}
    if not found:
        raise JobsError(f"no --site was given, and this machine ({', '.join(sorted(hosts))}) is none of {', '.join(signs)}, which are recognised; "
                        "copy jobs/sites/generic-cpu.ini, fill it in, and name it with --site")
    if len(found) > 1:
        raise JobsError(f"no --site was given, and several fit this machine: {', '.join(f'{name} ({line})' for name, line in found.items())}; "
                        "name one with --site")
    return next(iter(found.items()))
