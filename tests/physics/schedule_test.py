"""Samplers on grids of interpolants and `regimes schedule`: against the exact recursion of one coordinate and known values, on several ranks."""

import os

import numpy
import pytest
import xarray

IS_LONG = bool(os.environ.get("REGIMES_SCHEDULES_AS_STATED"))
MIXTURE = {"train": "mixture", "variance": 0.25, "class_priors": [0.8, 0.2]}
PATHS = 20000 if IS_LONG else 5000
# P(+) and s.d. across of K = 100 steps, kappa = 3, by dimension
KNOWN = {100: {"vp": (.80613, .49265), "ve": (.80139, .45973), "vp-dilated": (.80366, .49004), "ve-dilated": (.80193, .47542)},
         10000: {"vp": (.86453, .49265), "ve": (.80139, .21549), "vp-dilated": (.80333, .48587), "ve-dilated": (.80270, .47557), "snr": (.80367, .48535)}}


def opened(path):
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        return data.load()


def expect_theory(data, names=("mode_fraction", "deviation_across", "mean_shift_along", "deviation_along")):
    for name in names:
        sigmas = (data[name] - data[f"theory_{name}"]) / data[f"{name}_stderr"]
        assert abs(sigmas).max() < 4.5, (name, sigmas.values)


@pytest.mark.parametrize("dimension", [100, pytest.param(10000, marks=pytest.mark.skipif(not IS_LONG, reason="minutes"))])
def test_the_table_of_schedules_from_paths(program, monkeypatch, dimension):
    monkeypatch.setattr("run_regimes.LIMIT_SECONDS", 6000)
    data = opened(program.run("schedule", None, dimension=dimension, steps=100, trajectories=PATHS, **MIXTURE)[0])
    expect_theory(data)
    for grid, (fraction, deviation) in KNOWN[dimension].items():
        row = data.sel(grid=grid).isel(steps=0)
        assert abs(row.mode_fraction - fraction) < (.012 if IS_LONG else 4 * numpy.sqrt(.16 / PATHS)) and abs(row.deviation_across / deviation - 1) < .005, grid


def test_few_dilated_steps_spoil_the_spread_along_the_mean(program):
    data = opened(program.run("schedule", None, dimension=40000, steps=12, trajectories=500, time_grids="vp-dilated", **MIXTURE)[0])
    expect_theory(data, ("mode_fraction", "deviation_across"))
    assert data.theory_deviation_along.item() > 2 * 0.5 > 2 * data.deviation_across.item()
    mode = data.end_along.values.ravel()
    mode = mode[mode > 0] - numpy.sqrt(data.attrs["dimension"])
    left_behind = (mode < -5 * 0.5).mean()  # the spread is that of few paths far behind: its stated error is that of none of them
    assert .002 < left_behind < .2 and .3 < data.deviation_along.item() / data.theory_deviation_along.item() < 3


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_ranks_give_the_same_paths(program, ranks):
    options = {"dimension": 50, "steps": [5, 20], "trajectories": 501, **MIXTURE}
    expected = opened(program.run("schedule", None, **options)[0])
    found = opened(program.run("schedule", ranks, **options)[0])
    for name in ("end_along", "end_across_squared", "mode_fraction", "deviation_across"):
        assert found[name].values.tobytes() == expected[name].values.tobytes(), name


# From N(0, I) at T near t_S = 4.605 the flow errs by .168 e^{-(T - t_S)}; from pure noise it does not.
def test_paths_from_pure_noise_have_the_right_shares(program):
    dimension = 10000 if IS_LONG else 2500
    near = 4.6 if IS_LONG else 3.9
    options = {"score": "population", "dimension": dimension, "step": "ddim", "time_grid": "vp-dilated", "steps": 400,
               "trajectories": PATHS if IS_LONG else 400, **MIXTURE}
    limit = .012 if IS_LONG else 3 * numpy.sqrt(.16 / 400)

    def fraction(**changes):
        data = opened(program.run("sample", None, **options, **changes)[0])
        assert len(data.schedule) == 401
        return float((data.mean_overlap[0] > 0).mean())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("run_regimes.LIMIT_SECONDS", 6000)
        assert abs(fraction(t_start="inf") - .8008) < limit
        assert abs(fraction(t_start=near) - .674) < limit + .005


