"""regimes inspect: what a file holds, how two differ, and clear words for other files."""

import os
import re
from pathlib import Path

import h5py
import numpy
import pytest

from conftest import SMALL

WIDTH = 80  # where there is no terminal
SAME, DIFFERS, USAGE, BAD_DATA, INPUT_OUTPUT = 0, 1, 2, 65, 74


def inspect(regimes, *arguments, expect=SAME, ranks=None):
    result = regimes.run("inspect", *arguments, ranks=ranks)
    assert (result.returncode, result.stderr) == (expect, ""), result.stderr
    return result.stdout


@pytest.fixture
def a(regimes):
    regimes.collapse(output="a.h5", replicas=4)
    return "a.h5"


def test_a_result_is_shown_first(regimes, a):
    text = inspect(regimes, a)
    assert text.startswith("a.h5: Collapse of the backward diffusion")
    words = " ".join(text.split())
    assert f"regimes collapse --dimension {SMALL['dimension']} --points {SMALL['points']}" in words
    assert re.search(r" regimes \d+\.\d+\.\d+, commit \w+.*, 1 ranks, \w+, started 2\d{3}-.*Z, took ", words)
    table = re.search(r"^Collapse times\n +n +t_C cloning +t_C entropy +t_C fit( +t_C theory)?\n +20 .*\n +50 .*\n", text, re.M)
    assert table, text
    titles = re.findall(r"^[A-Z].*$", text, re.M)
    assert titles[-6:] == ["Collapse times", "Dimensions", "Coordinates", "Variables", "Attributes", "Not shown without --all: state, provenance"]
    assert max(map(len, text.splitlines())) <= WIDTH
    with h5py.File(regimes.folder / a) as file:
        names = [name for name, item in file.items() if isinstance(item, h5py.Dataset)]
        assert names
        for name in names:
            assert name.endswith(("_stderr", "_low", "_high", "_grid_error", "_variance_reduction_pairs", "_variance_reduction_controls")) or re.search(rf"^  {name}[ :]", text, re.M), name
        values, errors = file["excess_entropy_ratio"][:].ravel(), file["excess_entropy_ratio_stderr"][:].ravel()
        found = re.search(r"^  excess_entropy_ratio \(points, time\):((?:[^:]|\n)*?)\n      [a-z]", text, re.M)[1]
        pairs = [pair.split(" +- ") for pair in " ".join(found.split()).split(", ")]
        numpy.testing.assert_allclose([[float(number) for number in pair] for pair in pairs], list(zip(values, errors)), rtol=.05)


def test_an_older_result_is_shown_with_the_slope_of_its_curves(regimes):
    golden = Path(os.environ["REGIMES_SOURCE"]) / "tests" / "golden" / "regimes-result-1" / "collapse.h5"
    with h5py.File(golden) as file:
        assert "effective_dimension" not in file
    text = inspect(regimes, golden)
    for name in ("effective_dimension", "training_loss_floor"):
        assert re.search(rf"^  {name} \(points, time\):", text, re.M), text
    assert "effective_dimension" not in inspect(regimes, "--diff", golden, golden)


def test_all_of_a_result_is_shown_on_demand(regimes, a):
    text = inspect(regimes, a, "--all")
    assert max(map(len, text.splitlines())) <= WIDTH
    with h5py.File(regimes.folder / a) as file:
        for name, value in file["provenance"].attrs.items():
            if name not in ("CLASS", "NAME"):
                assert re.search(rf"^  {name} ", text, re.M), name
        for name, value, origin in zip(*(file[f"provenance/{x}"].asstr()[:] for x in ("name", "value", "origin"))):
            assert re.search(rf"^  {name} +{re.escape(value)} +{origin} ", text, re.M), name
    assert re.search(r"^Variables of group state$", text, re.M)


def test_two_ranks_say_it_once(regimes, a):
    assert inspect(regimes, a, ranks=2) == inspect(regimes, a)


def test_a_file_does_not_differ_from_itself(regimes, a):
    assert inspect(regimes, "--diff", a, a) == "The results do not differ beyond 5 standard errors and rounding.\n"
    assert inspect(regimes, a, a, "--diff", "--exact") == "The results do not differ.\n"


def test_another_number_of_ranks_gives_the_same_results(regimes, a):
    regimes.collapse(output="b.h5", replicas=4, ranks=2)
    text = inspect(regimes, "--diff", a, "b.h5")
    assert re.search(r"^  output +a\.h5 +b\.h5$", text, re.M)
    assert re.search(r"^  ranks +1 +2$", text, re.M)


