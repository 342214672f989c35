"""The figure of schedules: marks where the numbers of the file say, the scaling collapse of a real run, refusals."""
import os
import subprocess

import numpy as np
import pytest
import xarray
from numpy.testing import assert_allclose
from regimes.errors import ForeignFile
from regimes.figures.schedule_figure import draw_schedules
from regimes.results.schedule import read_schedule
from synthetic_result import write_sealed

GRIDS, STEPS = ["vp", "ve", "snr"], np.array([10, 30, 100])


def write(folder, dimension, name=None, drop=(), **attributes):
    """A result with numbers that no schedule has."""
    shape, generator = (len(GRIDS), len(STEPS)), np.random.default_rng(dimension)
    variables = {}
    for number in ("mode_fraction", "deviation_across"):
        variables[number] = (("grid", "steps"), generator.uniform(.2, 1, shape))
        variables[f"{number}_stderr"] = (("grid", "steps"), np.full(shape, 0.01))
        variables[f"theory_{number}"] = (("grid", "steps"), generator.uniform(.2, 1, shape))
    data = xarray.Dataset(variables, coords={"grid": GRIDS, "steps": STEPS},
                          attrs={"dimension": dimension, "prior": 0.8, "mean_amplitude": 2.0, "variance": 0.25} | attributes)
    path = folder / (name or f"d{dimension}.h5")
    write_sealed(path, data.drop_vars(list(drop)))
    return path


def test_marks_are_the_numbers_of_the_files(tmp_path):
    results = [read_schedule(write(tmp_path, dimension)) for dimension in (400, 100)]
    figure, numbers = draw_schedules(results)
    assert list(dict.fromkeys(numbers.panel)) == ["fraction", "spread", "fraction_scaling", "spread_scaling"]
    first = results[1].data
    for panel, axes in zip(["fraction", "spread"], figure.axes):
        variable, unit = ("mode_fraction", 1) if panel == "fraction" else ("deviation_across", .5)
        assert len(axes.containers) == 2 * len(GRIDS)
        for index, container in enumerate(axes.containers[:len(GRIDS)]):
            assert_allclose(container[0].get_xdata(), STEPS)
            assert_allclose(container[0].get_ydata(), first[variable].values[index] / unit)
    vp, ve = figure.axes[2].containers[0], figure.axes[3].containers[1]
    assert_allclose(vp[0].get_xdata(), 2 * np.sqrt(100) / STEPS)
    assert_allclose(ve[0].get_xdata(), np.sqrt(400) / (STEPS * .5))
    theory = numbers[(numbers.panel == "fraction") & (numbers.series == "ve theory") & (numbers.file == results[0].path)]
    assert_allclose(theory.y.astype(float), results[0].data.theory_mode_fraction.values[1])


def test_a_real_run_falls_on_one_curve(tmp_path):
    """vp at d = 400 and 1600 with K ~ sqrt(d), and ve: the exact values of the same a and c differ by 1/K."""
    for dimension, steps in (400, "20,40"), (1600, "40,80"):
        done = subprocess.run([os.environ["REGIMES_PROGRAM"], "schedule", "--dimension", str(dimension), "--steps", steps, "--time-grids", "vp,ve", "--variance", ".25",
                               "--class-priors", ".8,.2", "--trajectories", "50", "--output", f"s{dimension}.h5"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    results = [read_schedule(tmp_path / f"s{dimension}.h5") for dimension in (400, 1600)]
    assert_allclose(*(result.steps_over_fraction() for result in results))
    assert_allclose(*(result.data.theory_mode_fraction.values[0] for result in results), atol=.02)
    assert_allclose(*(result.data.theory_deviation_across.values[1] for result in results), atol=.02)
    draw_schedules(results)


@pytest.mark.parametrize("changes, text", [
    ({"drop": ["mode_fraction_stderr"]}, "variable 'mode_fraction_stderr' over (grid, steps) is missing"),
    ({"prior": -1.0}, "the attribute 'prior' is not a number above 0"),
    ({"variance": "wide"}, "the attribute 'variance' is not a number above 0"),
])
def test_foreign_files_are_refused(tmp_path, changes, text):
    with pytest.raises(ForeignFile, match=text.replace("(", r"\(").replace(")", r"\)")):
        read_schedule(write(tmp_path, 100, **changes))
