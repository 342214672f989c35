"""Files that are whole or not there, locks, and the places in a result folder."""
import contextlib
import errno
import fcntl
import json
import os
import time

from .errors import JobsError

LOGS, ATTEMPTS, SUBMISSIONS, LOCKS = "logs", "attempts", "submissions", "locks"
STOP_FILE = "stop"  # in the result folder: the program stops, and nothing is started or requeued
BETWEEN_LOOKS = 0.2  # seconds
NOT_SUPPORTED = 524  # ENOTSUPP of Linux, which has no name outside of it
NO_LOCKS_HERE = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, NOT_SUPPORTED)  # some cluster file systems


def prepare_folder(folder):
    for name in (LOGS, ATTEMPTS, SUBMISSIONS, LOCKS):
        os.makedirs(os.path.join(folder, name), exist_ok=True)


def write_json(path, value):
    """Aside, synced, renamed."""
    aside = f"{path}.writing-{os.getpid()}"
    with open(aside, "w", encoding="utf-8") as stream:
        json.dump(value, stream, indent=1)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(aside, path)


def read_json(path):
    """The value of a file that write_json() wrote."""
    with open(path, encoding="utf-8") as stream:
        try:
            return json.load(stream)
        except ValueError as error:
            raise JobsError(f"{path!r}: is damaged, no JSON ({error}); remove it, and the same command writes it anew") from error


@contextlib.contextmanager
def lock(folder, name, patience=0.0):
    """Holds a lock of the result folder. Gives its descriptor, for children that keep it, or None where another process kept it for
    `patience` seconds."""
    with open(os.path.join(folder, LOCKS, name), "w", encoding="utf-8") as stream:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                held = True
            except OSError as error:
                held = error.errno in NO_LOCKS_HERE
            if held or time.monotonic() >= deadline:
                break
            time.sleep(BETWEEN_LOOKS)
        yield stream.fileno() if held else None


def is_locked(folder, name):
    if not os.path.exists(os.path.join(folder, LOCKS, name)):
        return False
    with lock(folder, name) as held:
        return held is None


def is_stopped(folder):
    return os.path.exists(os.path.join(folder, STOP_FILE))
