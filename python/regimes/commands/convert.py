"""Convert files of other programs to points that `regimes` reads."""
import argparse
import os
import re
import sys

from regimes.console.command import DONE, USAGE, Refusal, command, need_places
from regimes.console.terminal import Parser, say

DESCRIPTION = """\
Convert folders of images, WebDataset tars, LMDB, Zarr, PyTorch, Safetensors,
MATLAB, CSV and pickles of arrays to one NPY or HDF5 file of points."""

EXAMPLES = """\
examples:
  regimes-convert photographs points.h5 --size 64x64
  regimes-convert shard-000.tar shard-001.tar points.npy
  regimes-convert model.pt weights.npy --name layer1.weight
  regimes-convert table.csv points.npy --labels species
exit codes: 0 done; 2 usage, missing file or Python package; 65 a file that cannot be read; 74 cannot write"""


def size(text):
    match = re.fullmatch(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"'{text}' is not HEIGHTxWIDTH, such as 32x32")
    return int(match[1]), int(match[2])


def command_line():
    """The options."""
    parser = Parser("regimes-convert", DESCRIPTION, EXAMPLES)
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file or folder; of tar archives several")
    parser.add_argument("output", metavar="OUTPUT", help="FILE.npy (labels go to FILE_labels.npy) or FILE.h5 (/points, /labels)")
    parser.add_argument("--name", metavar="NAME", help="which array, of a file with several")
    parser.add_argument("--labels", metavar="NAME", help="which array or column holds the labels; folders and .cls files are labels anyway")
    parser.add_argument("--size", type=size, metavar="HEIGHTxWIDTH", help="resize images (Lanczos)")
    parser.add_argument("--mode", choices=["L", "RGB"], help="make images gray (L) or coloured; otherwise the first says")
    parser.add_argument("--force", action="store_true", help="replace OUTPUT")
    parser.add_argument("--quiet", action="store_true", help="no bar")
    return parser


def run(arguments):
    options = command_line().parse_intermixed_args(arguments)
    if not options.output.endswith((".npy", ".h5", ".hdf5")):
        raise Refusal(USAGE, f"OUTPUT {options.output}: its name ends with .npy, .h5 or .hdf5, which says what is written")
    from regimes.convert.converting import convert, labels_path_of

    outputs = (options.output, labels_path_of(options.output))
    need_places(outputs, options.inputs)
    for path in outputs:
        if os.path.exists(path) and not options.force:
            raise Refusal(USAGE, f"OUTPUT {path} exists; give another name, or --force to replace it")
    say(convert(options.inputs, options.output, options, not options.quiet and sys.stderr is not None and sys.stderr.isatty()))
    return DONE


main = command("regimes-convert", run)


if __name__ == "__main__":
    sys.exit(main())
