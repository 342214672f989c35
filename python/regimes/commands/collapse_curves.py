"""Draw collapse-time curves from results of `regimes collapse`."""
import sys

from regimes.console.figure_command import add_figure_options, add_output, drawing_command
from regimes.console.terminal import Parser

PANELS = ("curves", "scaling", "times")
ESTIMATORS = ("cloning", "fit", "entropy")

DESCRIPTION = """\
Draw collapse-time curves from results of `regimes collapse`, beside theory:
excess entropy and cloning against t, t_C against n, and the scaling collapse.
One pair of panels per file. Bars are 3 standard errors."""

EXAMPLES = """\
examples:
  collapse_curves results/gaussian.h5 -o results/gaussian
  collapse_curves d32.h5 d64.h5 mixture.h5 fashion.h5 -o collapse.pdf
exit codes: 0 done; 2 usage or missing file; 65 not a result file; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("collapse_curves", DESCRIPTION, EXAMPLES)
    parser.add_argument("files", nargs="+", metavar="FILE", help="result of `regimes collapse` (HDF5)")
    add_output(parser, ("png", "pdf", "csv"))
    add_figure_options(parser, PANELS, ESTIMATORS)
    return parser


def draw(options, how):
    from regimes.figures.collapse_figure import draw_collapse_figure  # after the options: --help must not wait for these
    from regimes.results.reading import read_result

    return draw_collapse_figure([read_result(path) for path in options.files], how)


main = drawing_command("collapse_curves", command_line, draw)


if __name__ == "__main__":
    sys.exit(main())
