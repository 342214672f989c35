"""Forty names that a terminal, a shell or a launcher would obey if they were not shown and quoted: of outputs, inputs, configuration files and checkpoints.
Files get exactly these names, what is said has no control character, and the command that goes on with a stopped run does so when it is copied to a shell.

REGIMES_NAMES: how many of them (default 20).
"""

import os
import random
import re
import subprocess
import tempfile
from pathlib import Path

from attack import DONE, INPUT_OUTPUT, LIMIT_SECONDS, REFUSED, STOPPED_EARLY, SURVIVED, USAGE, WRONG, Tally, attempt
from experiments import PROGRAM
from hostile_names import HOSTILE, as_file, is_clean

NAMES = int(os.environ.get("REGIMES_NAMES", "20"))
SEED = 3
SMALL = ["--dimension=4", "--points=50", "--queries=8", "--times=0.3,1"]
GOES_ON = re.compile(r"to go on: (regimes resume .*)\n")


def is_said_well(ended):
    """On lines of its own: a name with an end of line adds none."""
    return is_clean(ended.out + ended.err) and not re.search("^wrote b", ended.out + ended.err, re.MULTILINE)


def as_output(folder, name):
    """It is written under this name, and shown."""
    ended = attempt(folder, "collapse", *SMALL, f"--output={name}.h5")
    return ended, SURVIVED if ended.code == DONE and is_said_well(ended) and os.listdir(folder) == [f"{name}.h5"] else WRONG


def as_stopped_output(folder, name):
    """The line that goes on with it does, in a shell where `regimes` is the program."""
    ended = attempt(folder, "collapse", *SMALL, "--time-limit=1s", f"--output={name}.h5")
    line = GOES_ON.search(ended.out)
    if ended.code != STOPPED_EARLY or not is_said_well(ended) or not line:
        return ended, WRONG
    shell = subprocess.run(["bash", "-c", f'regimes() {{ "$PROGRAM" "$@"; }}\n{line[1]}'], cwd=folder, env={**os.environ, "PROGRAM": PROGRAM},
                           capture_output=True, timeout=LIMIT_SECONDS, check=False)
    return ended, SURVIVED if shell.returncode == DONE and os.listdir(folder) == [f"{name}.h5"] else WRONG


def as_missing_input(folder, name):
    ended = attempt(folder, "evaluate", f"--train-file={name}.npy", f"--queries-file={name}.npy", "--times=1", "--output=out.h5")
    return ended, REFUSED if ended.code == INPUT_OUTPUT and is_said_well(ended) and ended.err.count("\n") == 1 else WRONG


def as_broken_input(folder, name):
    """Of no format, in the operand of a command."""
    (folder / f"{name}.h5").write_text("no result")
    ended = attempt(folder, "inspect", "--", f"{name}.h5")
    return ended, REFUSED if ended.code == 65 and is_said_well(ended) and ended.err.count("\n") == 1 else WRONG


def as_configuration(folder, name):
    """With an option that there is not, named like the file."""
    (folder / f"{name}.ini").write_bytes(b"[collapse]\n" + os.fsencode(name) + b" = 1\n")
    ended = attempt(folder, "collapse", f"--config={name}.ini", *SMALL, "--output=out.h5")
    return ended, REFUSED if ended.code == USAGE and is_said_well(ended) and ended.err.count("\n") == 1 else WRONG


def as_value(folder, name):
    """Of a command, an option, a choice and a number: a message each."""
    for words in ([name], ["collapse", f"--{name}=1"], ["collapse", f"--train={name}"], ["collapse", f"--points={name}"]):
        ended = attempt(folder, *words)
        if ended.code != USAGE or not is_said_well(ended) or ended.err.count("\n") > 2:
            return ended, WRONG
    return ended, REFUSED


USES = [as_output, as_stopped_output, as_missing_input, as_broken_input, as_configuration, as_value]


def test_names_are_shown_and_not_obeyed(all_places):
    names, tally = [as_file(name) for name in HOSTILE], Tally("hostile names")
    random.Random(SEED).shuffle(names)
    for number, name in enumerate(names[:NAMES]):
        for use in USES if NAMES == len(names) else [USES[number % len(USES)]]:
            with tempfile.TemporaryDirectory(dir=all_places) as place:
                ended, outcome = use(Path(place), name)
                tally.judge(ended, lambda: outcome, f"{use.__name__} {name!r}")
    tally.close()
