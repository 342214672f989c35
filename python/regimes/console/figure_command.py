"""What the commands that draw share: the options of a figure, how it is written, and the way from the one to the other. Imports nothing slow: --help must
not wait."""
import argparse

from regimes.console.command import DONE, USAGE, Refusal, command, file_names, need_places
from regimes.console.terminal import say
from regimes.figures.widths import WIDTHS

RESOLUTIONS = (30, 1200)  # dots per inch


def _number(low, high):
    """A reader of numbers in a range, for argparse."""
    def read(text):
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"'{text}' is not a number from {low} to {high}")
        return value
    return read


def _names(known):
    """A reader of names with commas between them, for argparse."""
    def read(text):
        names = tuple(text.split(","))
        for name in names:
            if name not in known:
                raise argparse.ArgumentTypeError(f"'{name}' is none of {', '.join(known)}")
        return names
    return read


def add_figure_options(parser, panels=(), estimators=(), has_caption=True):
    """The options of Format. panels, estimators: names to choose from, where there is a choice."""
    group = parser.add_argument_group("figure")
    if panels:
        group.add_argument("--panels", type=_names(panels), default=(), metavar="NAMES",
                           help=f"only these, with commas between them: {', '.join(panels)} (default: all that the files allow)")
    if estimators:
        group.add_argument("--estimators", type=_names(estimators), default=(), metavar="NAMES",
                           help=f"of t_C, with commas between them: {', '.join(estimators)} (default: cloning where t_C of all dimensions stands "
                           "against n)")
    group.add_argument("--width", type=_number(*WIDTHS), metavar="INCHES", help="of the figure (default: 7.05, two columns of a journal; one is 3.4)")
    if has_caption:
        group.add_argument("--no-caption", action="store_true", help="leave out the words below the figure")
    group.add_argument("--style", action="append", default=[], metavar="FILE",
                       help="a matplotlib style sheet, or the name of one that matplotlib has, applied on top of regimes.mplstyle; may be given again")
    group.add_argument("--dpi", type=_number(*RESOLUTIONS), metavar="DOTS", help="dots per inch of the PNG (default: 200)")


def figure_format(options):
    """The Format of parsed options, its style applied. Refuses style sheets that cannot be used."""
    from regimes.figures.figure_format import Format

    chosen = {"width": options.width} if options.width is not None else {}
    how = Format(with_caption=not getattr(options, "no_caption", False), panels=getattr(options, "panels", ()),
                 estimators=getattr(options, "estimators", ()), style_sheets=tuple(options.style), dpi=options.dpi, **chosen)
    try:
        how.apply()
    except (OSError, ValueError) as error:
        raise Refusal(USAGE, f"--style: {error}") from error
    return how


def _count(text):
    """A reader of numbers of things, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 on")
    return int(text)


def add_image_options(parser, paths, kind="paths"):
    """How many paths are drawn, `paths` by default, and the shape of their images."""
    parser.add_argument("--paths", type=_count, default=paths, metavar="COUNT", help=f"{kind} to draw, the first ones (default {paths})")
    parser.add_argument("--shape", default="", metavar="HxW", help="of an image (default: a square)")


def add_output(parser, kinds):
    """-o FIG, written as FIG.png and so on."""
    names = [f"FIG.{kind}" for kind in kinds]
    parser.add_argument("-o", "--output", required=True, metavar="FIG",
                        help=f"writes {', '.join(names[:-1])} and {names[-1]}{' (the plotted numbers)' if 'csv' in kinds else ''}; an extension of these "
                        "is dropped")
    parser.set_defaults(kinds=kinds)


def output_names(options, inputs):
    """The files that --output stands for. Refused, before anything is read, where they cannot be, or are among the inputs or the style sheets."""
    names = file_names(options.output, options.kinds)
    need_places(names, [*inputs, *options.style])
    return names


def write_figure(names, figure, save_numbers=None):
    """The figure into files of these names, a CSV by save_numbers(path); says so."""
    from regimes.console.files import save_figure

    save_figure(figure, names, save_numbers)
    say(f"wrote {', '.join(names)}")


def drawing_command(name, command_line, draw, inputs=lambda options: options.files):
    """main() of a command that draws one figure. command_line(): its parser, with add_output() and add_figure_options(). inputs(options): names of the files
    that it reads. draw(options, how): the figure in the Format `how`, and the numbers behind it: PlottedNumbers, a table of pandas, or None. It imports
    what is slow."""
    def run(arguments):
        options = command_line().parse_args(arguments)
        names = output_names(options, inputs(options))
        figure, numbers = draw(options, figure_format(options))
        write_figure(names, figure, lambda path: numbers.save(path) if hasattr(numbers, "save") else numbers.to_csv(path, index=False))
        return DONE
    return command(name, run)
