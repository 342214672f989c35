"""Every `units` of every result and checkpoint, as UDUNITS reads it, and every error where its variable says that it is."""
import os
import subprocess

import h5py
import pytest
from golden_runs import RUNS, write_all

KINDS = ("1", "s", "byte")  # what may be measured: pure numbers, time, memory
LABELS = {"units", "long_name", "symbol"}
ERROR = "_stderr"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    paths = write_all(os.environ["REGIMES_PROGRAM"], folder)
    assert {path.name.split(".")[0] for path in paths} == set(RUNS)
    return paths


def variables_of(path):
    """name -> attributes of every variable of every group."""
    found = {}

    def look(name, item):
        if isinstance(item, h5py.Dataset) and b"not a netCDF variable" not in item.attrs.get("NAME", b""):
            found[name] = dict(item.attrs)

    with h5py.File(path) as file:
        file.visititems(look)
    return found


def is_known(units):
    """Whether UDUNITS converts it to one of KINDS: "nat" it knows too, as a nano technical atmosphere."""
    return any(subprocess.run(["udunits2", "-H", units, "-W", kind], capture_output=True, text=True, check=False).stdout.startswith("    ")
               for kind in KINDS)


def test_udunits_tells_units_from_words():
    assert is_known("1") and is_known("s") and is_known("byte")
    assert not is_known("nat") and not is_known("units of the data") and not is_known("replica")


def test_units_are_those_of_udunits(files):
    units = {attributes["units"] for path in files for attributes in variables_of(path).values()}
    assert "1" in units
    assert [name for name in units if not is_known(name)] == []


def test_every_variable_is_labelled(files):
    for path in files:
        for name, attributes in variables_of(path).items():
            assert attributes.keys() >= LABELS and all(attributes[label] for label in LABELS), (path.name, name)


def test_words_for_units_are_kept(files):
    words = {attributes.get("unit_description") for path in files for attributes in variables_of(path).values()}
    assert {"nat", "units of the data", "squared units of the data"} <= words and "1" not in words


def test_every_variable_names_its_errors(files):
    pairs = 0
    for path in files:
        variables = variables_of(path)
        for name, attributes in variables.items():
            has_error = name + ERROR in variables
            assert attributes.get("ancillary_variables") == (name.split("/")[-1] + ERROR if has_error else None), (path.name, name)
            pairs += has_error
    assert pairs > 50
