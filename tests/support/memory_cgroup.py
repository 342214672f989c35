"""A program within so many bytes of memory, as a Slurm job has them: in a memory cgroup of its own, without swap. Version 1 and 2."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

import pytest

LIMIT_SECONDS = 600
REMOVALS, REMOVAL_SECONDS = 50, .1


def _mounted():
    """(where the memory controller is mounted, its version)"""
    unified = None
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        fields, _, rest = line.partition(" - ")
        kind, _, options = rest.split(" ", 2)
        place = Path(fields.split(" ")[4])
        if kind == "cgroup" and "memory" in options.split(","):
            return place, 1
        if kind == "cgroup2":
            unified = place
    if unified is None or "memory" not in (unified / "cgroup.controllers").read_text(encoding="utf-8").split():
        pytest.fail("no memory controller of cgroups is mounted; mount one, or leave this test out with ctest -E memory_cgroup")
    return unified, 2


@contextlib.contextmanager
def limited_to(most_bytes):
    """The folder of a new cgroup."""
    place, version = _mounted()
    group = place / f"regimes_test_{os.getpid()}"
    limits = {1: (("memory.limit_in_bytes", most_bytes), ("memory.memsw.limit_in_bytes", most_bytes), ("memory.swappiness", 0)),
              2: (("memory.max", most_bytes), ("memory.swap.max", 0))}[version]
    try:
        if version == 2:
            (place / "cgroup.subtree_control").write_text("+memory", encoding="utf-8")
        group.mkdir()
        for name, value in limits:
            if (group / name).exists():
                (group / name).write_text(str(value), encoding="utf-8")
    except OSError as error:
        pytest.fail(f"a memory cgroup cannot be made in {place} ({error}); run as root where cgroups may be written")
    try:
        yield group
    finally:
        _remove(group)


def _remove(group):
    """The kernel may still be taking away what the last process held."""
    for _ in range(REMOVALS):
        with contextlib.suppress(OSError):
            return group.rmdir()
        time.sleep(REMOVAL_SECONDS)
    raise AssertionError(f"{group} is still in use")


def run_within(most_bytes, command, **how):
    """The ended run of a command and all that it starts. Killed ones have the exit code that shell or launcher give them."""
    with limited_to(most_bytes) as group:
        enter = ["/bin/sh", "-c", 'echo $$ > "$0" && exec "$@"', str(group / "cgroup.procs")]
        return subprocess.run([*enter, *command], capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False, **how)
