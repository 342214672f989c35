"""regimes doctor: a line per check, in the way that runs are started; failures name what to do."""

import os
import re
import subprocess

import pytest

from conftest import LIMIT_SECONDS

USAGE, FAILED_CHECK, INPUT_OUTPUT = 2, 70, 74
SUBJECTS = ["Kokkos", "MPI", "binding", "threads", "clock", "devices", "memory", "folder", "locks", "HDF5", "sweep", "rate"]


def lines_of(result):
    """{subject: (verdict, text)} of the lines that begin with a verdict; advice is checked to follow what is not ok."""
    found, lines = {}, result.stdout.splitlines()
    for line, after in zip(lines, [*lines[1:], ""]):
        match = re.match(r"(ok|warning|FAILED) +(\S+) +(.*)", line)
        if match is None:
            assert re.match(r" +-> \S", line), line
            continue
        found[match[2]] = (match[1], match[3])
        assert (match[1] == "ok") != after.lstrip().startswith("-> "), line
    return found


@pytest.mark.parametrize("ranks", [None, 1, 3])
def test_every_check_has_a_line(regimes, ranks):
    result = regimes.run("doctor", ranks=ranks)
    assert result.returncode == 0, result.stdout + result.stderr
    found = lines_of(result)
    assert list(found) == SUBJECTS
    assert ranks or result.stderr == ""  # a launcher may say something of its own
    assert regimes.files() == []
    assert re.search(r"\bparallel; \d.*MB written by all ranks at .*/s and read at", found["HDF5"][1])
    deviation, bound = re.search(r"within (\S+) nats of plain loops \(bound (\S+)\)", found["sweep"][1]).groups()
    assert 0 < float(deviation) < float(bound) < 1e-2
    assert re.search(r"^\S+ \(pair, time\)/s: n = 1e\+09, d = 48, 256 queries, 12 times would take about \d", found["rate"][1])
    assert re.search(rf"; {ranks or 1} ranks?: ", found["MPI"][1])
    assert re.search(r"\d+ per rank", found["threads"][1])


def test_ranks_on_one_core_are_named(regimes):
    core = min(os.sched_getaffinity(0))
    command = [*regimes.command("doctor", ranks=2)]
    result = subprocess.run(["taskset", "--cpu-list", str(core), *command], cwd=regimes.folder, capture_output=True, text=True,
                            timeout=LIMIT_SECONDS, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    verdict, text = lines_of(result)["binding"]
    assert verdict == "warning"
    assert re.search(rf"ranks 0-1 on \S+ run \d+ threads on CPU {core}$", text)


def test_a_missing_folder_is_a_failure(regimes):
    result = regimes.run("doctor", "--folder", "nowhere", ranks=2)
    assert result.returncode == INPUT_OUTPUT
    verdict, text = lines_of(result)["HDF5"]
    assert verdict == "FAILED" and "cannot make a file in 'nowhere': No such file" in text
    assert "folder that exists" in result.stdout


def test_a_launcher_of_another_mpi_is_a_failure(regimes):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OMPI_COMM")}
    result = regimes.run("doctor", env={**environment, "PMI_SIZE": "4"})
    assert result.returncode == FAILED_CHECK
    verdict, text = lines_of(result)["MPI"]
    assert verdict == "FAILED" and "the launcher started 4" in text


@pytest.mark.parametrize("ranks", [None, 2])
def test_a_backend_that_cannot_start_is_one_message(regimes, ranks):
    result = regimes.run("doctor", ranks=ranks, env={**os.environ, "KOKKOS_NUM_THREADS": "many"})
    assert result.returncode == FAILED_CHECK
    assert re.match(r"regimes: Kokkos cannot start on \w+: .*KOKKOS_NUM_THREADS", result.stderr), result.stderr
    assert result.stderr.count("regimes: ") == 1 and result.stdout == ""


def test_quiet_shows_only_what_is_not_in_order(regimes):
    result = regimes.run("doctor", "--quiet", "--folder", "nowhere")
    assert result.returncode == INPUT_OUTPUT
    found = lines_of(result)
    assert "HDF5" in found and "ok" not in {verdict for verdict, _ in found.values()}


def test_usage(regimes):
    regimes.refuses(USAGE, "'now' belongs to no option", arguments=["doctor", "now"])
    regimes.refuses(USAGE, "did you mean --folder?", arguments=["doctor", "--floder", "x"])
