"""Names of files that a terminal, a shell, a spreadsheet, a page or a format string would obey."""

import itertools

SAMPLES = ["\x1b[2J", "\x1b]0;owned\x07", "a\nwrote b", "\r\t", "\x7f\x08", "\x9b31m", "\udcff\udcfe", "=cmd|' /C calc'!A0", "+1", "-rf", "@SUM(1)",
           "$HOME", "`id`", "a b", "'\"", "%s%n", "{0}", "<b>&amp;", "名前", "né", "\\x1b", "$x_1$", "\u202egnp", "a" * 200]
HOSTILE = [*SAMPLES, *("".join(pair) for pair in itertools.islice(itertools.combinations(SAMPLES[:8], 2), 16))]


def as_file(name):
    """The name without what separates folders."""
    return name.replace("/", "_")


def is_clean(text):
    """Whether a terminal shows it and obeys nothing but ends of lines."""
    return all(character == "\n" or character.isprintable() or character in "\u202e\u3000" for character in text)
