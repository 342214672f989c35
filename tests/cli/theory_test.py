"""`regimes theory`: its numbers against the Python implementation, its formats, and everything it refuses."""

import csv
import io
import json
import math
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(os.environ["REGIMES_SOURCE"]) / "python"))

from regimes.formulas import collapse as theory  # noqa: E402

USAGE, BAD_DATA, INPUT_OUTPUT = 2, 65, 74
RELATIVE = 1e-8


def said(regimes, *arguments, ranks=None):
    result = regimes.run("theory", *arguments, ranks=ranks)
    assert result.returncode == 0, result.stderr
    return result.stdout


def tables(regimes, *arguments, ranks=None):
    return json.loads(said(regimes, *arguments, "--format", "json", ranks=ranks))


@pytest.mark.parametrize("amplitude", [0, 0.3])
def test_collapse_times_and_curves_are_those_of_the_python_implementation(regimes, amplitude):
    result = tables(regimes, "collapse", "--dimension", "16,1024", "--points", "500,1e9,1e30", "--variance", "2",
                    "--mean-amplitude", str(amplitude), "--times", ".1,.5,2")
    assert len(result["collapse_times"]) == 6
    assert len(result["finite_size_law"]) == 18
    for row in result["collapse_times"]:
        law = theory.DataLaw(row["dimension"], 2, amplitude)
        assert row["log_points"] == pytest.approx(math.log(row["points"]))
        assert row["log_points_per_dimension"] == pytest.approx(row["log_points"] / row["dimension"])
        assert row["collapse_time_information"] == pytest.approx(law.collapse_time(row["log_points"]), rel=RELATIVE)
        assert row["collapse_time_entropy"] == pytest.approx(law.entropy_threshold_time(row["log_points"], .05), rel=1e-6)
        one_class = theory.DataLaw(row["dimension"], 2)
        assert row["collapse_time_closed_form"] == pytest.approx(one_class.collapse_time(row["log_points"]), rel=RELATIVE)
        if amplitude:
            half = row["log_points"] - math.log(2)
            assert row["collapse_time_resolved_classes"] == pytest.approx(one_class.collapse_time(half), rel=RELATIVE)
        else:
            assert row["collapse_time_resolved_classes"] is None
    for row in result["finite_size_law"]:
        law = theory.DataLaw(row["dimension"], 2, amplitude)
        assert row["excess_entropy_ratio"] == pytest.approx(law.excess_entropy_ratio(row["time"], row["log_points"]), rel=1e-7, abs=1e-11)
        assert row["cloning_collapse"] == pytest.approx(law.cloning_collapse(row["time"], row["log_points"]), rel=1e-7, abs=1e-11)


def test_wanted_collapse_times_lead_back_to_themselves(regimes):
    rows = tables(regimes, "collapse", "--dimension", "8,300", "--collapse-time", "0.3,1")["points_for_collapse_time"]
    for row in rows:
        assert theory.DataLaw(row["dimension"]).collapse_time(row["log_points"]) == pytest.approx(row["collapse_time"], rel=RELATIVE)
    alpha = rows[0]["log_points_per_dimension"]
    back = tables(regimes, "collapse", "--dimension", "8", "--log-points-per-dimension", repr(alpha))["collapse_times"]
    assert back[0]["collapse_time_information"] == pytest.approx(0.3, rel=RELATIVE)


def test_a_spectrum_of_equal_eigenvalues_is_one_gaussian(regimes):
    (regimes.folder / "spectrum").write_text("# eigenvalue, directions\n2 20\n2\n\n2,3 # more\n")
    of_file = tables(regimes, "collapse", "--spectrum-file", "spectrum", "--points", "1e6")["collapse_times"][0]
    of_options = tables(regimes, "collapse", "--dimension", "24", "--variance", "2", "--points", "1M")["collapse_times"][0]
    assert of_file["dimension"] == 24
    assert of_file["collapse_time_information"] == pytest.approx(of_options["collapse_time_information"], rel=RELATIVE)
    assert of_file["collapse_time_closed_form"] is None


