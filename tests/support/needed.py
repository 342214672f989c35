"""Libraries that make the files of a test: without one the test fails and says which package has it."""

import importlib

import pytest


def needed(module, package):
    try:
        return importlib.import_module(module)
    except ImportError:
        pytest.fail(f"this test needs Python's {module}, which Debian packages as {package}; `cmake/setup tests` installs it")
