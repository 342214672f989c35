"""tests/device/run with the programs of this build: what a GPU machine is given can be run where nothing of the suite is installed."""

import json
import os
import subprocess
from pathlib import Path

SOURCE, PROGRAM = Path(os.environ["REGIMES_SOURCE"]), Path(os.environ["REGIMES_PROGRAM"])
SCRIPT = SOURCE / "tests" / "device" / "run"
LIMIT_SECONDS = 300


def run(*arguments, **variables):
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False, **variables)


def test_packed_programs_are_checked_and_measured(tmp_path):
    packed = tmp_path / "programs.tar.gz"
    made = run("pack", PROGRAM.parent.parent, packed)
    assert made.returncode == 0, made.stderr
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("REGIMES_", "OMPI_", "LD_"))}
    result = run("--quick", packed, env=bare, cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    for expected in ("==== device", "ok       sweep", "[  PASSED  ]", "of peak", "==== done in"):
        assert expected in result.stdout, result.stdout
    measured = json.loads((tmp_path / "sweep.json").read_text())["measurements"]
    assert {"curve", "log-partition", "mean", "nearest", "density"} <= {row["kernel"] for row in measured}
    for row in measured:  # a search for nearest points is products alone
        products, whole = row["fraction_of_peak_products"], row["fraction_of_peak"]
        assert 0 < products == whole if row["kernel"] == "nearest" else 0 < products < whole, row


def test_usage_and_a_folder_without_programs(tmp_path):
    assert run().returncode == 2 and run("--slow", "x").returncode == 2
    empty = run("pack", tmp_path, tmp_path / "x.tar.gz")
    assert empty.returncode == 66 and "build it first" in empty.stderr
