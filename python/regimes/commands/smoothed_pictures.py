"""Draw smoothed samples of images at several widths h."""
import sys

from regimes.console.command import BAD_DATA, Refusal
from regimes.console.figure_command import add_figure_options, add_image_options, add_output, drawing_command
from regimes.console.terminal import Parser

DESCRIPTION = """\
Draw what smoothing makes of samples, as images: a row for every result of
`regimes sample --smoothing H --save-paths` (and without it, for h = 0), a column
for every path, each row with its memorised fraction and the variance of its
samples. With one --seed the paths of a column begin alike in all rows."""


def command_line():
    """The options."""
    parser = Parser("smoothed_pictures", DESCRIPTION, "exit codes: 0 done; 2 usage or missing file; 65 not such a result; 74 cannot write")
    parser.add_argument("files", nargs="+", metavar="FILE", help="results of `regimes sample --save-paths` with an empirical score (HDF5)")
    add_output(parser, ("png", "pdf"))
    add_image_options(parser, 8)
    add_figure_options(parser)
    return parser


def draw(options, how):
    from regimes.figures.smoothing_figure import PANELS, draw_smoothed_pictures  # after the options: --help must not wait for these
    from regimes.results.samplers import read_experiment

    results = []
    for path in options.files:
        data, _ = read_experiment(path, "sample")
        if any(variable not in data for variable in ("path_points", *(name for name, _ in PANELS))):
            raise Refusal(BAD_DATA, f"{path}: has no paths of an empirical score; run regimes sample with --save-paths")
        results.append(data)
    return draw_smoothed_pictures(results, options.paths, options.shape, how)


main = drawing_command("smoothed_pictures", command_line, draw)


if __name__ == "__main__":
    sys.exit(main())
