"""Reading what may end the reader: HDF5 1.10 itself crashes, or loops for ever, on some damaged tables, also on those with a right checksum, and SciPy on
some damaged matrices.
Standard library only: jobs/ uses it, too."""
import os
import pickle
import resource
import signal

from regimes_analysis.errors import ForeignFile

CPU_SECONDS = 20  # whoever reads a small file for longer does not end
BYTES_PER_CPU_SECOND = 10_000_000  # a fifth of what the slowest processors inflate
PATIENCE = 30  # seconds of waiting for each of computing: disks may be slow, and others at work


def _set_limits(path):
    """Bounds of the child: it dies by a signal where it exceeds them, and leaves no core file."""
    seconds = CPU_SECONDS + os.path.getsize(path) // BYTES_PER_CPU_SECOND
    for kind, limit in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    for number in (signal.SIGXCPU, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.alarm(seconds * PATIENCE)


def _answer(read, path, stream):
    """Writes (value, None) or (None, message) of a reading. Never throws."""
    try:
        _set_limits(path)
        with open(os.devnull, "wb") as nowhere:  # libraries say there that they have found the heap broken
            os.dup2(nowhere.fileno(), 2)
        answer = (read(path), None)
    except ForeignFile as error:
        answer = (None, str(error))
    except Exception as error:  # libraries raise many kinds for what is not their format
        answer = (None, f"{path}: cannot be read as a file of regimes ({str(error) or type(error).__name__})")
    pickle.dump(answer, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _how_it_ended(status):
    if not os.WIFSIGNALED(status):
        return "ended without an answer"
    number = os.WTERMSIG(status)
    return "did not come to an end" if number in (signal.SIGXCPU, signal.SIGALRM) else f"was ended by {signal.Signals(number).name}"


def in_child(read, path, library="HDF5"):
    """read(path), made by a child process; its value must be what pickle takes. ForeignFile where that fails, in whatever way; `library` is what
    reads, and may die."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(receiving)
            with os.fdopen(sending, "wb") as stream:
                _answer(read, path, stream)
            code = 0
        finally:
            os._exit(code)  # neither buffers nor files of the parent are the child's to end
    os.close(sending)
    try:
        with os.fdopen(receiving, "rb") as stream:
            answer = pickle.load(stream)
    except (EOFError, pickle.UnpicklingError):  # it died; its status says how
        answer = None
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    _, status = os.waitpid(child, 0)
    if answer is None:
        raise ForeignFile(f"{path}: cannot be read: {library} {_how_it_ended(status)} on it; its tables are damaged: run its task again, or take "
                          "another copy")
    value, message = answer
    if message is not None:
        raise ForeignFile(message)
    return value
