"""On a CPU that is older than the build the program says so, before it does anything else."""

import os
import shutil
import subprocess

import pytest

OTHER_CPU = 70
OLD = "Nehalem"  # SSE 4.2, without AVX

pytestmark = pytest.mark.skipif(shutil.which("qemu-x86_64") is None, reason="qemu-user is not installed")


def on_an_old_cpu(*arguments, **environment):
    return subprocess.run(["qemu-x86_64", "-cpu", OLD, os.environ["REGIMES_PROGRAM"], *arguments], capture_output=True, text=True, timeout=100, check=False,
                          env={**os.environ, **environment})


@pytest.mark.parametrize("arguments", [["--version"], ["doctor"], ["collapse", "--dimension", "nonsense"]])
def test_an_older_cpu_is_refused_in_words(arguments):
    flags = subprocess.run([os.environ["REGIMES_PROGRAM"], "--version"], capture_output=True, text=True, check=True).stdout
    if "-march=" not in flags:
        pytest.skip("this build runs on every CPU")
    run = on_an_old_cpu(*arguments)
    assert run.returncode == OTHER_CPU, (run.returncode, run.stderr)
    assert run.stderr.startswith("regimes: this program was built for a CPU with avx") and "cmake --preset native" in run.stderr
    assert run.stderr.count("\n") == 1 and run.stdout == ""
