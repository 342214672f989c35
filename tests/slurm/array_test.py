"""An array of small tasks on a real Slurm: submitted, run, collected; and what is refused or left alone."""

import pytest

from conftest import SweepOnCluster

SMALL = "[base]\nqueries = 16\ntimes = logspace(0.1,1,8)\nsnapshots = 20,100\n[product]\ndimension = 4, 8\nseed = 1, 2, 3\n"
ENDLESS = "[base]\ndimension = 32\npoints = 1e12\nsnapshots = 1000,2000,1e12\nqueries = 64\ntimes = 0.3,0.4\n"
PATIENCE_SECONDS = 150


@pytest.fixture
def sweep(cluster, tmp_path):
    return lambda text, **site: SweepOnCluster(cluster, tmp_path, "curves", text, **site)


def test_an_array_of_six_tasks_is_run_and_collected_once(cluster, sweep):
    small = sweep(SMALL, ranks_per_node=2)
    output = small.submit()
    assert "6 tasks in 6 jobs" in output and "CPU hours" in output
    again = small.submit()  # at once, while the first is in the queue
    assert "nothing to submit" in again and "submitted job" not in again
    cluster.wait_until_idle(PATIENCE_SECONDS)
    assert {state for state, _ in small.status().values()} == {"done"}, small.logs()
    assert len(list(small.results.glob("*.h5"))) == 7 and (small.results / "curves.h5").exists(), small.logs()
    assert (small.results / "report.html").exists() and (small.results / "figures" / "collapse_times.png").exists()
    logs = small.logs()
    assert "rank 0 on n1: CPUs 0" in logs and "rank 1 on n1: CPUs 1" in logs  # one rank per core
    assert "nothing to submit: all tasks are done" in small.submit()
    assert cluster.jobs() == []


def test_ranks_that_share_cores_are_refused_where_the_site_binds(cluster, sweep):
    shared = sweep(SMALL.replace("seed = 1, 2, 3", "seed = 1").replace("4, 8", "4"), ranks_per_node=2,
                   launcher_options="--cpu-bind=none")
    shared.submit()
    cluster.wait_until_idle(PATIENCE_SECONDS)
    (state, detail), = shared.status().values()
    assert state == "failed" and "binding = cores, but rank 0 on" in detail and "share CPUs" in detail
    assert "missing: " in shared.logs()  # said by the job that collects


def test_a_job_that_is_cancelled_stays_cancelled(cluster, sweep):
    endless = sweep(ENDLESS)
    endless.submit()
    cluster.wait_for(lambda: endless.status()["curves"][0] == "running" and "snapshot" in endless.status()["curves"][1], "a snapshot",
                     PATIENCE_SECONDS)
    job = next(job for job, _, name in cluster.jobs() if not name.endswith("collect"))
    cluster.run("scancel", job)
    cluster.wait_until_idle(PATIENCE_SECONDS)
    assert endless.status()["curves"][0] == "partial", endless.logs()
    assert "requeues job" not in endless.logs()


@pytest.mark.parametrize("launcher", [{}, {"launcher": "mpirun", "binding": "none"}], ids=["srun", "mpirun"])
def test_the_signal_ahead_of_the_limit_reaches_the_ranks_and_the_stop_file_stops_without_requeue(cluster, sweep, launcher):
    endless = sweep(ENDLESS, ranks_per_node=2, **launcher)
    endless.submit()
    cluster.wait_for(lambda: endless.status()["curves"][0] == "running" and "snapshot" in endless.status()["curves"][1], "a snapshot",
                     PATIENCE_SECONDS)
    (endless.results / "stop").touch()
    job = next(job for job, _, name in cluster.jobs() if not name.endswith("collect"))
    cluster.run("scancel", "--batch", "--signal=USR1", job)
    cluster.wait_until_idle(PATIENCE_SECONDS)
    assert "curves: stopped with code 75" in endless.logs(), endless.logs()
    assert "has a file named stop" in endless.logs() and "requeues job" not in endless.logs()


def test_a_partition_that_is_not_there(cluster, sweep):
    wrong = sweep(SMALL, partition="$(touch escaped); x")
    run = wrong.command("submit", "--site", wrong.site, "--yes")
    assert run.returncode == 69 and "invalid partition" in run.stderr
    assert cluster.jobs() == [] and not list(wrong.path.parent.rglob("escaped"))


def test_a_folder_with_any_name(cluster, tmp_path):
    odd = tmp_path / "a b'$(touch escaped);%A \"x\""
    odd.mkdir()
    small = SweepOnCluster(cluster, odd, "curves", SMALL.replace("seed = 1, 2, 3", "seed = 1").replace("4, 8", "4"))
    small.submit()
    cluster.wait_for(lambda: [state for state, _ in small.status().values()] == ["done"], small.results, PATIENCE_SECONDS)
    cluster.run("scancel", *(job for job, _, _ in cluster.jobs()), check=False)  # collecting takes longer than all else
    cluster.wait_until_idle(PATIENCE_SECONDS)
    assert not list(tmp_path.rglob("escaped")) and not list(odd.glob("%A*"))
