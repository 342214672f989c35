"""The examples in Python do what they say: the notebook runs from top to bottom, and the trained network memorises its points."""

import os
import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(os.environ["REGIMES_SOURCE"], "examples")


def test_the_notebook_runs_from_top_to_bottom(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}  # figures are shown in the notebook
    run = subprocess.run([sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", tmp_path, EXAMPLES / "arrays.ipynb"],
                         env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    shown = (tmp_path / "arrays.ipynb").read_text()
    assert shown.count('"image/png"') == 3 and "t_C cloning" in shown


def test_a_network_memorises_few_points_and_not_many(tmp_path):
    def nearer_to_its_points(points):
        run = subprocess.run([sys.executable, EXAMPLES / "denoiser.py", "--points", str(points), "--steps", "1000", "--output", tmp_path / "d.png"],
                             capture_output=True, text=True, check=True)
        rows = re.findall(r"^ *(\d\.\d+) +\S+ +\S+( +memorises)?$", run.stdout, re.M)
        assert len(rows) == 16 and (tmp_path / "d.png").stat().st_size > 10_000
        return {float(t) for t, memorises in rows if memorises}
    few, many = nearer_to_its_points(50), nearer_to_its_points(20_000)
    assert {0.475, 0.646} <= few and not many
