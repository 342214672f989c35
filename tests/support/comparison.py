"""Whether two results are the same: integers equal, sums within rounding, or everything bit for bit."""

import numpy

INTEGERS = ["nearest_index", "source_index", "snapshots_done", "next_block", "terms", "terms_skipped"]
BITS = ["reference", "sum", "logit_sum", "square_sum", "nearest_logit", "noise_norm_squared"]
BITS_OF_CLASSES = ["class_reference", "class_sum"]
ROUNDING = 1e-12  # of sums in double, whatever the precision of the logits
MINIMUM = 1e-7  # where a sum of squares is least shows in half the digits of a double, 2^-26; of a scale of some units that is this much


def same_bits(result, expected, curve_rounding=0.0):
    """States bit for bit; curves too, unless eigenvalues were computed again: their last bits depend on where matrices lie in memory."""
    for name in INTEGERS + BITS + [name for name in BITS_OF_CLASSES if name in expected.state]:
        numpy.testing.assert_array_equal(result.state[name], expected.state[name], err_msg=name)
    for name in expected.curves.data_vars:
        rounding = max(curve_rounding, MINIMUM) if curve_rounding and "_fit" in name else curve_rounding
        numpy.testing.assert_allclose(result.curves[name], expected.curves[name], rtol=rounding, atol=rounding, err_msg=name)


def rebased(state, reference):
    """The sums of Z, SL and S2 relative to another reference."""
    shift = state["reference"] - reference
    factor = numpy.exp(shift)
    return {"sum": factor * state["sum"], "logit_sum": factor * (state["logit_sum"] + shift * state["sum"]), "square_sum": factor**2 * state["square_sum"]}


def same_numbers(result, expected, rounding=ROUNDING):
    """Integers and the nearest logit equal, sums within `rounding` of themselves."""
    for name in [*INTEGERS, "nearest_logit"]:
        numpy.testing.assert_array_equal(result.state[name], expected.state[name], err_msg=name)
    theirs = expected.state
    for name, ours in rebased(result.state, theirs["reference"]).items():
        of = numpy.maximum(abs(theirs[name]), theirs["sum"]) if name == "logit_sum" else theirs[name]  # its terms have either sign
        error = abs(ours.values - theirs[name].values) / of.values
        assert (error <= rounding).all(), (name, error.max())  # and no NaN
    if "class_sum" in theirs:
        ours, expected = (state["class_sum"].values * numpy.exp(state["class_reference"].values - theirs["class_reference"].values)
                          for state in (result.state, theirs))
        assert (abs(ours - expected) <= rounding * expected).all()
