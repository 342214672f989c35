"""Reading what tests/benchmarks/sweep_benchmark writes, and where each kernel stands below the roof of its machine."""
import json
from dataclasses import dataclass
from pathlib import Path

from regimes.errors import ForeignFile

FORMAT = "regimes-sweep-benchmark-1"
MACHINE_NUMBERS = ("float_peak", "double_peak", "bandwidth")
MEASUREMENT_KEYS = ("kernel", "procedural", "dimension", "times", "queries", "points", "seconds", "flops", "bytes", "fraction_of_peak")


@dataclass(frozen=True)
class Point:
    """One measured kernel. rate in flop/s; intensity in flops per byte of memory traffic, None where nothing is read."""
    kernel: str
    dimension: int
    times: int
    queries: int
    rate: float
    intensity: float | None
    fraction_of_peak: float


@dataclass(frozen=True)
class Roofline:
    """float_peak and double_peak in flop/s, bandwidth in bytes/s."""
    processor: str
    float_peak: float
    double_peak: float
    bandwidth: float
    points: tuple

    @property
    def ridge(self):
        """The intensity beyond which memory is no limit for float, in flops per byte."""
        return self.float_peak / self.bandwidth

    def ceiling(self, intensity):
        """The largest rate that the machine allows at an intensity."""
        return min(self.float_peak, self.bandwidth * intensity)


def _positive(path, holder, members, key):
    value = members.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise ForeignFile(f"{path}: '{key}' of {holder} is {value!r}, not a positive number")
    return float(value)


def _point(path, index, members):
    missing = [key for key in MEASUREMENT_KEYS if key not in members]
    if missing:
        raise ForeignFile(f"{path}: measurement {index} lacks '{missing[0]}'")
    holder = f"measurement {index}"
    flops, seconds = (_positive(path, holder, members, key) for key in ("flops", "seconds"))
    intensity = None if members["procedural"] else flops / _positive(path, holder, members, "bytes")
    return Point(str(members["kernel"]), int(members["dimension"]), int(members["times"]), int(members["queries"]), flops / seconds,
                 intensity, _positive(path, holder, members, "fraction_of_peak"))


def read_roofline(path):
    """A checked Roofline. FileNotFoundError, or ForeignFile where the file is something else."""
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ForeignFile(f"{path}: cannot be read as JSON ({error})") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ForeignFile(f"{path}: not written by sweep_benchmark --json of this version (format {FORMAT})")
    machine, measurements = content.get("machine", {}), content.get("measurements", [])
    if not measurements:
        raise ForeignFile(f"{path}: has no measurements; it was made with --peak")
    peaks = {key: _positive(path, "the machine", machine, key) for key in MACHINE_NUMBERS}
    return Roofline(str(machine.get("processor", "unknown")), points=tuple(_point(path, i, m) for i, m in enumerate(measurements)), **peaks)
