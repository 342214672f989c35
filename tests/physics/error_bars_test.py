"""Stated standard errors: against their rules, and against the scatter of whole runs with other seeds."""

import numpy
import pytest
from scipy import stats

import posterior_values
from within_errors import expected_error

SMALL = {"train": "gaussian", "dimension": 16, "queries": 40, "times": "linspace(0.2,0.8,7)", "snapshots": [30, 150]}
RUNS, REPLICAS = 24, 8
FALSE_ALARM = 1e-4  # of one comparison, on either side
VARIABLES = ["excess_entropy_ratio", "cloning_collapse", "nearest_is_source", "log_density_fresh"]


@pytest.fixture(scope="module")
def repeated(program):
    options = {**SMALL, "snapshots": SMALL["snapshots"][-1]}
    return [program.collapse(seed=100 + k, replicas=REPLICAS, **options).curves for k in range(RUNS)]


def expect_consistent(values, errors, degrees_of_freedom):
    """Scatter of RUNS values over their mean squared error: F-distributed where the errors are right. Coarse: it takes
    a factor of 2.5 to be sure; the rules are held exactly below and in identities_test.py."""
    ratio = numpy.var(values, axis=0, ddof=1) / numpy.mean(numpy.square(errors), axis=0)
    low, high = stats.f.ppf([FALSE_ALARM, 1 - FALSE_ALARM], RUNS - 1, degrees_of_freedom)
    assert numpy.all((low < ratio) & (ratio < high)), ratio


@pytest.mark.parametrize("name", VARIABLES)
def test_errors_of_curves_are_the_scatter_between_runs(repeated, name):
    middle = {"points": -1, "time": 3}
    expect_consistent([float(run[name].isel(middle)) for run in repeated],
                      [float(run[name + "_stderr"].isel(middle)) for run in repeated], RUNS * (REPLICAS - 1))


@pytest.mark.parametrize("name", ["collapse_time_cloning", "collapse_time_fit"])
def test_errors_of_collapse_times_are_the_scatter_between_runs(repeated, name):
    expect_consistent([float(run[name].isel(points=-1)) for run in repeated],
                      [float(run[name + "_stderr"].isel(points=-1)) for run in repeated], RUNS * (REPLICAS - 1))


def query_error(values, sources):
    """sqrt(G/(G - 1) sum_g (sum_{b in g} (x_b - mean))^2)/B: queries with one source are one of G clusters. Last axis: queries."""
    deviation = values - values.mean(axis=-1, keepdims=True)
    clusters = [deviation[..., sources == source].sum(axis=-1) for source in numpy.unique(sources)]
    count = len(clusters)
    return numpy.sqrt(count / (count - 1) * numpy.square(clusters).sum(axis=0)) / values.shape[-1]


@pytest.mark.parametrize("replicas", [1, 2, 3])
def test_few_replicas_have_the_error_of_their_queries(program, replicas):
    result = program.collapse(replicas=replicas, plain=True, **{**SMALL, "snapshots": [12, 30]})
    sources = result.state["source_index"].values
    assert len(numpy.unique(sources[0])) == 30 < SMALL["queries"]  # so that some share a source
    for name, values in posterior_values.all_values(result).items():
        errors = [query_error(numpy.moveaxis(values[r], 1, -1), sources[r]) for r in range(replicas)]
        expected = expected_error(name, values[:replicas].mean(axis=(0, 2)), numpy.sqrt(numpy.square(errors).sum(axis=0)) / replicas)
        numpy.testing.assert_allclose(result.curves[name + "_stderr"], expected, rtol=1e-9, atol=1e-15, err_msg=name)
        if replicas > 1:
            scatter = values.mean(axis=2).std(axis=0, ddof=1)
            numpy.testing.assert_allclose(result.curves[name + "_replica_scatter"], scatter, rtol=1e-9, atol=1e-12, err_msg=name)
