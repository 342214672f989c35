"""One writer per output, as the program has it (src/io/output_lock.cpp): a lock on OUTPUT.lock, which ends with its process."""
import contextlib
import fcntl
import os
import re
import socket
import stat

from regimes_analysis.command import USAGE, Refusal

HOLDER = re.compile(rb"process (\d+) on ([^\n]*)\n?")
LONGEST = 4096  # bytes of a lock file that are read


def _refuse_foreign(path, name, descriptor):
    """A lock file is empty or says who holds it; any other is somebody's own file. What it says."""
    said = os.read(descriptor, LONGEST) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b"not a plain file"
    if said and not said.startswith(b"process "):
        raise Refusal(USAGE, f"--output {path}: {name} is in the way, and no lock of this program: remove it, or choose another name")
    return said


def _is_still(name, descriptor):
    """Whether the name still leads to the open file: its holder removes it at the end."""
    try:
        return os.path.samestat(os.stat(name, follow_symlinks=False), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _is_alive(said):
    """Whether the holder may still be at work: who is on another host cannot be asked."""
    match = HOLDER.match(said)
    if not match or match[2].decode(errors="replace").split()[0:1] != [socket.gethostname()]:
        return bool(said)
    try:
        os.kill(int(match[1]), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return int(match[1]) != os.getpid()


def _take(path, name):
    """The descriptor of the lock; None where its holder ended while it was opened."""
    descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    try:
        said = _refuse_foreign(path, name, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_taken = False
        except BlockingIOError:
            is_taken = True
        except OSError:  # a file system without locks: what the file says must do
            is_taken = _is_alive(said)
        if is_taken:
            who = said.decode(errors="replace").split("\n")[0] or "another process"
            raise Refusal(USAGE, f"--output {path}: {who} is writing it; wait for it, or choose another name")
        if _is_still(name, descriptor):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


@contextlib.contextmanager
def output_lock(path):
    """Holds the lock of an output. Refusal where another process does, or where a file of that name is no lock."""
    name, descriptor = f"{path}.lock", None
    while descriptor is None:
        descriptor = _take(path, name)
    try:
        yield
    finally:
        os.unlink(name)
        os.close(descriptor)
