"""Draw how many directions scores resolve from results of `regimes geometry`."""
import sys

from regimes.console.figure_command import add_figure_options, add_output, drawing_command
from regimes.console.terminal import Parser

PANELS = ("dimension", "height", "eigenvalues", "unstable")

DESCRIPTION = """\
Draw the geometry of scores from results of `regimes geometry`: the effective
dimension against t for several sizes, beside the finite-size law or the Gaussian
of infinite size; the height of its hump against n; and of results with spectra
eigenvalues of M against t with the line m = 1, above which flow lines separate,
and the number of those above it. Bars are 3 standard errors."""

EXAMPLES = """\
examples:
  geometry_curves gaussian.h5 -o results/gaussian
  geometry_curves fashion.h5 --panels eigenvalues,unstable -o results/fashion
exit codes: 0 done; 2 usage or missing file; 65 not a result file; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("geometry_curves", DESCRIPTION, EXAMPLES)
    parser.add_argument("files", nargs="+", metavar="FILE", help="result of `regimes geometry` (HDF5)")
    add_output(parser, ("png", "pdf", "csv"))
    add_figure_options(parser, PANELS)
    return parser


def draw(options, how):
    from regimes.figures.geometry_figure import draw_geometry  # after the options: --help must not wait for these
    from regimes.results.geometry import read_geometry

    return draw_geometry([read_geometry(path) for path in options.files], how)


main = drawing_command("geometry_curves", command_line, draw)


if __name__ == "__main__":
    sys.exit(main())
