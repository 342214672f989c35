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
    assert re.search(rb"(\n|\x1b\[K) +10000 ", seen), "rows of the table stand on lines of their own"
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


def test_rows_of_the_table_are_shown_as_soon_as_they_are_final(regimes):
    """A run that is stopped once the row of its smallest size stands there has shown it before its end."""
    sizes = ["collapse", "--dimension", "4", "--points", "1e9", "--sizes", "1000,1e9", "--queries", "4", "--times", "1,2", "--output", "rows.h5"]
    run = subprocess.Popen(regimes.command(*sizes), cwd=regimes.folder, stdout=subprocess.PIPE, text=True)
    lines = [run.stdout.readline()]
    while lines[-1].split()[:1] != ["1000"]:
        assert lines[-1], "the run ended before"
        lines.append(run.stdout.readline())
    run.terminate()
    lines += run.communicate(timeout=LIMIT_SECONDS)[0].splitlines(keepends=True)
    assert run.returncode == 75
    assert [line.split()[0] for line in lines].count("n") == [line.split()[0] for line in lines].count("1000") == 1
