"""Numbers that are too large for a computation are refused by every experiment; what is not finite in a result says what it means."""

import h5py
import numpy
import pytest

USAGE, BAD_DATA = 2, 65
OBSERVABLES = "log_density,posterior_mean,empirical_score,posterior_entropy,inverse_participation_ratio,nearest"
TIMES = ["--times", "0.3,1"]
EXPERIMENTS = {
    "collapse": ["--queries", "8", *TIMES],
    "kde": ["--queries", "8"],
    "geometry": ["--queries", "8", *TIMES],
    "speciation": ["--labels-file", "l.npy", "--queries", "8", *TIMES],
    "sample": ["--trajectories", "4", "--t-start", "3"],
    "trajectories": ["--trajectories", "4", "--clone-times", "0.5", "--t-start", "3"],
    "guidance": ["--labels-file", "l.npy", "--trajectories", "4", "--t-start", "3", "--steps", "6"],
    "evaluate": ["--queries-file", "q.npy", "--observables", OBSERVABLES, *TIMES],
    "memorisation": ["--samples-file", "q.npy"],
}


@pytest.fixture
def numbers(regimes):
    chance = numpy.random.default_rng(1)
    for name, rows in (("t", 60), ("q", 5)):
        numpy.save(regimes.folder / f"{name}.npy", chance.normal(size=(rows, 4)))
    numpy.save(regimes.folder / "l.npy", numpy.arange(60) % 2)
    return regimes


def run(regimes, experiment, *more):
    return regimes.run(experiment, "--train-file", "t.npy", *EXPERIMENTS[experiment], "--output", "out.h5", *more)


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_points_of_any_size_are_refused_or_give_finite_numbers(numbers, experiment):
    points = numpy.load(numbers.folder / "t.npy")
    for size in (1e8, 1e12, 3e38):
        numpy.save(numbers.folder / "t.npy", numpy.clip(points * size, -3e38, 3e38))
        result = run(numbers, experiment, "--force")
        if result.returncode == 0:
            assert size == 1e8, "a norm of 1e24 is too large"
            check_documented(numbers.folder / "out.h5")
            assert "warning: '" not in result.stderr
        else:
            assert result.returncode in (USAGE, BAD_DATA), result.stderr
            assert "regimes: " in result.stderr and "rank" not in result.stderr


def check_documented(path):
    """Every number that is not finite belongs to a variable that says what that means, and no variable says that nothing is known."""
    with h5py.File(path) as file:
        for name, variable in file.items():
            if not isinstance(variable, h5py.Dataset) or variable.dtype.kind != "f" or "units" not in variable.attrs:
                continue
            if not numpy.isfinite(variable[()]).all():
                assert "nothing is known" not in variable.attrs["not_finite"], name


def test_too_small_times_and_bandwidths_are_refused_with_what_is_too_large(numbers):
    numpy.save(numbers.folder / "q.npy", numpy.full((5, 4), 1e8))
    result = numbers.run("evaluate", "--train-file", "t.npy", "--queries-file", "q.npy", "--queries-layout", "same", "--times", "1e-12")
    assert result.returncode == USAGE and "--times: t = 1e-12 is too small for queries" in result.stderr, result.stderr
    result = run(numbers, "kde", "--bandwidths", "1e-13,1")
    assert result.returncode == USAGE and "--bandwidths: h = 1e-13 is too small for points" in result.stderr, result.stderr


@pytest.mark.parametrize("words", [
    ["kde", "--dimension", "4", "--points", "50", "--queries", "8", "--kernel", "epanechnikov", "--bandwidths", "0.01,3"],  # empty supports
    ["collapse", "--dimension", "4", "--points", "50", "--queries", "2", "--times", "5,6"],  # no collapse
    ["speciation", "--train", "mixture", "--dimension", "8", "--points", "500", "--queries", "40", "--times", "0.3,3"],
    ["sample", "--train", "mixture", "--dimension", "4", "--points", "100", "--trajectories", "1", "--times", "0.5,2"],
    ["trajectories", "--train", "mixture", "--dimension", "8", "--points", "100", "--trajectories", "1", "--turn-times", "0.5,1"],
], ids=lambda words: words[0])
def test_what_is_missing_says_so(regimes, words):
    result = regimes.run(*words, "--output", "out.h5")
    assert result.returncode == 0 and "nothing is known" not in result.stderr, result.stderr
    check_documented(regimes.folder / "out.h5")


@pytest.mark.parametrize("words", [
    ["guidance", "--train", "mixture", "--dimension", "8", "--points", "50", "--strengths", "0,1e300"],
    ["guidance", "--train", "mixture", "--dimension", "8", "--points", "50", "--strengths", "0,1e10"],
    ["guidance", "--train", "mixture", "--dimension", "8", "--points", "50", "--guidance", "power-law", "--guidance-exponent", "300"],
    ["sample", "--train", "mixture", "--dimension", "8", "--points", "50", "--guidance", "linear", "--guidance-strength", "1e300"],
    ["sample", "--train", "mixture", "--dimension", "32", "--points", "50", "--time-grid", "vp-dilated", "--step", "ddim", "--dilation", "1e-300"],
    ["schedule", "--dimension", "32", "--steps", "5", "--dilation", "1e-300"],
    ["theory", "schedule", "--dilation", "1e-300"],
], ids=lambda words: f"{words[0]} {words[-1]}")
def test_settings_that_no_grid_has_room_for_are_refused(regimes, words):
    """Strengths of guidance have grids of the law that grow with them; the times of a dilated grid differ."""
    result = regimes.run(*words, *([] if words[0] == "theory" else ["--output", "out.h5"]))
    assert result.returncode == USAGE and f"regimes: {words[-2]}: " in result.stderr, result.stderr


@pytest.mark.parametrize("words", [
    ["guidance", "--train", "mixture", "--score", "population", "--mean-amplitude", "1e150"], ["sample", "--score", "population"],
    ["speciation", "--train", "mixture", "--points", "50"], ["schedule"], ["geometry", "--score", "population", "--points", "50", "--times", "1"],
], ids=lambda words: words[0])
def test_laws_of_any_size_are_refused_also_where_no_points_are_held(regimes, words):
    result = regimes.run(*words, "--variance", "1e300", "--output", "out.h5")
    assert result.returncode == USAGE and "|a|^2" in result.stderr, result.stderr
