"""Reading what may end the reader: HDF5 1.10 itself crashes, or loops for ever, on some damaged tables, also on those with a right checksum, and other
libraries do on some damaged files of theirs.
Standard library only: jobs/ uses it, too."""
import math
import os
import pickle
import resource
import signal
from dataclasses import dataclass

from regimes.console.command import Refusal
from regimes.errors import ForeignFile

CPU_SECONDS = 20  # whoever reads a small file, or a part of a large one, for longer does not end
BYTES_PER_CPU_SECOND = 10_000_000  # a fifth of what the slowest processors inflate
PATIENCE = 30  # seconds of waiting for each of computing: disks may be slow, and others at work


@dataclass(frozen=True)
class Reader:
    """What messages say of what reads, what the file should be, and what to do."""

    library: str = "HDF5"
    kind: str = "a file of regimes"
    advice: str = "run its task again, or take another copy"


def _set_limits():
    """The child leaves no core file, and dies by the signals that say that it has no end."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    for number in (signal.SIGXCPU, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)


def _allow_time(path):
    """For the next value: the child dies by a signal where it takes longer."""
    seconds = CPU_SECONDS + os.path.getsize(path) // BYTES_PER_CPU_SECOND
    used, hard = resource.getrusage(resource.RUSAGE_SELF), resource.getrlimit(resource.RLIMIT_CPU)[1]
    limit = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    signal.alarm(seconds * PATIENCE)


def _send(stream, answer):
    pickle.dump(answer, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _answer(read, path, stream, reader):
    """Writes (None, value) for every value of read(path), and in the end (an error, None), where StopIteration says that there are no more."""
    try:
        _set_limits()
        with open(os.devnull, "wb") as nowhere:  # libraries say there that they have found the heap broken
            os.dup2(nowhere.fileno(), 2)
        _allow_time(path)
        for value in read(path):
            _send(stream, (None, value))
            _allow_time(path)
        last = StopIteration()
    except (ForeignFile, Refusal) as error:
        last = error
    except Exception as error:  # libraries raise many kinds for what is not their format
        last = ForeignFile(f"{path}: cannot be read as {reader.kind} ({str(error) or type(error).__name__})")
    _send(stream, (last, None))


def _how_it_ended(status):
    if not os.WIFSIGNALED(status):
        return "ended without an answer"
    number = os.WTERMSIG(status)
    return "did not come to an end" if number in (signal.SIGXCPU, signal.SIGALRM) else f"was ended by {signal.Signals(number).name}"


def stream_from_child(read, path, reader=Reader()):
    """The values of the iterable read(path), made one after the other by a child process; they must be what pickle takes. ForeignFile where that fails, in
    whatever way; what the child refuses is refused."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(receiving)
            with os.fdopen(sending, "wb") as stream:
                _answer(read, path, stream, reader)
            code = 0
        finally:
            os._exit(code)  # neither buffers nor files of the parent are the child's to end
    os.close(sending)
    status = None
    try:
        with os.fdopen(receiving, "rb") as stream:
            while True:
                error, value = pickle.load(stream)
                if isinstance(error, StopIteration):
                    return
                if error is not None:
                    raise error
                yield value
    except (EOFError, pickle.UnpicklingError) as error:  # it died; its status says how
        _, status = os.waitpid(child, 0)
        raise ForeignFile(f"{path}: cannot be read: {reader.library} {_how_it_ended(status)} on it; its tables are damaged: {reader.advice}") from error
    finally:
        if status is None:
            os.kill(child, signal.SIGKILL)  # nobody waits for more
            os.waitpid(child, 0)


def in_child(read, path, reader=Reader()):
    """read(path), made by a child process."""
    (value,) = stream_from_child(lambda name: [read(name)], path, reader)
    return value
