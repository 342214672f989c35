"""What commands say to people, and how they end: names from files and command lines are shown and never obeyed by a terminal, and what cannot be
written is noticed. Standard library only: jobs/ says everything through it, too."""
import argparse
import errno
import os
import sys
import traceback
import unicodedata

BUG, INPUT_OUTPUT, INTERRUPTED = 70, 74, 130  # the first two of sysexits.h, the last as shells have it for Ctrl-C
NOT_SHOWN = ("Cc", "Cs")  # categories of Unicode: control characters; bytes that are not UTF-8, as Python keeps them
FORMULA_SIGNS = ("=", "+", "-", "@")  # a cell that begins with one is a formula to a spreadsheet


def _shown(character):
    if unicodedata.category(character) not in NOT_SHOWN:
        return character
    handler = "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass"
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", handler))


def printable(text):
    """A text as one line for a terminal: control characters and bytes that are not UTF-8 become `\\x1b` and the like, as the program writes them.
    What people write stays as it is, in any script."""
    return "".join(map(_shown, str(text)))


def table_text(name):
    """A name as a cell of a CSV file. What a spreadsheet would take for a formula begins with an apostrophe, by which it takes it for text."""
    shown = printable(name)
    return f"'{shown}" if shown.startswith(FORMULA_SIGNS) else shown


def _write(stream, lines):
    """At once: logs are read while jobs run. What the encoding of the stream lacks is written as \\u2014, say."""
    if stream is None:  # its descriptor was closed before Python began
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    text = "".join(f"{printable(line)}\n" for line in lines)
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


class _Output:
    """Standard output may be a full disk or a closed pipe: work goes on without it, and the command ends with INPUT_OUTPUT."""

    def __init__(self):
        self.error = None

    def write(self, lines):
        if self.error is not None:
            return
        try:
            _write(sys.stdout, lines)
        except OSError as error:
            self.error = error
            with open(os.devnull, "wb") as nowhere:  # what is still in the buffer must not fail again when Python ends
                os.dup2(nowhere.fileno(), 1)

    def code(self, program, code):
        """The exit code of a command that would end with `code`: INPUT_OUTPUT where all was well, but what it said could not be written."""
        error, self.error = self.error, None
        if error is None:
            return code
        if error.errno != errno.EPIPE:  # whoever reads no further, as `head` does, knows
            complain(f"{program}: cannot write to standard output ({error.strerror})")
        return code or INPUT_OUTPUT


_output = _Output()


def say(*lines):
    """Prints lines to standard output."""
    _output.write(lines)


def complain(*lines):
    """Prints lines to standard error. Where that is gone, too, there is nobody to tell."""
    try:
        _write(sys.stderr, lines)
    except OSError:
        pass


def _unexpected(error):
    where = traceback.extract_tb(error.__traceback__)[-1]
    return BUG, [f"unexpected error (a bug, please report it): {type(error).__name__}: {error} ({os.path.basename(where.filename)}:{where.lineno})"]


def end_command(program, main, arguments, explain):
    """The exit code of main(arguments): every error becomes a message on standard error. explain: of an error, (exit code, lines), or None for one
    that it does not know."""
    try:
        code = main(arguments)
    except SystemExit as ending:  # of the options: help, or wrong usage
        code = ending.code or 0
    except KeyboardInterrupt:
        complain(f"{program}: interrupted")
        code = INTERRUPTED
    except Exception as error:
        code, lines = explain(error) or _unexpected(error)
        complain(f"{program}: {lines[0]}", *lines[1:])
    return _output.code(program, code)


class Parser(argparse.ArgumentParser):
    """Options of a command; help and messages go the same way as all else. An installed command has a name of its own, by which it is called."""

    def __init__(self, prog, description, epilog):
        called = os.path.basename(sys.argv[0])
        super().__init__(prog=called if called.startswith("regimes-") else prog, description=description, epilog=epilog, allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter)

    def _print_message(self, message, file=None):
        (say if file is sys.stdout else complain)(*message.rstrip("\n").split("\n"))
