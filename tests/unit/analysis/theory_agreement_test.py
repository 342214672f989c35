"""The C++ closed forms against the Python ones: two implementations written apart from the same equations."""
import csv
import os
import subprocess
from collections import Counter

import pytest
from numpy.testing import assert_allclose
from regimes.formulas import density as density_theory
from regimes.formulas import speciation as speciation_theory
from regimes.formulas import collapse as theory

RELATIVE, ABSOLUTE = 1e-8, 1e-11  # the second for what is a difference of order-one numbers
ROWS_OF_EACH_LAW = 3 * 3 * 3 * 4  # variances, dimensions, amplitudes, points
TIMES = 5
EXPECTED_ROWS = {"psi": 6, "two_class_agreement": 6, "two_point_entropy": 6, "class_information": 6,
                 "collapse_time": ROWS_OF_EACH_LAW, "information": TIMES * ROWS_OF_EACH_LAW,
                 "information_variance": TIMES * ROWS_OF_EACH_LAW, "excess_entropy_ratio": TIMES * ROWS_OF_EACH_LAW,
                 "excess_entropy_ratio_asymptotic": TIMES * ROWS_OF_EACH_LAW, "cloning_collapse": TIMES * ROWS_OF_EACH_LAW}
ALPHAS, BANDWIDTHS, KERNELS = 4, 4, ("gaussian", "ball", "epanechnikov")
OF_BANDWIDTH = ("stable_index", "participation_ratio", "log_density", "divergence")
EXPECTED_ROWS |= {f"{name}_bandwidth": ALPHAS for name in ("condensation", "central_limit", "kullback_leibler")}
EXPECTED_ROWS |= {name: ALPHAS * BANDWIDTHS for name in OF_BANDWIDTH}
EXPECTED_ROWS |= {f"{kernel}_{power}": 12 for kernel in KERNELS for power in ("mean", "square")}
MEANS = 3 * 2  # variances, dimensions
SPECIATION = {  # rows, and the value of a row: columns are used for the arguments of each form
    "speciation_time_two_means": (MEANS, lambda row: speciation_theory.speciation_time_two_means(row["mean_norm_squared"], row["variance"])),
    "kappa_two_means": (3 * MEANS, lambda row: speciation_theory.kappa_two_means(row["mean_norm_squared"], row["variance"], row["argument"])),
    "potential_curvature": (3 * MEANS, lambda row: speciation_theory.potential_curvature(
        row["argument"], amplitude(row), row["variance"], row["dimension"])),
    "potential": (6 * MEANS, lambda row: speciation_theory.potential(
        row["log_points"], row["argument"], amplitude(row), row["variance"], row["dimension"])),
    "speciation_time_covariances": (2, lambda row: speciation_theory.speciation_time_covariances(row["mean_norm_squared"])),
    "speciation_time_variances": (1, lambda row: speciation_theory.speciation_time_variances(
        row["variance"], row["mean_norm_squared"], row["dimension"])),
    "ising_constant": (2, lambda row: speciation_theory.ising_constant(row["variance"], row["mean_norm_squared"])),
}
EXPECTED_ROWS |= {quantity: rows for quantity, (rows, _) in SPECIATION.items()}


def amplitude(row):
    return (row["mean_norm_squared"] / row["dimension"]) ** 0.5


@pytest.fixture(scope="module")
def table():
    program = os.environ.get("REGIMES_THEORY_TABLE")
    if not program:
        pytest.fail("REGIMES_THEORY_TABLE does not name the program theory_table; run this test through ctest")
    printed = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    rows = csv.DictReader(printed.splitlines())
    return [{key: value if key == "quantity" else float(value) for key, value in row.items()} for row in rows]


def expected_density(row):
    """log_points holds alpha; of moments, mean_norm_squared holds the squared distance."""
    if row["quantity"].endswith("_bandwidth"):
        return getattr(density_theory, row["quantity"])(row["log_points"])
    if row["quantity"] in OF_BANDWIDTH:
        return getattr(density_theory, row["quantity"])(row["argument"], row["log_points"])
    kernel, power = row["quantity"].split("_")
    return density_theory.log_mean_power(kernel, row["dimension"], row["variance"], row["argument"], row["mean_norm_squared"],
                                         {"mean": 1, "square": 2}[power])


def expected(row):
    if row["quantity"] in OF_BANDWIDTH or row["quantity"].endswith("_bandwidth") or row["quantity"].split("_")[0] in KERNELS:
        return expected_density(row)
    if row["quantity"] in SPECIATION:
        return SPECIATION[row["quantity"]][1](row)
    if row["dimension"] == 0:
        return getattr(theory, row["quantity"])(row["argument"])
    law = theory.DataLaw(row["dimension"], row["variance"], amplitude(row))
    quantity = getattr(law, row["quantity"])
    if row["quantity"] == "collapse_time":
        return quantity(row["log_points"])
    if row["quantity"].startswith("information"):
        return quantity(row["argument"])
    return quantity(row["argument"], row["log_points"])


def test_table_is_complete(table):
    assert Counter(row["quantity"] for row in table) == EXPECTED_ROWS


@pytest.mark.parametrize("quantity", EXPECTED_ROWS)
def test_agreement(table, quantity):
    rows = [row for row in table if row["quantity"] == quantity]
    assert_allclose([row["value"] for row in rows], [expected(row) for row in rows], rtol=RELATIVE, atol=ABSOLUTE)
