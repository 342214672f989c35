"""`regimes geometry` against the definition in double, symmetries, closed forms, and values known from simulations of other programs.

Values are (mean, standard error). Errors of runs with four realisations or more are those of their scatter.
"""

import numpy
import pytest
import xarray

from geometry_values import IMAGES, LABELS, compare, measure, variances
from jacobian_spectra import jacobian, posterior_weights, spectrum

TIMES = [0.05, 0.3, 1.0]
EXACT = {"rtol": 1e-9, "atol": 1e-9}
FLOAT = {"rtol": 2e-4, "atol": 2e-4}
D, N, QUERIES = 12, 700, 9  # more than three blocks of points


@pytest.fixture(scope="module")
def points():
    generator = numpy.random.default_rng(3)
    return generator.normal(size=(N, D)) * numpy.linspace(1.5, .2, D)


@pytest.fixture(scope="module")
def at_points(program, points):
    """Runs at given queries of given points."""
    generator = numpy.random.default_rng(4)
    queries = generator.normal(size=(QUERIES, D))

    def run(train=points, x=queries, ranks=None, **options):
        numpy.save(program.folder / "train.npy", train)
        numpy.save(program.folder / "x.npy", x)
        options = {"precision": "double", "save_queries": True, "times": TIMES, **options}
        return measure(program, ranks, train="npy", train_file=program.folder / "train.npy", queries_file=program.folder / "x.npy", **options)
    run.queries = queries
    return run


def spectra(points, queries):
    return numpy.array([[spectrum(points, x, t) for x in queries] for t in TIMES])


def test_full_spectra_are_those_of_the_definition(at_points, points):
    data, expected = at_points(), spectra(points, at_points.queries)
    numpy.testing.assert_allclose(data.query_jacobian_eigenvalue[0, 0], expected, **EXACT)
    numpy.testing.assert_allclose(data.jacobian_eigenvalue[0], expected.mean(axis=1), **EXACT)
    numpy.testing.assert_allclose(data.query_effective_dimension[0, 0], expected.sum(axis=-1), **EXACT)
    numpy.testing.assert_allclose(data.query_participation_dimension[0, 0], expected.sum(-1) ** 2 / (expected ** 2).sum(-1), **EXACT)
    numpy.testing.assert_array_equal(data.query_unstable_directions[0, 0], (expected > 1).sum(axis=-1))
    weights = [[posterior_weights(points, x, t) for x in at_points.queries] for t in TIMES]
    numpy.testing.assert_allclose(data.query_posterior_entropy[0, 0], -numpy.sum(weights * numpy.log(weights), axis=-1, where=numpy.array(weights) > 0), rtol=1e-6, atol=1e-6)
    numpy.testing.assert_allclose(data.largest_eigenvalue_quantile[0], numpy.quantile(expected[..., 0], data["quantile"], axis=1).T, **EXACT)
    own = numpy.linalg.eigvalsh(numpy.cov(points.T, bias=True))[::-1]
    snr = 1 / numpy.expm1(2 * numpy.array(TIMES))
    numpy.testing.assert_allclose(data.liquid_eigenvalue[0], own * snr[:, None] / (1 + own * snr[:, None]), rtol=1e-7)


@pytest.mark.parametrize("count", [1, 5, D])
def test_few_eigenvalues_are_the_largest_of_all(at_points, points, count):
    data = at_points(spectrum=count)
    numpy.testing.assert_allclose(data.query_jacobian_eigenvalue[0, 0], spectra(points, at_points.queries)[..., :count], **EXACT)
    assert float(data.attrs["largest_residual"]) <= 1e-9


@pytest.mark.parametrize("kind", ["none", "4", "full"])
def test_floats_give_what_doubles_give(at_points, points, kind):
    data, expected = at_points(spectrum=kind, precision="float"), spectra(points, at_points.queries)
    numpy.testing.assert_allclose(data.query_effective_dimension[0, 0], expected.sum(axis=-1), **FLOAT)
    if kind != "none":
        numpy.testing.assert_allclose(data.query_jacobian_eigenvalue[0, 0], expected[..., :data.sizes["eigenvalue"]], **FLOAT)