def test_speciation_has_the_known_values(regimes):
    means = tables(regimes, "speciation", "--dimension", "1024", "--times", "3,3.5,4,4.5")
    for row, phi in zip(means["speciation_curves"], [.9176, .7644, .6319, .5565]):  # of the mixture mu = sigma = 1
        assert row["cloning_agreement"] == pytest.approx(phi, abs=5e-5)
    assert means["speciation_times"][0]["speciation_time"] == pytest.approx(math.log(1025) / 2)
    assert means["speciation_times"][0]["speciation_time_curvature"] == pytest.approx(math.log(2048) / 2)
    variances = tables(regimes, "speciation", "--dimension", "1024", "--variances", "1.5,0.5")["speciation_times"][0]
    assert variances["speciation_time_kappa"] == pytest.approx(1.2130, abs=5e-5)
    assert variances["speciation_time_agreement"] == pytest.approx(1.2132, abs=5e-5)
    levels = tables(regimes, "speciation", "--dimension", "1024", "--mean-amplitudes", "1,.25", "--times", "3.5")
    assert levels["speciation_times"][0]["speciation_time_s2"] == pytest.approx(math.log(64) / 2)
    assert levels["speciation_curves"][0]["cloning_agreement_s1"] == pytest.approx(.7644, abs=5e-5)
    ising = tables(regimes, "speciation", "--dimension", "1024", "--inverse-temperatures", "0.2,0.7")["speciation_times"][0]
    first, second = math.tanh(.2), math.tanh(.7)
    constant = (first**2 / (1 - first**2) + second**2 / (1 - second**2) - 2 * first * second / (1 - first * second)) / 2
    assert ising["speciation_time_kappa"] == pytest.approx(math.log(1024 * constant / 2) / 4)


def test_geometry_has_the_known_heights_and_capacities(regimes):
    of_sizes = tables(regimes, "geometry", "--dimension", "32", "--points", "1e3,1e6,1e9,1e12")["geometry_sizes"]
    for row, height in zip(of_sizes, [5.73, 12.08, 17.35, 21.44]):
        assert row["largest_effective_dimension"] == pytest.approx(height, abs=.0051)
        assert row["largest_effective_dimension_time"] > row["collapse_time_information"]
        assert row["collapse_time_information"] == pytest.approx(theory.DataLaw(32).collapse_time(math.log(row["points"])), rel=RELATIVE)
    hopfield = tables(regimes, "geometry", "--dimension", "16", "--points", "2981")["geometry_sizes"][0]
    assert hopfield["retrieval_time"] == pytest.approx(.4187, abs=5e-5) and hopfield["retrieval_snr"] == pytest.approx(.7632, abs=5e-5)
    classes = tables(regimes, "geometry", "--dimension", "16", "--points", "2981", "--mean-amplitude", "1")["geometry_sizes"][0]
    assert classes["retrieval_time"] is None


def test_geometry_at_times_is_the_slope_of_the_entropy(regimes):
    step, arguments = 1e-4, ["--dimension", "24", "--points", "500,1e6", "--variance", "2", "--mean-amplitude", ".7"]
    rows = tables(regimes, "geometry", *arguments, "--times", ".2,.5,1.5")
    for row in rows["effective_dimension"]:
        law, log_points = theory.DataLaw(24, 2, .7), math.log(row["points"])
        log_snr = -math.log(math.expm1(2 * row["time"]))
        high, low = (law.excess_entropy_ratio(math.log1p(math.exp(-x)) / 2, log_points) * log_points for x in (log_snr + step, log_snr - step))
        assert row["effective_dimension"] == pytest.approx(-(high - low) / step, abs=1e-5)
        assert row["training_loss_floor"] == pytest.approx(row["effective_dimension"] / 24)
        assert row["effective_dimension"] < row["liquid_dimension"] + 1e-9
    for row in rows["liquid_eigenvalues"]:
        assert row["eigenvalue"] == 2 and row["directions"] == 24
        assert row["liquid_eigenvalue"] == pytest.approx(2 / (2 + math.expm1(2 * row["time"])))


