"""Draw what guidance does from results of `regimes guidance`."""
import sys

from regimes.console.figure_command import add_figure_options, add_output, drawing_command
from regimes.console.terminal import Parser

PANELS = ("overshoot", "variance", "hump", "diversity")

DESCRIPTION = """\
Draw what guidance does from results of `regimes guidance`: with the score of a
law the overshoot and the variance deficit against the separation of the classes,
with training points the effective number on which paths end; and, of guided paths
of `regimes sample`, when guidance acts. Bars are 3 standard errors."""

EXAMPLES = """\
examples:
  guidance_curves d16.h5 d64.h5 d256.h5 -o results/overshoot
  guidance_curves sde.h5 ode.h5 --paths sample.h5 -o results/diversity
exit codes: 0 done; 2 usage or missing file; 65 not a result file; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("guidance_curves", DESCRIPTION, EXAMPLES)
    parser.add_argument("files", nargs="+", metavar="FILE", help="result of `regimes guidance` (HDF5)")
    parser.add_argument("--paths", nargs="+", default=[], metavar="FILE",
                        help="results of `regimes sample --train mixture --guidance linear --times`: |F_c - F| of their trajectories")
    add_output(parser, ("png", "pdf", "csv"))
    add_figure_options(parser, PANELS)
    return parser


def draw(options, how):
    from regimes.figures.guidance_figure import draw_guidance  # after the options: --help must not wait for these
    from regimes.results.guidance import read_guidance, read_guided_paths

    return draw_guidance([read_guidance(path) for path in options.files], [read_guided_paths(path) for path in options.paths], how)


main = drawing_command("guidance_curves", command_line, draw, lambda options: [*options.files, *options.paths])


if __name__ == "__main__":
    sys.exit(main())
