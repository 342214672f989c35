"""Help and versions, alone and under the launcher."""

import re

import pytest

SCREEN_LINES, SCREEN_COLUMNS = 48, 100
OPTIONS = """train dimension points log-points-per-dimension sizes variance mean-amplitude class-priors variances train-file labels-file classes
per-class scale center queries times realisations seed precision store output force quiet config""".split()
SWITCHES = {"store", "force", "quiet"}


def said(regimes, *arguments, ranks=None):
    result = regimes.run(*arguments, ranks=ranks)
    assert (result.returncode, result.stderr) == (0, "")
    assert regimes.files() == []
    return result.stdout


def test_help_of_collapse_fits_a_screen_and_has_three_examples(regimes):
    text = said(regimes, "collapse", "--help")
    lines = text.splitlines()
    assert len(lines) <= SCREEN_LINES
    assert max(map(len, lines)) <= SCREEN_COLUMNS
    assert len(re.findall(r"^  .*regimes collapse --", text, re.M)) == 3
    for option in OPTIONS:
        assert re.search(rf"^  --{option}( |$)", text, re.M), option


def test_the_overview_lists_the_exit_codes(regimes):
    text = said(regimes, "help")
    for code in (0, 2, 65, 70, 74, 75):
        assert re.search(rf"^  {code} +\w", text, re.M), code


def test_help_wins_over_mistakes(regimes):
    assert "Examples:" in said(regimes, "collapse", "--nonsense", "--help")


def test_manual_explains_every_option_with_default_and_range(regimes):
    text = said(regimes, "help", "collapse")
    for option in OPTIONS:
        paragraph = re.search(rf"^  --{option}( [A-Z]+)?\n((      .*\n)+)", text, re.M)
        assert paragraph, option
        words = " ".join(paragraph[2].split())
        assert "Default: " in words, option
        assert ("Range: " in words) == (option not in SWITCHES), option
    for option, unit in {"dimension": "coordinates", "points": "points", "log-points-per-dimension": "nats per dimension"}.items():
        assert re.search(rf"--{option} [A-Z]+\n(      .*\n)*      .*Unit: {unit}", text), option


@pytest.mark.parametrize("arguments", [["help"], ["--help"], ["-h"]])
def test_overview_lists_the_commands(regimes, arguments):
    text = said(regimes, *arguments)
    assert re.search(r"^  collapse +\w", text, re.M)


def test_version_names_what_it_is_built_with(regimes):
    text = said(regimes, "--version")
    assert re.match(r"regimes \d+\.\d+\.\d+\n", text)
    for part in ["commit ", "build ", "Kokkos ", "MPI ", "HDF5 "]:
        assert re.search(rf"^{part} *\S", text, re.M), part
    assert re.search(r"^Kokkos +\d+\.\d+.*\((SERIAL|OPENMP|CUDA|HIP|THREADS)", text, re.M)


def test_help_and_version_are_said_once_under_the_launcher(regimes):
    assert said(regimes, "--version", ranks=2).count("Kokkos") == 1
    assert said(regimes, "collapse", "--help", ranks=2).count("Usage:") == 1
