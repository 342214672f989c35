"""The roofline picture: refusals, intensities and ceilings, the marks that are drawn, and the JSON of the real benchmark."""
import json
import os
import subprocess

import pytest
from conftest import ANALYSIS
from numpy.testing import assert_allclose
from regimes.errors import ForeignFile
from regimes.results.roofline import read_roofline
from regimes.figures.roofline_figure import GIGA, draw_roofline

PEAK, DOUBLE_PEAK, BANDWIDTH = 250e9, 125e9, 20e9


def measurement(kernel, dimension, times, seconds=0.5, flops=1e11, read=1e9, procedural=False):
    return {"kernel": kernel, "procedural": procedural, "dimension": dimension, "times": times, "queries": 128, "points": 1000,
            "seconds": seconds, "flops": flops, "bytes": 0 if procedural else read, "fraction_of_peak": flops / seconds / PEAK}


def content(*measurements):
    machine = {"processor": "a processor", "float_peak": PEAK, "double_peak": DOUBLE_PEAK, "bandwidth": BANDWIDTH}
    return {"format": "regimes-sweep-benchmark-1", "machine": machine, "measurements": list(measurements)}


MEASUREMENTS = (measurement("curve", 1024, 64), measurement("curve", 32, 64, seconds=0.8), measurement("curve", 32, 1, flops=9e10),
                measurement("curve-procedural", 32, 64, procedural=True), measurement("nearest", 32, 1, read=4e10))


def write(folder, value):
    path = folder / "sweep.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def run(*arguments):
    return subprocess.run([ANALYSIS / "roofline", *map(str, arguments)], capture_output=True, text=True, check=False)


def test_intensity_rate_and_ceilings(tmp_path):
    roofline = read_roofline(write(tmp_path, content(*MEASUREMENTS)))
    assert [point.intensity for point in roofline.points] == [100, 100, 90, None, 2.5]
    assert_allclose([point.rate for point in roofline.points], [2e11, 1.25e11, 1.8e11, 2e11, 2e11], rtol=1e-14)
    assert roofline.ridge == 12.5
    assert [roofline.ceiling(x) for x in (1, 12.5, 1000)] == [20e9, PEAK, PEAK]


def marks(axes):
    """(x, y) of everything drawn with a mark, in order."""
    return sorted((float(x), float(y)) for line in axes.lines if line.get_marker() not in ("None", None, "")
                  for x, y in zip(line.get_xdata(), line.get_ydata()))


def test_every_measurement_is_drawn_where_it_belongs(tmp_path):
    rates, fractions = draw_roofline(read_roofline(write(tmp_path, content(*MEASUREMENTS)))).axes
    expected = sorted((m["flops"] / m["bytes"], m["flops"] / m["seconds"] / GIGA) for m in MEASUREMENTS if not m["procedural"])
    assert_allclose(marks(rates), expected, rtol=1e-12)
    assert_allclose(marks(fractions), sorted((m["dimension"], m["fraction_of_peak"]) for m in MEASUREMENTS), rtol=1e-12)
    (left, right), (low, high) = rates.get_xlim(), rates.get_ylim()
    assert all(left < x < right and low < y < high for x, y in expected)


@pytest.mark.parametrize(("value", "said"), [
    ("{ half", "cannot be read as JSON"),
    ({"format": "other"}, "not written by sweep_benchmark"),
    (["list"], "not written by sweep_benchmark"),
    (content(), "no measurements"),
    (content({**MEASUREMENTS[0], "seconds": 0}), "'seconds' of measurement 0 is 0"),
    (content(MEASUREMENTS[0], {**MEASUREMENTS[0], "bytes": "many"}), "'bytes' of measurement 1 is 'many'"),
    (content({key: value for key, value in MEASUREMENTS[0].items() if key != "flops"}), "measurement 0 lacks 'flops'"),
    ({**content(MEASUREMENTS[0]), "machine": {"float_peak": PEAK}}, "'double_peak' of the machine is None"),
])
def test_refuses_other_content(tmp_path, value, said):
    path = write(tmp_path, value)
    with pytest.raises(ForeignFile) as refusal:
        read_roofline(path)
    assert str(path) in str(refusal.value) and said in str(refusal.value)


