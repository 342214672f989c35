"""Site files: the ones that are shipped, and what is refused."""

import os

import pytest

from regimes_jobs.errors import JobsError
from regimes_jobs.program import launcher
from regimes_jobs.site import read_site, shipped_sites


@pytest.fixture
def site(folder):
    return lambda text: read_site(folder.write("mine.ini", text))


@pytest.mark.parametrize("name", shipped_sites())
def test_shipped_sites_can_be_read(name):
    assert read_site(name).name == name


def test_the_local_site_has_a_rank_per_core_and_no_partition():
    local = read_site("local")
    assert (local.ranks, local.partition) == (len(os.sched_getaffinity(0)), "")
    assert launcher(local) == ["mpirun", "-n", str(local.ranks)]


def test_values_have_their_types(site):
    made = site("[site]\npartition = cpu\nnodes = 2\nranks_per_node = 8\nminimum_minutes = 2.5\nmodules = gcc/12 openmpi\n"
                "sbatch_options =\n  --constraint=a b\n  --exclusive\n[environment]\nUCX_TLS = rc,$(x)\n")
    assert (made.ranks, made.minimum_minutes, made.modules) == (16, 2.5, ["gcc/12", "openmpi"])
    assert made.sbatch_options == ["--constraint=a b", "--exclusive"]
    assert made.variables() == {"OMP_NUM_THREADS": "1", "OMP_PROC_BIND": "false", "UCX_TLS": "rc,$(x)"}


def test_srun_gets_pmix_and_ends_all_ranks_with_one(site):
    words = launcher(site("[site]\nranks_per_node = 4\ncores_per_rank = 2\nlauncher_options =\n  --mpi=pmix_v4\n"))
    assert words[:3] == ["srun", "--mpi=pmix", "--kill-on-bad-exit=1"] and words[-1] == "--mpi=pmix_v4"
    assert {"--ntasks=4", "--cpus-per-task=2", "--cpu-bind=cores"} <= set(words)


def test_a_rank_per_gpu(site):
    words = launcher(site("[site]\nranks_per_node = 4\ngpus_per_node = 4\nbinding = gpus\n"))
    assert "--gpu-bind=single:1" in words


@pytest.mark.parametrize("text, texts", [
    ("[site]\npartion = cpu\n", ["no key 'partion'", "did you mean 'partition'?"]),
    ("[sit]\npartition = cpu\n", ["no section [sit]"]),
    ("[site]\nnodes = 0\n", ["nodes = '0'", "at least 1"]),
    ("[site]\nnodes = 2.5\n", ["nodes = '2.5'", "whole number"]),
    ("[site]\nminimum_minutes = nan\n", ["minimum_minutes = 'nan'"]),
    ("[site]\nlauncher = $(x)\n", ["launcher = '$(x)'", "srun, mpirun"]),
    ("[site]\nbinding = core\n", ["binding = 'core'"]),
    ("[site]\nmemory = 5GB\n", ["memory = '5GB'", "megabytes"]),
    ("[site]\ntime_limit = 2\n", ["signal_lead = 150 seconds leaves nothing of time_limit = 2"]),
    ("[site]\nbinding = gpus\nranks_per_node = 4\n", ["gives every rank one GPU", "gpus_per_node = 0"]),
    ("[site]\nsetup = nowhere.sh\n", ["nowhere.sh", "no such file"]),
    ("[site]\nmodules = --force\n", ["'--force'", "no module"]),
    ("[environment]\nA B = 1\n", ["'A B' is no name of a variable"]),
    ("[environment]\nA;B = 1\n", ["'A;B' is no name of a variable"]),
])
def test_what_is_wrong_is_said(site, text, texts):
    with pytest.raises(JobsError) as error:
        site(text)
    for expected in texts:
        assert expected in str(error.value)


def test_an_unknown_site_is_told_apart_from_those_that_are_there(folder):
    with pytest.raises(JobsError, match=f"neither a file nor one of {', '.join(shipped_sites())}; did you mean 'local'"):
        read_site("locl")
