"""Points that stand more than once: counted, one place to the second neighbour, and one to the observables over distinct points."""

import os
import subprocess

import h5py
import numpy
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

from free_points import noise_variance, run, save

RANKS = [1, 3]
COPIES = numpy.r_[[40, 7, 4, 3, 2, 2], numpy.ones(55, int)]


def normal(seed, *shape):
    return numpy.random.default_rng(seed).normal(size=shape)


def test_near_copies_of_a_point_that_stands_twice_are_memorised(tmp_path):
    generator = numpy.random.default_rng(6)
    once = generator.normal(size=(300, 64))
    a = numpy.vstack([once, once[:100]])
    for name, at in {"twice": slice(50), "once": slice(200, 250)}.items():
        samples = once[at] + 1e-3 * generator.normal(size=(50, 64))
        options = {"train": "npy", "train_file": save(tmp_path, "a", a), "samples_file": save(tmp_path, name, samples)}
        distance = numpy.linalg.norm(samples[:, None] - once, axis=2)
        for ranks in RANKS:
            found = run(tmp_path, "memorisation", options, ranks)
            assert found.memorised_fraction == 1
            assert numpy.array_equal(found.nearest_index, distance.argsort(axis=1)[:, :2])
            assert numpy.allclose(found.nearest_distance, numpy.sort(distance, axis=1)[:, :2], rtol=1e-9, atol=0)
            assert found.attrs["points_with_equals"] == 200 and found.attrs["distinct_points_with_equals"] == 100


def test_many_copies_hide_no_second_neighbour(tmp_path):
    """More copies than a sweep keeps candidates, in every block of points."""
    once = normal(1, 40, 5)
    a = numpy.vstack([numpy.repeat(once[:1], 700, axis=0), once[1:]])[numpy.random.default_rng(2).permutation(739)]
    samples = once[:1] + 0.01 * normal(3, 30, 5)
    found = run(tmp_path, "memorisation", {"train": "npy", "train_file": save(tmp_path, "a", a),
                                           "samples_file": save(tmp_path, "samples", samples)}, 2)
    distance = numpy.sort(numpy.linalg.norm(samples[:, None] - once, axis=2), axis=1)
    assert numpy.allclose(found.nearest_distance, distance[:, :2], rtol=1e-9, atol=0)
    first = numpy.flatnonzero((a == once[0]).all(axis=1))[0]
    assert (found.nearest_index[:, 0] == first).all()


def test_points_that_are_all_equal_are_refused(tmp_path):
    same = numpy.ones((50, 3))
    with pytest.raises(AssertionError, match="all 50 points are equal"):
        run(tmp_path, "memorisation", {"train": "npy", "train_file": save(tmp_path, "a", same), "samples_file": save(tmp_path, "s", same)})


def test_zeros_of_either_sign_are_equal_and_labels_select_before_equals_are_counted(tmp_path):
    a = numpy.vstack([normal(1, 98, 4), numpy.zeros((1, 4)), -numpy.zeros((1, 4))])
    a[50] = a[10]
    labels = numpy.zeros(100, numpy.uint8)
    labels[50] = 1
    options = {"train": "npy", "train_file": save(tmp_path, "a", a), "samples_file": save(tmp_path, "s", a[:5])}
    assert run(tmp_path, "memorisation", options).attrs["points_with_equals"] == 4
    chosen = run(tmp_path, "memorisation", {**options, "labels_file": save(tmp_path, "l", labels), "classes": 0})
    assert chosen.attrs["points_with_equals"] == 2


def collapse(folder, a, ranks=None, **more):
    options = {"train": "npy", "train_file": save(folder, f"a{len(a)}", a), "sizes": len(a), "queries": 500, "times": "logspace(.02,1.5,40)"}
    return run(folder, "collapse", {**options, **more}, ranks)


def test_a_set_with_every_point_twice_collapses_as_if_once(tmp_path):
    once = normal(6, 500, 32)
    single = collapse(tmp_path, once)
    for ranks in RANKS:
        pair = collapse(tmp_path, numpy.vstack([once, once]), ranks)
        assert numpy.isnan(pair.collapse_time_cloning) and numpy.isnan(pair.collapse_time_cloning_stderr)
        assert "rounding" in pair.collapse_time_cloning.attrs["why_missing"]
        for name in "cloning", "entropy", "fit":
            ours, right = f"collapse_time_{name}_distinct", f"collapse_time_{name}"
            error = numpy.hypot(pair[f"{ours}_stderr"].item(), single[f"{right}_stderr"].item())
            assert 0 < pair[f"{ours}_stderr"].item() < 0.05 and abs(pair[ours].item() - single[right].item()) < 4 * error, name
        for ours in "excess_entropy_ratio", "cloning_collapse":
            error = numpy.hypot(pair[f"{ours}_distinct_stderr"].values, single[f"{ours}_stderr"].values)
            assert (abs(pair[f"{ours}_distinct"].values - single[ours].values) < 5 * error + 1e-6).all()


