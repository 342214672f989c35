"""Write one HTML page about a sweep from its collected curves."""
import os
import shlex
import sys

from regimes.console.command import DONE, command, need_places
from regimes.console.terminal import Parser, say

DESCRIPTION = """\
Write one HTML page about a sweep from what analysis/collect wrote: the figures, a
table of t_C, the methods with their formulas, versions, seeds, machines and
commands. The page holds all that it shows and loads nothing."""

EXAMPLES = """\
examples:
  collect results/*.h5 -o curves.h5 && report curves.h5 -o report.html
exit codes: 0 done; 2 usage or missing file; 65 not a file of curves; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("report", DESCRIPTION, EXAMPLES)
    parser.add_argument("curves", metavar="CURVES", help="written by analysis/collect (HDF5)")
    parser.add_argument("-o", "--output", required=True, metavar="PAGE", help="file to write, .html; a page of before is replaced")
    return parser


def parse(arguments):
    parser = command_line()
    options = parser.parse_args(arguments)
    if os.path.splitext(options.output)[1] not in (".html", ".htm"):
        parser.error(f"--output {options.output}: the extension must be .html")
    return options


def write(path, page):
    with open(path, "w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(page)


def run(arguments):
    options = parse(arguments)
    need_places([options.output], [options.curves])

    from regimes.sweeps.curves import read_curves  # after the options: --help must not wait for these
    from regimes.console.files import write_aside
    from regimes.report.html_page import report_page

    page = report_page(read_curves(options.curves), shlex.join(["report", *arguments]))
    write_aside(options.output, lambda path: write(path, page))
    say(f"wrote {options.output}")
    return DONE


main = command("report", run)


if __name__ == "__main__":
    sys.exit(main())
