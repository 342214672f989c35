"""Draw the three regimes of a data set on one time axis."""
import sys

from regimes.console.command import BAD_DATA, Refusal
from regimes.console.figure_command import add_figure_options, add_output, drawing_command
from regimes.console.terminal import Parser

DESCRIPTION = """\
Draw phi (same class), phi_C (same training point) and f^e/alpha of a data set against t, with t_S and t_C, from a result of
`regimes collapse` with classes; simulated clones of `regimes trajectories` beside them."""


def command_line():
    """The options."""
    parser = Parser("three_regimes", DESCRIPTION, "exit codes: 0 done; 2 usage or missing file; 65 not such a result; 74 cannot write")
    parser.add_argument("file", metavar="FILE", help="result of `regimes collapse` on a set with classes (HDF5)")
    parser.add_argument("--trajectories", nargs="*", default=[], metavar="FILE", help="results of `regimes trajectories --clone-times`")
    add_output(parser, ("png", "pdf", "csv"))
    add_figure_options(parser)
    return parser


def draw(options, how):
    from regimes.results.reading import read_result  # after the options: --help must not wait for these
    from regimes.results.samplers import read_experiment
    from regimes.figures.three_regimes import draw_three_regimes

    result = read_result(options.file)
    if "cloning_agreement" not in result.data:
        raise Refusal(BAD_DATA, f"{options.file}: its training set has no classes, so there is no phi")
    return draw_three_regimes(result, [read_experiment(path, "trajectories")[0] for path in options.trajectories], how)


main = drawing_command("three_regimes", command_line, draw, lambda options: [options.file, *options.trajectories])


if __name__ == "__main__":
    sys.exit(main())
