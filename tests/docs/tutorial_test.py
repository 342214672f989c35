"""Every command of the tutorial, as it is printed, one after the other in one folder."""

import os
import re
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(os.environ["REGIMES_SOURCE"])
LIMIT_SECONDS = 300
LEFT = ("first.h5", "first.png", "first.csv", "data.h5", "classes.h5", "regimes.png", "samples.h5", "copies.h5", "guided.h5", "grids.h5", "directions.h5", "values.h5", "tutorial/report.html")


def test_every_command_of_the_tutorial_runs(tmp_path):
    for name in ("jobs", "analysis", "python"):
        shutil.copytree(SOURCE / name, tmp_path / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "build/release/bin").mkdir(parents=True)
    (tmp_path / "build/release/bin/regimes").symlink_to(os.environ["REGIMES_PROGRAM"])
    page = (SOURCE / "docs" / "tutorial.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (.*)$", "\n".join(re.findall(r"```console\n(.*?)```", page, re.S)), re.M)
    assert len(commands) > 10
    known = {name: value for name, value in os.environ.items() if not re.match("OMPI_|OMP_|KOKKOS_|REGIMES_", name)}
    known["PATH"] = f"{tmp_path}/build/release/bin:/usr/bin:{known['PATH']}"
    for command in commands:
        run = subprocess.run(["bash", "-c", f". jobs/environment\n{command}"], cwd=tmp_path, env=known, capture_output=True, text=True, timeout=LIMIT_SECONDS,
                             check=False)
        assert run.returncode == 0, f"{command}\n{run.stdout[-2000:]}{run.stderr[-2000:]}"
    missing = [name for name in LEFT if not (tmp_path / name).exists()]
    assert not missing, f"{missing} of {sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob('*') if path.is_file())[:60]}"
