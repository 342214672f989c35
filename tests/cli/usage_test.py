"""Wrong command lines: exit code 2, one message that names the option and the value, nothing written."""

import pytest

USAGE = 2


@pytest.mark.parametrize("arguments, message", [
    ([], "no command is given"),
    (["colapse"], "unknown command 'colapse'; did you mean 'collapse'?"),
    (["colapse"], "did you mean 'collapse'? `regimes help` lists the commands"),
    (["--points", "5"], "'--points' before a command"),
    (["--versio"], "unknown option '--versio'; did you mean --version?"),
    (["collapse", "--points"], "--points: has no value; give one after it"),
    (["help", "nonsense"], "unknown command 'nonsense'"),
    (["help", "collapse", "more"], "'more'"),
    (["--version", "now"], "'now'"),
    (["collapse"], "--points: missing"),
    (["collapse", "--pionts", "50"], "unknown option '--pionts'; did you mean --points?"),
    (["collapse", "--pionts=50"], "did you mean --points?"),
    (["collapse", "--dim", "5"], "options are spelled out: did you mean --dimension?"),
    (["collapse", "--points", "50", "--points", "50"], "--points: given twice"),
    (["collapse", "--points", "--force"], "--points: has no value; '--force' follows"),
    (["collapse", "--points", "50", "60"], "'60' belongs to no option"),
    (["collapse", "--force=perhaps", "--points", "50"], "--force: 'perhaps' is neither true nor false"),
    (["collapse", "--force", "true", "--points", "50"], "'true' belongs to no option"),
])
def test_arguments(regimes, arguments, message):
    regimes.refuses(USAGE, message, arguments=arguments)


