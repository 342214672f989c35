"""Coordinates with offsets and sizes of their own keep their digits: against numpy in long double, within the bound that the program prints."""

import numpy
import pytest

from free_points import noise_variance, run, save

CENTERS = ["scalar", "mean", "none"]
OFFSETS = [(0, 0, 0), (1000, -300, 7), (448000, 5412000, -3)]
SIZES = [(1, 1, 1), (1, 1000, 5), (1, 3e4, 2), (1, 3e7, 2)]
TIMES = [0.001, 0.3, 4.5]
BEYOND_DOUBLE = 1e6  # columns of this size lose more than a nat in products of double numbers, but at the last time


def log_densities(points, queries, time):
    """ln P_t^e in long double: [query]."""
    a, x, t = points.astype(numpy.longdouble), queries.astype(numpy.longdouble), numpy.longdouble(time)
    variance = -numpy.expm1(-2 * t)
    energy = ((x[:, None] - numpy.exp(-t) * a[None]) ** 2).sum(axis=-1) / (2 * variance)
    least = energy.min(axis=1)
    total = numpy.log(numpy.exp(least[:, None] - energy).sum(axis=1)) - least
    return total - numpy.log(len(a)) - a.shape[1] / 2 * numpy.log(2 * numpy.pi * variance)


def noised(generator, points, time, count):
    """Points to ask at, which differ from noised training points in every digit."""
    noise = generator.normal(size=(count, points.shape[1]))
    return numpy.exp(-time) * points[:count] + numpy.sqrt(noise_variance(time)) * noise


def metres(seed=1):
    """Places in metres, to the millimetre, in a projection whose two coordinates have large offsets."""
    generator = numpy.random.default_rng(seed)
    return generator, numpy.array([448000.0, 5412000.0]) + generator.normal(0, 5, (500, 2)).round(3)


@pytest.mark.parametrize("center", CENTERS)
def test_places_in_metres(tmp_path, center):
    generator, a = metres()
    samples = a[:20] + generator.normal(0, 0.05, (20, 2)).round(3)
    options = {"train": "npy", "train_file": save(tmp_path, "metres", a), "center": center}
    found = run(tmp_path, "memorisation", {**options, "samples_file": save(tmp_path, "samples", samples)})
    distance = numpy.sort(numpy.linalg.norm(samples[:, None] - a, axis=2), axis=1)[:, :2]
    assert found.memorised_fraction == (distance[:, 0] / distance[:, 1] < 1 / 3).mean()
    assert numpy.allclose(found.nearest_distance, distance, rtol=0, atol=1e-8)


@pytest.mark.parametrize("center", CENTERS)
@pytest.mark.parametrize("time", [TIMES[0], TIMES[-1]])
def test_log_densities_of_places_in_metres(tmp_path, center, time):
    generator, a = metres()
    x = noised(generator, a, time, 20)
    options = {"train": "npy", "train_file": save(tmp_path, "metres", a), "center": center, "times": [time],
               "queries_file": save(tmp_path, "x", x)}
    is_beyond_double = center == "none" and time == TIMES[0]
    for precision in "auto", "double":
        if is_beyond_double:
            with pytest.raises(AssertionError, match="even double is too coarse at t = 0.001: .* use --center mean"):
                run(tmp_path, "evaluate", {**options, "precision": precision})
            continue
        found = run(tmp_path, "evaluate", {**options, "precision": precision})
        assert found.attrs["logit_error_bound"] < 0.05
        assert center != "none" or found.attrs["precision"] == "double"
        error = numpy.abs(found.log_density.values[:, 0] - log_densities(a, x, time)).max()
        assert error <= found.attrs["logit_error_bound"], precision
    only_nearest = run(tmp_path, "evaluate", {**options, "precision": "double", "observables": "nearest"})
    nearest = ((x[:, None] - numpy.exp(-time) * a) ** 2).sum(axis=2).argmin(axis=1)
    assert numpy.array_equal(only_nearest.nearest_index.values[:, 0, 0], nearest)


@pytest.mark.parametrize("command, more", [("collapse", {"sizes": "200", "times": "logspace(.001,1,8)", "queries": 50}),
                                           ("kde", {"sizes": "200", "bandwidths": "logspace(.01,20,6)", "queries": 50}),
                                           ("sample", {"trajectories": 5, "steps": 20, "time_grid": "snr", "t_end": 0.001})])
