"""Errors that a user can do something about, and how a command ends with one."""
import difflib

from regimes.console.terminal import INPUT_OUTPUT, end_command

DONE, INCOMPLETE, USAGE, NO_SLURM = 0, 1, 2, 69
STOPPED = 75  # of the program: stopped on request, the checkpoint is written
TERMINATED = 143  # killed by SIGTERM before it could say so


class JobsError(Exception):
    """What is wrong, where, and what to do; `code` is the exit code of the command, `more` what else is wrong, a line each."""

    def __init__(self, message, code=USAGE, more=()):
        super().__init__(message)
        self.code, self.more = code, more


def did_you_mean(name, known):
    """'; did you mean X?' for the nearest of `known`, or nothing."""
    nearest = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""


def counted(count, what):
    """'1 task', '2 tasks'."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _explain(error):
    if isinstance(error, JobsError):
        return error.code, [error, *error.more]
    if isinstance(error, OSError):
        return INPUT_OUTPUT, [error]
    return None


def ending(command, main, arguments):
    """Exit code of main(arguments); an error is one message on standard error."""
    return end_command(command, main, arguments, _explain)
