"""Draw speciation from results of `regimes speciation`."""
import sys

from regimes.console.figure_command import add_figure_options, add_output, drawing_command
from regimes.console.terminal import Parser

PANELS = ("agreement", "spectrum", "potential")

DESCRIPTION = """\
Draw speciation from results of `regimes speciation`: the agreement phi of clones
against t/t_S, leading eigenvalues of the covariance, and the potential of two
means with sample paths in it. Bars are 3 standard errors."""

EXAMPLES = """\
examples:
  speciation_curves d64.h5 d256.h5 d1024.h5 -o results/speciation
  speciation_curves mixture.h5 --paths sample.h5 -o results/potential
exit codes: 0 done; 2 usage or missing file; 65 not a result file; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("speciation_curves", DESCRIPTION, EXAMPLES)
    parser.add_argument("files", nargs="+", metavar="FILE", help="result of `regimes speciation` (HDF5)")
    parser.add_argument("--paths", metavar="FILE",
                        help="result of `regimes sample --times`: q(t) of its trajectories, drawn into the potential of the first file")
    add_output(parser, ("png", "pdf", "csv"))
    add_figure_options(parser, PANELS)
    return parser


def draw(options, how):
    from regimes.figures.speciation_figure import draw_speciation  # after the options: --help must not wait for these
    from regimes.results.speciation import read_paths, read_speciation

    paths = read_paths(options.paths) if options.paths else None
    return draw_speciation([read_speciation(path) for path in options.files], paths, how)


main = drawing_command("speciation_curves", command_line, draw, lambda options: [*options.files, *filter(None, [options.paths])])


if __name__ == "__main__":
    sys.exit(main())