@pytest.mark.parametrize("step", ["ddim", "ancestral"])
def test_pure_noise_is_no_trouble_for_the_score_of_a_training_set(program, step):
    options = {"dimension": 16, "points": 300, "train": "mixture", "step": step, "time_grid": "vp", "steps": 60, "trajectories": 200}
    first, second = (opened(program.run("sample", ranks, **options)[0]) for ranks in (None, 2))
    numpy.testing.assert_allclose(first.end_points, second.end_points, atol=1e-4)
    assert numpy.isfinite(first.end_points).all() and first.schedule[0] == numpy.inf
    assert abs(float((first.end_points**2).mean()) - 2) < .4  # mean 1 and variance 1 of every coordinate


def test_spins_of_curie_and_weiss_from_their_score(program):
    """Paths from pure noise end on spins, with the magnetisation of the law: P(+) = .7666 at beta = 1.5, h = (1/2) ln 4."""
    options = {"score": "population", "train": "curie-weiss", "inverse_temperature": 1.5, "field": float(numpy.log(4) / 2), "dimension": 100,
               "step": "ancestral", "time_grid": "snr", "t_start": "inf", "steps": 150, "trajectories": 600}
    data = opened(program.run("sample", None, **options)[0])
    magnetisation = data.end_points.mean("coordinate")
    sums = numpy.arange(-100, 101, 2)
    log_mass = numpy.array([numpy.log(float(_binomial(100, int((100 + s) / 2)))) for s in sums]) + 1.5 * sums**2 / 200 + numpy.log(4) / 2 * sums / 100
    mass = numpy.exp(log_mass - log_mass.max())
    mass /= mass.sum()
    plus, square = (mass * (numpy.sign(sums) + 1) / 2).sum(), (mass * (sums / 100) ** 2).sum()
    assert abs(float((magnetisation > 0).mean()) - plus) < 4 * numpy.sqrt(.18 / 600) + .01
    assert abs(float((magnetisation**2).mean()) - square) < .03
    assert abs(float(abs(data.end_points).mean()) - 1) < .02


def _binomial(n, k):
    from math import comb
    return comb(n, k)


@pytest.mark.parametrize("beta, field", [(0.5, 0), (1, 0), (1.5, 0.5)])
def test_speciation_of_curie_and_weiss(program, beta, field):
    """Lambda by a sum over all magnetisations, below, at and above criticality; t_S = (1/2) ln Lambda where it is above 0."""
    d = 200
    data = program.speciation(train="curie-weiss", inverse_temperature=beta, field=field, dimension=d, queries=300, times=[0.3, 1, 2], eigenvalues=2)
    sums = numpy.arange(-d, d + 1, 2)
    log_mass = numpy.array([numpy.log(float(_binomial(d, int((d + s) // 2)))) if _binomial(d, int((d + s) // 2)) < 1e300 else 0 for s in sums])
    log_mass = log_mass + beta * sums**2 / (2 * d) + field * sums / d
    mass = numpy.exp(log_mass - log_mass.max())
    mass /= mass.sum()
    mean, square = (mass * sums).sum() / d, (mass * sums**2).sum() / d**2
    pair = (d * square - 1) / (d - 1)
    expected = 1 - pair + d * (pair - mean**2)
    assert float(data.theory_covariance_eigenvalue[0]) == pytest.approx(expected, rel=1e-8)
    agreement = data.theory_cloning_agreement if "theory_cloning_agreement" in data else None
    assert agreement is None or numpy.isnan(agreement).all()