def test_geometry_of_spectra_planes_and_smoothed_points(regimes):
    (regimes.folder / "spectrum").write_text("4 24\n.25 24\n")
    of_file = tables(regimes, "geometry", "--spectrum-file", "spectrum", "--points", "3000", "--times", ".8705,1.1317")
    assert [row["effective_dimension"] for row in of_file["effective_dimension"]] == pytest.approx([5.31, 6.66], abs=.006)
    assert [row["eigenvalue"] for row in of_file["liquid_eigenvalues"]] == [4, .25, 4, .25]
    two = tables(regimes, "geometry", "--dimension", "400", "--plane-directions", "80,80", "--plane-variances", "1,.01")["plane_gaps"][0]
    assert two["widest_gap_snr"] == pytest.approx(5.393, abs=5e-4) and two["widest_gap"] == pytest.approx(.6094, abs=5e-5)
    one = tables(regimes, "geometry", "--dimension", "400", "--plane-directions", "100", "--plane-variances", "2", "--times", ".5")
    assert [one["plane_gaps"][0][f"{end}_eigenvalue_1"] for end in ("smallest", "largest")] == pytest.approx([2, 18])
    assert one["plane_gap_curves"][0]["gap_across"] == pytest.approx(2 / (2 + math.expm1(1)))
    points = tables(regimes, "geometry", "--smoothing", "0,.3,.5,.7,.8")["smoothed_points"]
    assert [row["fixed_point"] for row in points] == pytest.approx([1, .999133, .939851, .637719, 0], abs=5e-7)
    assert "max d_eff" in said(regimes, "geometry", "--points", "1e6")


def test_guidance_has_the_known_values(regimes):
    result = tables(regimes, "guidance", "--dimension", "16,64,1000000", "--strengths", "0,1,3")
    constants = {row["strength"]: row for row in result["guidance_constants"]}
    assert constants[1]["overshoot_constant"] == pytest.approx(8 / 3 * math.log(2) - 7 / 6, abs=1e-6) and constants[1]["guidance_scale"] == 2
    assert constants[3]["variance_constant"] == pytest.approx(1.20348, abs=6e-6)
    rows = {(row["dimension"], row["strength"]): row for row in result["guidance"]}
    assert rows[16, 3]["overshoot_sde"] == pytest.approx(.289945, abs=6e-7) and rows[16, 3]["variance_ratio_sde"] == pytest.approx(.924799, abs=6e-7)
    assert rows[16, 1]["divergence_sde"] == pytest.approx(.015787, abs=1.5e-6)
    assert rows[1000000, 3]["overshoot_sde"] == pytest.approx(1.159788 / 1000, abs=1e-8)
    for dimension in 16, 64, 1000000:
        assert rows[dimension, 1]["overshoot_ode"] == pytest.approx(.649113, abs=6e-7)
        assert rows[dimension, 0]["overshoot_sde"] == rows[dimension, 0]["divergence_ode"] == 0
    same = tables(regimes, "guidance", "--dimension", "64", "--strengths", "3", "--variance", "4", "--mean-amplitude", "1")["guidance"][0]
    assert same["overshoot_sde"] == pytest.approx(rows[16, 3]["overshoot_sde"], rel=1e-9)  # of linear guidance rho alone counts
    negative = tables(regimes, "guidance", "--dimension", "1e6", "--strengths", "-0.6")["guidance"][0]
    assert negative["class_probability_sde"] == pytest.approx(.870551, abs=6e-7) and negative["overshoot_sde"] is None
    power = tables(regimes, "guidance", "--dimension", "64", "--strengths", "3", "--guidance-exponent", "0.5")
    assert "guidance_constants" not in power and power["guidance"][0]["overshoot_sde"] == pytest.approx(.10536, abs=6e-6)


