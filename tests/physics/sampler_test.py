"""`regimes sample` and `regimes trajectories`: simulated paths against closed forms, identities and plain numpy."""

import numpy
import pytest
from scipy.stats import norm

from free_points import exact_values, noise_variance, run, save, squared_distances
from run_regimes import SEED_SHIFT
from within_errors import assert_within_errors

POINTS, DIMENSION = 500, 64
EMPIRICAL = {"points": POINTS, "dimension": DIMENSION, "t_start": 4}
COLLAPSE_TIMES = [0.6, 0.87, 1.4]
AMPLITUDE_1024 = 32  # mu = 1 at d = 1024 has |m| = 32, and only the projection on m matters
TWO_MEANS = {"score": "population", "train": "mixture", "dimension": 1, "mean_amplitude": AMPLITUDE_1024, "step": "euler", "t_start": 7}
SPECIATION_TIMES = [3.0, 3.5, 4.0]


def same_class(time, amplitude):
    """phi(kappa) of two means at unit variance, where Gamma = 1: kappa = 2 |m|^2 e^(-2t)."""
    kappa = 2 * amplitude**2 * numpy.exp(-2 * time)
    z = numpy.linspace(-9, 9, 20001)
    return numpy.trapz(norm.pdf(z) / (1 + numpy.exp(-(kappa + numpy.sqrt(2 * kappa) * z))), z)


def seeded(options, seed=1):
    return {**options, "seed": seed + SEED_SHIFT}


def compare(data, name, theory, what):
    assert_within_errors(data[name].values - theory, data[f"{name}_stderr"].values, what=what)


def test_two_means_speciate_where_theory_says(tmp_path):
    found = run(tmp_path, "trajectories", seeded({**TWO_MEANS, "dt": 0.02, "clone_times": SPECIATION_TIMES, "trajectories": 10000}))
    theory = [same_class(t, AMPLITUDE_1024) for t in SPECIATION_TIMES]
    compare(found, "cloning_agreement", theory, "clones")
    compare(found, "cloning_agreement_identity", theory, "E[sum pi_c^2]")


@pytest.mark.parametrize("sampler", [{"step": "ancestral", "dt": 0.02}, {"step": "exact", "steps": 12}], ids=["ancestral", "exact"])
def test_clones_and_u_turns_of_a_training_set_have_their_identities(tmp_path, sampler):
    found = run(tmp_path, "trajectories", seeded({**EMPIRICAL, **sampler, "clone_times": COLLAPSE_TIMES, "turn_times": COLLAPSE_TIMES,
                                                  "trajectories": 1000}), 2)
    for simulated in ("cloning_collapse", "turn_same_point"):
        assert_within_errors(found[simulated].values - found[f"{simulated}_identity"].values, found[f"{simulated}_stderr"].values,
                             found[f"{simulated}_identity_stderr"].values, what=simulated)
    # C(t) = E|D|^2/E|a|^2 lies between P(same point) and 1
    assert numpy.all(found.turn_autocorrelation.values > found.turn_same_point.values - 0.05)
    assert numpy.all(numpy.diff(found.turn_autocorrelation.values) < 0)


def test_steps_of_euler_make_clones_part_more_often(tmp_path):
    """dt = .1, E[Y2] at t = .8, simulated with plain numpy (3 sets of 4000 pairs): phi_C is too small by .88(5) dt where clones part at t,
    and by 2.50(5) dt where they part a step before, at t + dt, since phi_C falls with t."""
    t, dt, reference_error = 0.8, 0.1, 0.05
    found = run(tmp_path, "trajectories", seeded({**EMPIRICAL, "step": "euler", "dt": dt, "clone_times": [t, t + dt], "trajectories": 3000}))
    for part, reference in enumerate([-0.88, -2.50]):
        bias = (found.cloning_collapse.values[part] - found.cloning_collapse_identity.values[0]) / dt
        errors = found.cloning_collapse_stderr.values[part] / dt, found.cloning_collapse_identity_stderr.values[0] / dt
        assert_within_errors(bias - reference, *errors, reference_error, what=f"bias over dt, clones parting at {t + part * dt}")
        assert bias < -4 * numpy.hypot(*errors)


def test_clones_of_the_probability_flow_coincide(tmp_path):
    found = run(tmp_path, "trajectories", seeded({**EMPIRICAL, "step": "ode-heun", "dt": 0.05, "clone_times": [0.5, 2],
                                                  "trajectories": 100}))
    assert numpy.all(found.cloning_collapse.values == 1)


def scatter_error(found, route):
    """The error of a mean last change without that of its record."""
    name = f"last_change_mean_{route}"
    return numpy.sqrt(float(found[f"{name}_stderr"]) ** 2 - float(found[f"{name}_grid_error"]) ** 2)