def test_command_and_its_exit_codes(tmp_path):
    path = write(tmp_path, content(*MEASUREMENTS))
    assert run(path, "-o", tmp_path / "roof.png").returncode == 0
    assert (tmp_path / "roof.png").read_bytes().startswith(b"\x89PNG") and (tmp_path / "roof.pdf").read_bytes().startswith(b"%PDF")
    assert run(path).returncode == 2 and run(tmp_path / "absent.json", "-o", tmp_path / "x").returncode == 2
    assert run(path, "-o", tmp_path / "absent" / "x").returncode == 2
    assert run(write(tmp_path, "{}"), "-o", tmp_path / "x").returncode == 65
    assert not list(tmp_path.glob("x.*")) and not list(tmp_path.glob("*.partial"))


def test_reads_what_the_benchmark_writes(tmp_path):
    program = os.environ.get("REGIMES_BENCHMARK")
    if not program:
        pytest.fail("REGIMES_BENCHMARK does not name the program sweep_benchmark; run this test through ctest")
    path = tmp_path / "sweep.json"
    kernels = ("curve", "curve-procedural", "nearest")
    finished = subprocess.run([program, "--quick", "--repeats", "1", "--queries", "7", "--dimensions", "5,300", "--kernels", ",".join(kernels),
                               "--json", path], capture_output=True, text=True, check=True)
    roofline = read_roofline(path)
    assert [(point.kernel, point.dimension, point.times) for point in roofline.points] == [
        ("curve", 5, 1), ("curve", 5, 64), ("curve", 300, 1), ("curve", 300, 64), ("curve-procedural", 5, 1), ("curve-procedural", 5, 64),
        ("curve-procedural", 300, 1), ("curve-procedural", 300, 64), ("nearest", 5, 1), ("nearest", 300, 1)]
    assert all((point.intensity is None) == (point.kernel == "curve-procedural") for point in roofline.points)
    assert all(kernel in finished.stdout for kernel in kernels) and "of a curve with 7 queries" in finished.stdout
    generation = json.loads(path.read_text())["generation"]
    assert [g["dimension"] for g in generation] == [5, 300] and all(0 < g["share"] < 1 for g in generation)


def test_whole_runs_come_to_the_error_that_is_wanted(tmp_path):
    """Pairs and controls need fewer queries than --plain does."""
    path = tmp_path / "sweep.json"
    finished = subprocess.run([os.environ["REGIMES_BENCHMARK"], "--quick", "--kernels", "collapse", "--json", path], capture_output=True, text=True, check=True)
    times = json.loads(path.read_text())["error_times"]
    assert [(each["law"], each["points"], each["plain"]) for each in times] == [
        (law, points, plain) for law, points in (("gaussian", 10000), ("mixture", 2000)) for plain in (False, True)]
    for each in times:
        assert 0 < each["error"] <= each["wanted_error"] == 0.005
        assert each["seconds_to_wanted_error"] == pytest.approx(each["seconds"] * (each["error"] / 0.005) ** 2, rel=1e-4)
    assert all(plain["queries"] > 2 * paired["queries"] for paired, plain in zip(times[::2], times[1::2]))
    assert "seconds to an error of 0.005 on t_C" in finished.stdout


@pytest.mark.parametrize("arguments", [["--kernels", "curves"], ["--dimensions", "0"], ["--repeats"], ["--fast"], ["--queries", "-1"]])
def test_benchmark_refuses_bad_options(arguments):
    finished = subprocess.run([os.environ["REGIMES_BENCHMARK"], *arguments], capture_output=True, text=True, check=False)
    assert finished.returncode == 2 and arguments[0] in finished.stderr
