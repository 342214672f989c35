"""`regimes geometry`: what it leaves behind, and every refusal."""

import numpy
import pytest
import xarray

USAGE, BAD_DATA = 2, 65
POINTS, DIMENSION = 60, 4


@pytest.fixture
def arrays(regimes):
    generator = numpy.random.default_rng(1)
    numpy.save(regimes.folder / "train.npy", generator.normal(size=(POINTS, DIMENSION)))
    numpy.save(regimes.folder / "x.npy", generator.normal(size=(5, DIMENSION)))
    numpy.save(regimes.folder / "directions.npy", numpy.eye(DIMENSION)[:2])
    return regimes


def words(changes):
    options = {"train": "npy", "train-file": "train.npy", "times": "0.3,1", "queries": "8"}
    options |= {name.replace("_", "-"): value for name, value in changes.items()}
    result = ["geometry"]
    for name, value in options.items():
        if value is not None:
            result += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    return result


def refuses(regimes, code, *texts, ranks=None, **changes):
    return regimes.refuses(code, *texts, arguments=words(changes), ranks=ranks)


def done(regimes, **changes):
    result = regimes.run(*words(changes))
    assert result.returncode == 0, result.stderr
    return result


LAW = {"train": "gaussian", "train_file": None, "points": 50}


def test_the_file_and_the_report(arrays):
    result = done(arrays, sizes="20,60", directions="directions.npy", save_queries=True)
    assert "wrote geometry.h5" in result.stdout and "d_eff" in result.stdout and "n = 60" in result.stdout
    assert arrays.files() == sorted(["directions.npy", "geometry.h5", "train.npy", "x.npy"])
    with xarray.open_dataset(arrays.folder / "geometry.h5", engine="h5netcdf") as data:
        assert data.jacobian_eigenvalue.dims == ("points", "time", "eigenvalue")
        assert data.query_directional_trace.dims == ("replica", "points", "time", "query", "direction")
        assert dict(data.sizes) == {"points": 2, "time": 2, "eigenvalue": DIMENSION, "quantile": 5, "direction": 2, "replica": 1, "query": 8}
        assert all(data[name].attrs.keys() >= {"units", "long_name", "symbol"} for name in data)
        assert not any(numpy.isnan(data[name]).any() for name in data)
    with xarray.open_dataset(arrays.folder / "geometry.h5", engine="h5netcdf", group="provenance") as provenance:
        options = dict(zip(provenance.name.values, provenance.value.values))
    assert options["directions"] == "directions.npy" and options["spectrum"] == "full"


def test_a_spectrum_of_a_few_or_none(arrays):
    done(arrays, spectrum="none", sizes="60")
    with xarray.open_dataset(arrays.folder / "geometry.h5", engine="h5netcdf") as data:
        assert "eigenvalue" not in data.sizes and "unstable_directions" not in data and "effective_dimension" in data
    done(arrays, spectrum="2", force=True)
    with xarray.open_dataset(arrays.folder / "geometry.h5", engine="h5netcdf") as data:
        assert data.sizes["eigenvalue"] == 2 and "participation_dimension" not in data


@pytest.mark.parametrize("changes, texts", [
    ({"times": None}, ["--times", "missing"]),
    ({"times": "1,0.3"}, ["--times"]),
    ({"times": "1e-30"}, ["--times"]),
    ({"spectrum": "0"}, ["--spectrum", "1 to d"]),
    ({"spectrum": "-1"}, ["--spectrum"]),
    ({"spectrum": "most"}, ["--spectrum", "most", "none, full"]),
    ({"spectrum": "5"}, ["--spectrum", "5 eigenvalues", "4 dimensions"]),
    ({**LAW, "dimension": "1025"}, ["--spectrum", "1024", "1025", "--spectrum K"]),
    ({**LAW, "dimension": "8", "spectrum": "9"}, ["--spectrum", "9 eigenvalues"]),
    ({"noise": "some"}, ["--noise", "some"]),
    ({**LAW, "noise": "off", "points": "1"}, ["--points", "1"]),
    ({**LAW, "noise": "off", "sizes": "1,50"}, ["--sizes", "1 point", "--noise off"]),
    ({"noise": "off", "sizes": "1,50"}, ["--sizes", "1 point", "--noise off"]),
    ({"score": "population"}, ["--score", "law"]),
    ({"queries": "0"}, ["--queries", "0"]),
    ({"queries_file": "x.npy"}, ["--queries", "no effect"]),
    ({"queries_file": "x.npy", "queries": None, "noise": "off"}, ["--noise", "no effect"]),
    ({"realisations": "0"}, ["--realisations", "0"]),
    ({"sizes": "20,61"}, ["61 points"]),
])
def test_options_that_cannot_be(arrays, changes, texts):
    refuses(arrays, USAGE, *texts, **changes)
    assert "geometry.h5" not in arrays.files()


def rows(*values):
    return numpy.array(values, dtype=float)


@pytest.mark.parametrize("ranks", [None, 2])
@pytest.mark.parametrize("directions, texts", [
    (rows([1, 0, 0]), ["3 numbers", "4"]),
    (rows([1, 0, 0, 0], [0, 2, 0, 0]), ["row 1", "norm 2"]),
    (rows([1, 0, 0, 0], [.6, .8, 0, 0]), ["rows 0 and 1", "0.6"]),
    (rows([1, 0, 0, numpy.nan]), ["row 0", "norm"]),
    (numpy.eye(4)[[0, 1, 2, 3, 0]], ["5 rows", "4 dimensions"]),
])
def test_directions_that_are_no_orthonormal_rows(arrays, directions, texts, ranks):
    numpy.save(arrays.folder / "directions.npy", directions)
    refuses(arrays, BAD_DATA, "--directions 'directions.npy'", *texts, directions="directions.npy", ranks=ranks)


def test_queries_of_another_dimension(arrays):
    numpy.save(arrays.folder / "x.npy", numpy.ones((3, 5)))
    refuses(arrays, BAD_DATA, "--queries-file 'x.npy'", "5 coordinates", queries_file="x.npy", queries=None)


def test_queries_that_are_not_finite(arrays):
    numpy.save(arrays.folder / "x.npy", rows([1, 2, 3, 4], [1, 2, numpy.inf, 4]))
    refuses(arrays, BAD_DATA, "--queries-file 'x.npy'", "row 1, column 2", queries_file="x.npy", queries=None)


def test_a_time_where_all_weight_is_on_one_point_is_told(arrays):
    result = done(arrays, times="0.001,0.5")
    assert "d_eff is below 0.01 at t = 0.001" in result.stderr and "0.5" not in result.stderr
    with xarray.open_dataset(arrays.folder / "geometry.h5", engine="h5netcdf") as data:
        assert "d_eff is below 0.01" in data.attrs["warnings"]


def test_a_dry_run_and_a_plan(arrays):
    assert "would write geometry.h5" in done(arrays, dry_run=True).stdout
    assert "geometry.h5" not in arrays.files()
    refuses(arrays, BAD_DATA, "--directions", dry_run=True, directions="train.npy")
