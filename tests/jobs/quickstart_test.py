"""jobs/quickstart from set-up to figures, with the program as it is built: set-up and build are stand-ins that note how they are called."""

import os
import shutil
import subprocess

import xarray

from conftest import SOURCE

LIMIT_SECONDS = 800
RUNS = {"gaussian_d16", "gaussian_d24", "gaussian_d32", "mixture_d256", "fashion_mnist_1_7"}
NOTE = '#!/bin/sh\necho "$(basename "$0") $*" >> {calls}\n'


def test_from_set_up_to_figures(tmp_path):
    tree, calls = tmp_path / "tree", tmp_path / "calls"
    for folder in ("jobs", "analysis", "python"):
        shutil.copytree(SOURCE / folder, tree / folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (tree / "cmake" / "setup", tmp_path / "bin" / "cmake"):
        path.parent.mkdir()
        path.write_text(NOTE.format(calls=calls))
        path.chmod(0o755)
    (tree / "build/release/bin").mkdir(parents=True)
    (tree / "build/release/bin/regimes").symlink_to(os.environ["REGIMES_PROGRAM"])
    for _ in range(2):  # again: the results are replaced
        run = subprocess.run([tree / "jobs" / "quickstart"], cwd=tmp_path, env={**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"},
                             capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
        assert run.returncode == 0, run.stderr
    assert calls.read_text().splitlines()[:3] == ["setup build figures", "cmake --preset release",
                                                  "cmake --build --preset release --target regimes_app"]
    results = tree / "results"
    assert {path.stem for path in results.glob("*.h5")} == RUNS
    assert {path.name for path in results.iterdir() if path.suffix != ".h5"} == {"collapse.png", "collapse.pdf", "collapse.csv"}
    assert run.stdout.rstrip().endswith("results/mixture_d256.h5")
    with xarray.open_dataset(results / "gaussian_d16.h5", engine="h5netcdf") as data:
        assert abs(data.collapse_time_fit[-1] / data.collapse_time_theory[-1] - 1) < 0.03  # finite size, at n = 1e6
