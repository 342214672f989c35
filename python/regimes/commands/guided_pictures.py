"""Draw where guided paths of images end, from a result of `regimes guidance`."""
import sys

from regimes.console.figure_command import add_figure_options, add_image_options, add_output, drawing_command
from regimes.console.terminal import Parser

DESCRIPTION = """\
Draw the training images on which paths of `regimes guidance` end: a row for each
class to which they are guided, and for each strength the same paths, which start
from the same noise."""


def command_line():
    """The options."""
    parser = Parser("guided_pictures", DESCRIPTION, "exit codes: 0 done; 2 usage or missing file; 65 not such a result; 74 cannot write")
    parser.add_argument("file", metavar="FILE", help="result of `regimes guidance` with training images from a file (HDF5)")
    add_output(parser, ("png", "pdf"))
    add_image_options(parser, 5, "paths of each class")
    add_figure_options(parser)
    return parser


def draw(options, how):
    from regimes.figures.guided_pictures import draw_guided_pictures  # after the options: --help must not wait for these
    from regimes.results.guidance import read_guidance
    from regimes.results.samplers import read_experiment, read_training_images

    result = read_guidance(options.file)
    _, run_options = read_experiment(options.file, "guidance")
    return draw_guided_pictures(result, read_training_images(run_options), options.paths, options.shape, how)


main = drawing_command("guided_pictures", command_line, draw, lambda options: [options.file])


if __name__ == "__main__":
    sys.exit(main())