def test_guidance_among_several_classes_has_the_known_values(regimes):
    """v_c of ten orthogonal means at w = 1 has the excess 2.118(10), and rho is half the distance of a mean from that of the others."""
    result = tables(regimes, "guidance", "--equal-classes", "10", "--dimension", "1000", "--strengths", "-1,0,1")
    constants, rows = ({row["strength"]: row for row in result[name]} for name in ("guidance_constants", "guidance"))
    assert constants[1]["overlap_constant"] == pytest.approx(2.118, abs=4 * .010) and constants[-1]["class_probability"] == pytest.approx(.1)
    assert rows[1]["separation"] == pytest.approx((1000 * 10 / 9) ** .5 / 2)
    assert rows[1]["overshoot_sde"] * rows[1]["separation"] == pytest.approx(constants[1]["overshoot_constant"], rel=1e-9)
    assert rows[0]["overshoot_ode"] == 0 and rows[-1]["overshoot_sde"] == pytest.approx(-.9 * 2 * rows[1]["separation"], rel=.01)


SCHEDULES = {  # P(+) and s.d. across, of K = 100 steps at p = .8, sigma = .5, kappa = 3
    "vp": {1e2: (.80613, .49265), 1e4: (.86453, .49265), 1e6: (1, .49265)}, "ve": {1e2: (.80139, .45973), 1e4: (.80139, .21549), 1e6: (.80139, .02471)},
    "vp_dilated": {1e2: (.80366, .49004), 1e4: (.80333, .48587), 1e6: (.80335, .48544)},
    "ve_dilated": {1e2: (.80193, .47542), 1e4: (.80270, .47557), 1e6: (.80279, .47207)}}


def test_schedules_have_the_known_values(regimes):
    mixture = ["--prior", "0.8", "--variance", "0.25"]
    result = tables(regimes, "schedule", "--dimension", "1e2,1e4,1e6,1e12", *mixture)
    for grid, expected in SCHEDULES.items():
        rows = {row["dimension"]: row for row in result[f"schedule_{grid}"]}
        for dimension, (fraction, deviation) in expected.items():
            assert rows[dimension]["mode_fraction"] == pytest.approx(fraction, abs=1.1e-5), (grid, dimension)
            assert rows[dimension]["deviation_across"] == pytest.approx(deviation, abs=1.1e-5), (grid, dimension)
        assert rows[1e12]["mode_fraction"] > .8
    snr = tables(regimes, "schedule", "--dimension", "1e4,1e6", *mixture, "--steps", "101", "--time-grids", "snr")["schedule_snr"]
    for row, (fraction, deviation) in zip(snr, [(.80363, .48535), (.80432, .48256)]):
        assert row["mode_fraction"] == pytest.approx(fraction, abs=1.1e-5) and row["deviation_across"] == pytest.approx(deviation, abs=1.1e-5)
    few = tables(regimes, "schedule", "--dimension", "1e6", *mixture, "--steps", "20", "--time-grids", "vp-dilated", "--tolerance", "0.02")
    assert few["schedule_vp_dilated"][0]["deviation_along"] == pytest.approx(2.2, abs=.05)
    needed = int(few["schedule_steps"][0]["steps_vp_dilated"])
    errors = [max(abs(row["mode_fraction"] - .8), abs(row["deviation_across"] / .5 - 1)) for row in
              tables(regimes, "schedule", "--dimension", "1e6", *mixture, "--steps", f"{needed - 1},{needed}", "--time-grids", "vp-dilated")["schedule_vp_dilated"]]
    assert errors[1] <= .02 < errors[0]


def test_formats_hold_the_same_numbers(regimes):
    arguments = ["collapse", "--dimension", "32", "--points", "2981,1e30", "--times", ".3"]
    rows = list(csv.DictReader(io.StringIO(said(regimes, *arguments, "--format", "csv"))))
    of_json = tables(regimes, *arguments)
    for row in rows:
        match = [each for each in of_json[row["table"]] if each["points"] == float(row["points"])]
        assert match[0][row["quantity"]] == float(row["value"])
    text = said(regimes, *arguments)
    assert "I = ln n" in text and f"{of_json['collapse_times'][0]['collapse_time_information']:.6g}" in text