def test_curves_over_distinct_points_against_sums_over_places(tmp_path):
    """Copies in unequal numbers: sums over places in numpy, averaged over sources and noises of its own."""
    once = normal(3, 60, 6)
    copies = numpy.r_[[7, 4, 3, 2, 2], numpy.ones(55, int)]
    a = numpy.repeat(once, copies, axis=0)
    times = [0.05, 0.2, 0.5, 1.2]
    found = collapse(tmp_path, a, queries=73 * 60, times=times)
    generator, draws = numpy.random.default_rng(4), 20000
    source = generator.choice(60, draws, p=copies / copies.sum())
    effective = numpy.log(73) - (copies * numpy.log(copies)).sum() / 73
    for i, t in enumerate(times):
        variance = -numpy.expm1(-2 * t)
        x = numpy.exp(-t) * once[source] + numpy.sqrt(variance) * generator.normal(size=(draws, 6))
        logit = numpy.log(copies) - ((x[:, None] - numpy.exp(-t) * once) ** 2).sum(axis=2) / (2 * variance)
        weight = numpy.exp(logit - logit.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        entropy = -(weight * numpy.log(numpy.maximum(weight, 1e-300))).sum(axis=1) / effective
        for name, values in {"cloning_collapse": (weight**2).sum(axis=1), "excess_entropy_ratio": entropy}.items():
            error = numpy.hypot(values.std() / numpy.sqrt(draws), found[f"{name}_distinct_stderr"].values[0, i])
            assert abs(found[f"{name}_distinct"].values[0, i] - values.mean()) < 4 * error, f"{name} at t = {t}"


def test_sets_without_equal_points_say_nothing_of_them(tmp_path):
    single = collapse(tmp_path, normal(6, 100, 8))
    assert "points_with_equals" not in single.attrs
    assert not [name for name in single if "distinct" in name]


def test_copies_of_sources_are_kept_for_a_run_that_goes_on(tmp_path):
    once = normal(6, 200, 16)
    whole = collapse(tmp_path, numpy.vstack([once, once[:50]]), sizes="100,250", realisations=3, queries=100)
    with h5py.File(next(tmp_path.glob("collapse*.h5"))) as file:
        stored = file["state/source_copies"][...]
    assert stored.shape == (3, 2, 100) and (stored[:, 1] >= stored[:, 0]).all() and stored.max() == 2
    assert whole.attrs["points_with_equals"] == 100


def over_places(places, copies, queries, time):
    """Entropy and inverse participation ratio of the weights of places, in double: [query]."""
    variance = noise_variance(time)
    energy = ((queries[:, None] - numpy.exp(-time) * places) ** 2).sum(axis=2) / (2 * variance)
    log_weight = numpy.log(copies) - energy
    log_weight -= logsumexp(log_weight, axis=1, keepdims=True)
    weight = numpy.exp(log_weight)
    return -(weight * log_weight).sum(axis=1), (weight**2).sum(axis=1)


@pytest.mark.parametrize("precision, rounding", [("float", 3e-5), ("double", 1e-12)])
@pytest.mark.parametrize("ranks", RANKS)
def test_posteriors_over_distinct_points_against_sums_over_places(tmp_path, precision, rounding, ranks):
    places = normal(3, len(COPIES), 6).astype(numpy.float32).astype(float)
    a = numpy.repeat(places, COPIES, axis=0)[numpy.random.default_rng(2).permutation(COPIES.sum())]
    x, times = normal(4, 70, 6), [0.01, 0.2, 0.5, 3]
    x[:10] = places[:10]
    options = {"train": "npy", "train_file": save(tmp_path, "a", a), "queries_file": save(tmp_path, "x", x), "times": times,
               "center": "none", "precision": precision}
    found = run(tmp_path, "evaluate", options, ranks)
    for i, time in enumerate(times):
        entropy, y2 = over_places(places, COPIES, x.astype(numpy.float32).astype(float) if precision == "float" else x, time)
        assert numpy.allclose(found.posterior_entropy_distinct.values[:, i], entropy, rtol=0, atol=rounding * 10)
        assert numpy.allclose(found.inverse_participation_ratio_distinct.values[:, i], y2, rtol=0, atol=rounding * 10)
    assert (found.inverse_participation_ratio < found.inverse_participation_ratio_distinct - 0.5).any()
    only = run(tmp_path, "evaluate", {**options, "observables": "log_density,posterior_entropy"}, ranks)
    assert "inverse_participation_ratio_distinct" not in only and numpy.allclose(
        only.posterior_entropy_distinct, found.posterior_entropy_distinct, atol=rounding * 10)
    assert "equal points as one" in found.posterior_entropy_distinct.attrs["long_name"]


def test_paths_that_collapse_on_points_that_stand_twice_are_memorised(tmp_path):
    places = normal(6, 40, 16).astype(numpy.float32).astype(float)
    times = [0.05, 3]
    options = {"train": "npy", "train_file": save(tmp_path, "pairs", numpy.vstack([places, places])), "times": times, "save_paths": True,
               "trajectories": 60, "t_start": 5, "steps": 40, "step": "exact", "t_end": 0.01, "precision": "double"}
    for ranks in RANKS:
        found = run(tmp_path, "sample", options, ranks)
        x = found.path_points.values
        for i, time in enumerate(found.time.values):
            entropy, y2 = over_places(places, numpy.full(40, 2), x[i], time)
            assert numpy.allclose(found.posterior_entropy_distinct.values[i], entropy, atol=1e-9)
            assert numpy.allclose(found.inverse_participation_ratio_distinct.values[i], y2, atol=1e-9)
            assert numpy.allclose(found.inverse_participation_ratio.values[i], y2 / 2, atol=1e-9)
        assert found.memorised_fraction.values.tolist() == [1, 1, 0]


def left_out_likelihood(a, queries, h):
    """Mean ln rho_h over these points, each without its own term, in double."""
    n, d = a.shape
    energy = -((a[queries][:, None] - a) ** 2).sum(axis=2) / (2 * h * h)
    energy[numpy.arange(len(queries)), queries] = -numpy.inf
    return (logsumexp(energy, axis=1) - numpy.log(n - 1) - d * numpy.log(h) - d / 2 * numpy.log(2 * numpy.pi)).mean()


def test_best_bandwidths_leave_out_queries_with_equals(tmp_path):
    once = normal(6, 200, 2)
    a = numpy.vstack([once, once[:30]])
    singles = numpy.arange(30, 200)
    right = numpy.exp(minimize_scalar(lambda log_h: -left_out_likelihood(a, singles, numpy.exp(log_h)), bounds=(-3, 1), method="bounded").x)
    options = {"train": "npy", "leave_one_out": True, "queries": 230, "bandwidths": "logspace(.03,2,60)", "precision": "double"}
    found = run(tmp_path, "kde", {**options, "train_file": save(tmp_path, "some", a), "sizes": 230}, 2)
    assert abs(found.best_bandwidth.item() / right - 1) < 0.01 and found.best_bandwidth_stderr < 0.2 * right
    all_points = numpy.arange(230)
    for i, h in enumerate(found.bandwidth.values):
        assert numpy.isclose(found.log_density.values[0, i], left_out_likelihood(a, all_points, h), atol=1e-9)
    output = max(tmp_path.glob("kde*.h5"), key=os.path.getmtime)
    with h5py.File(output) as file:
        copies = file["state/query_copies"][...]
    assert copies.shape == (1, 1, 230) and copies.sum() == 60 and copies.max() == 1
    pairs = run(tmp_path, "kde", {**options, "train_file": save(tmp_path, "pairs", numpy.vstack([once, once])), "sizes": 400, "queries": 400})
    assert numpy.isnan(pairs.best_bandwidth) and "every query has an equal" in pairs.best_bandwidth.attrs["why_missing"]


def test_points_that_are_left_out_with_equals_there_are_warned_of(tmp_path):
    once = normal(6, 100, 4)
    for name, a, warns in (("twice", numpy.vstack([once, once]), True), ("once", once, False)):
        words = ["kde", "--train", "npy", "--train-file", save(tmp_path, name, a), "--queries", "50", "--output", str(tmp_path / f"{name}.h5")]
        done = subprocess.run([os.environ["REGIMES_PROGRAM"], *words], capture_output=True, text=True, check=True)
        assert ("points have equals" in done.stderr + done.stdout) == warns
