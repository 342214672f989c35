"""Where collected curves come from: every run, and the options that all share."""
import numpy as np
import xarray

from regimes.sweeps.agreement import shared_options, value_of
from regimes.console.terminal import printable

RUN_TEXTS = ("command_line", "regimes_version", "git_hash", "kokkos_version", "mpi_version", "hdf5_version", "compiler", "backend", "start_time")
RUN_NUMBERS = ("git_dirty", "ranks", "wall_clock_seconds", "pairs")


def provenance(collection, command):
    """The group `provenance`: every result with its run, the options that all share, and how they were collected."""
    results = sorted(collection.results, key=lambda result: (result.dimension, result.points[-1], int(value_of(result, "seed")), result.path))
    texts = {"file": [result.path for result in results], "seed": [value_of(result, "seed") for result in results],
             "host": [",".join(dict.fromkeys(result.run.get("hosts", []))) for result in results]}
    texts |= {name: [str(result.run.get(name, "")) for result in results] for name in RUN_TEXTS}
    options = shared_options(results)
    variables = {name: (("file_index",), np.array([printable(text) for text in column], dtype=object)) for name, column in texts.items()}
    variables |= {name: (("file_index",), np.array([result.run.get(name, np.nan) for result in results], dtype=float)) for name in RUN_NUMBERS}
    variables["file_dimension"] = (("file_index",), np.array([result.dimension for result in results], dtype=np.int64))
    variables["file_points"] = (("file_index",), np.array([result.points[-1] for result in results], dtype=np.int64))
    variables["option_name"] = (("option",), np.array(list(options), dtype=object))
    variables["option_value"] = (("option",), np.array([printable(value) for value in options.values()], dtype=object))
    return xarray.Dataset(variables, attrs={"command_line": printable(command), "notes": printable("; ".join(collection.notes))})
