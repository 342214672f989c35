"""Guided paths: against closed forms and published numbers, and against the definition in plain numpy."""

import numpy
import pytest
from scipy.special import logsumexp

from free_points import noise_variance, run, save
from run_regimes import SEED_SHIFT
from within_errors import assert_within_errors

FOUR = {"score": "population", "train": "mixture", "dimension": 4, "mean_amplitude": 2}  # rho = |m|/sigma = 4
# of the exact process at rho = 4, and what steps of Euler of .02 make of the overshoot
OVERSHOOT, VARIANCE, DIVERGENCE = {1: 0.170447, 3: 0.289945}, {3: 0.924799}, {1: 0.015787, 3: 0.043677}
EULER_OVERSHOOT = {3: 0.2913}
CLASSES = 3


def seeded(options, seed=1):
    return {**options, "seed": seed + SEED_SHIFT}


def at(found, name, strength):
    chosen = found.sel(strength=strength)
    return float(chosen[name]), float(chosen[f"{name}_stderr"])


def within(found, name, strength, expected, what):
    value, error = at(found, name, strength)
    assert_within_errors(value - expected, error, what=f"{what}, w = {strength}: {value}")


@pytest.fixture(scope="module")
def by_sde(tmp_path_factory):
    return run(tmp_path_factory.mktemp("sde"), "guidance",
               seeded({**FOUR, "strengths": "0,3", "step": "euler", "dt": 0.02, "t_start": 5, "trajectories": 6000}))


def test_the_sde_overshoots_as_one_over_rho(by_sde):
    within(by_sde, "overshoot", 3, EULER_OVERSHOOT[3], "overshoot")
    within(by_sde, "variance_ratio_along", 3, VARIANCE[3], "variance along the direction")
    within(by_sde, "divergence", 3, DIVERGENCE[3], "divergence")
    within(by_sde, "variance_ratio_across", 3, 1, "variance across the direction")
    assert by_sde.class_fidelity.sel(strength=3) > 0.999 and by_sde.separation.values == pytest.approx(4)


def test_theory_stands_beside_it(by_sde):
    guided = by_sde.sel(strength=3)
    assert float(guided.overshoot_theory) == pytest.approx(OVERSHOOT[3], abs=2e-5)
    assert float(guided.variance_ratio_along_theory) == pytest.approx(VARIANCE[3], abs=2e-5)
    assert float(guided.divergence_theory) == pytest.approx(DIVERGENCE[3], abs=2e-5)
    plain = by_sde.sel(strength=0)
    assert float(plain.overshoot) == float(plain.overshoot_stderr) == 0 and float(plain.variance_ratio_along) == 1
    assert list(by_sde.guidance_scale.values) == [1, 4]


def test_the_ode_overshoots_by_class_widths(tmp_path):
    found = run(tmp_path, "guidance", seeded({**FOUR, "strengths": "3", "step": "ode-heun", "time_grid": "snr", "t_start": 8, "t_end": 0.002,
                                              "steps": 120, "trajectories": 1500}))
    value, error = at(found, "overshoot", 3)
    assert abs(value - 1.363275) < 4 * error + 0.005  # .002 by the noise at the end, .003 by the steps
    assert float(found.sel(strength=3).overshoot_theory) == pytest.approx(1.363275, abs=1e-4)
    value, error = at(found, "variance_ratio_along", 3)
    assert abs(value - 0.339472) < 4 * error + 0.01


def test_theory_stands_beside_several_classes(tmp_path):
    """Four orthogonal means: A, and so the overshoot, is not that of two."""
    found = run(tmp_path, "guidance", seeded({"score": "population", "train": "means", "dimension": 4, "mean_amplitudes": [1.5] * 4, "strengths": "2",
                                              "step": "euler", "dt": 0.02, "t_start": 5, "trajectories": 4000}))
    row, steps = found.sel(strength=2), 0.006  # of Euler, and of the theory
    assert float(found.separation[0]) == pytest.approx(1.5 * 2 * numpy.sqrt(4 / 3) / 2)
    for name in ("overshoot", "variance_ratio_along"):
        value, error = at(found, name, 2)
        assert abs(value - float(row[f"{name}_theory"])) < 4 * error + steps, name
    assert abs(float(row.class_fidelity) - float(row.class_fidelity_theory)) < 4 * numpy.sqrt(0.03 / 4000)


