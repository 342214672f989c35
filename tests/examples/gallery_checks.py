"""What the results of each quick example must be: CHECKS[NAME](folder)."""

from pathlib import Path

import numpy
import regimes
from within_errors import assert_within_errors

IN_PRINT = {256: {1.728: (0.5233, 0.0023)}, 1024: {2.512: (0.5876, 0.0046), 2.904: (0.7852, 0.0046)}}  # f^e/alpha, n = 20,000, arXiv 2402.18491
GUIDED_IN_PRINT = {8: (2.586, 0.06), 16: (2.827, 0.06), 24: (3.061, 0.06), 32: (3.016, 0.06)}  # mean of q, 200 paths at d = 3, arXiv 2502.07849
FASHION_MNIST = {0.35: {"cloning_collapse": (0.5089, 0.0024), "excess_entropy_ratio": (0.1914, 0.0011)},  # as in tests/physics
                 1.6: {"cloning_agreement": (0.7738, 0.0012), "excess_entropy_ratio": (0.8867, 0.0003)}}
FASHION_MNIST_EIGENVALUE = 25.9043


def assert_phi_is(law, here, name, what):
    """phi beside that of the law, but for the ends, which rare queries make: their errors are estimated too small as often as none of these is there."""
    law = law.values.ravel()
    between = (law > 0.51) & (law < 0.99)
    assert between.sum() >= 3
    assert_within_errors((here[name].values - law)[between], here[f"{name}_stderr"].values[between], what=what)


def by_dimension(folder):
    found = {int(data.attrs["dimension"]): data for data in map(regimes.open, Path(folder).glob("d*.h5"))}
    assert len(found) >= 3
    return found


def check_collapse(folder):
    results = by_dimension(folder)
    for d, marks in IN_PRINT.items():
        for time, (value, error) in marks.items():
            here = results[d].isel(points=-1).sel(time=time)
            assert_within_errors(float(here.excess_entropy_ratio) - value, float(here.excess_entropy_ratio_stderr), error, what=f"f^e/alpha at d = {d}, t = {time}")
    for d, data in results.items():
        at = regimes.theory.collapse(dimension=d, points=int(data.points[-1]), mean_amplitude=1).collapse_time_information.item()
        assert abs(float(data.collapse_time_cloning[-1]) - at) < 0.15, d  # the finite size shifts it, and the quick grid is wide


def check_cloning(folder):
    clones, sums = regimes.open(Path(folder, "clones.h5")), regimes.open(Path(folder, "sums.h5")).isel(points=-1)
    law = regimes.theory.speciation(dimension=1024, mean_amplitude=1, times=clones.clone_time.values).cloning_agreement
    assert_phi_is(law, clones, "cloning_agreement", "phi of clone pairs")
    late = sums.sel(time=slice(2.5, None))  # above t_C a training set has the law's phi
    law = regimes.theory.speciation(dimension=1024, mean_amplitude=1, times=late.time.values).cloning_agreement
    assert_phi_is(law, late, "cloning_agreement", "phi of sums")
    assert sums.cloning_collapse[0] > 0.95 and sums.cloning_collapse[-1] < 0.01


def check_speciation(folder):
    for d, data in by_dimension(folder).items():
        here, law = data.isel(pair=0), regimes.theory.speciation(dimension=d, mean_amplitude=1, times=data.time.values).squeeze()
        assert_phi_is(law.cloning_agreement, here, "law_pair_agreement", f"phi at d = {d}")
        points, largest = 1000, float(data.theory_covariance_eigenvalue[0])
        noise = d / points / largest / 2  # what the noise of so many points adds to the logarithm of their largest eigenvalue, halved
        assert_within_errors(float(data.speciation_time_eigenvalue) - law.speciation_time.item(), float(data.speciation_time_eigenvalue_stderr), noise,
                             what=f"t_S at d = {d}")


def check_potential(folder):
    data, paths = regimes.open(Path(folder, "potential.h5")), regimes.open(Path(folder, "paths.h5"))
    gone = regimes.theory.speciation(dimension=256, mean_amplitude=1).speciation_time_curvature.item()
    for time, curvature in zip(data.time.values, data.potential_curvature.values):
        assert abs(curvature) < 1e-5 if abs(time - gone) < 1e-5 else (curvature > 0) == (time > gone), time
    middle = data.potential.sel(projection=0, method="nearest")
    assert ((data.potential.min("projection") < middle - 0.1) == (data.time < gone - 0.1)).all()  # two wells below, one above
    ends = paths.mean_overlap.isel(time=0)
    count, time = ends.size, float(paths.time[0])
    assert_within_errors(float((ends > 0).mean()) - 0.5, 0.5 / count**0.5, what="paths in the right well")
    assert_within_errors(float(abs(ends).mean()) - 16 * numpy.exp(-time), float(abs(ends).std()) / count**0.5, 0.03, what="the wells' places")


