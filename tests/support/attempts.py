"""Commands of analysis/ and jobs/ in processes of their own, which may die or never end: what tests of damaged files and hostile surroundings need.
A fork of this process, because importing xarray anew takes longer than what is tested."""
import faulthandler
import os
import resource
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HANGS_SECONDS = 90  # at most


@dataclass(frozen=True)
class Attempt:
    """code: exit code, None where a signal ended it or it never ended; said: both outputs."""

    code: int | None
    signal: int | None
    hangs: bool
    said: str


def _main(command, arguments):
    """`command` is a path below the source tree."""
    sys.path[:0] = [str(ROOT / command.split("/")[0])]
    sys.argv = [str(ROOT / command), *arguments]
    loader = SourceFileLoader("__main__", str(ROOT / command))
    loader.exec_module(module_from_spec(spec_from_loader("__main__", loader)))


def _become(command, arguments, output, largest_file):
    """The child: ends with the command's exit code."""
    code = 99  # of an error that the command let through
    try:
        os.setsid()
        faulthandler.disable()  # of pytest: deaths are counted, not shown
        if largest_file is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
        for descriptor in (1, 2):
            os.dup2(output.fileno(), descriptor)
        sys.stdout, sys.stderr = (open(descriptor, "w", closefd=False, encoding="utf-8") for descriptor in (1, 2))
        _main(command, arguments)
        code = 0
    except SystemExit as ending:
        code = ending.code or 0
    finally:
        os._exit(code)


def attempt(command, *arguments, seconds=HANGS_SECONDS, largest_file=None):
    """The Attempt of a command with its arguments, as text. largest_file: bytes, in place of a full disk."""
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if child == 0:
            _become(command, [str(argument) for argument in arguments], output, largest_file)
        deadline, ended = time.monotonic() + seconds, (0, 0)
        while ended[0] == 0 and time.monotonic() < deadline:
            ended = os.waitpid(child, os.WNOHANG)
            time.sleep(0.005)
        if ended[0] == 0:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
        output.seek(0)
        said = output.read().decode(errors="replace")
    status = ended[1]
    number = os.WTERMSIG(status) if ended[0] and os.WIFSIGNALED(status) else None
    return Attempt(os.WEXITSTATUS(status) if ended[0] and number is None else None, number, ended[0] == 0, said)
