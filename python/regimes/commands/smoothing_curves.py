"""Draw what smoothing makes of the samples of a training set."""
import sys

from regimes.console.command import BAD_DATA, Refusal
from regimes.console.figure_command import add_figure_options, add_output, drawing_command
from regimes.console.terminal import Parser

DESCRIPTION = """\
Draw the memorised fraction and the variance of samples against h, from results of `regimes sample --smoothing H` at several H (and without it,
for h = 0). Results that differ in their seed are averaged."""


def command_line():
    """The options."""
    parser = Parser("smoothing_curves", DESCRIPTION, "exit codes: 0 done; 2 usage or missing file; 65 not such a result; 74 cannot write")
    parser.add_argument("files", nargs="+", metavar="FILE", help="results of `regimes sample` with an empirical score (HDF5)")
    add_output(parser, ("png", "pdf", "csv"))
    add_figure_options(parser)
    return parser


def draw(options, how):
    from regimes.figures.smoothing_figure import PANELS, draw_smoothing_figure  # after the options: --help must not wait for these
    from regimes.results.reading import read_any_result

    results = [read_any_result(path) for path in options.files]
    for result in results:
        if result.experiment != "sample":
            raise Refusal(BAD_DATA, f"{result.path}: this is not a result of `regimes sample`")
        for variable, _ in PANELS:
            if variable not in result.data:
                raise Refusal(BAD_DATA, f"{result.path}: variable '{variable}' is missing: its paths follow no training set, have not ended, or an older "
                              "version made it; sample again with --score empirical")
    return draw_smoothing_figure(results, how)


main = drawing_command("smoothing_curves", command_line, draw)


if __name__ == "__main__":
    sys.exit(main())
