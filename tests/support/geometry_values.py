"""Runs of `regimes geometry`, and values of its results."""

from pathlib import Path

import numpy
import xarray

from within_errors import assert_within_errors

FOLDER = Path("/usr/share/datasets/fashion-mnist")
IMAGES, LABELS = FOLDER / "train-images-idx3-ubyte.gz", FOLDER / "train-labels-idx1-ubyte.gz"


def measure(program, ranks, **options):
    """The root of the result; options of None are left out."""
    output, _ = program.run("geometry", ranks, **{name: value for name, value in options.items() if value is not None})
    with xarray.open_dataset(output, engine="h5netcdf") as data:
        return data.load()


def variances(*groups):
    """A row of variances for each of two equal classes, as `--train covariances` has them: groups of (directions, variance)."""
    row = numpy.concatenate([numpy.full(count, float(variance)) for count, variance in groups])
    return numpy.stack([row, row])


def compare(value, error, known, what):
    """`known`: a pair of a mean and its standard error."""
    assert_within_errors(float(value) - known[0], float(error), known[1], what=what)
