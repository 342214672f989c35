"""Draw trajectories of `regimes sample` as images, from noise to data."""
import sys

from regimes.console.command import BAD_DATA, Refusal
from regimes.console.figure_command import add_figure_options, add_image_options, add_output, drawing_command
from regimes.console.terminal import Parser

DESCRIPTION = """\
Draw trajectories of `regimes sample --save-paths` on images: noise, class, training image; one row per path, and the nearest
training image at its end."""


def command_line():
    """The options."""
    parser = Parser("trajectory_pictures", DESCRIPTION, "exit codes: 0 done; 2 usage or missing file; 65 not such a result; 74 cannot write")
    parser.add_argument("file", metavar="FILE", help="result of `regimes sample --save-paths` with an empirical score (HDF5)")
    add_output(parser, ("png", "pdf"))
    add_image_options(parser, 6)
    add_figure_options(parser)
    return parser


def draw(options, how):
    from regimes.results.samplers import read_experiment, read_training_images  # after the options: --help must not wait for these
    from regimes.figures.trajectory_pictures import draw_trajectory_pictures

    data, run_options = read_experiment(options.file, "sample")
    if "path_points" not in data or "nearest_index" not in data:
        raise Refusal(BAD_DATA, f"{options.file}: has no paths of an empirical score; run regimes sample with --save-paths")
    return draw_trajectory_pictures(data, read_training_images(run_options), options.paths, options.shape, how)


main = drawing_command("trajectory_pictures", command_line, draw, lambda options: [options.file])


if __name__ == "__main__":
    sys.exit(main())
