"""Closed forms of guidance to one of two normal classes, a second implementation: from the equations of src/theory/README.md, not from its code."""
import numpy as np
from scipy.integrate import quad

ALMOST_ONE = 1e-9  # above r = 1, where (1 - r^-n)/(r - 1) is n


def overshoot_constant(strength):
    """A(w): by the SDE the mean of a class +m moves by A(w)/rho of its widths, rho = |m|/sigma large; w above -1/2.

    A(w) = w [int_1^2 (1 - r^-n)/(r - 1) dr/n + ((2^n - 1)/n) int_2^inf r^-n/(r - 1) dr], n = 2w + 1.
    """
    n = 2 * strength + 1
    near = quad(lambda r: -np.expm1(-n * np.log(r)) / (r - 1) if r > 1 + ALMOST_ONE else n, 1, 2)[0]
    far = quad(lambda u: ((1 + u) / 2) ** -n * -np.expm1(-n * np.log(2)) / u, 1, np.inf)[0]  # r = 1 + u, and (2^n - 1) r^-n without large powers
    return strength * (near + far) / n
