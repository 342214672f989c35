#!/usr/bin/python3
"""What all commands of this folder are links to: the command of that name in the Python package, which stands in the folder beside this one."""
import importlib
import os
import sys

PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "python")
sys.path.insert(0, PACKAGE)

name = os.path.basename(sys.argv[0]).removeprefix("regimes-").replace("-", "_")
try:
    command = importlib.import_module(f"regimes.commands.{name}")
except ModuleNotFoundError as error:
    if not error.name.startswith("regimes"):
        raise
    sys.exit(f"{sys.argv[0]}: there is no such command in {PACKAGE} ({error})")
sys.exit(command.main())
