"""Where ranks run is read, and checked against what the site asks for."""

import os
import subprocess

import pytest

from conftest import SOURCE
from regimes_jobs.binding import Place, cpu_set, problems, read_places
from regimes_jobs.site import Site

TWO = {"binding": "cores", "ranks_per_node": 2}


def place(rank, cpus, gpus=(), host="n1"):
    return Place(rank, host, frozenset(cpus), tuple(gpus))


@pytest.mark.parametrize("text, cpus", [("0", {0}), ("0-3,8", {0, 1, 2, 3, 8}), ("2,4-5", {2, 4, 5})])
def test_lists_of_cpus(text, cpus):
    assert cpu_set(text) == cpus


@pytest.mark.parametrize("places, site, texts", [
    ([place(0, {0}), place(1, {1})], TWO, []),
    ([place(0, {0}), place(1, {0}, host="n2")], {**TWO, "nodes": 2, "ranks_per_node": 1}, []),
    ([place(0, {0, 1}), place(1, {1})], TWO, ["share CPUs"]),
    ([place(0, {0, 1}), place(1, {0, 1})], {**TWO, "binding": "none"}, []),
    ([place(0, {0})], TWO, ["1 ranks answered, not 2"]),
    ([place(0, {0}), place(1, {1})], {**TWO, "cores_per_rank": 2}, ["fewer than cores_per_rank", "fewer than cores_per_rank"]),
    ([place(0, {0}, ["GPU-a"]), place(1, {1}, ["GPU-b"])], {**TWO, "binding": "gpus", "gpus_per_node": 2}, []),
    ([place(0, {0}, ["GPU-a"]), place(1, {1}, ["GPU-a"])], {**TWO, "binding": "gpus", "gpus_per_node": 2}, ["share a GPU"]),
    ([place(0, {0}), place(1, {1}, ["a", "b"])], {**TWO, "binding": "gpus", "gpus_per_node": 2}, ["sees 0 GPUs", "sees 2 GPUs"]),
])
def test_what_is_wrong_with_the_places(places, site, texts):
    found = list(problems(places, Site(**site)))
    assert len(found) == len(texts)
    for text, problem in zip(texts, found):
        assert text in problem


def show(**environment):
    run = subprocess.run([SOURCE / "jobs" / "show_binding"], env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    return read_places(f"noise from a launcher\n{run.stdout}")


def test_a_rank_says_where_it_is():
    shown, = show(PMIX_RANK="3", SLURMD_NODENAME="n7")
    assert (shown.rank, shown.host, shown.cpus) == (3, "n7", os.sched_getaffinity(0))


def test_gpus_go_by_their_unique_names(tmp_path):
    fake = tmp_path / "nvidia-smi"  # as the real one: names of the GPUs that --id asks for, one per line
    fake.write_text('#!/bin/sh\necho "GPU-of-$1"\n')
    fake.chmod(0o755)
    shown, = show(CUDA_VISIBLE_DEVICES="1", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert shown.gpus == ("GPU-of---id=1",)
    assert show(CUDA_VISIBLE_DEVICES="", PATH=f"{tmp_path}:{os.environ['PATH']}")[0].gpus == ()
