"""Images as bytes: what a run says of it, that numbers are those of float and the same on any number of ranks, and what memory it takes."""

import json

import numpy
import pytest
import xarray

POINTS, DIMENSION = 3000, 150
OPTIONS = ["--scale", "0.02", "--center", "none", "--queries", "64", "--times", ".05,.2,.5,1", "--spectra", "largest"]
CURVES = ("excess_entropy_ratio", "cloning_collapse")
ROUNDED_NOISE = 1e-4  # noise is rounded by 2^-13 at most: logits differ by about 1e-3, one way and the other


@pytest.fixture(name="images")
def points_of_every_kind(regimes):
    """The same numbers as bytes, as float numbers and as HDF5 bytes would be read."""
    generator = numpy.random.default_rng(7)
    smooth = generator.normal(size=(POINTS, 12)) @ generator.normal(size=(12, DIMENSION)) * 15 + generator.normal(size=(POINTS, DIMENSION)) * 20
    values = numpy.clip(numpy.rint(smooth + 100), 0, 255).astype(numpy.uint8)
    numpy.save(regimes.folder / "bytes.npy", values)
    numpy.save(regimes.folder / "floats.npy", values.astype(numpy.float32))
    return regimes


def collapse(regimes, name, *options, file="bytes.npy", sizes="500,3000", ranks=None):
    done = regimes.run("collapse", "--train-file", file, "--sizes", sizes, *OPTIONS, *options, "--output", f"{name}.h5", ranks=ranks)
    assert done.returncode == 0, done.stderr
    with xarray.open_dataset(regimes.folder / f"{name}.h5", engine="h5netcdf") as result:
        result.load()
    with xarray.open_dataset(regimes.folder / f"{name}.h5", engine="h5netcdf", group="provenance") as provenance:
        return done.stdout, result, provenance.attrs


def test_bytes_are_used_and_named(images):
    said, result, provenance = collapse(images, "bytes")
    assert result.attrs["precision"] == "bytes" and result.attrs["logit_error_bound"] < 0.05
    assert provenance["arithmetic"].startswith("bytes ")
    assert f"; {provenance['arithmetic']}, " in said
    doctor = images.run("doctor").stdout
    instructions = provenance["arithmetic"].removeprefix("bytes ").strip("()")
    assert ("bytes as floats" if instructions == "in float" else f"bytes by {instructions}") in doctor
    for name, options in {"float": ["--precision", "float"], "double": ["--precision", "double"], "floats": []}.items():
        said, other, provenance = collapse(images, name, *options, file="floats.npy" if name == "floats" else "bytes.npy")
        assert other.attrs["precision"] == ("double" if name == "double" else "float")
        assert "arithmetic" not in provenance and "bytes" not in said.split("\n")[1]
        for curve in CURVES:
            assert abs(other[curve].values - result[curve].values).max() < ROUNDED_NOISE, name


def test_ranks_say_the_same(images):
    _, alone, _ = collapse(images, "one")
    _, shared, _ = collapse(images, "two", ranks=2)
    for curve in CURVES:
        numpy.testing.assert_allclose(shared[curve].values, alone[curve].values, rtol=1e-11, atol=1e-13)


def test_a_run_goes_on_with_its_bytes(images):
    extended = {}
    for name, options in {"bytes": [], "float": ["--precision", "float"]}.items():
        collapse(images, name, *options, sizes="500")
        more = images.run("resume", f"{name}.h5", "--sizes", "500,3000", "--output", f"more-{name}.h5")
        assert more.returncode == 0, more.stderr
        with xarray.open_dataset(images.folder / f"more-{name}.h5", engine="h5netcdf") as result:
            extended[name] = result.load()
            assert result.attrs["precision"] == name
    for curve in CURVES:
        assert abs(extended["bytes"][curve].values - extended["float"][curve].values).max() < ROUNDED_NOISE


def test_a_plan_knows_that_bytes_take_less(images):
    large = images.folder / "large.npy"
    numpy.lib.format.open_memmap(large, mode="w+", dtype=numpy.uint8, shape=(40000, 784))[:] = numpy.random.default_rng(1).integers(0, 256, 784)
    memory = {}
    for precision in "auto", "float":
        planned = images.run("plan", "--train-file", "large.npy", "--queries", "8", "--times", ".5", "--sizes", "40000", "--spectra", "largest",
                             "--precision", precision, "--format", "json")
        assert planned.returncode == 0, planned.stderr
        plan = json.loads(planned.stdout)
        memory[precision] = plan["memory_per_rank_bytes"]
        assert plan["precision"] == ("bytes" if precision == "auto" else "float")
    assert memory["float"] - memory["auto"] > 30e6  # a window of 64 MiB, or all points in 31 MB
