"""What commands share: exit codes, where they may write, and how they end. Imports nothing slow: --help must not wait."""
import os
import stat
import sys

from regimes.errors import ForeignFile
from regimes.console.terminal import INPUT_OUTPUT, end_command

# Numbers of sysexits.h, as the program uses them
DONE, USAGE, BAD_DATA, INCOMPLETE = 0, 2, 65, 66
PARTIAL = ".partial"  # what an unfinished run calls its file


class Refusal(Exception):
    """Ends a command with an exit code and a message of one line or more."""

    def __init__(self, code, *lines):
        super().__init__(code, *lines)  # which pickle gives back
        self.code, self.lines = code, lines


def file_names(output, kinds):
    """FIG.KIND for every kind of file; an extension of these is dropped from FIG."""
    stem, extension = os.path.splitext(output)
    stem = stem if extension[1:] in kinds else output
    return [f"{stem}.{kind}" for kind in kinds]


def _need_folder_around(path):
    """Refusal of an output whose folder is not there."""
    folder = os.path.dirname(os.path.realpath(path))
    if not os.path.isdir(folder):
        raise Refusal(USAGE, f"--output {path}: there is no folder {folder}; create it first")


def _need_place(path, inputs):
    """A path that can be written must lead to a plain file or to none, in a folder that is there, and not to a file that is read."""
    _need_folder_around(path)
    if path.endswith(PARTIAL):
        raise Refusal(USAGE, f"--output {path}: a name that ends in {PARTIAL} is that of an unfinished run; choose another name")
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise Refusal(USAGE, f"--output {path}: is no plain file, and would be replaced by one; choose another name")
    for name in inputs:
        if os.path.exists(name) and os.path.samestat(found, os.stat(name)):
            raise Refusal(USAGE, f"--output {path}: is {name}, which is read; choose another name")


def need_output_folder(path):
    """Refusal of an output that is to be a folder but cannot be."""
    _need_folder_around(path)
    if os.path.exists(path) and not os.path.isdir(path):
        raise Refusal(USAGE, f"--output {path}: is no folder; choose another name")


def need_places(paths, inputs):
    """Refusal of outputs that cannot be, before anything is read. inputs: names of the files that the command reads, where they are there."""
    for path in paths:
        _need_place(path, inputs)


def _explain(error):
    if isinstance(error, Refusal):
        return error.code, error.lines
    if isinstance(error, FileNotFoundError):
        return USAGE, [error]
    if isinstance(error, ForeignFile):
        return BAD_DATA, [error]
    if isinstance(error, OSError):
        return INPUT_OUTPUT, [f"cannot read or write ({error})"]
    if isinstance(error, MemoryError):
        return INPUT_OUTPUT, [f"out of memory ({error})"]
    return None


def end(program, main, arguments):
    """The exit code of main(arguments): every known error becomes one message on stderr."""
    return end_command(program, main, arguments, _explain)


def command(program, run):
    """main() of a command, which ends with what end() makes of run(arguments): those that it is given, or those of the process."""
    def main(arguments=None):
        return end(program, run, sys.argv[1:] if arguments is None else arguments)
    return main
