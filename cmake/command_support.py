"""At install: manual pages and completion of the commands of analysis/ and jobs/, from the options that they declare.

usage: command_support.py BIN SHARE VERSION        BIN: where regimes-NAME are; SHARE: the folder that man/ and the others go to

help2man makes the pages and shtab the completion; where one of them is missing, what it makes is left out, and said.
"""
import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

FILES = {"FILE", "RESULT", "CURVES", "PAGE", "FIG", "TASKS", "INPUT", "OUTPUT", "SWEEP", "SITE"}  # what arguments that name files are called
FOLDERS = {"FOLDER"}
BASH_CHOICES = re.compile(r"^(_shtab_\w+_choices)=\((.*)\)$", re.MULTILINE)  # an array, of which shtab 1.5 offers the first alone
COMPLETIONS = {"bash": "bash-completion/completions/{}", "zsh": "zsh/site-functions/_{}"}


def module_of(command):
    """The module of an installed command: of the Python package, or the script itself."""
    script = command.resolve()
    if script.parent.name == "jobs":
        loader = SourceFileLoader(script.name, str(script))
        module = module_from_spec(spec_from_loader(script.name, loader))
        loader.exec_module(module)
        return module
    return importlib.import_module("regimes.commands." + command.name.removeprefix("regimes-").replace("-", "_"))


def title_of(module):
    """The first sentence of its docstring, as manual pages have titles."""
    sentence = module.__doc__.split(".")[0].split(":")[0]
    return sentence[0].lower() + sentence[1:]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"-- Installing: {path}")


def write_page(command, title, version, share):
    page = share / "man" / "man1" / f"{command.name}.1"
    made = subprocess.run(["help2man", "--no-info", f"--version-string={version}", f"--name={title}", command], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    write(page, made.stdout)


def write_completion(shtab, command, module, share):
    sys.argv[0] = command.name  # by which the parser calls itself
    parser = module.command_line()
    for action in parser._actions:
        if action.metavar in FILES | FOLDERS:
            action.complete = shtab.FILE if action.metavar in FILES else shtab.DIRECTORY
    for shell, place in COMPLETIONS.items():
        text = shtab.complete(parser, shell)
        write(share / place.format(command.name), BASH_CHOICES.sub(lambda found: f"{found[1]}='{' '.join(shlex.split(found[2]))}'", text))


def main(bin_folder, share, version):
    sys.dont_write_bytecode = True
    share = Path(share)
    sys.path[:0] = [str(share / "regimes" / folder) for folder in ("python", "jobs")]
    has_help2man = shutil.which("help2man") is not None
    try:
        import shtab
    except ModuleNotFoundError:
        shtab = None
    own = (share / "regimes").resolve()  # bin/ may have commands of others
    commands = sorted(path for path in Path(bin_folder).glob("regimes-*") if path.resolve().is_relative_to(own))
    for command in commands:
        module = module_of(command)
        if has_help2man:
            write_page(command, title_of(module), version, share)
        if shtab is not None:
            write_completion(shtab, command, module, share)
    for tool, package, what in ((has_help2man, "help2man", "manual pages"), (shtab, "python3-shtab", "completion")):
        if not tool:
            print(f"-- Left out: {what} of {len(commands)} Python commands, which {package} makes")


if __name__ == "__main__":
    main(*sys.argv[1:])