def test_output_goes_to_a_file_that_is_not_replaced_unasked(regimes):
    arguments = ["collapse", "--points", "1e9", "--format", "json"]
    expected = json.loads(said(regimes, *arguments))["collapse_times"]
    assert "wrote out.json" in said(regimes, *arguments, "--output", "out.json", ranks=2)
    assert json.loads((regimes.folder / "out.json").read_text())["collapse_times"] == expected
    regimes.refuses(USAGE, "out.json", arguments=["theory", *arguments, "--output", "out.json"])
    said(regimes, *arguments, "--output", "out.json", "--force")


def test_exact_averages_do_not_depend_on_the_number_of_ranks(regimes):
    arguments = ["collapse", "--exact", "--dimension", "24", "--points", "100,1e20", "--queries", "70"]
    one = tables(regimes, *arguments)["exact"]
    assert len(one) == 26
    for ranks in (2, 3):
        assert tables(regimes, *arguments, ranks=ranks)["exact"] == one


@pytest.mark.parametrize("arguments, message", [
    ([], "theory of what?"),
    (["--points", "5"], "theory of what?"),
    (["colapse"], "theory of 'colapse' is unknown; did you mean 'collapse'?"),
    (["nonsense"], "theory of 'nonsense' is unknown; write regimes theory collapse|speciation|kde|geometry|guidance|schedule OPTIONS"),
    (["collapse"], "--points: missing"),
    (["collapse", "more", "--points", "5"], "'more' belongs to no option"),
    (["collapse", "--points", "1"], "--points: 1 is out of range; give 2 to 1e+30"),
    (["collapse", "--points", "1e31"], "--points: 1e+31 is out of range"),
    (["collapse", "--points", "many"], "--points: 'many'"),
    (["collapse", "--points", "nan"], "--points: 'nan'"),
    (["collapse", "--points", "9", "--dimension", "0"], "--dimension: 0 is out of range"),
    (["collapse", "--points", "9", "--dimension", "-1"], "--dimension: '-1'"),
    (["collapse", "--points", "9", "--variance", "0"], "--variance: 0 is out of range"),
    (["collapse", "--points", "9", "--mean-amplitude", "-1"], "--mean-amplitude: -1 is out of range"),
    (["collapse", "--points", "9", "--times", "0"], "--times: 0 is out of range"),
    (["collapse", "--points", "9", "--times=-1"], "--times: -1 is out of range"),
    (["collapse", "--points", "9", "--log-points-per-dimension", ".1"], "--log-points-per-dimension: --points sets"),
    (["collapse", "--log-points-per-dimension", "0"], "--log-points-per-dimension: 0 is out of range"),
    (["collapse", "--collapse-time", "0"], "--collapse-time: 0 is out of range"),
    (["collapse", "--collapse-time", "1", "--times", "1"], "--times: has no effect here"),
    (["collapse", "--points", "9", "--queries", "5"], "--queries: has no effect here; it goes with --exact"),
    (["collapse", "--points", "9", "--variances", "1,2"], "--variances: has no effect here; it goes with theory speciation"),
    (["collapse", "--points", "9", "--train", "ising"], "--train: theory takes a law by its parameters"),
    (["kde", "--points", "9", "--train=variances"], "those of the laws that have a closed form"),
    (["kde", "--points", "9", "--mean-amplitude", "1"], "theory of density estimates is for one Gaussian of one variance"),
    (["collapse", "--points", "9", "--force"], "--force: has no effect here"),
    (["collapse", "--points", "9", "--format", "xml"], "--format: 'xml' is unknown"),
    (["collapse", "--points", "9", "--spectrum-file", "s", "--dimension", "3"], "--dimension: has no effect here"),
    (["collapse", "--exact", "--collapse-time", "1"], "--exact: needs --points"),
    (["collapse", "--points", "9", "--variances", "1,2"], "--variances: has no effect here; it goes with theory speciation, or collapse with --exact"),
    (["collapse", "--exact", "--points", "9", "--variances", "1,2"], "--times: missing; times are chosen by t_C"),
    (["collapse", "--exact", "--points", "9", "--variances", "0,2", "--times", "1"], "--variances: 0 is out of range"),
    (["collapse", "--exact", "--points", "9", "--variances", "1,2", "--times", "1", "--collapse-time", "1"], "--collapse-time: this law has no t_C"),
    (["collapse", "--exact", "--points", "9", "--times", "1", "--orthogonal-means", "1,-1"], "--orthogonal-means: -1 is out of range"),
    (["collapse", "--exact", "--points", "9", "--times", "1", "--orthogonal-means", "1,1,1", "--dimension", "2"], "--dimension: 2 is too small"),
    (["collapse", "--exact", "--points", "9", "--times", "1", "--orthogonal-means", "1,2", "--variances", "1,2"], "more than one law"),
    (["collapse", "--exact", "--points", "9", "--spectrum-file", "s"], "--exact: is for one variance"),
    (["collapse", "--exact", "--points", "9", "--queries", "0"], "--queries: 0 is out of range"),
    (["collapse", "--exact", "--log-points-per-dimension", "3"], "--log-points-per-dimension: 3 at dimension 32 is out of range"),
    (["guidance", "--strengths", "-1.1"], "--strengths: -1.1 is out of range; give -1 to 1000"),
    (["guidance", "--guidance-exponent", "-1"], "--guidance-exponent: -1 is out of range"),
    (["guidance", "--equal-classes", "1"], "--equal-classes: 1 is out of range"),
    (["guidance", "--equal-classes", "33"], "--equal-classes: 33 orthogonal means do not fit into 32 dimensions"),
    (["guidance", "--equal-classes", "3", "--prior", ".2"], "--prior: has no effect here"),
    (["schedule", "--equal-classes", "3"], "--equal-classes: has no effect here"),
    (["guidance", "--prior", "0"], "--prior: 0 is out of range"),
    (["guidance", "--prior", "1"], "--prior: 1 is out of range"),
    (["guidance", "--mean-amplitude", "0"], "--mean-amplitude: 0 is out of range"),
    (["guidance", "--points", "9"], "--points: has no effect here; it goes with theory collapse, kde or geometry"),
    (["guidance", "--spectrum-file", "s"], "--spectrum-file: has no effect here"),
    (["guidance", "--times", "1"], "--times: has no effect here"),
    (["guidance", "--steps", "9"], "--steps: has no effect here; it goes with theory schedule"),
    (["schedule", "--strengths", "1"], "--strengths: has no effect here; it goes with theory guidance"),
    (["schedule", "--time-grids", "vp,uniform"], "--time-grids: 'uniform' is unknown"),
    (["schedule", "--time-grids", "vp,vp"], "--time-grids: vp is listed twice"),
    (["schedule", "--time-grids", ""], "--time-grids: "),
    (["schedule", "--steps", "2"], "--steps: 2 is out of range"),
    (["schedule", "--dimension", "9"], "--dilation: 3 is not below the square root 3 of the dimension 9"),
    (["schedule", "--dilation", "-1"], "--dilation: -1 is out of range"),
    (["schedule", "--dimension", "1e16"], "--dimension: 10000000000000000 is out of range"),
    (["schedule", "--tolerance", "1"], "--tolerance: 1 is out of range"),
    (["schedule", "--prior", "nan"], "--prior: 'nan'"),
    (["speciation", "--points", "9"], "--points: has no effect here; it goes with theory collapse"),
    (["speciation", "--variances", "1"], "--variances: 1 values; give two"),
    (["speciation", "--variances", "1,1"], "--variances: 1 twice"),
    (["speciation", "--variances", "1,-1"], "--variances: -1 is out of range"),
    (["speciation", "--inverse-temperatures", "1,200"], "--inverse-temperatures: 200 is out of range"),
    (["speciation", "--variances", "1,2", "--inverse-temperatures", "1,2"], "more than one law of the classes"),
    (["speciation", "--mean-amplitudes", "1,2,3"], "--mean-amplitudes: 3 values; give two"),
    (["speciation", "--mean-amplitudes", "1,.5", "--variances", "1,2"], "more than one law of the classes"),
    (["speciation", "--mean-amplitudes", "1,.5", "--mean-amplitude", "2"], "--mean-amplitude: has no effect here"),
    (["speciation", "--variances", "1,2", "--mean-amplitude", "2"], "--mean-amplitude: has no effect here"),
    (["geometry"], "--points: missing; give --points or --log-points-per-dimension, --times, --plane-directions or --smoothing"),
    (["geometry", "--points", "1"], "--points: 1 is out of range"),
    (["geometry", "--points", "9", "--log-points-per-dimension", ".1"], "--log-points-per-dimension: --points sets"),
    (["geometry", "--smoothing=-1"], "--smoothing: -1 is out of range"),
    (["geometry", "--plane-directions", "4,5,6"], "--plane-directions: 3 numbers; give one or two"),
    (["geometry", "--plane-directions", "0"], "--plane-directions: 0 is out of range"),
    (["geometry", "--plane-directions", "4,", "--plane-variances", "1,2"], "--plane-directions: ''"),
    (["geometry", "--plane-directions", "40"], "--plane-directions: 40 directions leave none across a plane in 32 dimensions"),
    (["geometry", "--plane-directions", "4,4"], "--plane-variances: 1 values for 2 numbers"),
    (["geometry", "--plane-directions", "4,4", "--plane-variances", ".5,1"], "--plane-variances: 0.5 and 1; give the larger one first"),
    (["geometry", "--plane-directions", "4", "--plane-variances", "0"], "--plane-variances: 0 is out of range"),
    (["geometry", "--points", "9", "--plane-variances", "2"], "--plane-variances: has no effect here; it goes with --plane-directions"),
    (["collapse", "--points", "9", "--smoothing", "1"], "--smoothing: has no effect here; it goes with theory geometry"),
    (["geometry", "--times", "1", "--variances", "1,2"], "--variances: has no effect here"),
], ids=" ".join)
def test_wrong_options(regimes, arguments, message):
    regimes.refuses(USAGE, message, arguments=["theory", *arguments])


