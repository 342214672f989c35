"""The effective dimension of results that an older version wrote, and its law."""
import numpy as np
import pytest
from numpy.testing import assert_allclose
from regimes.figures.dimension_panels import height_of
from regimes.formulas.collapse import DataLaw
from regimes.results.dimension import effective_dimension, isotonic, with_effective_dimension
from regimes.results.reading import read_result
from synthetic_result import make_result, write_result

LAWS = [DataLaw(32.), DataLaw(16., 2.), DataLaw(64., .7, .8)]


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_the_law_is_the_slope_of_its_entropy(law):
    step, log_points = 1e-4, np.log(5000)
    for t in (.1, .4, 1., 2.):
        high, low = (law.excess_entropy_ratio(np.log1p(np.exp(-x)) / 2, log_points) * log_points
                     for x in (-np.log(np.expm1(2 * t)) + step, -np.log(np.expm1(2 * t)) - step))
        assert law.effective_dimension(t, log_points) == pytest.approx(-(high - low) / step, abs=1e-5)
    assert law.effective_dimension(.4, 500) == pytest.approx(law.liquid_dimension(.4))


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_the_slope_of_a_curve_of_the_law_is_the_law(law):
    log_points = np.log(5000)
    times = law.collapse_time(log_points) * np.geomspace(.2, 4, 48)
    values, of_grid = effective_dimension(times, law.excess_entropy_ratio(times, log_points) * log_points)
    assert_allclose(values[2:-2], law.effective_dimension(times, log_points)[2:-2], atol=2e-3 * law.dimension**.5)
    assert (of_grid < .1).all()


def test_curves_are_made_monotone_and_gaps_stay_gaps():
    assert_allclose(isotonic([0, 2, 1, 3, 3]), [0, 1.5, 1.5, 3, 3])
    times = np.array([.1, .2, .3, .4, .5, .6])
    assert effective_dimension(times, np.array([0, 1, .5, 2, 2, 2]))[0][[1, 4]].tolist() == [0, 0]
    assert np.isnan(effective_dimension(times, np.array([0, 1, np.nan, 2, 2, 2]))).all()
    assert np.isnan(effective_dimension(times[:2], np.array([0, 1.]))).all()


def test_results_of_older_versions_get_it_from_their_curves(tmp_path):
    older = make_result("gaussian", 24, [100, 3000])
    read = read_result(write_result(tmp_path / "older.h5", "gaussian", 24, [100, 3000]))
    law, times = DataLaw(24.), older.time.values
    values, stderr = read.curve("effective_dimension", 1)
    assert np.isnan(stderr).all() and "seeds" not in read.data["effective_dimension"].attrs
    noise = 4 * older.excess_entropy_ratio_stderr.values[1].max() * np.log(3000) / np.diff(np.log(times)).min()
    assert_allclose(values, law.effective_dimension(times, np.log(3000)), atol=noise)
    assert_allclose(read.data["training_loss_floor"].values * 24, read.data["effective_dimension"].values)
    height, _ = height_of(read, 1)
    assert height == values.max()


def test_what_a_file_has_is_left_as_it_is():
    data = make_result("gaussian", 8, [100])
    known = data.assign(effective_dimension=(("points", "time"), np.ones((1, data.sizes["time"]))))
    assert with_effective_dimension(known) is known
    assert with_effective_dimension(data.drop_vars("excess_entropy_ratio")).equals(data.drop_vars("excess_entropy_ratio"))