def test_results_are_what_the_ends_say(by_sde):
    plain, guided = by_sde.end_along.sel(strength=0).values, by_sde.end_along.sel(strength=3).values
    difference, paths = guided - plain, len(plain)
    value, error = at(by_sde, "overshoot", 3)
    assert value == pytest.approx(difference.mean()) and error == pytest.approx(difference.std(ddof=1) / numpy.sqrt(paths))
    label = by_sde.guidance_class.values
    spread = [sum(((x[label == c] - x[label == c].mean()) ** 2).sum() for c in (0, 1)) for x in (plain, guided)]
    ratio, shift = spread[1] / spread[0], difference.mean()
    assert at(by_sde, "variance_ratio_along", 3)[0] == pytest.approx(ratio)
    assert at(by_sde, "divergence", 3)[0] == pytest.approx((ratio - 1 - numpy.log(ratio) + shift**2) / 2)
    draws = numpy.random.default_rng(1).integers(0, paths, (400, paths))  # the bootstrap's error is known to 1/sqrt(800)
    ratios, shifts = guided[draws].var(axis=1) / plain[draws].var(axis=1), difference[draws].mean(axis=1)
    assert at(by_sde, "variance_ratio_along", 3)[1] == pytest.approx(ratios.std(), rel=0.15)
    assert at(by_sde, "divergence", 3)[1] == pytest.approx(((ratios - 1 - numpy.log(ratios) + shifts**2) / 2).std(), rel=0.15)


def labelled(folder, points, dimension, classes=CLASSES, apart=2.0, seed=2):
    """Float32 points in classes along the first axes, and their labels 3, 5, 7, ..."""
    generator = numpy.random.default_rng(seed)
    label = numpy.arange(points) % classes
    a = generator.normal(size=(points, dimension))
    a[numpy.arange(points), label] += apart
    a, label = a.astype(numpy.float32), (3 + 2 * label).astype(numpy.uint8)
    return a, label, {"train": "npy", "train_file": save(folder, "points", a), "labels_file": save(folder, "labels", label), "center": "none"}


def posterior(a, x, t):
    """[query, point] weights up to a factor per query, as logarithms."""
    squared = ((x[:, None, :] - numpy.exp(-t) * a[None, :, :].astype(float)) ** 2).sum(axis=-1)
    return -squared / (2 * noise_variance(t))


def mean_of(a, log_weights):
    return numpy.exp(log_weights - logsumexp(log_weights, axis=1, keepdims=True)) @ a.astype(float)


def score(mean, x, t):
    return (numpy.exp(-t) * mean - x) / noise_variance(t)


def class_scores(a, label, x, t, path_class):
    """F_c and F of every x, by their definition."""
    logs = posterior(a, x, t)
    inside = numpy.where(label[None, :] == path_class[:, None], logs, -numpy.inf)
    return score(mean_of(a, inside), x, t), score(mean_of(a, logs), x, t)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("ranks", [None, 2, 3])
def test_means_within_classes_are_their_definition(tmp_path, classes, ranks):
    a, label, options = labelled(tmp_path, 700, 6, classes, apart=40)  # so far apart that one class is nothing beside another
    x = (0.7 * a[:9] + 0.7 * numpy.random.default_rng(3).normal(size=(9, 6))).astype(numpy.float32)
    times = [0.1, 0.4, 1.5]
    found = run(tmp_path, "evaluate", {**options, "queries_file": save(tmp_path, "x", x), "times": times,
                                       "observables": ["class_mean", "class_score", "posterior_mean"]}, ranks)
    assert list(found["class"].values) == sorted(set(label))
    for i, t in enumerate(times):
        logs = posterior(a, x.astype(float), t)
        for c, value in enumerate(found["class"].values):
            expected = mean_of(a[label == value], logs[:, label == value])
            assert numpy.allclose(found.class_mean[:, i, c], expected, atol=1e-3), (t, value)
            assert numpy.allclose(found.class_score[:, i, c], score(expected, x, t), atol=1e-3 / noise_variance(t)), (t, value)


@pytest.mark.parametrize("guidance, factor", [
    ({"guidance": "linear", "guidance_strength": 2.5}, lambda length: 2.5),
    ({"guidance": "linear", "guidance_strength": 0}, lambda length: 0),
    ({"guidance": "power-law", "guidance_strength": 2.5, "guidance_exponent": 0.7}, lambda length: 2.5 * length**0.7),
    ({"guidance": "linear", "guidance_strength": 2.5, "guidance_times": [1.9, 2.6]}, lambda length: 2.5),
    ({"guidance": "linear", "guidance_strength": 2.5, "guidance_times": [1.1, 2]}, lambda length: 0),  # T2 itself is left out
], ids=["linear", "none", "power-law", "within its times", "beyond its times"])
def test_a_step_follows_the_guided_score(tmp_path, guidance, factor):
    a, label, options = labelled(tmp_path, 300, 5)
    found = run(tmp_path, "sample", {**options, **guidance, "guidance_class": [3, 7], "step": "ode-euler", "time_grid": [3, 2, 1],
                                     "times": [2], "save_paths": True, "trajectories": 40, "precision": "double"})
    path_class = found.guidance_class.values
    assert list(path_class[:4]) == [3, 7, 3, 7]  # in turn, in their order
    x, t = found.path_points.sel(time=2).values, 2.0
    of_class, of_all = class_scores(a, label, x, t, path_class)
    length = numpy.linalg.norm(of_class - of_all, axis=1, keepdims=True)
    assert numpy.allclose(found.class_score_difference.sel(time=2), length[:, 0], rtol=1e-6)
    expected = x + (x + of_class + factor(length) * (of_class - of_all))
    assert numpy.allclose(found.end_points, expected, atol=1e-6)


