"""The program from Python: its experiments on arrays, with its own options, results as xarray has them."""
import concurrent.futures
import contextlib
import difflib
import functools
import json
import operator
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from regimes.accessor import attach
from regimes.arrays import as_array
from regimes.results.file_content import read_content
from regimes.results.reading import ANY_RESULT

USAGE, BAD_DATA, INPUT_OUTPUT, STOPPED = 2, 65, 74, 75
NEAR = 5  # folders above the package that may be the prefix of the program


class RunFailed(RuntimeError):
    """The program ended with an error; `code` is its exit code and the message its own. Wrong options and bad data are ValueError instead,
    and files that cannot be read or written OSError."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def program():
    """Path of the program: $REGIMES_PROGRAM, the one that was built or installed with this package, or the one on PATH."""
    if named := os.environ.get("REGIMES_PROGRAM"):
        return named
    package = Path(__file__).absolute().parent  # of the build folder, where its files are links
    for prefix in (package / "_program", *list(package.parents)[:NEAR]):
        path = prefix / "bin" / "regimes"
        if path.is_file() and os.access(path, os.X_OK) and not _is_python(path):
            return str(path)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = shutil.which("regimes", path=folder)
        if found and not _is_python(Path(found)):
            return found
    raise FileNotFoundError("the program `regimes` is neither beside this package nor on PATH; name it in the variable REGIMES_PROGRAM")


def _is_python(path):
    """Whether it is the command that pip makes of this package."""
    with path.open("rb") as file:
        return file.read(2) == b"#!"


@functools.cache
def _described(path):
    """{command: {option: description}} as the program tells it of itself."""
    text = subprocess.run([path, "describe", "--format", "json"], capture_output=True, text=True, check=True).stdout
    return {command["name"]: {option["name"]: option for group in command["groups"] for option in group["options"]}
            for command in json.loads(text)["commands"]}


def _text(value):
    if isinstance(value, (list, tuple, np.ndarray)):
        return ",".join(_text(one) for one in value)
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)


def _arguments(command, options):
    """--name=value of every option; TypeError names the nearest where one does not exist, as Python's own calls do."""
    known = _described(program())
    if command not in known:
        raise ValueError(f"{command!r} is no command of the program; it has {', '.join(known)}")
    arguments = []
    for name, value in options.items():
        option = name.replace("_", "-")
        if option not in known[command]:
            near = difflib.get_close_matches(option, known[command], 1)
            raise TypeError(f"{command} has no option {name!r}" + (f"; did you mean {near[0].replace('-', '_')!r}?" if near else ""))
        if known[command][option]["type"] == "switch":
            if not isinstance(value, (bool, np.bool_)):
                raise TypeError(f"{name}: give True or False")
            arguments += [f"--{option}"] if value else []
        elif value is not None:
            arguments += [f"--{option}", _text(value)]
    return arguments


def _raise(code, message):
    lines = [line.removeprefix("regimes: ") for line in message.splitlines() if line.startswith("regimes: ")]
    text = "\n".join(line for line in lines if not line.startswith("warning")) or message.strip() or f"the program ended with code {code}"
    if code in (USAGE, BAD_DATA):
        raise ValueError(text)
    raise OSError(text) if code == INPUT_OUTPUT else RunFailed(code, text)


def _lines(stream, shows):
    """All of a stream, line by line shown on standard error where it is to be."""
    lines = []
    for line in stream:
        lines.append(line)
        if shows:
            print(line, end="", file=sys.stderr, flush=True)
    return "".join(lines)


def call(command, *words, options=None, ranks=None, progress=False):
    """Runs a command of the program and returns what it prints on standard output; with progress, it is also shown, with its progress, on
    standard error."""
    if ranks is not None and operator.index(ranks) < 1:
        raise ValueError(f"ranks: {ranks}; give 1 or more")
    launcher = ["mpirun", "-n", str(ranks)] if ranks else []
    run = subprocess.Popen([*launcher, program(), command, *words, *_arguments(command, options or {})], stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with concurrent.futures.ThreadPoolExecutor(1) as reader:
        said = reader.submit(_lines, run.stderr, progress)
        try:
            output = _lines(run.stdout, progress)
        except KeyboardInterrupt:  # the program has heard it, too, and writes what it has
            run.wait()
            raise
    if run.wait() != 0:
        _raise(run.returncode, said.result())
    return output


def open_result(path):
    """A file of results, of any experiment, or of curves of a sweep, as an xarray.Dataset in memory, with names, units and attributes as in the file; it draws
    itself by `.regimes.plot()`. A file that is damaged or something else is a ValueError, and one that is not there a FileNotFoundError."""
    return attach(read_content(os.fspath(path), ANY_RESULT))


def run(command, *, ranks=None, progress=False, output=None, **options):
    """Runs an experiment and returns its result as an xarray.Dataset.

    Args:
        command: name of the experiment.
        options: those of `regimes COMMAND`, with _ for -, for instance run("collapse", dimension=32, points=1e6, times=[0.1, 0.2]).
        output: where to keep the result file; by default it is read and removed.
        ranks: starts so many under mpirun.
        progress: shows the program's lines on standard error.

    Wrong options are TypeError or ValueError, with the program's words.
    """
    with contextlib.ExitStack() as stack:
        if output is None:
            output = os.path.join(stack.enter_context(tempfile.TemporaryDirectory()), f"{command}.h5")
        call(command, options={**options, "output": output}, ranks=ranks, progress=progress)
        return open_result(output)


def _on_arrays(command, files, keywords):
    """run() of a command whose options named in `files` take these arrays."""
    with tempfile.TemporaryDirectory() as folder:
        for option, values in files.items():
            if values is None or isinstance(values, (str, os.PathLike)):
                keywords[option] = values
                continue
            keywords[option] = os.path.join(folder, f"{option}.npy")
            np.save(keywords[option], as_array(values, option.removesuffix("_file")))
        return run(command, **keywords)


def collapse(points=None, *, labels=None, **options):
    """Collapse curves and times of the training points [n, d], an array or the name of a file; without points, of a law given by options.
    Returns the result of `regimes collapse`; options as in run()."""
    return _on_arrays("collapse", {"train_file": points, "labels_file": labels}, options)


def kde(points=None, *, labels=None, **options):
    """Kernel density estimates of the training points [n, d] at all bandwidths, and the best one; as collapse()."""
    return _on_arrays("kde", {"train_file": points, "labels_file": labels}, options)


def speciation(points=None, *, labels=None, **options):
    """When the class of a trajectory is decided; points [n, d] with labels [n], or a law given by options; as collapse()."""
    return _on_arrays("speciation", {"train_file": points, "labels_file": labels}, options)


def evaluate(points, queries, *, labels=None, **options):
    """Densities, scores and posteriors of the queries [m, d] with respect to the training points [n, d] by the program, with any number of
    ranks; as collapse(). `TrainingSet` does the same in this process."""
    return _on_arrays("evaluate", {"train_file": points, "labels_file": labels, "queries_file": queries}, options)


def memorisation(points, samples, *, labels=None, **options):
    """How many of the generated samples [m, d] are copies of training points [n, d]; as collapse()."""
    return _on_arrays("memorisation", {"train_file": points, "labels_file": labels, "samples_file": samples}, options)
