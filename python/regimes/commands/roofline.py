"""Draw the roofline of the sweeps from the JSON of tests/benchmarks/sweep_benchmark."""
import sys

from regimes.console.figure_command import add_figure_options, add_output, drawing_command
from regimes.console.terminal import Parser

DESCRIPTION = """\
Draw measured sweeps below the ceilings of their machine (memory bandwidth, float
and double peak), and the part of the peak that each reaches against d."""

EXAMPLES = """\
examples:
  taskset -c 0 build/release/bin/sweep_benchmark --json results/sweep.json
  roofline results/sweep.json -o results/roofline
exit codes: 0 done; 2 usage or missing file; 65 not a benchmark; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("roofline", DESCRIPTION, EXAMPLES)
    parser.add_argument("file", metavar="FILE", help="written by sweep_benchmark --json")
    add_output(parser, ("png", "pdf"))
    add_figure_options(parser)
    return parser


def draw(options, how):
    from regimes.results.roofline import read_roofline  # after the options: --help must not wait for these
    from regimes.figures.roofline_figure import draw_roofline

    return draw_roofline(read_roofline(options.file), how), None


main = drawing_command("roofline", command_line, draw, lambda options: [options.file])


if __name__ == "__main__":
    sys.exit(main())
