"""What is converted: batches of points with their labels, however they are stored."""
from dataclasses import dataclass, field

import numpy

from regimes.results.child_process import Reader
from regimes.console.command import USAGE, Refusal

BATCH_BYTES = 1 << 24  # what is held at a time, unless one point is larger


@dataclass
class Batch:
    """Points, the first axis counting them, and their labels, if there are any."""

    points: numpy.ndarray
    labels: numpy.ndarray | None = None


@dataclass
class Source:
    """Batches to go through once; `rows`: how many points there will be, where that is known; `layout`: nhwc for images."""

    batches: object
    rows: int | None = None
    layout: str = ""
    label_names: list = field(default_factory=list)


def rows_together(row_bytes):
    """How many points of this size make a batch."""
    return max(1, BATCH_BYTES // max(1, row_bytes))


def need(module, package):
    """The module, or a message that says how to get it; `package` is Debian's."""
    try:
        return __import__(module)
    except ImportError as error:
        raise Refusal(USAGE, f"this file needs the Python module {module}, which is not installed: apt-get install {package}") from error


def foreign_reader(library, kind):
    """What messages say of a library that reads files of other programs."""
    return Reader(library, kind, "take another copy, or make it again")
