"""What a partial file says of its run."""
import os

from regimes.errors import ForeignFile
from regimes.results.sealed_file import read_sealed

SNAPSHOTS_DONE = "state/snapshots_done"  # of collapse and kde
PREVIOUS = ".previous"  # the checkpoint before, kept beside the last one


def has_checkpoint(path):
    """Whether a run can go on: the program takes the checkpoint before where the last one is missing or broken."""
    return os.path.exists(path) or os.path.exists(path + PREVIOUS)


def stamp(path):
    """Differs from one writing of a checkpoint to the next; None where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def _read_progress(path):
    """What progress() says of one file that is whole."""
    import h5py  # here, because compute nodes may lack it and only jobs/status needs it

    with h5py.File(path, "r") as file:
        if SNAPSHOTS_DONE not in file:
            return "a checkpoint"
        done, points, replicas = file[SNAPSHOTS_DONE][...], file["points"][...], int(file.attrs["replicas"])
    started = [replica for replica, count in enumerate(done) if count > 0]
    if not started:
        return f"no snapshot of {len(points)} yet"
    last = started[-1]
    where = f" of replica {last + 1} of {replicas}" if replicas > 1 else ""
    return f"snapshot {done[last]} of {len(points)} (n = {points[done[last] - 1]:.0f}){where}"


def progress(path):
    """'snapshot 3 of 10 (n = 4642) of replica 2 of 4', or 'a checkpoint' of experiments without snapshots, of the partial file or, where that is gone
    or damaged, of the one before it; '' without one."""
    said = ""
    for name in (path, path + PREVIOUS):
        try:
            return read_sealed(name, _read_progress, "")
        except FileNotFoundError:
            continue
        except ForeignFile as error:
            said = said or f"a checkpoint that cannot be read ({error})"
    return said
