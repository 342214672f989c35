"""Errors that a user can do something about, and how a command ends with one."""
import difflib
import sys

DONE, INCOMPLETE, USAGE, NO_SLURM, INPUT_OUTPUT = 0, 1, 2, 69, 74
STOPPED = 75  # of the program: stopped on request, the checkpoint is written
TERMINATED = 143  # killed by SIGTERM before it could say so


class JobsError(Exception):
    """What is wrong, where, and what to do; `code` is the exit code of the command."""

    def __init__(self, message, code=USAGE):
        super().__init__(message)
        self.code = code


def did_you_mean(name, known):
    """'; did you mean X?' for the nearest of `known`, or nothing."""
    nearest = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""


def counted(count, what):
    """'1 task', '2 tasks'."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def say(text, stream=None):
    """Prints at once: logs are read while jobs run."""
    print(text, file=stream or sys.stdout, flush=True)


def ending(command, main, arguments):
    """Exit code of main(arguments); an error is one message on standard error."""
    try:
        return main(arguments)
    except JobsError as error:
        say(f"{command}: {error}", sys.stderr)
        return error.code
    except BrokenPipeError:
        return INPUT_OUTPUT
    except OSError as error:
        say(f"{command}: {error}", sys.stderr)
        return INPUT_OUTPUT
