"""Writing files so that no half of one is ever seen."""
import os


def write_aside(path, write):
    """Calls write(partial) with a name next to `path`, then moves that file to its place."""
    partial = path + ".partial"
    try:
        write(partial)
        os.replace(partial, path)
    finally:
        if os.path.exists(partial):
            os.remove(partial)
