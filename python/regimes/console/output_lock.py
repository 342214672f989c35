"""One writer per output, as the program has it (src/io/output_lock.cpp): a lock on OUTPUT.lock, which ends with its process, or, on file systems
without locks, the file itself."""
import contextlib
import fcntl
import os
import re
import socket
import stat

from regimes.console.command import USAGE, Refusal

HOLDER = re.compile(r"process (\d{1,10}) on ([^,\n]+)(?:, started at tick (\d+))?")
LONGEST = 512  # bytes of a lock file that are read
START = 19  # of the numbers behind the name in /proc/PROCESS/stat


def start_of(process):
    """The start of a process in ticks since the machine's, which tells it from a later one of that number; 0 where there is none."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as stream:
            return int(stream.read().rpartition(")")[2].split()[START])
    except (OSError, IndexError, ValueError):
        return 0


def _holder(descriptor):
    """(process, host, start) as the file says; None where it does not."""
    match = HOLDER.match(os.pread(descriptor, LONGEST, 0).decode(errors="replace"))
    return match and (int(match[1]), match[2], int(match[3] or 0))


def _has_ended(holder):
    """Nothing is known of a process on another host."""
    return holder is not None and holder[1] == socket.gethostname() and start_of(holder[0]) != holder[2]


def _refuse_foreign(path, name, descriptor):
    """A lock file is empty or says who holds it; any other is somebody's own."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_size > 0 and _holder(descriptor) is None:
        raise Refusal(USAGE, f"--output {path}: {name} is in the way and no lock of a run; rename it, or choose another name")


def _is_still(name, descriptor):
    """Whether the name still leads to the open file: its holder removes it at the end."""
    try:
        return os.path.samestat(os.stat(name, follow_symlinks=False), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _take(path, name, descriptor, is_new):
    """Whether the lock is held now; it may have gone meanwhile. Refusal where another process holds it."""
    if not is_new:
        _refuse_foreign(path, name, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _is_still(name, descriptor)
    except BlockingIOError:
        is_held = True
    except OSError:  # a file system without locks: the file itself is the lock, and a process that was killed leaves it behind
        is_held = not _has_ended(_holder(descriptor))
        if is_new:
            return True
    if is_held:
        holder = _holder(descriptor)
        who = f"process {holder[0]} on {holder[1]}" if holder else "another process"
        raise Refusal(USAGE, f"--output {path}: {who} is writing it; wait for it, or choose another name. If it has ended, remove {name}")
    os.unlink(name)
    return False


def _open(name):
    """(descriptor, whether the file is new). Open for writing, for an exclusive lock of a file on NFS needs that; not waiting for the other end of a
    fifo."""
    how = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        return os.open(name, how | os.O_EXCL, 0o666), True
    except FileExistsError:
        return os.open(name, how, 0o666), False


@contextlib.contextmanager
def output_lock(path):
    """Holds the lock of an output. Refusal where another process does, or where a file of that name is no lock."""
    name, is_held = f"{path}.lock", False
    while not is_held:
        descriptor, is_new = _open(name)
        try:
            is_held = _take(path, name, descriptor, is_new)
        finally:
            if not is_held:
                os.close(descriptor)
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}, started at tick {start_of(os.getpid())}\n".encode(), 0)
        yield
    finally:
        os.unlink(name)
        os.close(descriptor)