def check_fashion_mnist(folder):
    data, classes = regimes.open(Path(folder, "collapse.h5")), regimes.open(Path(folder, "speciation.h5"))
    for time, values in FASHION_MNIST.items():
        here = data.isel(points=-1).sel(time=time)
        for name, (value, error) in values.items():
            assert_within_errors(float(here[name]) - value, float(here[f"{name}_stderr"]), error, what=f"{name} at t = {time}")
    assert abs(float(classes.covariance_eigenvalue[0]) - FASHION_MNIST_EIGENVALUE) < 1e-3


def check_kde_regimes(folder):
    for d, data in by_dimension(folder).items():
        largest = data.isel(points=-1)
        assert (largest.participation_ratio.diff("bandwidth") < 0.01).all()
        below = largest.isel(bandwidth=data.bandwidth < 0.6 * largest.theory_bandwidth_condensation)
        corrections = 2 * numpy.log(d) / d  # of finite size
        assert (abs(below.participation_ratio - below.theory_participation_ratio) < corrections).all(), d


def check_kde_distributions(folder):
    data = regimes.open(Path(folder, "kde.h5")).isel(points=-1)
    few, _, central = (data.isel(bandwidth=index) for index in range(3))
    assert_within_errors(float(central.ratio_to_mean) - 1, float(central.ratio_to_mean_stderr), what="mean of rho_h/E rho_h")
    assert 0.5 < central.ratio_to_mean_deviation / central.theory_relative_deviation < 1.5
    assert few.ratio_to_mean_quantile.sel(quantile=0.5) < 0.01  # nearly all of the mean is in a few training sets


def check_kde_bandwidth(folder):
    for d, data in by_dimension(folder).items():
        assert (data.best_bandwidth.diff("points") < 0).all()
        over = data.best_bandwidth / data.theory_bandwidth_kullback_leibler - 1
        assert (over > 0).all() and (over < 3 * numpy.log(d) / d).all(), d  # the finite size
        wide = data.isel(points=-1, bandwidth=-1)  # where rho_h is its mean
        assert abs(wide.divergence - wide.theory_divergence) / d < 0.01, d


def check_ising(folder):
    for d, data in by_dimension(folder).items():
        large_time = regimes.theory.speciation(dimension=d, inverse_temperatures=(0.2, 0.8)).speciation_time_kappa.item()
        here = data.isel(pair=0)
        next_order = 0.2 * numpy.exp(-2 * large_time)
        assert_within_errors(float(here.law_speciation_time_agreement) - large_time, float(here.law_speciation_time_agreement_stderr), next_order,
                             what=f"t_S at d = {d}")


def check_covariances(folder):
    for d, data in by_dimension(folder).items():
        here, law = data.isel(pair=0), regimes.theory.speciation(dimension=d, variances=(1.5, 0.5), times=data.time.values).squeeze()
        assert_phi_is(law.cloning_agreement, here, "law_pair_agreement", f"phi at d = {d}")


def check_guidance(folder):
    found = regimes.open(Path(folder, "print.h5"))
    rho = float(found.separation[0])
    for strength, (value, error) in GUIDED_IN_PRINT.items():
        here = found.sel(strength=strength)
        euler = 0.03  # what steps of .02 take from the overshoot
        assert_within_errors(rho + float(here.overshoot) - value, float(here.overshoot_stderr), error, euler, what=f"mean of q at w = {strength}")
    for process, steps in (("sde", 0.01), ("ode", 0.03)):
        paths = sorted(Path(folder).glob(f"{process}*.h5"))
        assert len(paths) == 4
        for data in map(regimes.open, paths):
            for strength in (1, 3):
                here = data.sel(strength=strength)
                assert_within_errors(float(here.overshoot - here.overshoot_theory), float(here.overshoot_stderr), steps, what=f"{process}, w = {strength}")


def check_geometry(folder):
    data = regimes.open(Path(folder, "gaussian.h5"))
    theory = regimes.theory.geometry(dimension=32, points=data.points.values, times=data.time.values).squeeze("dimension")
    for points in data.points.values:
        here, known = data.effective_dimension.sel(points=points), theory.effective_dimension.sel(points=points)
        assert (abs(here - known) < 0.25 * known.max() + 3 * data.effective_dimension_stderr.sel(points=points)).all(), points  # the finite size
    humps = data.effective_dimension.max("time").values
    assert (numpy.diff(humps) > 0).all() and (data.effective_dimension < theory.liquid_dimension + 1).all()
    assert float(data.jacobian_eigenvalue.isel(points=-1, eigenvalue=0).max()) > 1  # flow lines separate


def check_schedule(folder):
    found = [regimes.open(Path(folder, f"d{d}.h5")) for d in (100, 2000)]
    for data in found:
        for name in ("mode_fraction", "deviation_across"):
            apart = (data[name] - data[f"theory_{name}"]).values.ravel()
            assert_within_errors(apart, data[f"{name}_stderr"].values.ravel(), what=f"{name} at d = {data.attrs['dimension']}")
    few = found[1].sel(steps=10)
    assert few.mode_fraction.sel(grid="vp") > 0.95 and few.deviation_across.sel(grid="ve") < 0.1


CHECKS = {name.removeprefix("check_").replace("_", "-"): check for name, check in dict(globals()).items() if name.startswith("check_")}
