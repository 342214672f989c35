"""What a partial file says of its run."""
import os


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


def progress(path):
    """'snapshot 3 of 10 (n = 4642) of replica 2 of 4', or 'a checkpoint' of experiments without snapshots, as far as the partial file, or the one
    before it, can be read; '' without one."""
    if not has_checkpoint(path):
        return ""
    if not os.path.exists(path):
        path += PREVIOUS
    try:
        import h5py  # here, because compute nodes may lack it and only jobs/status needs it
    except ImportError:
        return "a checkpoint (how far it is needs Python's h5py to be read)"
    try:
        with h5py.File(path, "r") as file:
            if SNAPSHOTS_DONE not in file:
                return "a checkpoint"
            done, points = file[SNAPSHOTS_DONE][...], file["points"][...]
    except (OSError, KeyError) as error:
        return f"a checkpoint that cannot be read ({' '.join(str(error).split())})"
    started = [replica for replica, count in enumerate(done) if count > 0]
    if not started:
        return f"no snapshot of {len(points)} yet"
    last = started[-1]
    where = f" of replica {last + 1} of {len(done)}" if len(done) > 1 else ""
    return f"snapshot {done[last]} of {len(points)} (n = {points[done[last] - 1]:.0f}){where}"
