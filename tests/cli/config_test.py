"""Options from a file: the same names, the command line wins, mistakes are given with their line, origins are kept."""

import os
import shlex

import h5py
import pytest

from idx_files import write_pair

USAGE, INPUT_OUTPUT = 2, 74

RUN = """# a small run
dimension = 4
points = 50
snapshots = 20,50
queries = 8   # few
times = 0.3,1
store = true
"""


def write(regimes, text):
    (regimes.folder / "run.ini").write_text(text)


def provenance(path):
    """option -> (value, origin)"""
    with h5py.File(path) as file:
        group = file["provenance"]
        columns = [[text.decode() if isinstance(text, bytes) else str(text) for text in group[name][()]]
                   for name in ("name", "value", "origin")]
    return {name: (value, origin) for name, value, origin in zip(*columns)}


def test_values_and_their_origins_are_kept_in_the_result(regimes):
    write(regimes, RUN)
    result = regimes.run("collapse", "--config", "run.ini", "--queries", "5", "--output", "out.h5")
    assert result.returncode == 0, result.stderr
    options = provenance(regimes.folder / "out.h5")
    assert options["points"][0] == "50" and "config" in options["points"][1]
    assert options["store"][0] == "true" and "config" in options["store"][1]
    assert options["queries"][0] == "5" and "command" in options["queries"][1]
    assert options["variance"][0] == "1" and "default" in options["variance"][1]
    assert options["times"][0] == "0.3,1"


AUTOMATIC = {"times": None, "snapshots": None, "seed": 7}
RUNS = {
    "gaussian": {**AUTOMATIC, "points": None, "log_points_per_dimension": 1.1, "precision": "double"},
    "mixture": {**AUTOMATIC, "train": "mixture", "mean_amplitude": 0.3, "variance": 1.7, "store": True},
    "idx": {**AUTOMATIC, "scale": 0.01, "center": "mean", "classes": "1,0", "per_class": 15, "replicas": 2},
}


@pytest.mark.parametrize("law", RUNS)
def test_a_run_is_repeated_from_its_result_alone(regimes, law):
    options = {**write_pair(regimes.folder), **RUNS[law]} if law == "idx" else RUNS[law]
    regimes.collapse(**options, output="first.h5")
    recorded = provenance(regimes.folder / "first.h5")
    write(regimes, "".join(f"{name} = {value}\n" for name, (value, _) in recorded.items()))
    (regimes.folder / "first.h5").rename(regimes.folder / "original.h5")
    result = regimes.run("collapse", "--config", "run.ini")
    assert result.returncode == 0, result.stderr
    with h5py.File(regimes.folder / "original.h5") as first, h5py.File(regimes.folder / "first.h5") as second:
        variables = [name for name in first if isinstance(first[name], h5py.Dataset)]
        assert set(variables) == {name for name in second if isinstance(second[name], h5py.Dataset)}
        assert "excess_entropy_ratio" in variables and "collapse_time_fit_stderr" in variables
        for name in variables:
            assert first[name][()].tobytes() == second[name][()].tobytes(), name


def test_what_follows_from_the_data_is_called_derived(regimes):
    regimes.collapse(**{**write_pair(regimes.folder), **RUNS["idx"]}, output="out.h5")
    options = provenance(regimes.folder / "out.h5")
    assert {name for name, (_, origin) in options.items() if origin == "derived"} == {"points", "sizes", "spectra", "times"}
    assert not {"dimension", "variance", "mean-amplitude", "store", "log-points-per-dimension"} & set(options)
    assert all(value for value, _ in options.values())


def test_the_command_line_is_kept_as_a_shell_takes_it(regimes):
    regimes.collapse(times="linspace(0.3,1,2)", output="it's.h5")
    with h5py.File(regimes.folder / "it's.h5") as file:
        kept = file["provenance"].attrs["command_line"]
    arguments = shlex.split(kept)
    assert arguments[:2] == ["regimes", "collapse"]
    assert {"linspace(0.3,1,2)", "it's.h5"} <= set(arguments)


