"""What the commands of this folder share: exit codes and how they end. Imports nothing slow: --help must not wait."""
import os
import sys

# Numbers of sysexits.h, as the program uses them
DONE, USAGE, BAD_DATA, INCOMPLETE, INPUT_OUTPUT = 0, 2, 65, 66, 74


class Refusal(Exception):
    """Ends a command with a message and an exit code."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def need_folder(option, value, folder):
    """A folder that is to be written into must be there."""
    if not os.path.isdir(folder or "."):
        raise Refusal(USAGE, f"{option} {value}: there is no folder {folder}; create it first")


def end(program, main, arguments):
    """The exit code of main(arguments): every known error becomes one message on stderr."""
    from regimes_analysis.errors import ForeignFile

    try:
        return main(arguments)
    except Refusal as refusal:
        code, message = refusal.code, refusal
    except FileNotFoundError as error:
        code, message = USAGE, error
    except ForeignFile as error:
        code, message = BAD_DATA, error
    except OSError as error:
        code, message = INPUT_OUTPUT, f"cannot read or write ({error})"
    print(f"{program}: {message}", file=sys.stderr)
    return code
