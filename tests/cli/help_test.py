"""Help and versions, alone and under the launcher."""

import json
import re
import subprocess

import pytest

SCREEN_LINES, SCREEN_COLUMNS = 50, 100
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
    text = said(regimes, "help", "collapse", "--all")
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


def test_what_must_be_given_stands_first(regimes):
    lines = said(regimes, "evaluate", "--help").splitlines()
    assert lines[1] == "Required:" and lines[2].startswith("  --queries-file FILE ") and lines[3].startswith("  --times TIMES ")
    assert not any("[none]" in line for line in lines[2:4])
    assert said(regimes, "memorisation", "--help").splitlines()[1] == "Samples and paths (required: a file of samples, or of paths, or both):"
    manual = said(regimes, "help", "evaluate")
    assert manual.index("--queries-file FILE\n") < manual.index("--train LAW\n")


def test_options_of_laws_are_one_block_at_the_end_and_explained_with_all(regimes):
    screen = said(regimes, "collapse", "--help")
    block = screen.index("Synthetic laws:")
    assert screen.index("--help ") < block < screen.index("--mean-amplitude ") < screen.index("--class-priors") < screen.index("Examples:")
    manual, everything = said(regimes, "help", "collapse"), said(regimes, "help", "collapse", "--all")
    assert "regimes help collapse --all" in manual and "--class-priors" in manual and "--class-priors REALS" not in manual
    assert "--class-priors REALS" in everything and len(everything) > len(manual)
    assert "--points COUNT" in manual and "--train LAW" in manual
    regimes.refuses(2, "help --all needs a command", arguments=["help", "--all"])


def test_examples_are_words_that_a_shell_takes(regimes):
    described = json.loads(said(regimes, "describe", "--format", "json"))
    for command in described["commands"]:
        for example in command["examples"]:
            taken = subprocess.run(["bash", "-n", "-c", example], capture_output=True, text=True, check=False)
            assert (taken.returncode, taken.stderr) == (0, ""), example
            assert not re.search(r"(?<![<'\w])\w*\([^)]*\)", re.sub("'[^']*'", "", example)), example


def test_defaults_are_values_that_can_be_given(regimes):
    text = said(regimes, "resume", "--help")
    for option, fallback in (("checkpoint-minutes", "10"), ("time-limit", "none"), ("no-state", "off"), ("quiet", "off"), ("store", "off")):
        assert re.search(rf"^  --{option} .*\[{fallback}\]$", text, re.M), text
