"""Rules about words that no file may contain."""

import re
from pathlib import Path

from tree import lines_of

# What is forbidden, why, and the only files that may have it.
FORBIDDEN = [
    (re.compile(r"\.\./shared\b"), "a folder outside the repository", {Path(".ci/run")}),
    (re.compile(r"(?<![\w.}])/(work|farm|root|home)/"), "an absolute path of one machine", set()),
    (re.compile(r"\b(TO[D]O|FIXM[E]|XX[X])\b"), "a mark of unfinished work", set()),
]


def words_rule(root, files):
    """Nothing in the repository depends on one machine, and nothing is left as a mark to come back to."""
    for name in files:
        for number, line in lines_of(root, name):
            for pattern, meaning, exempt in FORBIDDEN:
                match = pattern.search(line)
                if match and name not in exempt:
                    yield f"{name}:{number}: '{match.group()}' is {meaning}"