def test_last_changes_by_both_routes(tmp_path):
    """Mean .980(5), s.d. .27 at spacing .02, with .003 between data sets; both routes on one data set agree."""
    means, sets = {"forward": [], "backward": []}, 3
    for seed in range(sets):
        found = run(tmp_path, "trajectories", seeded({**EMPIRICAL, "t_start": 3, "step": "exact", "steps": 1, "last_change": "both",
                                                      "trajectories": 500}, 10 + seed))
        for route, values in means.items():
            values.append((float(found[f"last_change_mean_{route}"]), scatter_error(found, route)))
            assert abs(float(found[f"last_change_deviation_{route}"]) - 0.27) < 4 * 0.27 / numpy.sqrt(2 * 500)
            assert int(found[f"last_change_count_{route}"].sum()) == numpy.isfinite(found[f"last_change_time_{route}"].values).sum()
    forward, backward = numpy.array(means["forward"]), numpy.array(means["backward"])
    assert_within_errors(forward[:, 0] - backward[:, 0], forward[:, 1], backward[:, 1], what="one route less the other")
    for values in (forward, backward):
        error = numpy.sqrt((values[:, 1] ** 2).sum()) / sets
        assert_within_errors(values[:, 0].mean() - 0.980, error, 0.005, 0.003 / numpy.sqrt(sets), what="mean last change")


def test_last_changes_are_later_on_coarser_records(tmp_path):
    """By .47 sqrt(spacing)."""
    spacings, means, errors = [0.01, 0.16], [], []
    for spacing in spacings:
        found = run(tmp_path, "trajectories", seeded({**EMPIRICAL, "t_start": 3, "last_change": "forward", "record_spacing": spacing,
                                                      "trajectories": 1000}))
        means.append(float(found.last_change_mean_forward))
        errors.append(scatter_error(found, "forward"))
    expected = 0.47 * (numpy.sqrt(spacings[1]) - numpy.sqrt(spacings[0]))
    about = 0.15 * expected  # .47 is a fit over spacings
    assert abs(means[1] - means[0] - expected) < 4 * numpy.hypot(*errors) + about


def test_errors_of_last_changes_hold_on_records_of_any_spacing(tmp_path):
    """A path known at all times has the mean .980 - .47 sqrt(.02) = .914(6) at n = 500, d = 64."""
    limit, uncertain, deviations = 0.980 - 0.47 * numpy.sqrt(0.02), 0.006, []
    for spacing in (0.01, 0.05, 0.2):
        found = run(tmp_path, "trajectories", seeded({**EMPIRICAL, "t_start": 3, "last_change": "forward", "record_spacing": spacing,
                                                      "trajectories": 1000}))
        value, error, of_record = (float(found[f"last_change_mean_forward{end}"]) for end in ("", "_stderr", "_grid_error"))
        deviations.append((value - limit) / numpy.hypot(error, uncertain))
        assert abs(of_record / (0.47 * numpy.sqrt(spacing)) - 1) < 0.5, spacing
    assert max(map(abs, deviations)) < 2, deviations
    assert abs(value - limit) > 4 * scatter_error(found, "forward"), "the coarsest record is off by more than its scatter"


def test_a_population_sampler_reproduces_mean_and_covariance(tmp_path):
    mu, variance, count = 0.5, 0.7, 20000
    end = 0.001
    found = run(tmp_path, "sample", seeded({"score": "population", "train": "mixture", "dimension": 3, "mean_amplitude": mu,
                                            "variance": variance, "trajectories": count, "step": "ode-heun", "time_grid": "snr",
                                            "t_start": 5, "t_end": end, "steps": 200}))
    x = found.end_points.values
    covariance = numpy.exp(-2 * end) * (variance * numpy.eye(3) + mu**2) + noise_variance(end) * numpy.eye(3)
    diagonal = numpy.diag(covariance)
    assert_within_errors(x.mean(axis=0), numpy.sqrt(diagonal / count), what="mean")
    assert_within_errors(numpy.cov(x.T) - covariance, numpy.sqrt((covariance**2 + numpy.outer(diagonal, diagonal)) / count),
                         what="covariance")


@pytest.mark.parametrize("grid, equal_steps", [({"dt": 0.02}, "t"), ({"time_grid": "snr", "t_end": 1e-4, "steps": 100}, "ln snr")],
                         ids=["uniform", "snr"])
