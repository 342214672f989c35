"""Draw where guided paths of images end, from a result of `regimes guidance`."""
import sys

from regimes.console.command import DONE, command
from regimes.console.figure_command import add_figure_options, add_output, figure_format, output_names, write_figure
from regimes.console.terminal import Parser

LEAST_PATHS = 1
DESCRIPTION = """\
Draw the training images on which paths of `regimes guidance` end: a row for each
class to which they are guided, and for each strength the same paths, which start
from the same noise."""


def command_line():
    """The options."""
    parser = Parser("guided_pictures", DESCRIPTION, "exit codes: 0 done; 2 usage or missing file; 65 not such a result; 74 cannot write")
    parser.add_argument("file", metavar="FILE", help="result of `regimes guidance` with training images from a file (HDF5)")
    add_output(parser, ("png", "pdf"))
    parser.add_argument("--paths", type=int, default=5, metavar="COUNT", help="paths of each class to draw, the first ones (default 5)")
    parser.add_argument("--shape", default="", metavar="HxW", help="of an image (default: a square)")
    add_figure_options(parser)
    return parser


def run(arguments):
    parser = command_line()
    options = parser.parse_args(arguments)
    if options.paths < LEAST_PATHS:
        parser.error(f"--paths: {options.paths} is out of range; give {LEAST_PATHS} or more")
    names = output_names(options, [options.file])
    how = figure_format(options)

    from regimes.figures.guided_pictures import draw_guided_pictures  # after the options: --help must not wait for these
    from regimes.results.guidance import read_guidance
    from regimes.results.samplers import read_experiment, read_training_images

    result = read_guidance(options.file)
    _, run_options = read_experiment(options.file, "guidance")
    figure, _ = draw_guided_pictures(result, read_training_images(run_options), options.paths, options.shape, how)
    write_figure(names, figure)
    return DONE


main = command("guided_pictures", run)


if __name__ == "__main__":
    sys.exit(main())
