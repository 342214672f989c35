"""The memory of every rank. As a program between launcher and ranks: peak_memory.py FOLDER PROGRAM ARGUMENTS... leaves in FOLDER a file
for every rank with the bytes it held at most."""

import os
import resource
import shlex
import subprocess
import sys
from pathlib import Path

KIB = 1024


def peaks(folder, ranks, arguments, limit_seconds):
    """Bytes that each rank of REGIMES_PROGRAM held at most. Fails unless it is done."""
    command = [*shlex.split(os.environ["REGIMES_MPIEXEC"]), str(ranks), sys.executable, __file__, str(folder),
               os.environ["REGIMES_PROGRAM"], *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=limit_seconds, check=False)
    assert run.returncode == 0, run.stderr
    return [int(path.read_text()) for path in Path(folder).glob("peak.*")]


if __name__ == "__main__":
    code = subprocess.run(sys.argv[2:], check=False).returncode
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KIB
    Path(sys.argv[1], f"peak.{os.getpid()}").write_text(str(held))
    sys.exit(code)
