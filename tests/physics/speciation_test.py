"""`regimes speciation` against theory: laws known exactly, training sets drawn from them, and Fashion-MNIST."""

import gzip
from pathlib import Path

import numpy
import pytest
from regimes.formulas import speciation as speciation_theory

from within_errors import STANDARD_ERRORS, assert_within_errors

DIMENSION = 1024
FOLDER = Path("/usr/share/datasets/fashion-mnist")
AGREEMENT = float(speciation_theory.two_class_agreement(2.0))
ROUNDING = 1e-9
TELLING_QUERIES = 25  # that leave some doubt of the class: with fewer on average, a sample does not know its own error


def assert_crossing(result, name, expected, bias=0):
    """A time and its error against theory; `bias` bounds what interpolation on the grid adds."""
    value, error = result[name].values, result[name + "_stderr"].values
    assert numpy.all(numpy.abs(value - expected) <= STANDARD_ERRORS * error + bias), f"{name}: {value} +- {error}, expected {expected}"


def assert_curve(result, name, expected):
    assert_within_errors(result[name].values - expected, result[name + "_stderr"].values + ROUNDING, what=name)


def assert_agreement(result, name, expected):
    """Where phi is so near to 1 that few queries tell, it is only bounded."""
    expected = numpy.broadcast_to(expected, result[name].shape)
    telling = result.attrs["queries"] * (1 - expected) > TELLING_QUERIES
    assert telling.any() and numpy.all(1 - result[name].values[~telling] < 4 * TELLING_QUERIES / result.attrs["queries"])
    assert_within_errors((result[name].values - expected)[telling], result[name + "_stderr"].values[telling], what=name)


@pytest.fixture(scope="module")
def two_means(program):
    return program.speciation(train="mixture", dimension=DIMENSION, queries=10000, times="linspace(2,5,25)", eigenvalues=3)


def test_two_means_by_every_definition(two_means):
    kappa = speciation_theory.kappa_two_means(DIMENSION, 1.0, two_means.time.values)
    numpy.testing.assert_allclose(two_means.theory_kappa.values[0], kappa, rtol=1e-12)
    agreement = speciation_theory.two_class_agreement(kappa)
    numpy.testing.assert_allclose(two_means.theory_pair_agreement.values[0], agreement, rtol=0, atol=1e-10)
    assert_agreement(two_means, "law_cloning_agreement", agreement)
    assert_agreement(two_means, "law_pair_agreement", agreement)
    assert_curve(two_means, "law_log_ratio", kappa)
    # The s.d. of a normal variable is known to 1/sqrt(2 n) of itself.
    numpy.testing.assert_allclose(two_means.law_log_ratio_deviation.values[0], numpy.sqrt(2 * kappa), rtol=STANDARD_ERRORS / numpy.sqrt(20000))
    expected = numpy.log(DIMENSION) / 2  # kappa = 2 at sigma = 1
    for name in ("law_speciation_time_cloning", "law_speciation_time_agreement", "law_speciation_time_log_ratio"):
        assert_crossing(two_means, name, expected, bias=2e-3)
    numpy.testing.assert_allclose(two_means.theory_covariance_eigenvalue.values, [DIMENSION + 1, 1, 1], rtol=1e-8)


def test_published_values_of_two_means(two_means):
    """arXiv 2402.18491, and phi by theory at d = 1024."""
    for time, phi in {3.0: 0.9176, 3.5: 0.7644, 4.0: 0.6319, 4.5: 0.5565}.items():
        at = two_means.sel(time=time, method="nearest")
        assert float(at.theory_pair_agreement) == pytest.approx(phi, abs=1e-4)
        assert_within_errors(float(at.law_cloning_agreement) - phi, float(at.law_cloning_agreement_stderr), 1e-4, what=f"phi({time})")


def test_the_potential_has_one_well_from_where_its_curvature_vanishes(two_means):
    flat = float(two_means.theory_speciation_time_curvature)
    assert flat == pytest.approx(numpy.log(2 * DIMENSION) / 2, abs=1e-12)
    crossing = numpy.interp(0, two_means.potential_curvature, two_means.time)
    assert crossing == pytest.approx(flat, abs=5e-3)  # linear interpolation between times
    for time in two_means.time.values:
        deepest = abs(float(two_means.projection[int(numpy.argmin(two_means.potential.sel(time=time).values))]))
        assert (deepest > 0.5) == (time < flat - 0.1) or abs(time - flat) <= 0.1, f"t = {time}: minimum at q = {deepest}"


@pytest.mark.parametrize("priors", [[0.5, 0.5], [0.2, 0.8]])
def test_phi_with_unequal_priors(program, priors):
    """phi = sum_c prior_c E_c[sum pi^2], by quadrature over L ~ N(kappa, 2 kappa)."""
    result = program.speciation(train="mixture", dimension=64, mean_amplitude=0.5, class_priors=priors, queries=8000,
                                times="linspace(.8,2.5,6)")
    kappa = speciation_theory.kappa_two_means(16.0, 1.0, result.time.values)
    assert_agreement(result, "law_cloning_agreement", speciation_theory.agreement_with_priors(kappa, priors[0]))


