"""Smoothed scores through `sample`, `trajectories` and `evaluate`: where two points send their paths, what is memorised and how it varies,
what a linear score keeps, and the same bits on any number of ranks."""

import os

import numpy
import pytest
from scipy.optimize import brentq, least_squares
from scipy.special import erf

from free_points import exact_values, noise_variance, run, save
from run_regimes import SEED_SHIFT
from within_errors import assert_within_errors, mean_and_error

in_full = pytest.mark.skipif("REGIMES_LONG" not in os.environ, reason="one of the long tests")
FLOW = {"step": "ddim", "time_grid": "logspace(4,.004,80),0"}

# h: memorised fraction and variance of the samples, Gaussian d = 16, n = 300, M = 16
GAUSSIAN = {0.3: [(0.990, 0.004), (0.959, 0.006)], 0.5: [(0.843, 0.042), (0.881, 0.018)], 0.7: [(0.335, 0.041), (0.584, 0.026)],
            0.9: [(0.068, 0.008), (0.274, 0.009)], 1.2: [(0.002, 0.002), (0.102, 0.005)]}


@pytest.mark.parametrize("h, root", [pytest.param(0.3, 0.999133, marks=in_full), (0.5, 0.939851), pytest.param(0.7, 0.637719, marks=in_full), (1.2, 0)])
def test_paths_between_two_points_end_at_the_root(tmp_path, h, root):
    """y = erf(y/(h sqrt 2)), shifted by the error of erf from M draws, and at most by the slope that the curve has there."""
    draws = 4000
    found = run(tmp_path, "sample", {"train": "npy", "train_file": save(tmp_path, "pair", numpy.array([[-1.0], [1.0]])), "step": "ddim",
                                     "time_grid": "logspace(4,1e-12,100),0",  # the flow comes near as a power of sigma
                                     "smoothing": h, "smoothing_draws": draws, "trajectories": 8, "seed": 1 + SEED_SHIFT})
    ends = numpy.median(numpy.abs(found.end_points.values[:, 0]))  # paths that start near the middle leave it slowly
    slope = numpy.sqrt(2 / numpy.pi) / h * numpy.exp(-root**2 / (2 * h**2))
    error = numpy.sqrt((1 - erf(root / h / numpy.sqrt(2)) ** 2) / draws) / (1 - slope)
    if root == 0:
        assert numpy.all(ends < 0.02)
    else:
        assert root == pytest.approx(brentq(lambda y: erf(y / h / numpy.sqrt(2)) - y, 0.1, 1), abs=1e-6)
        assert_within_errors(ends - root, error, 1 / draws, what=f"end at h = {h}")


def samples_of(folder, h, sets):
    """(memorised fraction, variance) of every set."""
    numbers = []
    for seed in range(sets):
        options = {"dimension": 16, "points": 300, **FLOW, "trajectories": 300, "seed": 1 + seed + SEED_SHIFT}
        smoothed = {"smoothing": h, "smoothing_draws": 16} if h else {}
        found = run(folder, "sample", {**options, **smoothed})
        numbers.append([float(found.memorised_fraction[0]), float(found.sample_variance[0])])
        assert float(found.sample_variance[0]) == pytest.approx(found.end_points.values.var(axis=0, ddof=1).mean(), rel=1e-6)
    return numpy.array(numbers).T


@pytest.mark.parametrize("h", [0.7, *(pytest.param(h, marks=in_full) for h in GAUSSIAN if h != 0.7)])
def test_smoothing_trades_memorisation_for_variance(tmp_path, h):
    for name, found, (value, error) in zip(("memorised fraction", "variance"), samples_of(tmp_path, h, 5), GAUSSIAN[h]):
        mean, own = mean_and_error(found)
        assert_within_errors(mean - value, own, error, 1 / 1500, what=f"{name} at h = {h}")


def test_without_smoothing_all_is_memorised(tmp_path):
    memorised, variance = samples_of(tmp_path, 0, 3)
    assert numpy.all(memorised == 1)
    assert variance.mean() == pytest.approx(0.97, abs=0.03)


def smoothed_mean(points, queries, time, h, draws):
    """D_h by plain sums over these draws eps_m."""
    return numpy.mean([exact_values(points, queries + h * numpy.exp(-time) * eps, time)["posterior_mean"] for eps in draws], axis=0)


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_smoothed_means_are_averages_over_the_same_draws_at_all_times(tmp_path, ranks):
    """The draw of a pair is not known here, but the means at one time tell it; then those at the other time must be its, too."""
    random = numpy.random.default_rng(5)
    points, queries, times = random.normal(size=(40, 3)), random.normal(size=(5, 3)), [0.3, 1.0]
    common = {"train": "npy", "train_file": save(tmp_path, "train", points), "queries_file": save(tmp_path, "x", queries), "times": times,
              "observables": "posterior_mean,empirical_score,log_density", "precision": "double"}
    plain = run(tmp_path, "evaluate", common, ranks)
    pair = run(tmp_path, "evaluate", {**common, "smoothing": 1e-4, "smoothing_draws": 2}, ranks)
    wide = run(tmp_path, "evaluate", {**common, "smoothing": 0.6, "smoothing_draws": 2}, ranks)
    eps = find_draw(points, queries, times, wide.posterior_mean.values, 0.6)
    for i, time in enumerate(times):
        expected = smoothed_mean(points, queries, time, 0.6, [eps, -eps])
        assert numpy.allclose(wide.posterior_mean[:, i], expected, atol=1e-6)
        assert numpy.allclose(wide.empirical_score[:, i], (numpy.exp(-time) * expected - queries) / noise_variance(time), atol=1e-5)
    assert numpy.allclose(pair.posterior_mean, plain.posterior_mean, atol=1e-6)  # antithetic: no first order in h
    assert numpy.array_equal(wide.log_density, plain.log_density)  # not smoothed
    assert wide.attrs["smoothing"] == 0.6 and wide.attrs["smoothing_draws"] == 2 and "smoothing" not in plain.attrs


