"""Where results go: a good file, and a clear refusal for every place that cannot take one."""

import contextlib
import os
import subprocess

import pytest
import xarray

from conftest import LIMIT_SECONDS, options_of

USAGE, INPUT_OUTPUT = 2, 74


def test_the_result_opens_with_xarray(regimes):
    result = regimes.collapse(output="out.h5")
    assert regimes.files() == ["out.h5"]
    assert "wrote out.h5" in result.stdout
    with xarray.open_dataset(regimes.folder / "out.h5", engine="h5netcdf") as data:
        assert list(data.points.values) == [20, 50]
        assert list(data.time.values) == [0.3, 1]
        assert data.cloning_collapse.dims == ("points", "time")


def test_the_default_name(regimes):
    regimes.collapse()
    assert regimes.files() == ["collapse.h5"]


def test_quiet_says_nothing(regimes):
    result = regimes.collapse(quiet=True)
    assert result.stdout + result.stderr == ""


def test_the_report_has_a_row_per_snapshot(regimes):
    result = regimes.collapse()
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["n", "alpha", "t_C", "cloning", "t_C", "entropy", "t_C", "fit", "theory"] in rows
    assert [row[0] for row in rows if row and row[0] in ("20", "50")] == ["20", "50"]


def test_an_existing_output_is_kept_without_force(regimes):
    (regimes.folder / "out.h5").write_text("precious")
    regimes.refuses(USAGE, "out.h5", "--force", output="out.h5")
    assert (regimes.folder / "out.h5").read_text() == "precious"
    regimes.collapse(output="out.h5", force=True)
    with xarray.open_dataset(regimes.folder / "out.h5", engine="h5netcdf") as data:
        assert data.sizes["points"] == 2


def test_a_failing_run_keeps_the_old_result(regimes):
    (regimes.folder / "out.h5").write_text("precious")
    regimes.refuses(INPUT_OUTPUT, "nowhere", train="idx", dimension=None, train_file="nowhere", output="out.h5", force=True)
    assert (regimes.folder / "out.h5").read_text() == "precious"


def test_the_folder_must_exist(regimes):
    regimes.refuses(INPUT_OUTPUT, "nowhere/out.h5", "does not exist", output="nowhere/out.h5")


def test_the_folder_must_be_a_folder(regimes):
    (regimes.folder / "file").write_text("")
    regimes.refuses(INPUT_OUTPUT, "file/out.h5", "not a folder", output="file/out.h5")


@contextlib.contextmanager
def mounted(folder, options):
    """A small file system of its own; skips where this user cannot mount one."""
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False)
    if mount.returncode != 0:
        pytest.skip("needs the right to mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_read_only_file_system(regimes):
    with mounted(regimes.folder / "closed", "ro"):
        regimes.refuses(INPUT_OUTPUT, "closed/out.h5", output="closed/out.h5")


@pytest.mark.parametrize("ranks", [None, 2])
def test_a_limit_on_file_sizes(regimes, ranks):
    kilobytes = 20
    limited = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "bash", regimes.path, "collapse",
               *options_of({"output": "out.h5", "queries": "500"})]
    command = limited if ranks is None else [*regimes.launcher, str(ranks), *limited]
    # Or Open MPI itself needs larger files: to start, and as memory that ranks share.
    environment = {**os.environ, "PMIX_MCA_gds": "hash", "OMPI_MCA_btl": "self,tcp"}
    result = subprocess.run(command, cwd=regimes.folder, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False,
                            env=environment)
    assert result.returncode == INPUT_OUTPUT, result.stderr
    assert "out.h5" in result.stderr and "File too large" in result.stderr
    assert regimes.files() == []