def test_isotropic_variances(program):
    """phi = .775 at t = 1.2130 for v = 1.5, .5 by the large-t form, at 1.2132 exactly."""
    result = program.speciation(train="variances", variances=[1.5, 0.5], dimension=DIMENSION, queries=20000,
                                times="linspace(.8,1.7,10)")
    assert float(result.theory_speciation_time) == pytest.approx(1.2132, abs=5e-5)
    assert_agreement(result, "law_cloning_agreement", result.theory_pair_agreement.values)
    for name in ("law_speciation_time_cloning", "law_speciation_time_agreement"):
        assert_crossing(result, name, 1.2132, bias=1e-3)
        assert float(result[name + "_stderr"]) < 0.01
    numpy.testing.assert_allclose(result.theory_covariance_eigenvalue.values, 1, rtol=1e-8)
    assert numpy.isnan(result.theory_speciation_time_eigenvalue)  # it says nothing of these classes


def test_ising_chains_have_the_kappa_of_large_times(program):
    """kappa = d c e^{-4t} up to corrections of relative order e^{-2t}; c by the correlations of the chains."""
    cold, hot, times = 0.4, 1.0, [1.5, 2.0, 2.5]
    result = program.speciation(train="ising", inverse_temperatures=[cold, hot], dimension=2048, queries=10000, times=times)
    asymptotic = 2048 * speciation_theory.ising_constant(cold, hot) * numpy.exp(-4 * numpy.array(times))
    numpy.testing.assert_allclose(result.theory_kappa.values[0], asymptotic, rtol=5e-3)  # open ends
    correction = 6 * numpy.exp(-2 * numpy.array(times))
    difference = numpy.abs(result.law_log_ratio.values[0] / asymptotic - 1)
    assert numpy.all(difference <= correction + STANDARD_ERRORS * result.law_log_ratio_stderr.values[0] / asymptotic), difference


def test_covariances_speciate_where_their_difference_says(program):
    result = program.speciation(train="covariances", variance_exponents=[0.3, 0.0], dimension=4096, queries=4000)
    variances = [numpy.arange(1, 4097) ** -0.3, numpy.ones(4096)]
    first, second = (v / v.mean() for v in variances)
    expected = speciation_theory.speciation_time_covariances(numpy.sum((first - second) ** 2))
    assert float(result.theory_speciation_time) == pytest.approx(expected, abs=1e-9)
    measured, error = float(result.law_speciation_time_agreement), float(result.law_speciation_time_agreement_stderr)
    assert abs(measured - expected) <= STANDARD_ERRORS * error + 0.05  # the form is that of large t


def test_a_hierarchy_speciates_level_by_level(program):
    amplitudes, dimension = (1.0, 0.2), 1024
    result = program.speciation(train="hierarchy", mean_amplitudes=list(amplitudes), dimension=dimension, queries=8000)
    assert list(result.level.values) == ["s1", "s2"] and list(result["pair"].values) == ["s1 +|-", "s2 +|-"]
    expected = [numpy.log(mu**2 * dimension) / 2 for mu in amplitudes]  # sigma = 1
    numpy.testing.assert_allclose(result.theory_speciation_time, expected, atol=1e-9)
    for name in ("law_speciation_time_cloning", "law_speciation_time_agreement", "law_speciation_time_log_ratio"):
        assert_crossing(result, name, expected, bias=5e-3)
    numpy.testing.assert_allclose(result.theory_covariance_eigenvalue.values[:2], [1 + mu**2 * dimension for mu in amplitudes], rtol=1e-8)


def test_several_means_part_pair_by_pair(program):
    amplitudes, dimension = [1.0, 0.5, 0.25], 256
    result = program.speciation(train="means", mean_amplitudes=amplitudes, class_priors=[0.5, 0.25, 0.25], dimension=dimension,
                                queries=12000)
    assert list(result["pair"].values) == ["0|1", "0|2", "1|2"]
    pairs = [(0, 1), (0, 2), (1, 2)]
    norms = [(amplitudes[a] ** 2 + amplitudes[b] ** 2) * dimension / 4 for a, b in pairs]  # orthogonal means
    expected = [numpy.log(norm) / 2 for norm in norms]
    assert_crossing(result, "law_speciation_time_agreement", expected, bias=5e-3)
    assert numpy.isnan(result.law_speciation_time_cloning).all()  # three classes decide at several times


