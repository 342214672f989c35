"""What a terminal shows: a bar, under the launcher, too; and what a file gets instead."""

import os
import pty
import re
import subprocess
import threading

import pytest

WORK = ["collapse", "--dimension", "16", "--points", "1e6", "--queries", "128", "--seed", "3", "--output", "out.h5", "--force"]  # a second or more
LIMIT_SECONDS = 120
BAR = re.compile(rb"\r\x1b\[K\[[#-]{16}\] +\d+ %")


def on_a_terminal(regimes, ranks, **streams):
    """What a terminal is sent of a run whose streams are it, unless others are given."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(regimes.command(*WORK, ranks=ranks), cwd=regimes.folder, **({"stdout": theirs, "stderr": theirs, "stdin": theirs} | streams))
    os.close(theirs)
    seen = []

    def read():
        while True:
            try:
                seen.append(os.read(ours, 4096))
            except OSError:  # the last process that wrote to it has ended
                return

    reader = threading.Thread(target=read)
    reader.start()
    assert process.wait(LIMIT_SECONDS) == 0
    reader.join(LIMIT_SECONDS)
    os.close(ours)
    return b"".join(seen)


@pytest.mark.parametrize("ranks", [None, 2])
def test_a_terminal_shows_a_bar(regimes, ranks):
    seen = on_a_terminal(regimes, ranks)
    assert BAR.search(seen) and seen.count(b"wrote out.h5") == 1
    shown = seen.split(b"\r")
    assert max(len(part) for part in shown if part.startswith(b"\x1b[K[")) < 90, "fits the usual width"


def test_no_bar_where_the_launcher_writes_errors_to_a_file(regimes):
    with open(regimes.folder / "log", "wb") as log:
        seen = on_a_terminal(regimes, 2, stderr=log)
    assert b"\x1b[K" not in seen and b"\x1b" not in (regimes.folder / "log").read_bytes()


def test_the_last_line_says_what_was_written_and_what_draws_it(regimes):
    for experiment, command, more in (("collapse", "collapse_curves", []), ("kde", "density_curves", ["--bandwidths", "1,2"]),
                                      ("speciation", "speciation_curves", ["--train", "mixture"])):
        output = f"it's {experiment}.h5"
        done = regimes.run(experiment, "--dimension", "4", "--queries", "8", *(["--points", "50"] if experiment != "speciation" else []), *more, "--output", output)
        assert done.returncode == 0, done.stderr
        wrote, draw = done.stdout.splitlines()[-1].split("; to draw it: ")
        assert wrote == f"wrote {output}"
        listed = subprocess.run(["bash", "-c", f"for word in {draw}; do echo \"$word\"; done"], capture_output=True, text=True, check=True).stdout.splitlines()
        assert listed == [f"analysis/{command}", output, "-o", f"it's {experiment}"]
