"""Draw the regimes of density estimates from results of `regimes kde`."""
import sys

from regimes.console.figure_command import add_figure_options, add_output, drawing_command
from regimes.console.terminal import Parser

PANELS = ("phases", "distributions", "divergence", "best")

DESCRIPTION = """\
Draw results of `regimes kde` beside theory: the phase diagram in (alpha, h),
the distribution of rho_h in the three regimes, the divergence or likelihood
against h, and the best h against alpha. Bars are 3 standard errors."""

EXAMPLES = """\
examples:
  density_curves results/kde.h5 -o results/kde
  density_curves d20.h5 d60.h5 fashion.h5 -o density.pdf
exit codes: 0 done; 2 usage or missing file; 65 not a result file; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("density_curves", DESCRIPTION, EXAMPLES)
    parser.add_argument("files", nargs="+", metavar="FILE", help="result of `regimes kde` (HDF5)")
    add_output(parser, ("png", "pdf", "csv"))
    add_figure_options(parser, PANELS)
    return parser


def draw(options, how):
    from regimes.figures.density_figure import draw_density_figure  # after the options: --help must not wait for these
    from regimes.results.density import read_density

    return draw_density_figure([read_density(path) for path in options.files], how)


main = drawing_command("density_curves", command_line, draw)


if __name__ == "__main__":
    sys.exit(main())