def test_another_seed_differs_within_errors_and_exactly(regimes, a):
    regimes.collapse(output="b.h5", replicas=4, seed=2)
    text = inspect(regimes, "--diff", "--sigmas", "50", a, "b.h5")  # errors of four replicas are rough themselves
    assert re.search(r"^Options\n(  .*\n)*  seed +1 +2$", text, re.M)
    assert text.endswith("The results do not differ beyond 50 standard errors and rounding.\n")
    exact = inspect(regimes, "--diff", "--exact", a, "b.h5", expect=DIFFERS)
    assert re.search(r"^  state/sum ", exact, re.M)
    assert re.search(r"^The results differ, in \d+ places\.$", exact, re.M)


def test_another_law_differs_beyond_errors(regimes, a):
    regimes.collapse(output="b.h5", replicas=4, variance=9)
    text = inspect(regimes, "--diff", a, "b.h5", expect=DIFFERS)
    assert re.search(r"^  variance +1 +9$", text, re.M)
    found = re.search(r"^  excess_entropy_ratio .* +(\d+) of 4 differ, most at points = \d+, time = [\d.]+, by ([\d.]+) standard errors$",
                      text, re.M)
    with h5py.File(regimes.folder / a) as first, h5py.File(regimes.folder / "b.h5") as second:
        value = [file["excess_entropy_ratio"][:] for file in (first, second)]
        error = [file["excess_entropy_ratio_stderr"][:] for file in (first, second)]
    sigmas = numpy.abs(value[0] - value[1]) / numpy.hypot(*error)
    assert int(found[1]) == (sigmas > 5).sum()
    numpy.testing.assert_allclose(float(found[2]), sigmas.max(), rtol=.01)


def test_other_snapshots_are_another_structure(regimes, a):
    regimes.collapse(output="b.h5", replicas=4, snapshots="10,20,50")
    text = inspect(regimes, "--diff", a, "b.h5", expect=DIFFERS)
    assert re.search(r"^Structure\n  dimension points +2 +3$", text, re.M)


def test_a_partial_file_says_so(regimes, a):
    (regimes.folder / a).rename(regimes.folder / "run.h5.partial")
    assert "An unfinished run" in inspect(regimes, "run.h5.partial")


def damaged(path, how):
    data = bytearray(path.read_bytes())
    if how == "truncated":
        data = data[:len(data) // 2]
    elif how == "flipped":
        data[len(data) // 3] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["truncated", "flipped"])
@pytest.mark.parametrize("arguments", [["bad.h5"], ["--diff", "a.h5", "bad.h5"]])
def test_damaged_files_are_refused(regimes, a, how, arguments):
    path = regimes.folder / "bad.h5"
    path.write_bytes((regimes.folder / a).read_bytes())
    damaged(path, how)
    regimes.refuses(BAD_DATA, "'bad.h5' is not a whole result file of regimes", arguments=["inspect", *arguments])


def test_other_files_are_refused(regimes):
    with h5py.File(regimes.folder / "other.h5", "w") as file:
        file["x"] = numpy.arange(5.)
    (regimes.folder / "text.h5").write_text("no HDF5 at all")
    (regimes.folder / "empty.h5").write_bytes(b"")
    for name in ("other.h5", "text.h5", "empty.h5"):
        regimes.refuses(BAD_DATA, f"'{name}'", "another program made or changed it", arguments=["inspect", name])
    regimes.refuses(INPUT_OUTPUT, "'nowhere.h5'", "No such file", arguments=["inspect", "nowhere.h5"])
    regimes.refuses(INPUT_OUTPUT, "not a regular file", arguments=["inspect", "."])


@pytest.mark.parametrize("arguments, message", [
    ([], "no file is given"),
    (["a", "b"], "'b' is one file too many; two are compared with --diff"),
    (["--diff", "a"], "two files are compared"),
    (["--diff", "--all", "a", "b"], "--all: has no effect here; it goes with one file"),
    (["--diff", "a", "b", "c"], "'c' is one file too many"),
    (["a", "--sigmas", "3"], "--sigmas: has no effect here; it goes with --diff"),
    (["a", "b", "--diff", "--exact", "--sigmas", "3"], "--sigmas: has no effect here"),
    (["a", "b", "--diff", "--sigmas", "-3"], "--sigmas: -3 is out of range"),
    (["a", "b", "--diff", "--rounding", "-1"], "--rounding: -1 is out of range"),
    (["a", "--difff"], "did you mean --diff?"),
    (["a", "b", "--diff", "--sigmas"], "--sigmas: has no value"),
])
def test_usage(regimes, arguments, message):
    regimes.refuses(USAGE, message, arguments=["inspect", *arguments])