@pytest.mark.parametrize("options, tolerance", [
    ({**FOUR, "step": "euler"}, 1e-9), ({"train": "mixture", "dimension": 4, "points": 400, "step": "ancestral", "precision": "double"}, 1e-7)],
    ids=["population", "empirical"])
def test_strength_minus_one_is_no_guidance(tmp_path, options, tolerance):
    common = seeded({**options, "dt": 0.1, "t_start": 4, "trajectories": 50, "times": [0.5]})
    plain = run(tmp_path, "sample", common)
    guided = run(tmp_path, "sample", {**common, "guidance": "linear", "guidance_strength": -1}, 2)
    assert numpy.allclose(guided.end_points, plain.end_points, atol=tolerance, rtol=0)
    assert guided.attrs["guidance_strength"] == -1 and guided.attrs["guidance_scale"] == 0 and "guidance" not in plain.attrs


def test_one_class_alone_feels_nothing(tmp_path):
    _, _, options = labelled(tmp_path, 200, 4, classes=1)
    common = {**options, "dt": 0.1, "t_start": 4, "trajectories": 30, "precision": "double"}
    plain = run(tmp_path, "sample", common)
    guided = run(tmp_path, "sample", {**common, "guidance": "linear", "guidance_strength": 5})
    assert numpy.allclose(guided.end_points, plain.end_points, atol=1e-7)


def test_guided_paths_of_a_training_set_end_in_their_class(tmp_path):
    a, label, options = labelled(tmp_path, 240, 8)
    found = run(tmp_path, "guidance", seeded({**options, "strengths": "3,0", "dt": 0.05, "t_start": 4, "trajectories": 600}))
    assert list(found.strength.values) == [0, 3] and found.attrs["guidance"] == "linear"
    counts = numpy.bincount(found.guidance_class.values)
    assert numpy.all(numpy.abs(counts[[3, 5, 7]] - 200) <= 2)  # by their share
    assert numpy.all(found.class_fidelity == 1) and numpy.all(found.end_class == found.guidance_class)
    index = found.end_nearest_index.values
    assert numpy.array_equal(label[index], numpy.broadcast_to(found.guidance_class.values, index.shape))
    for i in range(2):
        ratios, distinct = [], []
        for value in (3, 5, 7):
            c = numpy.bincount(index[i][found.guidance_class.values == value])
            ratios.append(c.sum() * (c.sum() - 1) / (c * (c - 1)).sum() / 80)
            distinct.append((c > 0).sum() / 80)
        assert found.effective_points_ratio.values[i] == pytest.approx(numpy.mean(ratios))
        assert found.distinct_points_ratio.values[i] == pytest.approx(numpy.mean(distinct))
    # along, from the class's mean towards it from that of the rest, in its own deviations
    one = a[label == 5].astype(float)
    direction = one.mean(axis=0) - a[label != 5].astype(float).mean(axis=0)
    direction /= numpy.linalg.norm(direction)
    y = (one - one.mean(axis=0)) @ direction
    mine = found.guidance_class.values == 5
    rows = {row: position for position, row in enumerate(numpy.flatnonzero(label == 5))}
    expected = (y / y.std())[[rows[row] for row in index[1][mine]]]
    assert (numpy.abs(found.end_along.values[1][mine] - expected) < 0.02).mean() > 0.85  # some end between two points, with steps of .05
    assert float(found.overshoot.sel(strength=3)) > 0.02


def test_the_file_and_the_law_of_paths_do_not_depend_on_ranks(tmp_path):
    options = seeded({"train": "mixture", "dimension": 6, "points": 2000, "strengths": "2", "dt": 0.1, "t_start": 4, "trajectories": 45})
    one, *others = (run(tmp_path, "guidance", options, ranks) for ranks in (1, 2, 3))
    for other in others:
        assert numpy.array_equal(one.end_nearest_index, other.end_nearest_index)
        assert numpy.allclose(one.end_along, other.end_along, atol=1e-4)
        assert numpy.array_equal(one.end_last_change_time, other.end_last_change_time)


def test_last_changes_are_those_of_trajectories(tmp_path):
    """Strength -1 are the paths of `regimes trajectories` without guidance, whose nearest points are looked up at the same times."""
    sampler = seeded({"train": "mixture", "dimension": 12, "points": 150, "dt": 0.05, "t_start": 4, "trajectories": 200, "precision": "double"})
    guided = run(tmp_path, "guidance", {**sampler, "strengths": "-1"})
    plain = run(tmp_path, "trajectories", {**sampler, "last_change": "backward", "record_spacing": 0.05})
    ours, theirs = guided.end_last_change_time.sel(strength=-1).values, plain.last_change_time_backward.values
    assert (numpy.abs(ours - theirs) < 1e-6).mean() > 0.97 and ours.std() > 0.1
