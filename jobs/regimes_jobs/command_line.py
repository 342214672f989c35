"""What the commands share: opening a sweep, asking."""
import sys

from regimes.console.terminal import say

from .description import describe
from .errors import JobsError
from .program import find_program
from .recognition import recognise
from .site import read_site, site_path
from .sweep import read_sweep

YES = ("y", "yes")


def add_site_options(parser, without):
    """--site and --set; `without` says what holds without --site."""
    parser.add_argument("--site", metavar="SITE", help=f"one of jobs/sites, or a file like those; {without}")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings",
                        help="a key of [site] in the place of what its file says, such as account=NAME; may be repeated")


def chosen_site(options):
    """The site of --site, or the one that is recognised, which is said."""
    name = options.site
    if name is None:
        name, sign = recognise()
        say(f"site {name}, recognised by {sign}: {site_path(name)}")
    return read_site(name, options.settings)


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
