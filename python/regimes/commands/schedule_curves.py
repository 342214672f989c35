"""Draw schedules from results of `regimes schedule`."""
import sys

from regimes.console.figure_command import add_figure_options, add_output, drawing_command
from regimes.console.terminal import Parser

PANELS = ("fraction", "spread", "fraction_scaling", "spread_scaling")

DESCRIPTION = """\
Draw schedules from results of `regimes schedule`: the fraction of paths in the
mode +m and the spread across it against the number of steps K, for every grid
and dimension, and both on the one number that is left in large dimension:
mu sqrt(d)/K for vp, sqrt(d)/(K sigma) for ve. Lines: the exact recursion. Bars
are 3 standard errors."""

EXAMPLES = """\
examples:
  schedule_curves d100.h5 d10000.h5 -o results/schedules
  schedule_curves d100.h5 --panels fraction,fraction_scaling -o results/fractions
exit codes: 0 done; 2 usage or missing file; 65 not a result file; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("schedule_curves", DESCRIPTION, EXAMPLES)
    parser.add_argument("files", nargs="+", metavar="FILE", help="result of `regimes schedule` (HDF5)")
    add_output(parser, ("png", "pdf", "csv"))
    add_figure_options(parser, PANELS)
    return parser


def draw(options, how):
    from regimes.figures.schedule_figure import draw_schedules  # after the options: --help must not wait for these
    from regimes.results.schedule import read_schedule

    return draw_schedules([read_schedule(path) for path in options.files], how)


main = drawing_command("schedule_curves", command_line, draw)


if __name__ == "__main__":
    sys.exit(main())
