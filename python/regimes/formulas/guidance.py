"""Closed forms of guidance to one of two normal classes, a second implementation: from the equations of src/theory/README.md, not from its code."""
import numpy as np
from scipy.integrate import quad

ALMOST_ONE = 1e-9  # above r = 1, where (1 - r^-n)/(r - 1) is n


def overshoot_constant(strength, prior=0.5):
    """A(w): by the SDE the mean of a class +m moves by A(w)/rho of its widths, rho = |m|/sigma large; w above -1/2.

    A(w) = (w/n) [int_1^R (1 - r^-n)/(r - 1) dr + (R^n - 1) int_R^inf r^-n/(r - 1) dr], n = 2w + 1, R = 1/prior.
    """
    n, start = 2 * strength + 1, 1 / prior
    near = quad(lambda r: -np.expm1(-n * np.log(r)) / (r - 1) if r > 1 + ALMOST_ONE else n, 1, start)[0]
    far = quad(lambda u: ((1 + u) / start) ** -n * -np.expm1(-n * np.log(start)) / u, start - 1, np.inf)[0]  # r = 1 + u, (R^n - 1) r^-n without large powers
    return strength * (near + far) / n
