"""Rules about words that no file may contain."""

import re
from pathlib import Path

from tree import CPP_SUFFIXES, lines_of

# What is forbidden, why, and the only files that may have it.
FORBIDDEN = [
    (re.compile(r"\.\./shared\b"), "a folder outside the repository", {Path(".ci/run")}),
    (re.compile(r"(?<![\w.}])/(work|farm|root|home)/"), "an absolute path of one machine", set()),
    (re.compile(r"\b(TO[D]O|FIXM[E]|XX[X])\b"), "a mark of unfinished work", set()),
]

# A docstring that starts so leans on its neighbours: alone, on a page of its own, it says nothing.
NO_SUBJECT = re.compile(r"^\s*/// (Of|The same)\b")


def words_rule(root, files):
    """Nothing in the repository depends on one machine, and nothing is left as a mark to come back to."""
    for name in files:
        for number, line in lines_of(root, name):
            for pattern, meaning, exempt in FORBIDDEN:
                match = pattern.search(line)
                if match and name not in exempt:
                    yield f"{name}:{number}: '{match.group()}' is {meaning}"


def docstring_rule(root, files):
    """A docstring is a sentence with a subject."""
    for name in files:
        if name.suffix not in CPP_SUFFIXES:
            continue
        previous = ""
        for number, line in lines_of(root, name):
            match = NO_SUBJECT.match(line)
            if match and not previous.lstrip().startswith("///"):
                yield f"{name}:{number}: a docstring begins with '{match.group(1)}'"
            previous = line
