"""`regimes geometry` against all values that are known from simulations by other programs: pairs of mean and standard error."""

import numpy
import pytest

from geometry_values import IMAGES, LABELS, compare, measure, variances


def at(data, name, i, *more):
    return data[name][(0, i, *more)], data[f"{name}_stderr"][(0, i, *more)]


def test_two_groups_of_variances(program):
    """24 x 4, 24 x .25."""
    numpy.save(program.folder / "v.npy", variances((24, 4), (24, .25)))
    known = {.8705: (5.72, .05), 1.1317: (6.80, .06)}
    data = measure(program, 2, train="covariances", variances_file=program.folder / "v.npy", dimension=48, points=3000, times=list(known), queries=400,
                   realisations=8, spectrum="none")
    for i, t in enumerate(known):
        compare(*at(data, "effective_dimension", i), known[t], f"t = {t}")


FASHION = {.2: (1.68, .09), .352: (4.03, .10), .5: (4.71, .07), .8: (3.85, .04), 1.2: (2.40, .03), 2: (.762, .005)}
GAUSSIAN = (24.8, 15.1, 10.5, 5.8, 2.9, .77)
LARGEST = {.2: (.94, .14), .352: (1.70, .12), .5: (1.60, .08), .8: (1.09, .07), 1.2: (.74, .04), 2: (.342, .010)}


@pytest.mark.skipif(not IMAGES.exists(), reason="needs Debian's package dataset-fashion-mnist")
@pytest.mark.parametrize("kind, queries", [("full", 20), ("4", 150)])
def test_fashion_mnist(program, kind, queries):
    for t, gaussian in zip(FASHION, GAUSSIAN):  # a run each: together they take longer than a run may
        data = measure(program, 2, train="idx", train_file=IMAGES, labels_file=LABELS, classes="1,7", per_class=1000, scale=1 / 255, times=[t], queries=queries,
                       realisations=4, spectrum=kind)
        compare(*at(data, "effective_dimension", 0), FASHION[t], f"d_eff, t = {t}")
        compare(*at(data, "jacobian_eigenvalue", 0, 0), LARGEST[t], f"m_1, t = {t}")
        assert abs(data.gaussian_effective_dimension[0, 0] / gaussian - 1) < .02


SUBSPACES = {  # of 4 x 4, 4 x .25, 24 x 0: d_eff, m_1, and the trace per direction of both groups
    .05: ((1.68, .05), (1.27, .07), (.282, .013), (.188, .013)), .12: ((3.85, .02), (1.65, .04), (.683, .018), (.332, .011)),
    .2: ((4.25, .02), (1.39, .03), (.792, .010), (.287, .005)), .4: ((3.62, .01), (.985, .017), (.748, .005), (.164, .001))}


def test_subspaces(program):
    generator = numpy.random.default_rng(9)
    numpy.save(program.folder / "units.npy", numpy.eye(32)[:8])
    runs = []
    for seed in range(4):
        points = numpy.zeros((3000, 32))
        points[:, :8] = generator.normal(size=(3000, 8)) * numpy.sqrt(numpy.repeat([4, .25], 4))
        numpy.save(program.folder / "train.npy", points)
        runs.append(measure(program, 2, train="npy", train_file=program.folder / "train.npy", times=list(SUBSPACES), queries=400, seed=seed + 1,
                            directions=program.folder / "units.npy"))

    def over_runs(values):
        values = numpy.array([float(value) for value in values])
        return values.mean(), values.std(ddof=1) / numpy.sqrt(len(values))
    for i, (t, known) in enumerate(SUBSPACES.items()):
        compare(*over_runs([run.effective_dimension[0, i] for run in runs]), known[0], f"d_eff, t = {t}")
        compare(*over_runs([run.jacobian_eigenvalue[0, i, 0] for run in runs]), known[1], f"m_1, t = {t}")
        compare(*over_runs([run.directional_trace[0, i, :4].mean() for run in runs]), known[2], f"variance 4, t = {t}")
        compare(*over_runs([run.directional_trace[0, i, 4:8].mean() for run in runs]), known[3], f"variance .25, t = {t}")
        for run in runs:
            assert numpy.all(numpy.abs(run.jacobian_eigenvalue[0, i, 8:]) < 1e-5)


@pytest.mark.parametrize("points, known", [(1000, (4.43, .03)), (10_000, (5.40, .06))])
def test_the_height_of_the_hump(program, points, known):
    """Unit Gaussian of eight directions: the largest d_eff over the times."""
    data = measure(program, 2, dimension=8, points=points, times="linspace(0.1,0.6,26)", queries=1000, realisations=8, spectrum="none")
    largest = int(data.effective_dimension[0].values.argmax())
    compare(*at(data, "effective_dimension", largest), known, f"n = {points}")


def test_the_gap_of_a_manifold_with_two_variances(program):
    """Points F z/sqrt(m), d = 400, 80 + 80 directions of variances 1 and .01: the widest gap between both groups."""
    generator, gaps, places = numpy.random.default_rng(10), [], []
    for _ in range(3):
        plane = generator.normal(size=(400, 160)) * numpy.sqrt(numpy.repeat([1, .01], 80)) / numpy.sqrt(160)
        values = numpy.linalg.eigvalsh(plane @ plane.T)[::-1]
        numpy.save(program.folder / "v.npy", numpy.stack([numpy.maximum(values, 1e-12)] * 2))
        snr = numpy.geomspace(3, 9, 25)
        data = measure(program, 2, train="covariances", variances_file=program.folder / "v.npy", dimension=400, points=50, times=sorted(.5 * numpy.log1p(1 / snr)),
                       queries=1, score="population")
        gap = (data.jacobian_eigenvalue[0, :, 79] - data.jacobian_eigenvalue[0, :, 80]).values
        assert numpy.all(data.gap_dimension[0] == 80)
        gaps.append(gap.max())
        places.append(1 / numpy.expm1(2 * float(data.time[gap.argmax()])))
    assert abs(numpy.mean(gaps) - .6217) < 4 * .01 and abs(numpy.mean(places) - 5.344) < .3
