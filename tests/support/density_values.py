"""Densities of single queries, from the sums that `regimes kde` keeps."""

import numpy
from scipy.special import gammaln


def log_kernel_integral(kernel, dimension):
    if kernel == "gaussian":
        return dimension / 2 * numpy.log(2 * numpy.pi)
    ball = dimension / 2 * numpy.log(numpy.pi) - gammaln(dimension / 2 + 1)
    return ball if kernel == "ball" else ball + numpy.log(2 / (dimension + 2))


def log_density(result, left_out=0):
    """ln rho_h(x), (replica, points, query, bandwidth)."""
    state, attributes = result.state, result.curves.attrs
    h, n = result.curves.bandwidth.values, result.curves.points.values[:, None, None] - left_out
    d, kernel = attributes["dimension"], attributes["kernel"]
    with numpy.errstate(divide="ignore"):
        log_sum = state["reference"].values + numpy.log(state["sum"].values)
    if kernel == "gaussian":
        log_sum = log_sum - state.query_norm_squared.values[:, None, :, None] / (2 * h**2)
    return log_sum - numpy.log(n) - d * numpy.log(h) - log_kernel_integral(kernel, d)