@pytest.mark.parametrize("changes, message", [
    ({"points": "-5"}, "--points: '-5' is not a count"),
    ({"points": "5.5"}, "--points: '5.5'"),
    ({"points": "1e40"}, "--points: '1e40' is too large"),
    ({"points": "2^63"}, "--points: '2^63' is too large"),
    ({"points": "0"}, "--points: 0 is out of range"),
    ({"points": "1"}, "--points: 1 is out of range"),
    ({"dimension": "0"}, "--dimension: 0 is out of range"),
    ({"dimension": "-3"}, "--dimension: '-3' is not a count"),
    ({"dimension": "1e15"}, "--dimension: 1000000000000000 is out of range"),
    ({"queries": "0"}, "--queries: 0 is out of range"),
    ({"queries": "-1"}, "--queries: '-1' is not a count"),
    ({"replicas": "0"}, "--replicas: 0 is out of range"),
    ({"replicas": "5e9"}, "--replicas: 5e9 is too large"),
    ({"seed": "-1"}, "--seed: '-1' is not a count"),
    ({"seed": "1e20"}, "--seed: '1e20' is too large"),
    ({"times": "0,1"}, "--times: 0 is out of range"),
    ({"times": "-0.5,1"}, "--times: -0.5 is out of range"),
    ({"times": "1,0.5"}, "--times: 0.5 after 1"),
    ({"times": "1,1"}, "--times: 1 after 1"),
    ({"times": "nan"}, "--times: 'nan' is not a finite number"),
    ({"times": "0.1,inf"}, "--times: 'inf' is not a finite number"),
    ({"times": "0.1,,1"}, "--times: ''"),
    ({"times": "25"}, "--times: 25 is out of range"),
    ({"times": "linspace(2,1,5)"}, "--times: 1.75 after 2"),
    ({"times": "linspace(1,2,1e9)"}, "--times: 1000000000 values"),
    ({"target-error": "0", "queries": "64"}, "--target-error: 0 is out of range"),
    ({"target-error": "-.01", "queries": "64"}, "--target-error: -0.01 is out of range"),
    ({"target-error": "nan", "queries": "64"}, "--target-error: 'nan' is not a finite number"),
    ({"target-error": "1e-9", "queries": "64"}, "--target-error: 1e-09 is below what rounding of the sums lets be told; give 1e-06 or more"),
    ({"target-error": "1e3", "queries": "64"}, "--target-error: 1000 is above the largest time, 20"),
    ({"target-error": ".01", "queries": "8"}, "--queries: 8 do not tell their own error to a run with --target-error; give an even number from 32 on"),
    ({"target-error": ".01", "queries": "65"}, "--queries: 65 do not tell"),
    ({"target-error": ".01", "queries": "64", "times": ".3"}, "--times: 0.3 alone has no collapse time"),
    ({"target-error": ".01", "queries": "64", "max-queries": "32"}, "--max-queries: 32 is out of range"),
    ({"target-error": ".01", "queries": "64", "max-queries": "1e8"}, "--max-queries: 100000000 is out of range"),
    ({"max-queries": "64"}, "--max-queries: has no effect here; it goes with --target-error"),
    ({"snapshots": "20,60"}, "--snapshots: 60 is above the 50 points"),
    ({"snapshots": "1,50"}, "--snapshots: 1 is out of range"),
    ({"snapshots": "0,50"}, "--snapshots: 0 is out of range"),
    ({"snapshots": "10,20"}, "--points: 50 points, but nothing is kept after the last size, 20"),
    ({"log-points-per-dimension": "0.5"}, "--log-points-per-dimension: 0.5 and --points 50 both"),
    ({"points": None, "log-points-per-dimension": "20"}, "--log-points-per-dimension: 20 at dimension 4 means e^80 points"),
    ({"points": None, "log-points-per-dimension": "-1"}, "--log-points-per-dimension: -1 is out of range"),
    ({"variance": "0"}, "--variance: 0 is out of range"),
    ({"variance": "-1"}, "--variance: -1 is out of range"),
    ({"variance": "one"}, "--variance: 'one' is not a finite number"),
    ({"train": "mixture", "mean-amplitude": "-1"}, "--mean-amplitude: -1 is out of range"),
    ({"train": "gausian"}, "--train: 'gausian' is unknown; choose one of gaussian, mixture, means"),
    ({"precision": "half"}, "--precision: 'half' is unknown"),
    ({"mean-amplitude": "1"}, "--mean-amplitude: has no effect here; it goes with --train mixture"),
    ({"train": "mixture", "train-file": "x"}, "--train-file: has no effect here; it goes with --train idx"),
    ({"classes": "1"}, "--classes: has no effect here"),
    ({"center": "mean"}, "--center: has no effect here"),
    ({"scale": "2"}, "--scale: has no effect here"),
    ({"train": "idx"}, "--dimension: has no effect here"),
    ({"train": "idx", "dimension": None}, "--train-file: missing"),
    ({"train": "idx", "dimension": None, "variance": "2"}, "--variance: has no effect here"),
    ({"train": "idx", "dimension": None, "store": True}, "--store: has no effect here"),
    ({"train": "idx", "dimension": None, "train-file": "x", "classes": "1"}, "--classes: needs the labels"),
    ({"train": "idx", "dimension": None, "train-file": "x", "per-class": "5"}, "--per-class: needs the labels"),
    ({"train": "idx", "dimension": None, "train-file": "x", "scale": "0"}, "--scale: 0 is out of range"),
    ({"output": ""}, "--output"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_values(regimes, changes, message):
    regimes.refuses(USAGE, message, **changes)


def test_mistakes_are_said_once_on_several_ranks(regimes):
    regimes.refuses(USAGE, "unknown option '--pionts'", arguments=["collapse", "--pionts", "50"], ranks=2)


@pytest.mark.parametrize("command", ["kde", "evaluate", "memorisation", "sample", "trajectories", "guidance", "schedule", "speciation", "geometry"])
def test_what_has_no_collapse_time_has_no_target(regimes, command):
    regimes.refuses(USAGE, "unknown option '--target-error'", arguments=[command, "--target-error", ".01"])
