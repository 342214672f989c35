"""Procedural sweeps hold no training points: the memory of a process does not grow with n. Of files a rank holds a part."""

import os
import subprocess

import memory_of_files

LIMIT_BYTES = 150e6
KIB = 1024
LIMIT_SECONDS = 110


def peak_memory(program, points):
    """Bytes that one process held at most."""
    options = {"train": "gaussian", "dimension": 32, "points": points, "queries": 32, "times": [0.3, 0.6], "quiet": True,
               "output": program.folder / f"memory{points}.h5"}
    process = subprocess.Popen(program.command(None, options))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * KIB


def test_memory_does_not_grow_with_the_number_of_points(program):
    small, large = peak_memory(program, 10**4), peak_memory(program, 10**7)
    assert large < LIMIT_BYTES
    assert large < 1.2 * small  # 1e7 points of 32 coordinates would be 1.3 GB


def test_files_may_be_larger_than_memory(tmp_path):
    memory_of_files.check(tmp_path, 1e9, LIMIT_SECONDS)
