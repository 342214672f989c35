"""What the runs come to that are left alone, and what a stopped one leaves."""

import shutil
import signal
import time

import h5py
from attack import LIMIT_SECONDS, STOPPED_EARLY, done, end, start, wait_until
from experiments import INPUTS, RUNS, write_inputs

OFTEN = ["--checkpoint-minutes", "0"]
OTHER_EACH_TIME = "provenance"  # versions, machine, times


def words(experiment, *more):
    return [experiment, *RUNS[experiment], "--output", "out.h5", *more]


def bits(path):
    """name -> type, shape and bytes of every dataset but the provenance, and the attributes: what is the same in two results of one run."""
    found = {}

    def keep(name, item):
        if name.split("/")[0] != OTHER_EACH_TIME:
            about = (item.dtype.str, item.shape, item[()].tobytes()) if isinstance(item, h5py.Dataset) and item.dtype.kind not in "OV" else ()
            found[name] = (*about, sorted((key, str(value)) for key, value in item.attrs.items() if "REFERENCE" not in key and "DIMENSION" not in key))

    with h5py.File(path) as file:
        file.visititems(keep)
        found["/"] = sorted((key, str(value)) for key, value in file.attrs.items() if not key.startswith("_"))
    return found


class Undisturbed:
    """Results and checkpoints of RUNS in a folder of its own; each is made when it is asked for."""

    def __init__(self, folder):
        self.folder, self.kept, self.left, self.times = folder, {}, {}, {}
        write_inputs(folder)

    def copy_inputs(self, folder):
        for name in INPUTS:
            shutil.copy2(self.folder / name, folder)

    def result(self, experiment, ranks=None):
        """The path of the whole result."""
        if (experiment, ranks) not in self.kept:
            began = time.monotonic()
            done(self.folder, *words(experiment, "--quiet"), ranks=ranks)
            self.times[experiment, ranks] = time.monotonic() - began
            path = self.folder / f"{experiment}{ranks or ''}.h5"
            (self.folder / "out.h5").rename(path)
            self.kept[experiment, ranks] = path
        return self.kept[experiment, ranks]

    def seconds(self, experiment, ranks=None):
        """How long the whole run took, under the load that there is."""
        self.result(experiment, ranks)
        return self.times[experiment, ranks]

    def checkpoint(self, experiment):
        """The path of a checkpoint of the run on one rank."""
        if experiment not in self.left:
            process = start(self.folder, *words(experiment, *OFTEN, "--quiet"))
            partial = self.folder / "out.h5.partial"
            assert wait_until(partial.exists, process, LIMIT_SECONDS), "it has ended: give it more to do"
            process.send_signal(signal.SIGTERM)
            ended = end(process)
            assert ended.code == STOPPED_EARLY, ended
            partial.with_name(f"{partial.name}.previous").unlink(missing_ok=True)
            self.left[experiment] = partial.rename(self.folder / f"{experiment}.h5.partial")
        return self.left[experiment]
