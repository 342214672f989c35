"""Jobs that are requeued by hand, preempted, out of time and killed: after resubmission the sweep is what it would have been."""

import numpy
import pytest

from conftest import SweepOnCluster
from faults import PATIENCE_SECONDS, Faults, finish, values

# One rank: with the same ranks, a run that was interrupted ends with the same bits.
SITE = {"time_limit": 1, "signal_lead": 0, "checkpoint_minutes": 0.05, "sbatch_options": "--exclusive"}
SWEEP = """\
[base]
dimension = 8
queries = 64
times = logspace(0.02,0.4,48)
snapshots = 1e4,1e6,8e6
[product]
seed = 1, 2, 3, 4, 5, 6
"""


@pytest.fixture
def undisturbed(cluster, tmp_path):
    """Curves of the same sweep without faults."""
    sweep = SweepOnCluster(cluster, tmp_path, "undisturbed", SWEEP, sbatch_options="--exclusive")
    sweep.submit()
    cluster.wait_until_idle(PATIENCE_SECONDS)
    assert {state for state, _ in sweep.status().values()} == {"done"}, sweep.logs()
    return sweep.results / "curves.h5"


def test_a_sweep_survives_what_clusters_do(cluster, tmp_path, undisturbed):
    sweep = SweepOnCluster(cluster, tmp_path, "curves", SWEEP, **SITE)
    sweep.submit()
    faults = Faults(cluster, sweep)
    faults.strike({"seed1_": Faults.requeue, "seed2_": Faults.preempt, "seed3_": Faults.kill_rank, "seed4_": Faults.kill_all,
                   "seed5_": Faults.stall})
    cluster.wait_until_idle(PATIENCE_SECONDS)
    assert sweep.status()["seed4"][0] == "partial", sweep.logs()
    finish(cluster, sweep)
    logs = sweep.logs()
    assert "DUE TO TIME LIMIT" in logs and "DUE TO JOB REQUEUE" in logs and "after its checkpoint had advanced" in logs
    assert all(f" resume seed{seed}_" in logs for seed in range(1, 6))
    expected, found = values(undisturbed), values(sweep.results / "curves.h5")
    assert expected.keys() == found.keys()
    for name, value in expected.items():
        numpy.testing.assert_array_equal(found[name], value, err_msg=name)
