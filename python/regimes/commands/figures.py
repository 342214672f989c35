"""Draw the figures of a sweep from its collected curves."""
import os
import sys

from regimes.console.command import DONE, command, file_names, need_output_folder, need_places
from regimes.console.figure_command import add_figure_options, figure_format, write_figure
from regimes.console.terminal import Parser

KINDS = ("png", "pdf", "csv")
FIGURES = ("collapse_times", "collapse_times_alpha", "scaling_collapse", "curves", "effective_dimension", "best_bandwidth", "speciation_time", "observables")
ESTIMATORS = ("cloning", "fit", "entropy")

DESCRIPTION = """\
Draw the figures of a sweep from what analysis/collect wrote, each as PNG, PDF and CSV
(the plotted numbers).
of collapse:
  collapse_times        t_C against n for all d
  collapse_times_alpha  t_C against alpha = ln n/d beside the asymptotic law
  scaling_collapse      phi_C against (I - ln n)/sqrt V; synthetic sets only
  curves                f^e/alpha and phi_C against t, families over n for each d
  effective_dimension   d_eff against t, families over n for each d, and the height of its hump against n
of kde:
  best_bandwidth        h_opt against alpha for all d beside h_G, h_CLT and h_KL
of speciation:
  speciation_time       t_S against d beside theory and (1/2) ln Lambda
of all but collapse:
  observables           every averaged quantity, a plain panel each
Bars are 3 standard errors."""

EXAMPLES = """\
examples:
  collect results/*.h5 -o curves.h5 && figures curves.h5 -o figures
exit codes: 0 done; 2 usage or missing file; 65 not a file of curves; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("figures", DESCRIPTION, EXAMPLES)
    parser.add_argument("curves", metavar="CURVES", help="written by analysis/collect (HDF5)")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER",
                        help="made if it is not there (the folder around it must be); figures of before are replaced")
    add_figure_options(parser, FIGURES, ESTIMATORS)
    return parser


def run(arguments):
    options = command_line().parse_args(arguments)
    need_output_folder(options.output)
    how = figure_format(options)

    from regimes.sweeps.curves import read_curves  # after the options: --help must not wait for these
    from regimes.figures.sweep_figures import draw_sweep_figures

    curves = read_curves(options.curves)
    drawings = draw_sweep_figures(curves, how)
    os.makedirs(options.output, exist_ok=True)
    names = [file_names(os.path.join(options.output, drawing.name), KINDS) for drawing in drawings]
    need_places(sum(names, []), [options.curves, *options.style])
    for drawing, files in zip(drawings, names):
        write_figure(files, drawing.figure, drawing.numbers.save)
    return DONE


main = command("figures", run)


if __name__ == "__main__":
    sys.exit(main())
