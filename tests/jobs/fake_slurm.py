"""Programs named like Slurm's that write down how they are called: for tests of what is asked of Slurm, not of what it does."""

import json
import os
import sys
from pathlib import Path

FIRST_JOB = 100

PROGRAM = """\
#!{python}
import sys
sys.path.insert(0, {folder!r})
from fake_slurm import answer
sys.exit(answer({state!r}, {name!r}, sys.argv[1:]))
"""


class FakeSlurm:
    """`environment` puts the programs first on PATH; `calls(name)` are the arguments of all calls, `queue` what squeue says."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir()
        for name in ("sbatch", "squeue", "scontrol", "scancel"):
            path = self.folder / name
            path.write_text(PROGRAM.format(python=sys.executable, folder=str(Path(__file__).parent), state=str(self.folder), name=name))
            path.chmod(0o755)
        self.environment = {"PATH": f"{self.folder}:{os.environ['PATH']}"}

    def calls(self, name):
        path = self.folder / f"{name}.calls"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def set_queue(self, *lines):
        (self.folder / "queue").write_text("".join(f"{line}\n" for line in lines))

    def fail_after(self, submissions):
        (self.folder / "fail_after").write_text(str(submissions))


def answer(state, name, arguments):
    folder = Path(state)
    with open(folder / f"{name}.calls", "a", encoding="utf-8") as stream:
        stream.write(json.dumps(arguments) + "\n")
    if name == "squeue" and (folder / "queue").exists():
        print((folder / "queue").read_text(), end="")
    if name == "scontrol":
        print("MaxArraySize            = 1001")
    if name == "sbatch":
        count = len((folder / "sbatch.calls").read_text().splitlines())
        if (folder / "fail_after").exists() and count > int((folder / "fail_after").read_text()):
            print("sbatch: error: invalid partition specified", file=sys.stderr)
            return 1
        print(FIRST_JOB + count)
    return 0
