"""Small tasks share a job, and arrays stay below the limit."""

import random

import pytest

from regimes_jobs.chunks import arrays, chunk


def test_long_tasks_have_a_job_each():
    assert chunk("abc", [900, 1000, 2000], 900) == [["a"], ["b"], ["c"]]


def test_small_tasks_share_a_job_and_the_rest_joins_the_last():
    assert chunk("abcdefg", [300] * 7, 900) == [["a", "b", "c"], ["d", "e", "f", "g"]]


def test_all_together_may_be_shorter_than_the_minimum():
    assert chunk("ab", [1, 1], 900) == [["a", "b"]]


@pytest.mark.parametrize("seed", range(20))
def test_every_task_is_in_one_chunk_and_no_chunk_is_short(seed):
    generator = random.Random(seed)
    seconds = [generator.expovariate(1 / 200) for _ in range(generator.randrange(1, 200))]
    chunks = chunk(range(len(seconds)), seconds, 900)
    assert [task for part in chunks for task in part] == list(range(len(seconds)))
    lengths = [sum(seconds[task] for task in part) for part in chunks]
    assert len(chunks) == 1 or min(lengths) >= 900
    for part in chunks[:-1]:
        assert sum(seconds[task] for task in part[:-1]) < 900  # no longer than it has to be


def test_arrays_hold_all_chunks_in_order_within_the_limit():
    assert arrays(list("abcde"), 2) == [["a", "b"], ["c", "d"], ["e"]]
    assert arrays(list("ab"), 2) == [["a", "b"]]
