"""Coordinates with offsets and sizes of their own keep their digits: against numpy in long double, within the bound that the program prints."""

import numpy
import pytest

from free_points import noise_variance, run, save

CENTERS = ["scalar", "mean", "none"]
OFFSETS = [(0, 0, 0), (1000, -300, 7), (448000, 5412000, -3)]
SIZES = [(1, 1, 1), (1, 1000, 5), (1, 3e7, 2)]
TIMES = [0.001, 0.3]


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

    x = noised(generator, a, TIMES[0], 20)
    found = run(tmp_path, "evaluate", {**options, "queries_file": save(tmp_path, "x", x), "times": [TIMES[0]], "precision": "double"})
    exact = log_densities(a, x, TIMES[0])
    assert found.attrs["logit_error_bound"] < (100 if center == "none" else 1e-3)
    assert numpy.abs(found.log_density.values[:, 0] - exact).max() <= found.attrs["logit_error_bound"]
    nearest = ((x[:, None] - numpy.exp(-TIMES[0]) * a) ** 2).sum(axis=2).argmin(axis=1)
    assert numpy.array_equal(found.nearest_index.values[:, 0, 0], nearest)


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("size", SIZES)
def test_offsets_and_sizes_of_columns(tmp_path, offset, size):
    generator = numpy.random.default_rng(7)
    a = offset + size * generator.normal(size=(300, 3))
    for time in TIMES:
        x = noised(generator, a, time, 20)
        exact = log_densities(a, x, time)
        for precision in "auto", "double":
            found = run(tmp_path, "evaluate", {"train": "npy", "train_file": save(tmp_path, "a", a), "times": [time],
                                               "queries_file": save(tmp_path, "x", x), "precision": precision})
            bound = found.attrs["logit_error_bound"]
            assert bound <= 0.05 or max(size) > 1e6 and found.attrs["precision"] == "double"
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
