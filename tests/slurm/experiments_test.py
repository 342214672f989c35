"""Sweeps of other experiments than collapse on a real Slurm: some ranks are killed and go on from their checkpoints, and what is collected is bit for bit
that of a sweep that was left alone, with theory beside."""

import sys

import numpy
import pytest

from conftest import SOURCE, SweepOnCluster
from faults import Faults, finish, values

sys.path.insert(0, str(SOURCE / "python"))

from regimes.formulas.density import (central_limit_bandwidth, condensation_bandwidth,  # noqa: E402
                                             kullback_leibler_bandwidth)

# One rank: with the same ranks, a run that was interrupted ends with the same bits.
SITE = {"checkpoint_minutes": 0.001, "time_limit": 5}
DIMENSIONS, ALPHAS = (20, 30, 40), (0.2, 0.29, 0.32)
KDE = """\
[sweep]
experiment = kde
[base]
queries = 128
replicas = 2
[product]
dimension = 20, 30, 40
log-points-per-dimension = .2, .29, .32
"""
SPECIATION_DIMENSIONS = (64, 128, 256)
SPECIATION = """\
[sweep]
experiment = speciation
[base]
train = mixture
queries = 2000
points = 20000
replicas = 4
[product]
dimension = 64, 128, 256
"""
STANDARD_ERRORS = 4  # of three independent numbers: one in 5,000 times a fixed seed is farther from theory


def swept(cluster, folder, name, text, strike):
    """Curves of a sweep whose tasks named in `strike` lose their rank once they have a checkpoint."""
    sweep = SweepOnCluster(cluster, folder, name, text, **SITE)
    sweep.submit()
    Faults(cluster, sweep).strike(dict.fromkeys(strike, Faults.kill_rank))
    finish(cluster, sweep)
    assert all(f" resume {task}" in sweep.logs() for task in strike), sweep.logs()
    assert (sweep.results / "report.html").exists()
    return sweep.results


def same_after_kills(cluster, folder, text, strike):
    """Result folder of the sweep with kills, whose curves are compared with those of the same sweep without."""
    killed = swept(cluster, folder, "killed", text, strike)
    expected, found = (values(results / "curves.h5") for results in (swept(cluster, folder, "undisturbed", text, []), killed))
    assert expected.keys() == found.keys()
    for name, value in expected.items():
        numpy.testing.assert_array_equal(found[name], value, err_msg=name)
    return killed


def test_a_sweep_of_density_estimates_gives_the_best_bandwidth_against_alpha(cluster, tmp_path):
    results = same_after_kills(cluster, tmp_path, KDE, ["dimension40_log-points-per-dimension.29_", "dimension40_log-points-per-dimension.32_"])
    curves = values(results / "curves.h5")
    found = numpy.isfinite(curves["best_bandwidth"])
    alpha = curves["log_points_per_dimension"]
    for name, bandwidth in (("kullback_leibler", kullback_leibler_bandwidth), ("condensation", condensation_bandwidth),
                            ("central_limit", central_limit_bandwidth)):
        numpy.testing.assert_allclose(curves[f"theory_bandwidth_{name}"][found], [bandwidth(a) for a in alpha[found]], rtol=1e-6)
    assert list(curves["dimension"]) == list(DIMENSIONS)
    for wanted in ALPHAS:
        rows = [numpy.nanargmin(numpy.abs(row - wanted)) for row in alpha]
        cells = tuple(range(len(DIMENSIONS))), tuple(rows)
        numpy.testing.assert_allclose(alpha[cells], wanted, rtol=1e-2)  # n is a whole number
        above = curves["best_bandwidth"][cells] - curves["theory_bandwidth_kullback_leibler"][cells]
        assert numpy.all(above > 0) and above[-1] < above[0]  # finite size, which falls with d
    assert (results / "figures" / "best_bandwidth.png").exists()


def test_a_sweep_of_speciation_gives_its_time_against_the_dimension(cluster, tmp_path):
    results = same_after_kills(cluster, tmp_path, SPECIATION, ["dimension128_", "dimension256_"])
    curves = values(results / "curves.h5")
    d = numpy.array(SPECIATION_DIMENSIONS)
    assert list(curves["dimension"]) == list(d)
    numpy.testing.assert_allclose(curves["theory_speciation_time_eigenvalue"][:, 0], numpy.log(d + 1) / 2, rtol=1e-12)
    time, error = (curves[f"law_speciation_time_cloning{ending}"][:, 0, 0] for ending in ("", "_stderr"))
    assert numpy.all(numpy.abs(time - curves["theory_speciation_time"][:, 0, 0]) < STANDARD_ERRORS * error)
    assert (results / "figures" / "speciation_time.png").exists()


@pytest.mark.parametrize("text, code, said", [
    (KDE.replace("= kde", "= kdf"), 2, "did you mean 'kde'?"), (KDE.replace("queries", "eigenvalues"), 2, "'eigenvalues' is not an option of kde"),
    (KDE.replace("queries = 128", "kernel = triangle"), 2, "--kernel")])
def test_what_is_wrong_is_said_before_anything_is_submitted(cluster, tmp_path, text, code, said):
    wrong = SweepOnCluster(cluster, tmp_path, "curves", text)
    run = wrong.command("submit", "--site", wrong.site, "--yes")
    assert run.returncode == code and said in run.stderr
    assert cluster.jobs() == [] and not wrong.results.exists()