def find_draw(points, queries, times, means, h):
    """The eps of one pair of draws that explains the means at the first time, by least squares from many starts."""
    random = numpy.random.default_rng(0)

    def misfit(eps):
        return (smoothed_mean(points, queries, times[0], h, [eps, -eps]) - means[:, 0]).ravel()

    fits = [least_squares(misfit, random.normal(size=points.shape[1])) for _ in range(20)]
    best = min(fits, key=lambda fit: fit.cost)
    assert best.cost < 1e-12
    return best.x


def test_draws_are_functions_of_seed_and_number(tmp_path):
    """Twice as many draws hold the first ones: the means over 2, 4 and the second two agree; another seed has others."""
    random = numpy.random.default_rng(6)
    common = {"train": "npy", "train_file": save(tmp_path, "train", random.normal(size=(30, 2))),
              "queries_file": save(tmp_path, "x", random.normal(size=(3, 2))), "times": 0.2, "observables": "posterior_mean",
              "precision": "double", "smoothing": 0.5}
    one, again, two, other = (run(tmp_path, "evaluate", {**common, **changes}).posterior_mean.values for changes in (
        {"smoothing_draws": 2}, {"smoothing_draws": 2}, {"smoothing_draws": 4}, {"smoothing_draws": 2, "seed": 2}))
    assert numpy.array_equal(one, again)
    assert not numpy.allclose(one, other, atol=1e-3) and not numpy.allclose(one, two, atol=1e-3)
    second = 2 * two - one  # of draws 2 and 3 alone, which lies among the training points
    assert numpy.all(numpy.abs(second) < 4)


def test_a_liquid_score_keeps_its_samples(tmp_path):
    """n >> e^I down to the end of the paths: D is linear, and smoothing changes nothing but by its collapse."""
    options = {"dimension": 2, "points": 20000, "step": "ddim", "time_grid": "logspace(4,.7,30)", "trajectories": 60, "seed": 3}
    plain, smoothed = run(tmp_path, "sample", options), run(tmp_path, "sample", {**options, "smoothing": 0.3, "smoothing_draws": 32})
    # the draws have their mean exactly, their covariance within sqrt(2/M)
    assert numpy.allclose(plain.end_points, smoothed.end_points, atol=0.05)


@pytest.mark.parametrize("ranks", [2, 3])
def test_paths_do_not_depend_on_ranks(tmp_path, ranks):
    options = {"dimension": 4, "points": 100, **FLOW, "trajectories": 11, "smoothing": 0.6, "smoothing_draws": 8, "seed": 5}
    one, several = run(tmp_path, "sample", options, 1), run(tmp_path, "sample", options, ranks)
    assert numpy.allclose(one.end_points, several.end_points, atol=1e-4)
    assert float(one.sample_variance[0]) == pytest.approx(float(several.sample_variance[0]), rel=1e-4)


def test_clones_of_smoothed_paths_part(tmp_path):
    """Identities are those of the plain score; smoothed clones with noise end on the same point more seldom."""
    options = {"dimension": 8, "points": 100, "t_start": 4, "dt": 0.05, "trajectories": 300, "clone_times": 0.3, "last_change": "backward",
               "seed": 7}
    plain = run(tmp_path, "trajectories", options)
    smoothed = run(tmp_path, "trajectories", {**options, "smoothing": 1.2, "smoothing_draws": 8})
    assert float(smoothed.cloning_collapse_identity[0]) == float(plain.cloning_collapse_identity[0])
    assert float(smoothed.cloning_collapse[0]) < float(plain.cloning_collapse[0])
    changed = smoothed.last_change_time_backward.values
    assert numpy.isfinite(changed).sum() > 100 and numpy.nanmin(changed) > 0


def test_the_step_of_the_flow_is_exact_for_one_place(tmp_path):
    """D = a: y - a shrinks as sigma, in however many steps."""
    place = save(tmp_path, "place", numpy.array([[0.7, -0.2], [0.7, -0.2]]))
    many, one = (run(tmp_path, "sample", {"train": "npy", "train_file": place, "step": "ddim", "time_grid": grid, "trajectories": 3, "seed": 1})
                 for grid in ("logspace(4,.5,9)", "4,.5"))
    assert numpy.allclose(many.end_points, one.end_points, rtol=1e-5, atol=1e-6)
    assert not numpy.allclose(one.end_points, numpy.exp(-0.5) * numpy.array([0.7, -0.2]), atol=1e-3)
