"""The real program on several ranks gives the numbers of one rank."""

import numpy
import pytest

import posterior_values
from idx_writer import correlated_bytes, write_idx

RANKS = [1, 2, 3, 4, 7]
TOLERANCE = 1e-6  # of means: sums of doubles in another order, over states of float sums cut alike
BLOCK = 192       # points that are dealt together
COMMON = {"queries": 200, "times": "logspace(0.1,2,10)", "replicas": 2}
IMAGE_POINTS, IMAGE_DIMENSION = 2000, 12
SETS = {
    "gaussian": {"train": "gaussian", "dimension": 32, "snapshots": [250, 1000, 2981]},
    "mixture": {"train": "mixture", "dimension": 45, "mean_amplitude": 0.5, "snapshots": [250, 2981]},
    "gaussian, stored": {"train": "gaussian", "dimension": 32, "snapshots": [250, 2981], "store": True},
    "images": {"train": "idx", "scale": 1 / 32, "snapshots": [250, IMAGE_POINTS]},
}


def options_of(name, program):
    options = {**SETS[name], **COMMON}
    if options["train"] == "idx":
        values = correlated_bytes(IMAGE_POINTS, IMAGE_DIMENSION, seed=3)
        options |= {"train_file": program.folder / "points", "labels_file": program.folder / "labels"}
        write_idx(options["train_file"], values.reshape(IMAGE_POINTS, 3, 4))
        write_idx(options["labels_file"], values[:, 0] % 3)
    return options


@pytest.fixture(scope="module", params=SETS)
def reference(program, request):
    options = options_of(request.param, program)
    return options, program.collapse(**options)  # without the launcher


def expect_equal(result, expected):
    for name in ("source_index", "nearest_index", "next_block", "snapshots_done"):
        numpy.testing.assert_array_equal(result.state[name], expected.state[name], err_msg=name)
    for name in expected.state:
        if name.startswith("source") or name == "noise_norm_squared":
            numpy.testing.assert_array_equal(result.state[name], expected.state[name], err_msg=name)
    for name in expected.curves:
        if not name.startswith("collapse_time") and not name.endswith(("_stderr", "_scatter")):
            numpy.testing.assert_allclose(result.curves[name], expected.curves[name], rtol=TOLERANCE, atol=TOLERANCE, err_msg=name)


@pytest.mark.parametrize("ranks", RANKS)
def test_ranks_give_the_numbers_of_one(program, reference, ranks):
    options, expected = reference
    result = program.collapse(ranks=ranks, **options)
    assert result.warnings == []
    expect_equal(result, expected)
    assert ("class_sum" in expected.state) == (options["train"] != "gaussian")
    if "class_sum" in expected.state:
        numpy.testing.assert_allclose(posterior_values.class_weights(result.state), posterior_values.class_weights(expected.state),
                                      rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("ranks, groups", [(2, 2), (4, 2), (3, 3)])
def test_groups_of_ranks_share_the_queries(program, reference, ranks, groups):
    options, expected = reference
    expect_equal(program.collapse(ranks=ranks, query_groups=groups, **options), expected)


@pytest.mark.parametrize("ranks", [4, 7])
def test_ranks_without_points_are_one_warning(program, ranks):
    options = {"train": "mixture", "dimension": 20, "snapshots": [50, 2 * BLOCK - 10], "queries": 50, "times": [0.3, 1]}
    result = program.collapse(ranks=ranks, **options)
    assert len(result.warnings) == 1 and f"{ranks - 2} of {ranks} ranks have no points" in result.warnings[0]
    expect_equal(result, program.collapse(**options))
