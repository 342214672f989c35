"""The module file of an installed program, with Environment Modules: it finds its prefix wherever that stands."""

import os
import shutil
import subprocess

import pytest

INIT = "/usr/share/modules/init/bash"


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    assert os.path.exists(INIT), "there are no Environment Modules; `cmake/setup packaging` installs them"
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second") / "moved"
    subprocess.run([os.environ["REGIMES_CMAKE"], "--install", os.environ["REGIMES_BUILD"], "--prefix", first], check=True, capture_output=True)
    shutil.move(first, second)
    return second


def shell(prefix, script):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(prefix)}
    return subprocess.run(["bash", "-c", f". {INIT}; module use '{prefix}/share/modulefiles'; {script}"], env=environment, capture_output=True, text=True,
                          check=False)


def test_the_commands_are_there_once_it_is_loaded(prefix):
    version, = (path.name for path in (prefix / "share/modulefiles/regimes").iterdir())
    run = shell(prefix, f"module load regimes/{version} && command -v regimes regimes-collect && regimes --version && echo $REGIMES_PROGRAM && man --where regimes")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"{prefix}/bin/regimes\n{prefix}/bin/regimes-collect\nregimes {version}")
    assert run.stdout.endswith(f"{prefix}/bin/regimes\n{prefix}/share/man/man1/regimes.1\n")


def test_they_are_gone_once_it_is_unloaded(prefix):
    run = shell(prefix, "module load regimes && module unload regimes && command -v regimes-collect")
    assert run.returncode != 0 and run.stdout == ""
