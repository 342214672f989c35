"""The same physics by another way through the program must give the same numbers: snapshots of one pass and runs of their size,
points regenerated and stored, float and double, data shifted, scaled and padded."""

import numpy
import pytest

import posterior_values
from idx_writer import correlated_bytes, write_idx
from within_errors import assert_within_errors

MEAN_TOLERANCE = 1e-6  # of mean H/ln n: float sums that are cut differently
SINGLE_DOUBLE = 1e-6   # of a query's H in double: weights that may be left out, at most 1e-7 together
PADDED_ROUNDING = 1e-4  # of mean H/ln n: float coordinates, rounded differently, at snr |a|^2 of some hundred

SIZES = [300, 1000, 2981]
WAYS = {
    "gaussian": {"train": "gaussian", "dimension": 24},
    "gaussian, stored": {"train": "gaussian", "dimension": 24, "store": True},
    "gaussian, double": {"train": "gaussian", "dimension": 24, "precision": "double"},
    "mixture, stored, double": {"train": "mixture", "dimension": 24, "mean_amplitude": 0.5, "precision": "double", "store": True},
}
COMMON = {"queries": 300, "times": "logspace(0.1,1.5,8)", "replicas": 2}


def expect_same(result, expected, points=slice(None), mean_tolerance=MEAN_TOLERANCE):
    """Equal nearest points, and curves within a tolerance; `points` picks the snapshots of `expected`."""
    numpy.testing.assert_array_equal(result.state["source_index"], expected.state["source_index"])
    numpy.testing.assert_array_equal(result.state["nearest_index"], expected.state["nearest_index"][:, points])
    for name in ("excess_entropy_ratio", "cloning_collapse", "nearest_is_source", "max_weight"):
        numpy.testing.assert_allclose(result.curves[name], expected.curves[name][points], rtol=0, atol=mean_tolerance, err_msg=name)


@pytest.fixture(scope="module", params=WAYS)
def pass_over_all(program, request):
    return WAYS[request.param], program.collapse(snapshots=SIZES, **WAYS[request.param], **COMMON)


def test_the_largest_snapshot_is_a_run_of_its_size(program, pass_over_all):
    """Smaller ones are of the sources of the largest, and of sets of their own: tests/mpi/own_sets_test.cpp."""
    options, together = pass_over_all
    alone = program.collapse(snapshots=SIZES[-1], **options, **COMMON)
    expect_same(alone, together, points=slice(len(SIZES) - 1, None))
    if options.get("precision") == "double":
        numpy.testing.assert_allclose(posterior_values.entropy(alone.state)[:, 0], posterior_values.entropy(together.state)[:, -1],
                                      rtol=0, atol=SINGLE_DOUBLE)


@pytest.mark.parametrize("k", range(len(SIZES)), ids=map(str, SIZES))
def test_snapshots_have_the_means_of_runs_of_their_size(program, k):
    """Of other points, so that the two are independent."""
    options = {"train": "mixture", "dimension": 24, "mean_amplitude": 0.5, "times": [0.4, 0.8], "queries": 128, "replicas": 8}
    together = program.collapse(snapshots=SIZES, **options).curves.isel(points=k)
    alone = program.collapse(snapshots=SIZES[k], seed=77, **options).curves.isel(points=0)
    for name in ("excess_entropy_ratio", "cloning_collapse", "cloning_agreement"):
        for t in options["times"]:
            one, other = together.sel(time=t), alone.sel(time=t)
            assert_within_errors(float(one[name] - other[name]), float(one[name + "_stderr"]), float(other[name + "_stderr"]),
                                 what=f"{name} at t = {t}")


def test_sources_of_a_file_are_spread_over_all_of_it(program, points_file):
    """The last of its points, each in exchange for a point of the smallest size."""
    file, _ = points_file
    result = program.collapse(train="idx", train_file=file, scale=1 / 32, center="none", snapshots=[50, POINTS], times=[0.4], queries=POINTS,
                              plain=True)
    sources, exchanged = (result.state[name].values[0] for name in ("source_index", "exchanged_index"))
    assert sorted(sources) == list(range(POINTS)) and result.curves.attrs["source_points"] == POINTS
    numpy.testing.assert_array_equal(exchanged == -1, sources < 50)
    assert numpy.bincount(exchanged[exchanged >= 0], minlength=50).tolist() == [11] * 50


@pytest.mark.parametrize("precision", ["float", "double"])
def test_stored_points_are_the_regenerated_ones(program, precision):
    options = {"train": "mixture", "dimension": 37, "mean_amplitude": 0.5, "snapshots": SIZES, "precision": precision, **COMMON}
    expect_same(program.collapse(store=True, **options), program.collapse(**options))


def test_float_gives_the_curves_of_double(program):
    options = {"train": "gaussian", "dimension": 37, "snapshots": SIZES, **COMMON}
    expect_same(program.collapse(precision="float", **options), program.collapse(precision="double", **options),
                mean_tolerance=1e-5)


POINTS, DIMENSION = 600, 12
COARSE, FINE = 1 / 64, 1 / 32  # scales of the bytes, a factor of two apart
FILE_TIMES = [0.1, 0.2, 0.4, 0.8, 1.6]


@pytest.fixture(scope="module")
def points_file(program):
    values = correlated_bytes(POINTS, DIMENSION, seed=2)
    file = program.folder / "rows"
    write_idx(file, values)
    return file, values


@pytest.fixture(scope="module")
def plain(program, points_file):
    return run_file(program, points_file[0])


def run_file(program, file, scale=FINE, center="none", times=FILE_TIMES):
    return program.collapse(train="idx", train_file=file, scale=scale, center=center, times=list(times), queries=POINTS,
                            snapshots=POINTS, precision="double", plain=True)  # controls depend on the frame


@pytest.mark.parametrize("center", ["scalar", "mean"])
def test_centring_changes_nothing(program, points_file, plain, center):
    expect_same(run_file(program, points_file[0], center=center), plain, mean_tolerance=PADDED_ROUNDING)


def test_constant_coordinates_change_nothing(program, points_file, plain):
    """Behind the others, so that these keep their noise: it is a function of the coordinate's number."""
    _, values = points_file
    file = program.folder / "padded"
    write_idx(file, numpy.hstack([values, numpy.full((POINTS, 7), 200)]))
    expect_same(run_file(program, file), plain, mean_tolerance=PADDED_ROUNDING)


def test_scale_trades_against_time(program, points_file, plain):
    """Only a sqrt(snr) matters, snr = 1/(e^{2t} - 1): half the scale is four times e^{2t} - 1."""
    times = numpy.log1p((COARSE / FINE) ** 2 * numpy.expm1(2 * numpy.array(FILE_TIMES))) / 2
    expect_same(run_file(program, points_file[0], scale=COARSE, times=times.tolist()), plain, mean_tolerance=PADDED_ROUNDING)