def test_the_command_line_wins(regimes):
    write(regimes, RUN + "output = config.h5\n")
    assert regimes.run("collapse", "--config", "run.ini", "--output", "line.h5").returncode == 0
    assert regimes.files() == ["line.h5", "run.ini"]


def test_the_command_line_undoes_switches(regimes):
    write(regimes, RUN + "output = out.h5\nquiet = yes\nforce = true\n")
    result = regimes.run("collapse", "--config", "run.ini", "--store=false", "--quiet=false")
    assert result.returncode == 0, result.stderr
    assert "wrote out.h5" in result.stdout
    value, origin = provenance(regimes.folder / "out.h5")["store"]
    assert value == "false" and "command" in origin
    regimes.refuses(USAGE, "--force", arguments=["collapse", "--config", "run.ini", "--force=false"])
    assert regimes.run("collapse", "--config", "run.ini").stdout == ""


@pytest.mark.parametrize("text, line, message", [
    ("points = 50\npionts = 5\n", 2, "unknown option 'pionts'; did you mean points?"),
    ("\n\nqueri = 5\n", 3, "unknown option 'queri'; options are spelled out: did you mean queries?"),
    ("points = 50\n\npoints = 60\n", 3, "--points: already set on line 1"),
    ("points = -5\n", 1, "--points: '-5' is not a count"),
    ("points = 50\ndimension = 0\n", 2, "--dimension: 0 is out of range"),
    ("points = 50\ntimes = 1,0.5\n", 2, "--times: 0.5 after 1"),
    ("points = 50\nstore = perhaps\n", 2, "--store: 'perhaps' is neither true nor false"),
    ("points = 50\nmean-amplitude = 2\n", 2, "--mean-amplitude: has no effect here"),
    ("points 50\n", 1, "'points 50' is not an entry"),
    ("[collapse]\n", 1, "'[collapse]' is not an entry"),
    ("config = other.ini\n", 1, "--config belongs on the command line"),
])
def test_mistakes_are_given_with_file_and_line(regimes, text, line, message):
    write(regimes, text)
    regimes.refuses(USAGE, f"run.ini:{line}: {message}", arguments=["collapse", "--config", "run.ini"])


def test_the_file_must_be_there(regimes):
    regimes.refuses(INPUT_OUTPUT, "--config", "missing.ini", "cannot be read", arguments=["collapse", "--config", "missing.ini"])


def test_only_regular_files_of_a_sane_size_are_opened(regimes):
    os.mkfifo(regimes.folder / "fifo")
    (regimes.folder / "large.ini").write_bytes(b"#" * (2**20 + 1))
    for path, reason in ((".", "not a regular file"), ("fifo", "not a regular file"), ("/dev/zero", "not a regular file"),
                         ("large.ini", "1048577 bytes")):
        regimes.refuses(USAGE, "--config", path, reason, arguments=["collapse", "--config", path])


def test_messages_do_not_move_the_cursor(regimes):
    write(regimes, "po\033[2Jints = 5\n")
    regimes.refuses(USAGE, "unknown option 'po\\x1b[2Jints'", arguments=["collapse", "--config", "run.ini"])
    (regimes.folder / "run.ini").write_bytes(b"points = \x9b\xff\n")
    regimes.refuses(USAGE, "--points: '\\x9b\\xff' is not a count", arguments=["collapse", "--config", "run.ini"])
    (regimes.folder / "run.ini").write_bytes(b"\0" * 1000)
    regimes.refuses(USAGE, "run.ini:1: a zero byte", arguments=["collapse", "--config", "run.ini"])


def test_a_byte_order_mark_is_no_part_of_the_first_name(regimes):
    write(regimes, "\ufeff" + "dimension = 4\n" + RUN.replace("dimension = 4\n", ""))
    result = regimes.run("collapse", "--config", "run.ini")
    assert result.returncode == 0, result.stderr
