"""On file systems without locks, played by a library, the commands read, write and keep each other out all the same."""
import os
import re
import shutil
import socket
import subprocess
import sys

import pytest
from attempts import ROOT
from regimes.console.output_lock import start_of

GOLDEN = ROOT / "tests" / "golden" / "regimes-result-1"
ERRORS = (37, 95, 524)  # ENOLCK, EOPNOTSUPP, ENOTSUPP
SWEEP = "[base]\ndimension = 4\n"


def without_locks(error):
    return {**os.environ, "LD_PRELOAD": os.environ["REGIMES_NO_LOCKS"], "NO_LOCKS_ERRNO": str(error)}


def run(folder, command, *arguments, error):
    return subprocess.run([sys.executable, ROOT / command, *arguments], cwd=folder, env=without_locks(error), capture_output=True, text=True,
                          check=False)


@pytest.fixture
def folder(tmp_path):
    shutil.copy(GOLDEN / "collapse.h5", tmp_path)
    return tmp_path


def test_the_library_refuses_locks():
    code = "import fcntl; fcntl.flock(open('/dev/null'), fcntl.LOCK_EX)"
    done = subprocess.run([sys.executable, "-c", code], env=without_locks(524), capture_output=True, text=True, check=False)
    assert "[Errno 524]" in done.stderr


@pytest.mark.parametrize("error", ERRORS)
def test_results_are_read_and_curves_written(folder, error):
    done = run(folder, "analysis/collect", "collapse.h5", "-o", "curves.h5", error=error)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == ["collapse.h5", "curves.h5"]


@pytest.mark.parametrize("error", ERRORS)
def test_the_status_of_a_checkpoint_is_read(folder, error):
    from regimes_jobs.sweep import read_sweep

    (folder / "sweep.ini").write_text(SWEEP)
    sweep = read_sweep(str(folder / "sweep.ini"), None)
    os.makedirs(sweep.folder)
    shutil.copy(GOLDEN / "collapse.h5.partial", os.path.join(sweep.folder, sweep.tasks[0].partial))
    done = run(folder, "jobs/status", "sweep.ini", error=error)
    assert done.returncode == 1 and re.search(r" partial +snapshot", done.stdout), done


SELF = start_of(os.getpid())


@pytest.mark.parametrize("host, process, start, code", [(socket.gethostname(), os.getpid(), SELF, 2), ("elsewhere", 1, 5, 2),
                                                        (socket.gethostname(), 2**22 + 1, 5, 0), (socket.gethostname(), os.getpid(), SELF - 1, 0)],
                         ids=["alive", "on another host", "dead", "another of that number"])
def test_what_the_lock_says_counts_where_it_cannot_be_held(folder, host, process, start, code):
    (folder / "curves.csv.lock").write_text(f"process {process} on {host}, started at tick {start}\n")
    done = run(folder, "analysis/collect", "collapse.h5", "-o", "curves.csv", error=37)
    assert done.returncode == code, done
    assert (f"process {process} on {host} is writing it" in done.stderr) == (code == 2)
    assert (folder / "curves.csv").exists() == (code == 0) == (not (folder / "curves.csv.lock").exists())
