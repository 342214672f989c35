"""Sweeps and sites in a fresh folder, and the commands of jobs/ as a user calls them."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "jobs"))
sys.path.insert(0, str(Path(__file__).parent))

LIMIT_SECONDS = 150
FAKE_PROGRAM = str(Path(__file__).parent / "fake_program.py")
# Milliseconds of work per task.
SMALL_BASE = "[base]\ndimension = 4\npoints = 50\nsnapshots = 20,50\nqueries = 8\ntimes = 0.3,1\n"


class Folder:
    """A folder with sweep and site files, and everything below it as a list."""

    def __init__(self, path):
        self.path = path

    def write(self, name, text):
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def files(self):
        return sorted(str(path.relative_to(self.path)) for path in self.path.rglob("*"))

    def command(self, name, *arguments, environment=None, **how):
        return subprocess.run([SOURCE / "jobs" / name, *arguments], cwd=self.path, env={**os.environ, **(environment or {})},
                              capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False, stdin=subprocess.DEVNULL, **how)

    def refuses(self, code, *texts, command, environment=None):
        """Expects one message with all texts, this exit code, and nothing written."""
        before = self.files()
        run = self.command(*command, environment=environment)
        assert run.returncode == code, run.stderr
        assert len(run.stderr.splitlines()) == 1 and run.stderr.startswith(f"jobs/{command[0]}: ")
        for text in texts:
            assert text in run.stderr
        assert self.files() == before


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    return Folder(place)


@pytest.fixture
def read(folder):
    """A sweep from the text of its file, with the options of fake_program.py."""
    from regimes_jobs.sweep import read_sweep

    return lambda text, name="curves.ini": read_sweep(folder.write(name, text), described)


@functools.cache
def described(experiment):
    """An experiment of fake_program.py; asked once."""
    from regimes_jobs.description import describe

    return describe(FAKE_PROGRAM, experiment)


@pytest.fixture
def checksummed():
    """A file as a run leaves its result: any content, and the checksum of its bytes."""
    import regimes_jobs  # noqa: F401  (it has the path)
    from regimes.results.checksum_trailer import append_checksum_trailer

    def write(path, content="result"):
        Path(path).write_text(content)
        append_checksum_trailer(path)

    return write