@pytest.mark.parametrize("content, message", [
    (b"1\n-2\n", "s:2: the eigenvalue -2 is negative"),
    (b"1\nnan\n", "s:2: 'nan' is not a finite number"),
    (b"inf\n", "s:1: 'inf' is not a finite number"),
    (b"", "s holds no eigenvalue"),
    (b"# nothing\n\n", "s holds no eigenvalue"),
    (b"0\n0 5\n", "s has no variance in any direction"),
    (b"1 2 3\n", "s:1: 3 numbers"),
    (b"1 0\n", "s:1: 0 directions"),
    (b"1 2.5\n", "s:1: 2.5 directions"),
    (b"1e999\n", "s:1: '1e999' is too large"),
    (b"\x89HDF\r\n\x1a\n\0\0", "s:1: "),
], ids=repr)
def test_wrong_spectra(regimes, content, message):
    (regimes.folder / "s").write_bytes(content)
    regimes.refuses(BAD_DATA, message, arguments=["theory", "collapse", "--points", "9", "--spectrum-file", "s"])


@pytest.mark.parametrize("subject", ["collapse", "speciation"])
def test_missing_spectra(regimes, subject):
    size = ["--points", "9"] if subject == "collapse" else []
    regimes.refuses(INPUT_OUTPUT, "--spectrum-file: absent cannot be read", arguments=["theory", subject, *size, "--spectrum-file", "absent"])
    (regimes.folder / "folder").mkdir()
    regimes.refuses(INPUT_OUTPUT, "not a regular file", arguments=["theory", subject, *size, "--spectrum-file", "folder"])


def test_help_fits_and_the_manual_explains(regimes):
    screen = said(regimes, "--help")
    assert screen == said(regimes, "collapse", "--help")
    assert "regimes theory speciation" in screen and len(screen.splitlines()) <= 50
    manual = regimes.run("help", "theory").stdout
    for option in ("points", "collapse-time", "exact", "variances", "inverse-temperatures", "spectrum-file", "format"):
        assert f"  --{option}" in manual
