"""Errors of the package."""


class ForeignFile(ValueError):
    """The file is not what the command reads: another format, damaged, or not a result of `regimes`."""
