"""What is read from Slurm's answers, and how names are made safe for it."""

import pytest

import conftest  # noqa: F401  (the path of jobs/)
from fake_slurm import FakeSlurm
from regimes_jobs import slurm
from regimes_jobs.errors import JobsError


@pytest.mark.parametrize("text, seconds", [("0:10", 10), ("10:00", 600), ("1:02:03", 3723), ("2-00:00:01", 172801), ("UNLIMITED", float("inf"))])
def test_durations(text, seconds):
    assert slurm.seconds_of(text) == seconds


@pytest.mark.parametrize("answer, is_ended", [
    ("RUNNING|10:00|1:00:00", False),
    ("CANCELLED|10:00|1:00:00", True), ("COMPLETING|10:00|1:00:00", True), ("COMPLETING|10:00|UNLIMITED", True),
    ("COMPLETING|1:00:01|1:00:00", False), ("TIMEOUT|1-00:00:00|1-00:00:00", False)])
def test_a_job_that_is_cancelled_is_told_from_one_that_is_out_of_time(tmp_path, monkeypatch, answer, is_ended):
    fake = FakeSlurm(tmp_path / "slurm")
    fake.set_queue(answer)
    monkeypatch.setenv("PATH", fake.environment["PATH"])
    assert slurm.is_being_ended("12_3") == is_ended
    assert "--jobs=12_3" in fake.calls("squeue")[0]


def test_folders_in_patterns_of_sbatch():
    assert slurm.output_pattern("/a b/%A;$(x)") == "/a b/%%A;$(x)"
    with pytest.raises(JobsError, match="backslash"):
        slurm.output_pattern("/a\\b")
