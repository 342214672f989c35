"""Whether two results are the same: integers equal, sums within rounding, or everything bit for bit."""

import numpy

INTEGERS = ["nearest_index", "source_index", "snapshots_done", "next_block", "terms"]
BITS = ["reference", "sum", "logit_sum", "square_sum", "nearest_logit", "noise_norm_squared"]
ROUNDING = 1e-12
# Weights of a tile are float numbers relative to a reference that depends on what a rank has seen. A weight that counts lies at most 30
# nats below it, which may lag 20 behind the largest logit: 50 nats, rounded to 2^-24 of themselves, and one more for the exponential.
WIDEST = 50  # nats
FLOAT_ROUNDING = (WIDEST + 1) * 2.0**-24


def same_bits(result, expected, curve_rounding=0.0):
    """States bit for bit; curves too, unless eigenvalues were computed again: their last bits depend on where matrices lie in memory."""
    for name in INTEGERS + BITS:
        numpy.testing.assert_array_equal(result.state[name], expected.state[name], err_msg=name)
    for name in expected.curves.data_vars:
        numpy.testing.assert_allclose(result.curves[name], expected.curves[name], rtol=curve_rounding, atol=curve_rounding, err_msg=name)


def rebased(state):
    """ln Z and the two other sums, free of the reference that was at hand."""
    log_sum = state["reference"] + numpy.log(state["sum"])
    return {"log_sum": log_sum,
            "mean_logit": state["reference"] + state["logit_sum"] / state["sum"],
            "log_square_sum": 2 * state["reference"] + numpy.log(state["square_sum"]),
            "nearest_logit": state["nearest_logit"]}


def same_numbers(result, expected, rounding=FLOAT_ROUNDING):
    for name in INTEGERS:
        numpy.testing.assert_array_equal(result.state[name], expected.state[name], err_msg=name)
    ours, theirs = rebased(result.state), rebased(expected.state)
    for name, values in theirs.items():
        # A relative error of a sum is an absolute one of its logarithm, beside the rounding of the logarithm itself. In the mean logit,
        # errors of weights count as much as their logits are away from it.
        bound = rounding * ((WIDEST if name == "mean_logit" else 1) + abs(values))
        assert (abs(ours[name] - values) <= bound).all(), (name, float((abs(ours[name] - values) / bound).max()))
