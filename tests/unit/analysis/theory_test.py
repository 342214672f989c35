"""The Python theory against published and independently computed values, and against its own definitions."""
import numpy as np
import pytest
from numpy.testing import assert_allclose
from regimes.formulas.collapse import DataLaw, class_information, psi, signal_to_noise, two_class_agreement, two_point_entropy
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm


@pytest.mark.parametrize("points, dimension, deviation, time, digits", [
    (20000, 256, 1, 1.298790, 6), (20000, 1024, 1, 1.977547, 6), (20000, 4096, 1, 2.667074, 6),
    (5000, 48, 2, 1.1703914, 7), (1e6, 24, 1, 0.1900652, 7), (2981, 32, 1, 0.4664, 4), (1e9, 48, 1, 0.2738, 4)])
def test_collapse_time_of_one_gaussian(points, dimension, deviation, time, digits):
    computed = DataLaw(dimension, deviation**2).collapse_time(np.log(points))
    assert_allclose(computed, time, rtol=0, atol=0.5 * 10.0**-digits)
    assert_allclose(computed, np.log1p(deviation**2 / (points ** (2 / dimension) - 1)) / 2, rtol=1e-11)


def test_class_agreement_table():
    assert_allclose(two_class_agreement(np.array([0.5, 1, 2, 4, 8])), [0.602027, 0.675057, 0.775200, 0.884491, 0.965701], rtol=0, atol=1e-6)


def test_two_points():
    assert_allclose([two_class_agreement(1.815), two_point_entropy(1.815)], [0.7600, 0.3778], rtol=0, atol=5e-5)


@pytest.mark.parametrize("kappa", [0, 1e-4, 0.7, 5.0, 44.0, 90.0, 1e4])
def test_averages_by_adaptive_quadrature(kappa):
    def average(function):
        return quad(lambda z: norm.pdf(z) * function(kappa + np.sqrt(2 * kappa) * z), -12, 12, epsabs=1e-14, epsrel=1e-13, limit=1000,
                    points=[0, max(-12, -np.sqrt(kappa / 2))])[0]

    assert_allclose(two_class_agreement(kappa), average(expit), rtol=0, atol=1e-12)
    assert_allclose(two_point_entropy(kappa), average(lambda logit: np.logaddexp(0, -logit)), rtol=0, atol=1e-12)


def test_class_information_lies_between_nothing_and_one_bit():
    kappas = np.concatenate([[0], np.geomspace(1e-3, 1e6, 60)])
    information = class_information(kappas)
    assert_allclose(information[[0, -1]], [0, np.log(2)], rtol=0, atol=1e-12)
    assert np.all(np.diff(information) > -1e-13)


def test_psi_is_the_mean_positive_part():
    for u in (-5.0, -1.0, 0.0, 2.0):
        assert_allclose(psi(u), quad(lambda g: (u + g) * norm.pdf(g), -u, np.inf, epsabs=0, epsrel=1e-11)[0], rtol=1e-9)
    assert psi(-60.0) == 0


def test_signal_to_noise_keeps_its_digits():
    assert_allclose(signal_to_noise(1e-9), 0.5e9 - 0.5, rtol=1e-14)
    assert_allclose(signal_to_noise(10.0), np.exp(-20), rtol=1e-8)


def test_curves_meet_their_definitions_at_the_collapse_time():
    law, log_points = DataLaw(256, 1.0, 1.0), np.log(20000)
    t = law.collapse_time(log_points)
    assert_allclose(law.information(t), log_points, rtol=1e-12)
    assert_allclose(law.cloning_collapse(t, log_points), 0.5, atol=1e-11)
    assert_allclose(law.excess_entropy_ratio(t, log_points), np.sqrt(law.information_variance(t) / (2 * np.pi)) / log_points, rtol=1e-11)
    assert law.excess_entropy_ratio_asymptotic(0.99 * t, log_points) == 0


def test_mixture_at_a_published_time():
    law = DataLaw(1024, 1.0, 1.0)
    assert_allclose(law.excess_entropy_ratio(2.904, np.log(20000)), 0.7849, rtol=0, atol=5e-5)
    assert_allclose(two_class_agreement(2 * 1024 * np.exp(-6)), 0.9176, rtol=0, atol=5e-5)


@pytest.mark.parametrize("law", [DataLaw(8), DataLaw(64, 2.0), DataLaw(1024, 1.0, 1.0), DataLaw(32, 0.25, 0.3)])
@pytest.mark.parametrize("points", [3, 500, 1e9])
def test_entropy_threshold_is_met(law, points):
    time = law.entropy_threshold_time(np.log(points), 0.05)
    assert_allclose(law.excess_entropy_ratio(time, np.log(points)), 0.05, rtol=1e-9)
