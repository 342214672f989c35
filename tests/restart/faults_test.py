"""A full disk, a folder that turns read-only, and a rank that dies: the run says so, and what was written stays good."""

import os
import signal
import subprocess
import time

import pytest
from long_run import STOPPED_EARLY, Run
from run_regimes import open_result

ABORT_SECONDS = 30
LONG = {"snapshots": "500,logspace(20000,40000000,12)"}
RETRY = "goes on"


@pytest.fixture
def disk(tmp_path):
    """A file system of 8 MB. Needs root, or a kernel that lets users mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], capture_output=True, text=True, check=False)
    assert mount.returncode == 0, f"this test mounts a small disk and needs root: {mount.stderr}"
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def goes_on_after(run, hinder, allow):
    """Once it has a checkpoint, writing is hindered until the run warns; the checkpoint is as before; then it is stopped."""
    assert run.wait_until(run.partial.exists)
    hinder()
    kept = run.partial.read_bytes()
    for line in run.process.stderr:
        if "warning: no checkpoint" in line:
            assert RETRY in line
            break
    assert run.process.poll() is None
    good = run.partial.read_bytes()
    assert len(good) >= len(kept)
    open_result(run.partial)
    allow()
    run.process.send_signal(signal.SIGTERM)
    assert run.end()[0] == STOPPED_EARLY
    assert not run.output.exists()
    open_result(run.partial)


def test_a_full_disk(disk):
    run = Run(disk, options=LONG)
    filler = disk / "filler"

    def fill():
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    goes_on_after(run, fill, filler.unlink)


def test_a_disk_that_turns_read_only(disk):
    run = Run(disk, options=LONG)

    def remount(how):
        # A writer that is just at work keeps the disk busy for a moment.
        for _ in range(1000):
            if subprocess.run(["mount", "-o", f"remount,{how},size=8m", disk], capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.01)
        raise AssertionError(f"the disk cannot be remounted {how}")

    goes_on_after(run, lambda: remount("ro"), lambda: remount("rw"))


def test_a_rank_that_dies_ends_the_job_soon(tmp_path):
    run = Run(tmp_path, ranks=2, options=LONG)
    assert run.wait_until(run.partial.exists)
    begun = time.monotonic()
    os.kill(run.ranks()[-1], signal.SIGABRT)
    code, _, err = run.end()
    assert code not in (0, STOPPED_EARLY)
    assert time.monotonic() - begun < ABORT_SECONDS
    assert "signal 6" in err or "Aborted" in err, err
    open_result(run.partial)