def test_training_sets_tend_to_their_law(program):
    """Many points in few dimensions: the leave-one-out classes are those of the law, and so is the spectrum."""
    result = program.speciation(train="mixture", dimension=2, mean_amplitude=3.0, points=40000, queries=2000, replicas=4,
                                times="linspace(1.2,2.5,8)", eigenvalues=2)
    kappa = speciation_theory.kappa_two_means(18.0, 1.0, result.time.values)
    assert_agreement(result, "cloning_agreement", speciation_theory.two_class_agreement(kappa))
    assert_curve(result, "log_ratio", kappa)
    assert_within_errors(result.covariance_eigenvalue - [19.0, 1.0], result.covariance_eigenvalue_stderr, what="Lambda")
    assert_crossing(result, "speciation_time_eigenvalue", numpy.log(19) / 2)
    assert_crossing(result, "speciation_time_agreement", numpy.log(18) / 2, bias=5e-3)


def test_phi_of_a_training_set_is_that_of_collapse(program):
    options = {"train": "ising", "inverse_temperatures": [0.2, 0.8], "dimension": 24, "points": 1500, "times": [0.3, 0.6, 1.0]}
    speciation = program.speciation(**options, queries=400)
    collapse = program.collapse(**options, queries=400, snapshots=[1500]).curves  # of the same points, with sources of its own
    difference = speciation.cloning_agreement.values[0] - collapse.cloning_agreement.values[0]
    errors = numpy.hypot(speciation.cloning_agreement_stderr.values[0], collapse.cloning_agreement_stderr.values[0])
    assert numpy.all(errors < .02) and numpy.all(abs(difference) < STANDARD_ERRORS * errors)
    bound = collapse.gaussian_bound_excess_entropy_ratio.values[0]
    assert numpy.all(collapse.excess_entropy_ratio.values[0] >= bound - STANDARD_ERRORS * collapse.excess_entropy_ratio_stderr.values[0])


@pytest.mark.parametrize("train", [{"train": "mixture"}, {"train": "ising", "inverse_temperatures": [0.2, 0.9]},
                                   {"train": "covariances", "variance_exponents": [0, 1], "class_priors": [0.3, 0.7]}])
def test_ranks_give_the_numbers_of_one(program, train):
    options = {**train, "dimension": 70, "points": 1000, "queries": 500, "times": "linspace(.3,2,6)", "replicas": 2}
    expected = program.speciation(**options)
    for ranks in (2, 3):
        result = program.speciation(ranks=ranks, **options)
        for name in expected.data_vars:
            if expected[name].dtype.kind == "f":
                same = numpy.testing.assert_array_equal if name.startswith(("law_", "theory_")) else numpy.testing.assert_allclose
                limits = {} if name.startswith(("law_", "theory_")) else {"rtol": 1e-5, "atol": 1e-6}
                same(result[name].values, expected[name].values, err_msg=name, **limits)


@pytest.mark.skipif(not FOLDER.exists(), reason="needs Debian's package dataset-fashion-mnist")
def test_fashion_mnist(program):
    """Classes 1 and 7, the first 1000 of each, raw/255 less the global mean: reference values with their errors."""
    times = {0.50: (0.9975, 1e-4), 0.80: (0.9796, 5e-4), 1.20: (0.8997, 1e-3), 1.60: (0.7738, 1.2e-3), 2.00: (0.6611, 1e-3),
             2.50: (0.5714, 6e-4)}
    result = program.speciation(ranks=2, train="idx", train_file=FOLDER / "train-images-idx3-ubyte.gz",
                                labels_file=FOLDER / "train-labels-idx1-ubyte.gz", classes=[1, 7], per_class=1000, scale=1 / 255,
                                queries=2000, replicas=4, times=list(times), eigenvalues=5)
    assert float(result.covariance_eigenvalue[0]) == pytest.approx(25.9043, abs=5e-5)
    assert float(result.speciation_time_eigenvalue) == pytest.approx(1.6272, abs=5e-5)
    numpy.testing.assert_allclose(result.covariance_eigenvalue.values, fashion_eigenvalues(5), rtol=1e-6)
    for time, (phi, error) in times.items():
        at = result.sel(time=time)
        assert_within_errors(float(at.cloning_agreement) - phi, float(at.cloning_agreement_stderr), error, what=f"phi({time})")
    value, error = float(result.speciation_time_cloning), float(result.speciation_time_cloning_stderr)
    assert_within_errors(value - 1.600, error, 0.009, what="t_S where phi = .7752")
    assert list(result["pair"].values) == ["1|7"] and list(result["class"].values) == [1, 7]


def fashion_eigenvalues(count):
    """Of the covariance with 1/(n - 1), from the files once more."""
    labels = numpy.frombuffer(gzip.decompress((FOLDER / "train-labels-idx1-ubyte.gz").read_bytes()), dtype=numpy.uint8, offset=8)
    chosen = numpy.concatenate([numpy.flatnonzero(labels == label)[:1000] for label in (1, 7)])
    raw = numpy.frombuffer(gzip.decompress((FOLDER / "train-images-idx3-ubyte.gz").read_bytes()), dtype=numpy.uint8, offset=16)
    return numpy.linalg.eigvalsh(numpy.cov(raw.reshape(60000, 784)[chosen].T / 255))[::-1][:count]