@pytest.mark.parametrize("kind", ["4", "full"])
@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_ranks_give_the_numbers_of_one(at_points, points, kind, ranks):
    data = at_points(spectrum=kind, ranks=ranks)
    numpy.testing.assert_allclose(data.query_jacobian_eigenvalue[0, 0], spectra(points, at_points.queries)[..., :data.sizes["eigenvalue"]], **EXACT)


def test_directions_take_their_part_of_the_trace(program, at_points, points):
    rotation = numpy.linalg.qr(numpy.random.default_rng(5).normal(size=(D, D)))[0]
    numpy.save(program.folder / "directions.npy", rotation[:6])
    data = at_points(directions=program.folder / "directions.npy", spectrum="none", ranks=2)
    expected = numpy.array([[numpy.diag(rotation[:6] @ jacobian(points, x, t) @ rotation[:6].T) for x in at_points.queries] for t in TIMES])
    numpy.testing.assert_allclose(data.query_directional_trace[0, 0], expected, **EXACT)
    numpy.testing.assert_allclose(data.subspace_trace[0], expected.sum(-1).mean(-1), **EXACT)


@pytest.mark.parametrize("kind", ["3", "full"])
def test_rotations_change_nothing_and_padding_adds_zeros(at_points, points, kind):
    rotation = numpy.linalg.qr(numpy.random.default_rng(6).normal(size=(D + 3, D + 3)))[0][:D]
    plain, rotated = at_points(spectrum=kind), at_points(points @ rotation, at_points.queries @ rotation, spectrum=kind)
    count = plain.sizes["eigenvalue"]
    numpy.testing.assert_allclose(rotated.jacobian_eigenvalue[..., :count], plain.jacobian_eigenvalue, **EXACT)
    numpy.testing.assert_allclose(rotated.jacobian_eigenvalue[..., count:], 0, atol=1e-9)


