"""pip builds the package from the source tree, into an environment that sees the system's packages, and it works there."""

import os
import subprocess
import sys

SOURCE = os.environ["REGIMES_SOURCE"]
CODE = ("import regimes, numpy; print(regimes.TrainingSet(numpy.eye(3)).log_density(numpy.zeros(3), .5)); "
        "print(regimes.theory.collapse(dimension=32, points=1e6).sizes['points'], regimes.program.program())")


def test_pip_installs_module_and_program(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "REGIMES_PROGRAM")}
    def run(*command):
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    run(sys.executable, "-m", "venv", "--system-site-packages", "venv")
    run("venv/bin/pip", "install", "--quiet", "--no-build-isolation", "--no-deps", SOURCE)
    density, theory = run("venv/bin/python", "-c", CODE).splitlines()
    assert -10 < float(density) < 0
    assert theory.startswith("1 ") and theory.endswith("/regimes/_program/bin/regimes")
    assert run("venv/bin/regimes", "--version").startswith("regimes ")
    assert run("venv/bin/regimes-collect", "--help").startswith("usage: regimes-collect ")
