"""Several ranks: one message and one exit code whatever fails where, no hang, and the same numbers."""

import subprocess
import time

import numpy
import xarray

from conftest import LIMIT_SECONDS, options_of
from idx_files import write_pair

USAGE, INPUT_OUTPUT = 2, 74
END_SECONDS = 30  # a hang lasts until the time limit of the test


def run_differently(regimes, of_root, of_other):
    """Two ranks with arguments of their own."""
    one = [*regimes.launcher[1:], "1"]
    command = [regimes.launcher[0], *one, regimes.path, *of_root, ":", *one, regimes.path, *of_other]
    start = time.monotonic()
    result = subprocess.run(command, cwd=regimes.folder, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    assert time.monotonic() - start < END_SECONDS
    said = [line for line in result.stderr.splitlines() if line.startswith("regimes: ")]
    return result.returncode, said


def test_a_rank_that_fails_alone_ends_all_with_its_message(regimes):
    code, said = run_differently(regimes, ["collapse", *options_of({})], ["collapse", "--pionts", "50"])
    assert code == USAGE
    assert said == ["regimes: rank 1: unknown option '--pionts'; did you mean --points?"]


def test_root_failing_alone_ends_all_with_its_message(regimes):
    code, said = run_differently(regimes, ["collapse", "--pionts", "50"], ["collapse", *options_of({})])
    assert code == USAGE
    assert said == ["regimes: unknown option '--pionts'; did you mean --points?"]
    assert regimes.files() == []


def test_a_file_missing_on_one_rank_ends_all(regimes):
    def arguments(file):
        options = {name.replace("_", "-"): value for name, value in write_pair(regimes.folder).items()}
        return ["collapse", *options_of({**options, "train-file": file})]

    code, said = run_differently(regimes, arguments("images.gz"), arguments("nowhere.gz"))
    assert code == INPUT_OUTPUT
    assert len(said) == 1 and "rank 1: " in said[0] and "nowhere.gz" in said[0]
    without_lock = [name for name in regimes.files() if name != "collapse.h5.lock"]  # of a root that was ended: harmless
    assert without_lock == ["images.gz", "labels.gz"]


def test_an_output_problem_is_said_once(regimes):
    regimes.refuses(INPUT_OUTPUT, "nowhere/out.h5", ranks=3, output="nowhere/out.h5")


def test_ranks_without_points_are_one_warning_and_do_no_harm(regimes):
    regimes.collapse(output="one.h5")
    result = regimes.collapse(ranks=3, output="three.h5")
    warnings = [line for line in result.stderr.splitlines() if "warning" in line]
    assert len(warnings) == 1 and "rank" in warnings[0]
    with xarray.open_dataset(regimes.folder / "one.h5", engine="h5netcdf") as one, \
            xarray.open_dataset(regimes.folder / "three.h5", engine="h5netcdf") as three:
        numpy.testing.assert_allclose(three.cloning_collapse, one.cloning_collapse, atol=1e-6)
        numpy.testing.assert_array_equal(three.nearest_is_source, one.nearest_is_source)