def test_two_points_have_one_eigenvalue(at_points, points):
    data = at_points(points[:2], points[:1] * .3 + points[1:2] * .2)
    for i, t in enumerate(TIMES):
        weights = posterior_weights(points[:2], points[0] * .3 + points[1] * .2, t)
        expected = ((points[0] - points[1]) ** 2).sum() * weights.prod() / numpy.expm1(2 * t)
        numpy.testing.assert_allclose(data.query_jacobian_eigenvalue[0, 0, i, 0], [expected] + [0] * (D - 1), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", ["none", "6", "full"])
@pytest.mark.parametrize("count", [1, 7])
def test_equal_points_and_few_points_have_finite_spectra(at_points, points, kind, count):
    twice = numpy.repeat(points[:count], 3, axis=0)
    data = at_points(twice, points[:QUERIES] + .01, spectrum=kind)
    expected = spectra(twice, points[:QUERIES] + .01)
    for name in data:
        if name.startswith("query_"):
            assert numpy.all(numpy.isfinite(data[name])), name
    numpy.testing.assert_allclose(data.query_effective_dimension[0, 0], expected.sum(-1), rtol=1e-6, atol=1e-6)
    if kind != "none":
        numpy.testing.assert_allclose(data.query_jacobian_eigenvalue[0, 0], expected[..., :data.sizes["eigenvalue"]], **EXACT)


def test_sizes_are_prefixes_and_realisations_differ(program):
    data = measure(program, 2, dimension=8, sizes=[50, 400], queries=60, times=TIMES, realisations=4)
    assert list(data.points.values) == [50, 400] and data.effective_dimension.shape == (2, 3)
    alone = measure(program, None, dimension=8, points=50, queries=60, times=TIMES, realisations=4)
    for name in ("effective_dimension", "jacobian_eigenvalue", "unstable_directions", "effective_dimension_stderr"):
        numpy.testing.assert_allclose(data[name][0], alone[name][0], rtol=1e-5, atol=1e-5)
    assert numpy.all(data.effective_dimension_stderr > 0)


@pytest.mark.parametrize("options", [{"dimension": 32, "points": 2981}, {"train": "mixture", "dimension": 32, "points": 1000, "store": True},
                                     {"train": "idx", "train_file": IMAGES, "labels_file": LABELS, "classes": "1,7", "per_class": 500, "scale": 1 / 255}],
                         ids=["gaussian", "mixture", "images"])
def test_the_trace_is_the_distance_to_the_source_and_the_slope_of_the_entropy(program, options):
    """E tr M = snr E|a^mu - D|^2 = -2 dE[H]/d ln snr."""
    if not IMAGES.exists() and "train_file" in options:
        pytest.skip("needs Debian's package dataset-fashion-mnist")
    step, middle = 0.02, 0.5
    times = middle * numpy.exp(numpy.array([-step, 0, step]))
    data = measure(program, 2, times=list(times), queries=500, realisations=4, spectrum="none", save_queries=True, **options)
    own = data.query_effective_dimension[:, 0, 1].values
    difference = (own - data.query_effective_dimension_source[:, 0, 1].values).ravel()
    assert abs(difference.mean()) <= 4 * difference.std() / numpy.sqrt(difference.size)
    entropy = data.query_posterior_entropy[:, 0].values  # the noises of all times are the same
    log_snr = -numpy.log(numpy.expm1(2 * times))
    slope = -2 * (entropy[:, 2] - entropy[:, 0]) / (log_snr[2] - log_snr[0])
    difference = (own - slope).ravel()
    assert abs(difference.mean()) <= 4 * difference.std() / numpy.sqrt(difference.size)


def test_many_points_have_the_spectrum_of_the_liquid(program):
    """Where n is far above e^I, M is that of the law: at t = 1.2, d = 4 there is e^I = 1.2."""
    data = measure(program, 2, dimension=4, points=200_000, queries=300, times=[1.2], store=True)
    numpy.testing.assert_allclose(data.jacobian_eigenvalue[0, 0], data.liquid_eigenvalue[0, 0], rtol=.02)
    assert data.unstable_directions == 0 and abs(float(data.effective_dimension) / float(data.gaussian_effective_dimension) - 1) < .01


def test_the_gap_tells_the_dimension_of_a_plane(program):
    generator = numpy.random.default_rng(7)
    plane = numpy.linalg.qr(generator.normal(size=(20, 3)))[0]
    numpy.save(program.folder / "plane.npy", generator.normal(size=(20_000, 3)) @ plane.T)
    data = measure(program, None, train="npy", train_file=program.folder / "plane.npy", times=[.5], queries=100)
    assert data.gap_dimension == 3 and numpy.all(data.jacobian_eigenvalue[0, 0, 3:] < 1e-6)


@pytest.mark.parametrize("kind", ["full", "5", "none"])
def test_the_law_of_a_gaussian_has_liquid_spectra(program, kind):
    numpy.save(program.folder / "variances.npy", variances((2, 1), (3, .5), (4, .1)))
    data = measure(program, 2, train="covariances", variances_file=program.folder / "variances.npy", dimension=9, points=100, queries=20, times=TIMES,
                   score="population", spectrum=kind, directions=None)
    snr = 1 / numpy.expm1(2 * numpy.array(TIMES))[:, None]
    liquid = numpy.sort(numpy.repeat([1, .5, .1], (2, 3, 4)))[::-1] * snr
    liquid = liquid / (1 + liquid)
    numpy.testing.assert_allclose(data.effective_dimension[0], liquid.sum(1), rtol=1e-6)
    numpy.testing.assert_allclose(data.gaussian_effective_dimension[0], liquid.sum(1), rtol=1e-9)
    if kind != "none":
        numpy.testing.assert_allclose(data.jacobian_eigenvalue[0], liquid[:, :data.sizes["eigenvalue"]], rtol=1e-5)


def test_the_law_of_a_mixture_has_its_closed_form(program):
    """Between classes +-m C has 4 pi (1 - pi) (Delta/Gamma)^2 m m^T, pi = 1/(1 + e^{-2 x.m e^{-t}/Gamma}), Gamma = Delta + e^{-2t}."""
    d = 6
    generator = numpy.random.default_rng(8)
    x = generator.normal(size=(5, d)) * .2
    numpy.save(program.folder / "x.npy", x)
    data = measure(program, None, train="mixture", dimension=d, points=50, queries_file=program.folder / "x.npy", times=TIMES, score="population",
                   save_queries=True)
    for i, t in enumerate(TIMES):
        noise, snr = -numpy.expm1(-2 * t), 1 / numpy.expm1(2 * t)
        gamma = noise + numpy.exp(-2 * t)
        share = 1 / (1 + numpy.exp(-2 * x.sum(axis=1) * numpy.exp(-t) / gamma))
        largest = snr / (1 + snr) + 4 * snr * share * (1 - share) * (noise / gamma) ** 2 * d
        numpy.testing.assert_allclose(data.query_jacobian_eigenvalue[0, 0, i, :, 0], largest, rtol=1e-6)
        numpy.testing.assert_allclose(data.query_jacobian_eigenvalue[0, 0, i, :, 1:], snr / (1 + snr), rtol=1e-6)


def test_points_without_noise_are_retrieved_up_to_the_capacity_of_a_hopfield_network(program):
    """d = 16, n = 2981 at g = snr = .7632, E[w^mu] and E[H]/ln n."""
    data = measure(program, 2, dimension=16, points=2981, noise="off", times=[.4187], queries=500, realisations=8, spectrum="none")
    compare(data.source_weight[0, 0], data.source_weight_stderr[0, 0], (.4859, .0047), "E w")
    compare(data.posterior_entropy[0, 0] / numpy.log(2981), data.posterior_entropy_stderr[0, 0] / numpy.log(2981), (.4372, .0037), "E H")


GAUSSIAN = {.3809: (3.93, .12), .4664: (6.02, .15), .8: (5.98, .03)}
GAUSSIAN_LAW = [3.72, 5.44, 6.01]


def test_a_gaussian_has_the_known_effective_dimensions(program):
    data = measure(program, 2, dimension=32, points=2981, times=list(GAUSSIAN), queries=200, realisations=4, spectrum="none")
    for i, (t, known) in enumerate(GAUSSIAN.items()):
        compare(data.effective_dimension[0, i], data.effective_dimension_stderr[0, i], known, f"t = {t}")
    numpy.testing.assert_allclose(data.theory_effective_dimension[0], GAUSSIAN_LAW, atol=.006)


@pytest.mark.parametrize("options", [{"noise": "off"}, {"score": "population"}, {"train": "variances", "variances": "1.5,.5"}])
def test_the_law_stands_only_beside_noised_points_of_one_that_has_it(program, options):
    data = measure(program, None, dimension=4, sizes=[2, 30], times=[.5], queries=5, **options)
    assert "theory_effective_dimension" not in data


def test_one_point_resolves_nothing_and_has_no_law(program):
    data = measure(program, None, dimension=4, sizes=[1, 30], times=[.5], queries=5)
    assert abs(data.effective_dimension[0, 0]) < 1e-6 and numpy.isnan(data.theory_effective_dimension[0, 0])
    assert data.theory_effective_dimension[1, 0] > 1


def test_a_spectrum_of_a_file_with_labels_can_be_opened(program):
    data = measure(program, None, train="mixture", dimension=5, points=100, times=[.5], queries=10)
    assert data.attrs["experiment"] == "geometry" and data.jacobian_eigenvalue.dims == ("points", "time", "eigenvalue")
    assert isinstance(data, xarray.Dataset) and all(data[name].attrs.keys() >= {"units", "long_name", "symbol"} for name in data)