def test_ancestral_steps_lose_the_variance_that_they_should(tmp_path, grid, equal_steps):
    """A unit Gaussian at t = 0 misses sum (Delta_t - Delta_s)^2/Delta_t, for small steps 2 dt (ln(1/dt) - 1.116), or h/2."""
    found = run(tmp_path, "sample", seeded({"score": "population", "dimension": 20, "trajectories": 4000, **grid}))
    variance = noise_variance(found.schedule.values)
    missing = (numpy.diff(variance) ** 2 / variance[:-1]).sum() * numpy.exp(2 * found.schedule.values[-1])
    x = found.end_points.values
    assert_within_errors((x**2).mean() - (1 - missing), (1 - missing) * numpy.sqrt(2 / x.size), what="variance")
    if equal_steps == "t":
        small_steps = 2 * grid["dt"] * (numpy.log(1 / grid["dt"]) - (1 + numpy.log(2) - numpy.euler_gamma))
        next_order = missing  # in dt, relative
    else:
        small_steps = numpy.log(numpy.expm1(2 * found.schedule.values[0]) / numpy.expm1(2 * found.schedule.values[-1])) / grid["steps"] / 2
        next_order = small_steps  # (1 - e^-h)/2 = h/2 - h^2/4
    assert abs(missing / small_steps - 1) < next_order


def test_paths_that_have_collapsed_are_memorised_before_their_noise_is_gone(tmp_path):
    """Points 2.3 apart and noise of length 2.2: the noisy ends are near to none, their posterior means are points."""
    t_end = 0.01
    a = (0.1 * numpy.random.default_rng(1).normal(size=(200, 256))).astype(numpy.float32)
    found = run(tmp_path, "sample", seeded({"train": "npy", "train_file": save(tmp_path, "points", a), "times": [4], "t_end": t_end,
                                            "step": "exact", "steps": 60, "trajectories": 40}))
    noisy = numpy.sqrt(numpy.partition(squared_distances(a.astype(float), found.end_points.values, t_end), 1, axis=1)[:, :2])
    assert numpy.allclose(found.nearest_distance.values[0], noisy, rtol=1e-4) and (noisy[:, 0] * 3 > noisy[:, 1]).all()
    assert numpy.allclose(found.inverse_participation_ratio.values[0], 1)
    assert found.memorised_fraction.values.tolist() == [1, 0]
    assert "posterior mean" in found.attrs["memorised_compares"] and "posterior mean" in found.memorised_fraction.attrs["long_name"]
    assert numpy.allclose(found.end_means.values, a[found.nearest_index.values[0, :, 0]], atol=1e-6)
    copies = run(tmp_path, "memorisation", {"train": "npy", "train_file": str(tmp_path / "points.npy"),
                                            "samples_file": f"{tmp_path / 'sample0.h5'}:/end_means"})
    assert copies.memorised_fraction == 1


def test_a_mean_over_many_points_beside_one_of_them_is_not_memorised(tmp_path):
    """One point at the mean of the others: at large times every posterior mean lies there, and belongs to none."""
    a = numpy.random.default_rng(1).normal(size=(50, 4)).astype(numpy.float32)
    a[0] = a[1:].mean(axis=0)
    found = run(tmp_path, "sample", seeded({"train": "npy", "train_file": save(tmp_path, "points", a), "times": [5], "trajectories": 20, "steps": 40,
                                            "step": "exact"}))
    distances = found.posterior_mean_nearest_distance.values
    assert (distances[1, :, 0] * 3 < distances[1, :, 1]).all() and found.memorised_fraction.values.tolist() == [1, 0]


def test_observables_along_paths_are_those_of_plain_loops(tmp_path):
    a = (3 + numpy.random.default_rng(1).normal(size=(300, 20))).astype(numpy.float32)
    labels = (numpy.arange(300) % 3).astype(numpy.uint8)
    times = [0.05, 0.2, 0.6, 1.5]
    options = {"train": "npy", "train_file": save(tmp_path, "points", a), "labels_file": save(tmp_path, "labels", labels), "scale": 2,
               "times": times, "save_paths": True, "trajectories": 150, "t_start": 5, "dt": 0.05}
    found = run(tmp_path, "sample", seeded(options), 3)
    assert list(found.time.values) == [0, *times]
    points = 2 * a.astype(float)
    for i, time in enumerate(found.time.values):
        x = 2 * found.path_points.values[i]
        distances = numpy.sqrt(squared_distances(points, x, time))
        assert numpy.array_equal(found.nearest_index.values[i, :, 0], distances.argmin(axis=1))
        assert numpy.allclose(found.nearest_distance.values[i], numpy.sort(distances, axis=1)[:, :2], rtol=1e-5, atol=1e-5)
        means = x if time == 0 else exact_values(points, x, time)["posterior_mean"]
        from_means = numpy.sort(numpy.sqrt(squared_distances(points, means, 0)), axis=1)[:, :2]
        assert numpy.allclose(found.posterior_mean_nearest_distance.values[i], from_means, rtol=1e-3, atol=1e-3)
        has_settled = time == 0 or exact_values(points, x, time)["inverse_participation_ratio"] > 0.5
        assert found.memorised_fraction.values[i] == ((from_means[:, 0] < from_means[:, 1] / 3) & has_settled).mean()
        if time == 0:
            assert numpy.isnan(found.posterior_entropy.values[i]).all()
            continue
        about_mean = x - numpy.exp(-time) * points.mean(axis=0)
        assert numpy.allclose(found.norm_squared.values[i], (about_mean ** 2).mean(axis=1), rtol=1e-6)
        exact = exact_values(points, x, time, labels=labels)
        assert numpy.allclose(found.posterior_entropy.values[i], exact["posterior_entropy"], atol=2e-4)
        assert numpy.allclose(found.inverse_participation_ratio.values[i], exact["inverse_participation_ratio"], atol=2e-4)
        assert numpy.allclose(found.class_weights.values[i], exact["class_weights"], atol=2e-4)
    assert found.memorised_fraction.values[0] == 1 and found.memorised_fraction.values[-1] == 0
    assert numpy.array_equal(found.end_points.values, found.path_points.values[0])


