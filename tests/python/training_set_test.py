"""regimes.TrainingSet against plain sums in double: values, shapes, kinds of arrays, threads; and what it refuses."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import regimes
import torch

FLOAT, DOUBLE = 2e-5, 1e-10  # largest errors here of logits whose sums are in float, and in double
TIMES = (0.02, 0.3, 2.0)


def check(found, expected, tolerance):
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype, tolerance", [("float32", FLOAT), ("float64", DOUBLE)])
@pytest.mark.parametrize("count, dimension", [(1, 1), (1, 5), (95, 3), (97, 64), (1000, 17)])
def test_values_are_those_of_plain_sums(brute, rng, dtype, tolerance, count, dimension):
    points = rng.normal(size=(count, dimension)).astype(np.float32)
    labels = np.array(["a", "b"])[rng.integers(0, 2, count)]
    training_set, exact = regimes.TrainingSet(points, labels=labels, dtype=dtype), brute(points)
    for t in TIMES:
        noise = -np.expm1(-2 * t)
        x = np.exp(-t) * points[rng.integers(0, count, 5)] + np.sqrt(noise) * rng.normal(size=(5, dimension))
        density, weights, mean, entropy = map(np.array, zip(*(exact.posterior(row, t) for row in x)))
        check(training_set.log_density(x, t), density, tolerance * max(1, abs(density).max()))
        check(training_set.posterior_mean(x, t), mean, tolerance * 10)
        check(training_set.empirical_score(x, t), (np.exp(-t) * mean - x) / noise, tolerance * 10 / noise)
        check(training_set.posterior_entropy(x, t), entropy, tolerance * 10)
        check(training_set.effective_points(x, t), 1 / np.square(weights).sum(axis=1), tolerance * 100)
        of_class = np.stack([weights[:, labels == label].sum(axis=1) for label in training_set.labels], axis=1)
        check(training_set.class_weights(x, t), of_class, tolerance * 10)


def test_nearest_points_and_their_order(rng):
    points = rng.normal(size=(500, 6))
    points[7] = points[3]  # of equal points the first
    x = np.concatenate([points[:4] + 1e-9, rng.normal(size=(20, 6))])
    index, distance = regimes.TrainingSet(points, dtype="float64").nearest(x, 3)
    apart = np.sqrt(np.square(x[:, None] - points).sum(axis=-1))
    assert (index == np.argsort(apart, axis=1, kind="stable")[:, :3]).all()
    np.testing.assert_allclose(distance, np.take_along_axis(apart, index, 1), rtol=1e-12)


def test_shapes_follow_points_and_times(rng):
    training_set = regimes.TrainingSet(rng.normal(size=(50, 4)))
    x = rng.normal(size=(2, 3, 4))
    one_by_one = np.array([[training_set.log_density(x[i, j], t) for j, t in enumerate((0.1, 0.2, 0.3))] for i in range(2)])
    np.testing.assert_allclose(training_set.log_density(x, [0.1, 0.2, 0.3]), one_by_one, rtol=1e-12)
    assert training_set.empirical_score(x[0, 0], np.full((5, 1), 0.3)).shape == (5, 1, 4)
    assert training_set.log_density(x[0, 0], 0.3).shape == ()
    for shape in ((0, 4), (3, 0, 4)):
        empty = np.zeros(shape)
        assert training_set.log_density(empty, 0.3).shape == shape[:-1] and training_set.posterior_mean(empty, 0.3).shape == shape
        assert training_set.nearest(empty, 2)[0].shape == (*shape[:-1], 2)


def test_arrays_of_any_kind(rng):
    points = rng.integers(0, 200, size=(60, 5))
    x = rng.normal(size=(4, 5))
    expected = regimes.TrainingSet(points.astype(np.float64)).log_density(x, 0.5)
    read_only = points.astype(np.float32)
    read_only.flags.writeable = False
    for same in (points, points.astype(np.uint8), points.astype(np.float16), np.asfortranarray(points), points[::-1][::-1], points.tolist(),
                 torch.tensor(points), torch.tensor(points, dtype=torch.float16), read_only,
                 torch.tensor(points, dtype=torch.float64, requires_grad=True)):
        np.testing.assert_allclose(regimes.TrainingSet(same).log_density(torch.tensor(x), torch.tensor(0.5)), expected, rtol=1e-12)
    np.testing.assert_allclose(regimes.TrainingSet(points).log_density(np.asfortranarray(x), np.float32(0.5)), expected, rtol=1e-12)


def test_any_number_of_threads_and_of_callers(rng):
    training_set, x = regimes.TrainingSet(rng.normal(size=(20_000, 24))), rng.normal(size=(40, 24))
    alone = training_set.posterior_mean(x, 0.4, threads=1)
    for threads in (2, 3, 7, None):
        np.testing.assert_allclose(training_set.posterior_mean(x, 0.4, threads=threads), alone, rtol=0, atol=1e-5)
    found = [None] * 4
    def ask(which):
        for _ in range(5):
            found[which] = training_set.posterior_mean(x, 0.4, threads=2)
    callers = [threading.Thread(target=ask, args=(which,)) for which in range(len(found))]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    for answer in found:
        np.testing.assert_allclose(answer, alone, rtol=0, atol=1e-5)


def test_the_interpreter_goes_on_while_a_pass_runs(rng):
    training_set, x = regimes.TrainingSet(10**6, law=regimes.laws.gaussian(32)), rng.normal(size=(512, 32))
    ticks, done = [], threading.Event()
    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.005)
    other = threading.Thread(target=tick)
    other.start()
    training_set.log_density(x, 0.4, threads=1)
    done.set()
    other.join()
    assert len(ticks) > 10, "the lock of the interpreter was held"


def test_ctrl_c_ends_a_pass():
    code = ("import numpy, regimes, sys\nlarge = regimes.TrainingSet(10**11, law=regimes.laws.gaussian(32))\n"
            "print('begun', flush=True)\n"
            "try:\n    large.log_density(numpy.zeros((64, 32)), .3)\nexcept KeyboardInterrupt:\n    sys.exit(42)\n")
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 42


def test_thousands_of_calls_take_no_more_memory(rng):
    training_set, x = regimes.TrainingSet(rng.normal(size=(200, 8))), rng.normal(size=(16, 8))
    def resident():
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    def call(times):
        for _ in range(times):
            training_set.empirical_score(x, 0.3, threads=2)
    call(500)
    before = resident()
    call(10_000)
    assert resident() - before < 8e6


def test_neither_mpi_nor_hdf5_is_in_the_process():
    code = "import regimes._core\nprint(open('/proc/self/maps').read())"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "libregimes_kernels" in loaded and "libmpi" not in loaded and "libhdf5" not in loaded


def test_points_of_a_law_are_those_of_the_program(brute, rng):
    law = regimes.laws.mixture(12, 0.7)
    points = law.sample(300, 5, 0)
    x = rng.normal(size=(6, 12))
    drawn = regimes.TrainingSet(300, law=law, seed=5)
    np.testing.assert_allclose(drawn.log_density(x, 0.5), [brute(points).posterior(row, 0.5)[0] for row in x], rtol=1e-5)
    assert drawn.class_weights(x, 0.5).shape == (6, 2)
    with pytest.raises(TypeError, match="points of a law have their own"):
        regimes.TrainingSet(300, law=law, labels=[0] * 300)


def test_population_values_are_the_gaussian_ones(rng):
    x, t = rng.normal(size=(3, 5)), 0.4
    found = regimes.laws.population(regimes.laws.gaussian(5, sigma=2), x, t)
    variance = 4 * np.exp(-2 * t) - np.expm1(-2 * t)
    np.testing.assert_allclose(found["score"], -x / variance, rtol=1e-10)
    np.testing.assert_allclose(found["log_density"], -np.square(x).sum(1) / (2 * variance) - 2.5 * np.log(2 * np.pi * variance), rtol=1e-10)


WRONG = [
    (lambda s: regimes.TrainingSet(np.zeros((0, 3))), ValueError, r"the shape is \(0, 3\); give a matrix of at least one point"),
    (lambda s: regimes.TrainingSet(np.zeros(3)), ValueError, r"the shape is \(3,\)"),
    (lambda s: regimes.TrainingSet([[0, np.nan]]), ValueError, r"points: nan at \[0, 1\]"),
    (lambda s: regimes.TrainingSet([[1e60]]), ValueError, "too large for float32; give dtype='float64'"),
    (lambda s: regimes.TrainingSet(np.array([["x"]])), TypeError, "numbers of type <U1 are not real"),
    (lambda s: regimes.TrainingSet(np.ones((2, 2), dtype=complex)), TypeError, "complex128 are not real"),
    (lambda s: regimes.TrainingSet(np.ones((2, 2)), labels=[1]), ValueError, r"labels: the shape is \(1,\); give one for each of the 2"),
    (lambda s: regimes.TrainingSet(np.ones((2, 2)), dtype="int8"), TypeError, "dtype int8"),
    (lambda s: regimes.TrainingSet(0, law=regimes.laws.gaussian(3)), ValueError, "at least one point"),
    (lambda s: s.log_density(np.zeros((1, 4)), 0.1), ValueError, "its last dimension must be that of the training points, 3"),
    (lambda s: s.log_density(np.zeros(3), 0), ValueError, "t: 0; diffusion times are positive"),
    (lambda s: s.log_density(np.zeros(3), np.inf), ValueError, "t: inf"),
    (lambda s: s.log_density(np.zeros((5, 3)), [0.1, 0.2]), ValueError, r"its shape \(2,\) does not go with that of the points, \(5,\)"),
    (lambda s: s.log_density(np.full(3, np.inf), 0.1), ValueError, r"x: inf at \[0\]"),
    (lambda s: s.class_weights(np.zeros(3), 0.1), ValueError, "the set has no classes; give it labels"),
    (lambda s: s.nearest(np.zeros(3), 11), ValueError, "k: 11; the set has 10 points"),
    (lambda s: s.nearest(np.zeros(3), 0), ValueError, "k: 0"),
    (lambda s: s.nearest(np.zeros(3), 1.5), TypeError, "float"),
    (lambda s: s.log_density(np.zeros(3), 0.1, threads=0), ValueError, "threads: 0"),
]


@pytest.mark.parametrize("wrong, kind, words", WRONG)
def test_what_is_wrong_is_said(wrong, kind, words):
    with pytest.raises(kind, match=words):
        wrong(regimes.TrainingSet(np.ones((10, 3))))


def test_coordinates_that_float_does_not_hold_are_refused(rng):
    metres = 6.4e6 + rng.normal(size=(100, 3))
    with pytest.raises(ValueError, match="rounding of coordinates to float32 changes logits by up to .* make the set with dtype='float64'"):
        regimes.TrainingSet(metres).log_density(metres, 0.1)
    assert np.isfinite(regimes.TrainingSet(metres, dtype="float64").log_density(metres, 0.1)).all()
