"""Whether two results are the same: integers equal, sums within rounding, or everything bit for bit."""

import numpy

INTEGERS = ["nearest_index", "source_index", "snapshots_done", "next_block", "terms"]
BITS = ["reference", "sum", "logit_sum", "square_sum", "nearest_logit", "noise_norm_squared"]
ROUNDING = 1e-12
# In float, weights of a tile are relative to a reference that depends on what a rank has seen. A weight that counts lies at most 30 nats
# below it, which may lag 20 behind the largest logit: 50 nats, rounded to 2^-24 of themselves, and one more for the exponential. The logit
# itself, and what is left of it above the reference, are rounded to 2^-24 of the logit, in either run.
UNIT = 2.0**-24
WIDEST = 50  # nats
OF_WEIGHTS, OF_LOGITS = (WIDEST + 1) * UNIT, 4 * UNIT


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


def same_numbers(result, expected, of_weights=OF_WEIGHTS, of_logits=OF_LOGITS):
    """Within the relative error of a weight: of_weights + of_logits |logit|."""
    for name in INTEGERS:
        numpy.testing.assert_array_equal(result.state[name], expected.state[name], err_msg=name)
    ours, theirs = rebased(result.state), rebased(expected.state)
    for name, values in theirs.items():
        # A relative error of a sum is an absolute one of its logarithm. Squares have twice that of weights; in the mean logit, errors of
        # weights count as much as their logits are away from it.
        times = {"log_square_sum": 2, "mean_logit": WIDEST}.get(name, 1)
        bound = times * of_weights + of_logits * abs(values)
        assert (abs(ours[name] - values) <= bound).all(), (name, float((abs(ours[name] - values) / bound).max()))
