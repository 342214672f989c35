"""Thirty varied commands (commands.txt) end as they should; in a build with sanitizers (`cmake --preset sanitize`) these find nothing."""

import os
import re
import shlex
from pathlib import Path

from attack import attempt
from golden_runs import write_inputs

LIST = Path(__file__).parent / "commands.txt"
LINE = re.compile(r"(\* )?(\d+) (.*)")
FOUND = re.compile(r"ERROR: AddressSanitizer|runtime error:|SUMMARY: \w+Sanitizer")
SANITIZERS = {"ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1", "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"}
SECONDS = 200  # of the slowest, with sanitizers and other work beside it


def test_thirty_commands(place):
    write_inputs(place)
    (place / "cut.npy").write_bytes((place / "train.npy").read_bytes()[:-8])
    lines = [LINE.fullmatch(line).groups() for line in LIST.read_text().splitlines() if line and not line.startswith("#")]
    assert len(lines) == 30
    for two_ranks, code, words in lines:
        ended = attempt(place, *shlex.split(words), ranks=2 if two_ranks else None, seconds=SECONDS, env={**os.environ, **SANITIZERS})
        assert ended.code == int(code), ended
        assert not FOUND.search(ended.err + ended.out), ended