def test_points_without_a_centre_are_kept_in_double_or_refused(tmp_path, command, more):
    """Offsets of metres in a projection are in reach of double at some times, those of a few thousand at all."""
    _, a = metres()
    words = {"train": "npy", "train_file": save(tmp_path, "far", a), "center": "none", **more}
    with pytest.raises(AssertionError, match="even double is too coarse"):
        run(tmp_path, command, words)
    words["train_file"] = save(tmp_path, "near", a - a.mean(axis=0).round() + [4000, 5000])
    found = run(tmp_path, command, words)
    assert found.attrs["precision"] == "double"
    with pytest.raises(AssertionError, match="float is too coarse"):
        run(tmp_path, command, {**words, "precision": "float"})


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("size", SIZES)
def test_offsets_and_sizes_of_columns(tmp_path, offset, size):
    generator = numpy.random.default_rng(7)
    a = offset + size * generator.normal(size=(300, 3))
    for time in TIMES:
        x = noised(generator, a, time, 20)
        exact = log_densities(a, x, time)
        options = {"train": "npy", "train_file": save(tmp_path, "a", a), "times": [time], "queries_file": save(tmp_path, "x", x)}
        for precision in "auto", "double":
            if max(size) > BEYOND_DOUBLE and time < TIMES[-1]:
                with pytest.raises(AssertionError, match=f"even double is too coarse at t = {time}: .* no column is much larger"):
                    run(tmp_path, "evaluate", {**options, "precision": precision})
                continue
            found = run(tmp_path, "evaluate", {**options, "precision": precision})
            bound = found.attrs["logit_error_bound"]
            assert bound <= 0.05 or found.attrs["precision"] == "double" and bound <= 0.3 and max(size) > 1e4 and max(offset) > 1e6
            rounding = numpy.finfo(float).eps * numpy.abs(exact).max()
            assert numpy.abs(found.log_density.values[:, 0] - exact).max() <= bound + rounding, f"{precision} at t = {time}"


@pytest.mark.parametrize("center", CENTERS)
def test_bytes_stay_what_they_are(tmp_path, center):
    generator = numpy.random.default_rng(2)
    images = generator.integers(0, 256, (300, 784)).astype(numpy.uint8)
    images[:, :100] = 3  # the border has one value
    x = noised(generator, images.astype(float), 0.3, 20)
    found = run(tmp_path, "evaluate", {"train": "npy", "train_file": save(tmp_path, "images", images), "center": center, "times": [0.3],
                                       "queries_file": save(tmp_path, "x", x), "precision": "double"})
    exact = log_densities(images, x, 0.3)
    assert numpy.abs(found.log_density.values[:, 0] - exact).max() <= found.attrs["logit_error_bound"] < 1e-5


def test_float_is_refused_where_coordinates_need_more(tmp_path):
    generator, a = metres()
    options = {"train": "npy", "train_file": save(tmp_path, "metres", a), "times": [TIMES[0]], "precision": "float",
               "queries_file": save(tmp_path, "x", noised(generator, a, TIMES[0], 20))}
    with pytest.raises(AssertionError, match="logits could be wrong by"):
        run(tmp_path, "evaluate", {**options, "center": "none"})
    assert run(tmp_path, "evaluate", options).attrs["logit_error_bound"] < 0.2


@pytest.mark.parametrize("command, more", [("collapse", {"sizes": "200", "times": "logspace(.001,1,8)"}),
                                           ("kde", {"sizes": "200", "bandwidths": "logspace(.1,20,6)"})])
def test_offsets_change_nothing(tmp_path, command, more):
    _, a = metres()
    a = (a * 1024).round() / 1024  # the offset is then added without rounding
    results = [run(tmp_path, command, {"train": "npy", "train_file": save(tmp_path, f"shift{shift}", a + shift), "queries": 200, **more})
               for shift in (0, 2.0**30)]
    plain, moved = results
    names = [name for name in plain.data_vars if plain[name].dtype == float and plain[name].ndim == 2]
    assert names
    for name in names:
        assert numpy.allclose(moved[name], plain[name], rtol=1e-6, atol=1e-6, equal_nan=True), name
