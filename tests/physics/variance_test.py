"""Pairs and control variates: what the file says against the same regression done again in numpy from its accumulators."""

import numpy
import pytest

import posterior_values
from idx_writer import correlated_bytes, write_idx
from within_errors import assert_within_errors

QUERIES, PER_CONTROL = 256, 8
NAMES = ("excess_entropy_ratio", "cloning_collapse")
COMMON = {"queries": QUERIES, "snapshots": [100, 700], "times": "logspace(0.1,1.5,8)"}
SETS = {
    "gaussian": {"train": "gaussian", "dimension": 12},
    "mixture": {"train": "mixture", "dimension": 12, "mean_amplitude": 0.7},
    "variances": {"train": "covariances", "dimension": 12, "variance_exponents": "1,0"},
    "file": {"train": "idx", "scale": 1 / 32},
}


@pytest.fixture(scope="module", params=SETS)
def run(program, request):
    options = dict(SETS[request.param])
    if options["train"] == "idx":
        options["train_file"] = program.folder / "variance"
        write_idx(options["train_file"], correlated_bytes(700, 12, seed=3))
    return program.collapse(**options, **COMMON)


def controls(result, k):
    """[pair, time, control], and [batch, time, control] of their means."""
    information = result.state["information_density"].values[0]
    gap = information - numpy.log(int(result.curves.points[k]))
    noise = result.state["noise_norm_squared"].values[0] - result.curves.attrs["dimension"]
    half_norm = result.state["source_half_norm"].values[0]
    spread = [numpy.broadcast_to(each[:, None], gap.shape) for each in (noise, half_norm)]
    values = numpy.stack([1 / (1 + numpy.exp(-gap)), numpy.logaddexp(0, -gap), *spread, information, information**2], axis=-1)
    return values.reshape(-1, 2, *values.shape[1:]).mean(axis=1), result.state["control_mean"].values[0, k]


def regression(response, values, means):
    """Intercept at the means and its squared error, of responses [pair]."""
    pairs, count = len(response), min(6, len(response) // PER_CONTROL)
    centred = values[:, :count] - means[:, :count].mean(axis=0)
    scale = centred.std(axis=0)
    design = numpy.column_stack([numpy.ones(pairs), centred / scale])
    fit, _, rank, _ = numpy.linalg.lstsq(design, response, rcond=1e-9)
    left = response - design @ fit
    of_fit = left @ left / (pairs - rank) * numpy.sum(numpy.linalg.pinv(design, rcond=1e-9)[0] ** 2)  # [(X^T X)^-1]_00
    of_means = numpy.var(means[:, :count] / scale @ fit[1:], ddof=1) / len(means)
    return fit[0], of_fit + of_means


@pytest.mark.parametrize("k", [0, 1])
@pytest.mark.parametrize("name", NAMES)
def test_means_and_errors_are_those_of_the_regression(run, name, k):
    values = posterior_values.all_values(run)[name][0, k]
    pairs = values.reshape(-1, 2, values.shape[-1]).mean(axis=1)
    numpy.testing.assert_allclose(run.curves[name + "_plain"][k], pairs.mean(axis=0), rtol=1e-12)
    single, grouped = (each.var(axis=0, ddof=1) / len(each) for each in (values, pairs))
    numpy.testing.assert_allclose(run.curves[name + "_variance_reduction_pairs"][k], single / grouped, rtol=1e-9)
    gain = run.curves[name + "_variance_reduction_controls"].values[k]
    assert (gain >= 1).all() and (gain > 2).any()
    of_pairs, means = controls(run, k)
    for i in numpy.flatnonzero(gain > 1):
        mean, squared = regression(pairs[:, i], of_pairs[:, i], means[:, i])
        assert float(run.curves[name][k, i]) == pytest.approx(mean, rel=1e-6)
        assert float(run.curves[name + "_stderr"][k, i]) == pytest.approx(numpy.sqrt(squared), rel=1e-5)
        assert gain[i] == pytest.approx(grouped[i] / squared, rel=1e-5)


def test_information_has_its_mean(run):
    """E i = I of the law; of a file it is the Gaussian's, over all its points."""
    information = run.state["information_density"].values[0]
    pairs = information.reshape(-1, 2, information.shape[-1]).mean(axis=1)
    of_draws = run.state["control_mean"].values[0, 0, :, :, 4]
    assert_within_errors(pairs.mean(axis=0) - of_draws.mean(axis=0), pairs.std(axis=0, ddof=1) / numpy.sqrt(len(pairs)),
                         of_draws.std(axis=0, ddof=1) / numpy.sqrt(len(of_draws)), what="i")
    expected = run.curves.get("theory_information", None)
    if expected is None and "gaussian_information" in run.curves and "train_file" in run.curves.attrs:
        expected = run.curves.gaussian_information[-1]
    if expected is not None:
        assert_within_errors(of_draws.mean(axis=0) - expected.values, of_draws.std(axis=0, ddof=1) / numpy.sqrt(len(of_draws)), what="I")


def test_plain_runs_have_single_queries_and_their_means(program):
    result = program.collapse(**SETS["gaussian"], **COMMON, plain=True)
    assert len(numpy.unique(result.state["source_index"])) == QUERIES
    assert not [name for name in result.curves if "variance_reduction" in name or name.endswith("_plain")]
    for name in NAMES:
        numpy.testing.assert_allclose(result.curves[name], posterior_values.all_values(result)[name].mean(axis=(0, 2)), rtol=1e-12)


@pytest.mark.parametrize("queries", [1, 2, 31, 33])
def test_any_number_of_queries(program, queries):
    """The last of an odd number has no mirror image; below 16 pairs there is no regression."""
    result = program.collapse(**SETS["gaussian"], **{**COMMON, "queries": queries})
    sources = result.state["source_index"].values[0]
    numpy.testing.assert_array_equal(sources, 699 - numpy.arange(queries) // 2)
    values = posterior_values.all_values(result)
    for name in NAMES:
        numpy.testing.assert_allclose(result.curves[name + "_plain"], values[name].mean(axis=(0, 2)), rtol=1e-12)
        if queries < 31:
            numpy.testing.assert_array_equal(result.curves[name], result.curves[name + "_plain"])
        elif queries == 33:
            assert float(result.curves[name + "_variance_reduction_controls"].max()) > 1.2
    whole = program.collapse(**SETS["gaussian"], **{**COMMON, "queries": 34})
    numpy.testing.assert_array_equal(whole.state["nearest_index"][:, :, :queries], result.state["nearest_index"])