def test_norms_do_not_depend_on_the_centre(tmp_path):
    """Sampled paths are the same about any centre, and so is their distance from the mean of the points."""
    a = (100 * numpy.random.default_rng(1).random((200, 6))).astype(numpy.float32)
    options = {"train": "npy", "train_file": save(tmp_path, "points", a), "times": [0.3, 1.2], "save_paths": True, "trajectories": 50,
               "t_start": 5, "steps": 20, "precision": "double"}
    for center in ("scalar", "mean", "none"):
        found = run(tmp_path, "sample", seeded({**options, "center": center}))
        for i, time in enumerate(found.time.values):
            about_mean = found.path_points.values[i] - numpy.exp(-time) * a.astype(float).mean(axis=0)
            assert numpy.allclose(found.norm_squared.values[i], (about_mean ** 2).mean(axis=1), rtol=1e-9), center


@pytest.mark.parametrize("step", ["ancestral", "exact"])
def test_paths_do_not_depend_on_ranks(tmp_path, step):
    options = seeded({**EMPIRICAL, "step": step, "dt": 0.1, "trajectories": 200, "times": [0.3, 0.87, 1.4]})
    one, *others = [run(tmp_path, "sample", options, ranks) for ranks in (None, 2, 3)]
    for other in others:
        assert numpy.array_equal(one.nearest_index.values, other.nearest_index.values)
        rounding = 0 if step == "exact" else 1e-4  # of float sums, 1e-7, grown on the way
        assert numpy.abs(one.end_points.values - other.end_points.values).max() <= rounding


def test_path_i_is_the_same_however_many_there_are(tmp_path):
    options = seeded({**EMPIRICAL, "step": "exact", "dt": 0.2})
    few, many = [run(tmp_path, "sample", {**options, "trajectories": count}).end_points.values for count in (7, 100)]
    assert numpy.array_equal(few, many[:7])


def test_entropy_is_the_integral_of_the_error_of_the_mean(tmp_path):
    """I-MMSE: H(t) = ln n - (1/2) int_0^{snr(t)} E|a - D|^2 dsnr', query by query on the same points and noise."""
    generator = numpy.random.default_rng(3)
    points, dimension, queries = 40, 3, 400
    a = generator.normal(size=(points, dimension)).astype(numpy.float32)
    snr = numpy.concatenate([[1e-6], numpy.linspace(0.02, 2, 100)])
    times = numpy.log1p(1 / snr) / 2
    source, z = numpy.arange(queries) % points, generator.normal(size=(queries, dimension))
    errors, entropy = [], []
    for time in times:
        exact = exact_values(a, numpy.exp(-time) * a[source] + numpy.sqrt(noise_variance(time)) * z, time)
        errors.append(((a[source] - exact["posterior_mean"]) ** 2).sum(axis=1))
        entropy.append(exact["posterior_entropy"])
    last = times[-1]
    x = numpy.exp(-last) * a[source] + numpy.sqrt(noise_variance(last)) * z
    found = run(tmp_path, "evaluate", {"train": "npy", "train_file": save(tmp_path, "points", a), "center": "none",
                                       "queries_file": save(tmp_path, "x", x), "times": [float(last)],
                                       "observables": "posterior_entropy,posterior_mean"})
    assert numpy.allclose(((a[source] - found.posterior_mean.values[:, 0]) ** 2).sum(axis=1), errors[-1], atol=1e-3)
    difference = found.posterior_entropy.values[:, 0] - (numpy.log(points) - numpy.trapz(errors, snr, axis=0) / 2)
    by_source = difference.reshape(-1, points).mean(axis=0)
    assert_within_errors(by_source.mean(), by_source.std(ddof=1) / numpy.sqrt(points), what="H less its integral")
