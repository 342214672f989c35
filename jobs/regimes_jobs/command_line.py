"""What the commands share: opening a sweep, asking."""
import sys

from regimes_analysis.terminal import say

from .description import describe
from .errors import JobsError
from .program import find_program
from .sweep import read_sweep

YES = ("y", "yes")


def open_sweep(path, site):
    """The sweep of a file, checked against the options of the program that the site has."""
    program = find_program(site)
    return read_sweep(path, lambda name: describe(program, name))


def confirmation(yes):
    """A function that shows a text and tells whether the user agrees."""
    def agree(text):
        say(*text.split("\n"))
        if yes:
            return True
        if not sys.stdin.isatty():
            raise JobsError("not submitted: there is nobody to ask; look at the cost above and add --yes")
        return input("submit? [y/N] ").strip().lower() in YES

    return agree
