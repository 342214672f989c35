"""What the program says of its experiments and their options: `regimes describe`."""
import json
import subprocess
from dataclasses import dataclass

from .errors import JobsError, did_you_mean

FORMAT = "regimes-describe-1"
DESCRIBE_SECONDS = 60
INPUT_FILE, OUTPUT_FILE, TERMINAL = "input-file", "output-file", "terminal"  # kinds of options


@dataclass(frozen=True)
class Experiment:
    """name; kinds: of its options by name and alias; names: without aliases."""

    name: str
    kinds: dict
    names: list

    def is_input_file(self, option):
        return self.kinds.get(option) == INPUT_FILE


def _ask(program, *words):
    command = [program, "describe", *words, "--format", "json"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=DESCRIBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise JobsError(f"cannot run {program!r} ({error})") from error
    if run.returncode != 0:
        raise JobsError(f"{program!r} does not describe its options (exit code {run.returncode}: {' '.join(run.stderr.split()) or 'no message'}); "
                        "are the modules loaded that it was built with, and is it as new as these scripts?")
    try:
        said = json.loads(run.stdout)
        if said["format"] != FORMAT:
            raise JobsError(f"{program!r} describes its options in format {said['format']!r}, and these scripts read {FORMAT!r}; use the "
                            "scripts that came with the program")
        return said["commands"]
    except (ValueError, KeyError, TypeError) as error:
        raise JobsError(f"{program!r} describes its options in a form that cannot be read ({error!r})") from error


def describe(program, name):
    """The Experiment of that name. JobsError, with the nearest one, where the program has none."""
    experiments = [command["name"] for command in _ask(program) if command.get("is_experiment")]
    if name not in experiments:
        raise JobsError(f"there is no experiment {name!r}{did_you_mean(name, experiments) or '.'} Experiments are {', '.join(experiments)}.")
    command, = (each for each in _ask(program, name) if each["name"] == name)
    options = [option for group in command["groups"] for option in group["options"]]
    kinds = {word: option["kind"] for option in options for word in (option["name"], *option.get("aliases", ()))}
    return Experiment(name, kinds, [option["name"] for option in options])
