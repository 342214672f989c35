"""`regimes describe`: commands and options for programs."""
import json

import pytest

EXPERIMENTS = {"collapse", "kde", "evaluate", "memorisation", "sample", "trajectories", "guidance", "schedule", "speciation", "geometry"}
KEYS = {"name", "aliases", "argument", "summary", "explanation", "unit", "default", "range", "kind", "resume", "type", "choices", "condition",
        "required"}


def described(regimes, *words):
    result = regimes.run("describe", *words, "--format", "json")
    assert (result.returncode, result.stderr) == (0, "")
    return json.loads(result.stdout)


def options_of(command):
    return {option["name"]: option for group in command["groups"] for option in group["options"]}


def test_every_experiment_is_described_with_every_option_of_its_help(regimes):
    commands = {command["name"]: command for command in described(regimes)["commands"]}
    assert {name for name, command in commands.items() if command["is_experiment"]} == EXPERIMENTS
    for name, command in commands.items():
        screen = regimes.run(name, "--help").stdout
        for option, of in options_of(command).items():
            assert set(of) == KEYS
            assert f"--{option}" in screen, (name, option)


def test_what_scripts_rely_on_is_said(regimes):
    found = described(regimes, "kde")
    assert found["format"] == "regimes-describe-1" and len(found["commands"]) == 1
    options = options_of(found["commands"][0])
    assert options["sizes"]["aliases"] == ["snapshots"] and options["realisations"]["aliases"] == ["replicas"]
    assert options["train-file"]["kind"] == options["variances-file"]["kind"] == "input-file"
    assert options["output"]["kind"] == "output-file" and options["dry-run"]["kind"] == "terminal"
    assert options["seed"]["resume"] == "same" and options["points"]["resume"] == "grows" and options["time-limit"]["resume"] == "free"
    assert options["kernel"]["choices"] == ["gaussian", "ball", "epanechnikov"]
    assert options["dimension"]["condition"] and options["dimension"]["default"] == "32"


@pytest.mark.parametrize("words, text", [(["collaps"], "did you mean 'collapse'?"), (["kde", "sample"], "not also 'sample'"),
                                         (["--format", "xml"], "choose one of text, json")])
def test_mistakes_are_named(regimes, words, text):
    result = regimes.run("describe", *words)
    assert result.returncode == 2 and text in result.stderr and result.stdout == ""
