"""The site of GPU clusters from plan to collect, on nodes whose GPUs are files: Slurm counts them and hands them out, one to a rank."""

import re

import pytest

from cluster import Cluster
from conftest import SOURCE, SweepOnCluster

GPUS, TASKS = 2, 2
SWEEP = "[base]\nqueries = 16\ntimes = logspace(0.1,1,8)\nsizes = 20,100\n[product]\ndimension = 4, 8\n"
PATIENCE_SECONDS = 150
FILLED_IN = {"partition": "batch", "gpus_per_node": GPUS, "ranks_per_node": GPUS, "cores_per_rank": 1, "time_limit": 10, "minimum_minutes": 0}


@pytest.fixture(scope="module")
def gpu_cluster():
    with Cluster(nodes=1, cores=GPUS, gpus=GPUS) as running:
        yield running


@pytest.fixture
def sweep(gpu_cluster, tmp_path):
    """A sweep whose site is generic-gpu.ini with what a user fills in, and perhaps other lines."""
    def made(**others):
        swept = SweepOnCluster(gpu_cluster, tmp_path, "curves", SWEEP)
        environment = swept.site.read_text().partition("[environment]")[2]
        text = (SOURCE / "jobs" / "sites" / "generic-gpu.ini").read_text()
        for key, value in {**FILLED_IN, **others}.items():
            text, count = re.subn(rf"(?m)^{key} =.*$", f"{key} = {value}", text)
            text += "" if count else f"\n{key} = {value}\n"
        swept.site.write_text(text + "\n[environment]" + environment)
        return swept
    return made


def test_a_rank_for_every_gpu_from_plan_to_collect(gpu_cluster, sweep):
    curves = sweep()
    output = curves.submit()
    assert f"{GPUS} GPUs per node" in output and "GPU hours" in output
    gpu_cluster.wait_until_idle(PATIENCE_SECONDS)
    assert {state for state, _ in curves.status().values()} == {"done"}, curves.logs()
    assert (curves.results / "curves.h5").exists() and (curves.results / "report.html").exists(), curves.logs()
    places = re.findall(r"rank (\d) on n1: CPUs (\d), GPU (\d)\n", curves.logs())
    assert [rank for rank, _, _ in places] == TASKS * [str(rank) for rank in range(GPUS)], curves.logs()
    for first in range(0, len(places), GPUS):
        _, cpus, gpus = zip(*places[first:first + GPUS])
        assert len(set(cpus)) == len(set(gpus)) == GPUS


def test_ranks_that_share_a_gpu_are_refused(gpu_cluster, sweep):
    curves = sweep(launcher_options="--gpu-bind=map_gpu:0,0")
    curves.submit()
    gpu_cluster.wait_until_idle(PATIENCE_SECONDS)
    assert {state for state, _ in curves.status().values()} == {"failed"}
    assert "binding = gpus, but rank 0 on n1: CPUs 0, GPU 0 and rank 1 on n1: CPUs 1, GPU 0 share a GPU" in curves.logs(), curves.logs()
