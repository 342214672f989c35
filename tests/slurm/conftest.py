"""A cluster, and a sweep on it as a user handles it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))

from cluster import Cluster  # noqa: E402

COMMAND_SECONDS = 120
SITE = {"partition": "batch", "ranks_per_node": 1, "minimum_minutes": 0, "time_limit": 10, "memory": 128}


class SweepOnCluster:
    """`name`.ini in `folder` with its site file; `results` is its result folder."""

    def __init__(self, cluster, folder, name, sweep, **site):
        self.cluster, self.results = cluster, Path(folder, name)
        self.path = Path(folder, f"{name}.ini")
        self.path.write_text(sweep)
        self.site = Path(folder, f"{name}-site.ini")
        entries = {**SITE, **site}
        self.site.write_text("[site]\n" + "".join(f"{key} = {value}\n" for key, value in entries.items())
                             + "[environment]\nOMPI_MCA_mpi_yield_when_idle = 1\nOMPI_MCA_pml = ob1\n")

    def command(self, name, *arguments):
        return subprocess.run([SOURCE / "jobs" / name, self.path, *arguments], env=self.cluster.environment, capture_output=True, text=True,
                              timeout=COMMAND_SECONDS, check=False, stdin=subprocess.DEVNULL)

    def submit(self):
        run = self.command("submit", "--site", self.site, "--yes")
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def status(self):
        """{name of a task: (state, detail)}."""
        lines = self.command("status").stdout.splitlines()[:-1]
        return {words[0]: (words[2], words[3] if len(words) > 3 else "") for words in (re.split(r"\s+", line, maxsplit=3) for line in lines)}

    def logs(self):
        return "\n".join(f"{path.name}:\n{path.read_text(errors='replace')}" for path in sorted((self.results / "logs").glob("*")))


@pytest.fixture(scope="session")
def cluster():
    with Cluster(nodes=3) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def program_is_there():
    assert os.access(os.environ["REGIMES_PROGRAM"], os.X_OK), "REGIMES_PROGRAM is not the built program"
