"""The observables of single queries from the state of a result file: a second implementation, in numpy.

A state holds the points other than the source, with logits relative to the source's own (l = 0): reference r, S = sum e^(l - r),
SL = sum (l - r) e^(l - r), S2 = sum e^(2 (l - r)). With R = r + ln S the source has the weight 1/(1 + e^R).
Arrays are [replica, points, query, time].
"""

import numpy
from scipy.special import expit


def log_odds(state):
    """R = ln of the weight of all other points over that of the source."""
    return state["reference"].values + numpy.log(state["sum"].values)


def entropy(state):
    """H = ln Z - sum l e^l/Z over all points, in nats."""
    odds = log_odds(state)
    mean_logit = state["reference"].values + state["logit_sum"].values / state["sum"].values
    return numpy.logaddexp(0, odds) - expit(odds) * mean_logit


def source_log_weight(state):
    return -numpy.logaddexp(0, log_odds(state))


def inverse_participation_ratio(state):
    odds = log_odds(state)
    return expit(-odds) ** 2 + expit(odds) ** 2 * state["square_sum"].values / state["sum"].values ** 2


def max_weight(state):
    odds = log_odds(state)
    return numpy.maximum(expit(-odds), numpy.exp(state["nearest_logit"].values - numpy.logaddexp(0, odds)))


def nearest_is_source(state):
    ahead = state["source_index"].values[:, None, :, None] < state["nearest_index"].values
    logit = state["nearest_logit"].values
    return ((logit < 0) | ((logit == 0) & ahead)).astype(float)


def class_weights(state):
    """pi_c, with the source's own unit added to its class; the last axis is the class."""
    classes = numpy.arange(state.sizes["class"])
    source = (state["source_class"].values[:, :, None] == classes)[:, None, :, None, :]
    with numpy.errstate(divide="ignore"):
        others = state["class_reference"].values + numpy.log(state["class_sum"].values)
    total = numpy.logaddexp(0, log_odds(state))[..., None]
    return numpy.exp(others - total) + source * numpy.exp(-total)


def cloning_agreement(state):
    return (class_weights(state) ** 2).sum(axis=-1)


def noise_variance(time):
    return -numpy.expm1(-2 * numpy.asarray(time))


def log_density(state, curves, odds, points):
    """-|z|^2/2 + ln of the odds - ln(points) - (d/2) ln(2 pi Delta_t)."""
    noise = state["noise_norm_squared"].values[:, None, :, None]
    normalisation = curves.attrs["dimension"] / 2 * numpy.log(2 * numpy.pi * noise_variance(curves.time.values))
    return -noise / 2 + odds - numpy.log(points)[None, :, None, None] - normalisation


def all_values(result):
    """Every observable under the name it has in the file, [replica, points, query, time]."""
    state, curves = result.state, result.curves
    points = curves.points.values
    odds = log_odds(state)
    values = {
        "excess_entropy_ratio": entropy(state) / numpy.log(points)[None, :, None, None],
        "cloning_collapse": inverse_participation_ratio(state),
        "nearest_is_source": nearest_is_source(state),
        "source_log_weight": source_log_weight(state),
        "max_weight": max_weight(state),
        "log_density_train": log_density(state, curves, numpy.logaddexp(0, odds), points),
        "log_density_fresh": log_density(state, curves, odds, points - 1),
    }
    if "class" in state.sizes:
        values["cloning_agreement"] = cloning_agreement(state)
    return values
