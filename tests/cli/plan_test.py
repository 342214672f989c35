"""`regimes plan`: its numbers against the formulas, against a real run, and every refusal; --dry-run; predicted beside measured."""

import json
import os
import re
import sys
from pathlib import Path

import pytest
import xarray

from conftest import LIMIT_SECONDS, options_of

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from peak_memory import peaks  # noqa: E402

USAGE, BAD_DATA, INPUT_OUTPUT = 2, 65, 74
PRODUCTS, FLOPS_PER_PRODUCT, FLOPS_PER_TERM = 1, 2, 25  # two products for the two queries of a pair
STATE_BYTES = 48  # of a (query, time) without classes
BLOCK = 192  # points are dealt in blocks
COSTS = {"seconds_per_product": 1e-10, "seconds_per_term": 8e-10, "seconds_per_coordinate": 5e-9}
PROFILE = {"host": "node", "backend": "Serial", "float": COSTS, "double": {name: 3 * cost for name, cost in COSTS.items()}}
CASE = {"dimension": "8", "points": "1e8", "snapshots": "1e6,1e8", "queries": "64", "times": "0.1,0.2,0.4", "replicas": "2"}
N, D, B, T, R = 10**8, 8, 64, 3, 2
SECONDS_PER_HOUR = 3600
SPARE, LAUNCHER_BYTES = 1.25, 32e6  # what is asked of a scheduler beyond what a rank holds


@pytest.fixture
def profile(regimes):
    (regimes.folder / "node.json").write_text(json.dumps(PROFILE))
    return regimes


def planned(regimes, **changes):
    """The JSON of a plan that must be made, and that leaves nothing behind."""
    before = regimes.files()
    options = {**CASE, "profile": "node.json", **{name.replace("_", "-"): value for name, value in changes.items()}}
    result = regimes.run("plan", *options_of({**options, "format": "json"}))
    assert result.returncode == 0 and result.stderr == "", result.stderr
    assert regimes.files() == before
    return json.loads(result.stdout)


def test_counts_follow_from_the_options(profile):
    plan = planned(profile)
    assert (plan["points"], plan["dimension"], plan["queries"], plan["times"], plan["realisations"]) == (N, D, B, T, R)
    assert plan["pairs"] == R * N * B and plan["pair_times"] == plan["exponentials"] == R * N * B * T
    assert plan["flops"] == PRODUCTS * FLOPS_PER_PRODUCT * R * N * B * D + FLOPS_PER_TERM * R * N * B * T
    assert planned(profile, plain=True)["flops"] - plan["flops"] == PRODUCTS * FLOPS_PER_PRODUCT * R * N * B * D
    assert plan["reduced_bytes"] == 0  # of one rank
    assert plan["basis"] == "profile node.json"
    assert plan["nodes"] is None and plan["time_limit_seconds"] is None and plan["requeues"] is None


def sweep_seconds(points, queries, costs=COSTS):
    """n (B (d p/2 + T e) + d g), p of two products: src/experiments/collapse/README.md."""
    product, term, coordinate = costs.values()
    return R * points * (queries * (D * product / 2 + T * term) + D * coordinate)


@pytest.mark.parametrize("ranks, groups, points, queries", [(1, 1, N, B), (8, 1, N / 8, B), (8, 4, N / 2, B / 4)])
def test_wall_time_follows_from_the_profile(profile, ranks, groups, points, queries):
    plan = planned(profile, ranks=ranks, query_groups=groups)
    overhead = 2  # seconds: the start of the program, and a data set that is made
    expected = sweep_seconds(points, queries)
    assert expected <= plan["seconds"] <= expected * (1 + BLOCK / points) + overhead
    assert plan["seconds_low"] == pytest.approx(expected / 2, abs=overhead)
    assert plan["seconds_high"] == pytest.approx(expected * 2, abs=2 * overhead)
    assert (plan["reduced_bytes"] > 0) == (ranks > groups or ranks > 1)


def test_double_has_costs_of_its_own(profile):
    plan = planned(profile, precision="double")
    assert plan["precision"] == "double"
    assert plan["seconds"] == pytest.approx(sweep_seconds(N, B, PROFILE["double"]), abs=2)


def test_auto_is_double_where_float_is_too_coarse(profile):
    coarse = planned(profile, precision="auto", times="1e-6,1")
    assert coarse["precision"] == "double" and coarse["logit_error_bound"] > 0.05
    fine = planned(profile, precision="auto")
    assert fine["precision"] == "float" and 0 < fine["logit_error_bound"] < 0.05
    profile.refuses(USAGE, "--precision", "float is too coarse at t = 1e-06",
                    arguments=["plan", *options_of({**CASE, "profile": "node.json", "precision": "float", "times": "1e-6,1"})])


def test_slurm_directives(profile):
    plan = planned(profile, ranks=8, nodes=2, time_limit="1h", replicas=2000)
    memory = [int(text.removeprefix("--mem-per-cpu=").removesuffix("M")) for text in plan["slurm"] if "mem-per-cpu" in text]
    assert len(memory) == 1 and plan["memory_to_ask_bytes"] <= memory[0] * 2**20 < plan["memory_to_ask_bytes"] + 2**20
    assert plan["memory_to_ask_bytes"] == plan["memory_per_rank_bytes"] * SPARE + LAUNCHER_BYTES
    assert plan["slurm"] == ["--ntasks=8", "--nodes=2", "--cpus-per-task=1", f"--mem-per-cpu={memory[0]}M", "--time=01:00:00",
                             "--signal=B:USR1@150", "--requeue", "--open-mode=append"]
    assert plan["time_limit_seconds"] == SECONDS_PER_HOUR
    assert plan["requeues"] == -(-plan["seconds_high"] // SECONDS_PER_HOUR) - 1 > 0


def test_without_a_limit_the_time_holds_the_slowest_run_and_the_signal(profile):
    plan = planned(profile, ranks=8)
    text = next(text for text in plan["slurm"] if text.startswith("--time="))
    hours, minutes, seconds = map(int, text.removeprefix("--time=").split(":"))
    asked = SECONDS_PER_HOUR * hours + 60 * minutes + seconds
    assert seconds == 0 and plan["seconds_high"] + 150 <= asked < plan["seconds_high"] + 150 + 60
    assert not any("nodes" in text for text in plan["slurm"])


def test_the_table_says_the_same(profile):
    plan = planned(profile, ranks=8, nodes=2, time_limit="1h", replicas=2000)
    result = profile.run("plan", *options_of({**CASE, "profile": "node.json", "ranks": "8", "nodes": "2", "time-limit": "1h", "replicas": "2000"}))
    assert result.returncode == 0, result.stderr
    lines = {line[:18].strip(): line[19:] for line in result.stdout.splitlines()[1:]}
    assert list(lines) == ["wall time", "pairs", "operations", "memory per rank", "reduced", "files", "precision", "time limit", "Slurm"]
    assert lines["Slurm"] == " ".join(plan["slurm"])
    assert lines["pairs"] == "12.8T (query, point), 38.4T with times"
    assert lines["wall time"].endswith("by profile node.json")
    assert f"{plan['requeues']} further allocations of 1 h" in lines["time limit"]
    assert f"at most {plan['logit_error_bound']:.2g} nats" in lines["precision"]
    assert result.stdout.startswith("gaussian, d = 8, n = 100000000, 2 sizes, 64 queries, 3 times in [0.1, 0.4], 2000 realisations; 8 ranks")


MEASURED = {"dimension": "8", "points": "200000", "snapshots": "1000,1e4,2e5", "replicas": "2", "queries": "128", "times": "logspace(.1,1,48)"}


def test_the_plan_holds_for_a_real_run(regimes):
    """Time within a factor of four of the range, since other programs run beside tests; all else within what is not counted."""
    result = regimes.run("plan", *options_of({**MEASURED, "ranks": "2", "format": "json"}))
    assert result.returncode == 0 and regimes.files() == []
    plan = json.loads(result.stdout)
    assert plan["basis"] == "calibration"
    assert plan["exponentials"] <= plan["pair_times"]

    said = regimes.collapse(ranks=2, output="out.h5", **MEASURED).stdout
    reduced = re.search(r"([\d.]+) MB reduced by each rank", said)
    assert float(reduced[1]) * 1e6 == pytest.approx(plan["reduced_bytes"], rel=.01)
    assert f"at most {plan['logit_error_bound']:.2g} nats" in said
    overhead = 300_000  # bytes: curves, provenance, and HDF5 itself
    assert .3 * plan["result_bytes"] < os.path.getsize(regimes.folder / "out.h5") < plan["result_bytes"] + overhead
    with xarray.open_dataset(regimes.folder / "out.h5", engine="h5netcdf", group="provenance") as provenance:
        measured = provenance.attrs
    assert measured["pairs"] == plan["pairs"] and measured["pair_times"] == plan["pair_times"]
    assert measured["exponentials"] == pytest.approx(plan["exponentials"], rel=.2)
    assert plan["seconds_low"] / 4 < measured["wall_clock_seconds"] < plan["seconds_high"] * 4

    arguments = ["collapse", *options_of({**MEASURED, "output": str(regimes.folder / "again.h5")})]
    held = max(peaks(regimes.folder, 2, arguments, LIMIT_SECONDS))
    assert .5 * plan["memory_per_rank_bytes"] < held < 2 * plan["memory_per_rank_bytes"]


TARGET = {"train": "mixture", "dimension": "16", "mean-amplitude": ".5", "points": "2000", "snapshots": "45,2000", "queries": "128", "times": "logspace(.1,1.5,24)",
          "replicas": None, "target-error": ".002"}


def test_a_target_error_is_planned_by_a_trial(regimes):
    """Of the first queries on all points, where these are few: then the number is that of the run's first decision."""
    result = regimes.run("plan", *options_of({**TARGET, "format": "json"}))
    assert result.returncode == 0 and result.stderr == "" and regimes.files() == [], result.stderr
    plan = json.loads(result.stdout)
    said = regimes.collapse(output="out.h5", **TARGET).stdout
    decided = re.search(r"with 128 queries; (\d+) for the target error 0.002", said)
    assert int(decided[1]) == plan["queries"] > 128
    assert plan["reason_of_sizes"].startswith(f"about {plan['queries']} in all for the target error 0.002, by a trial of 128 queries with 2000 points: t_C = ")
    assert plan["pairs"] == 2000 * plan["queries"]
    table = regimes.run("plan", *options_of({**TARGET, "snapshots": "45,1e6", "points": "1e6"}))
    assert re.search(r"^queries +about \d+ in all .* with \d+ points of 1000000: t_C", table.stdout, re.MULTILINE), table.stdout
    assert plan["seconds_low"] < plan["seconds"] < plan["seconds_high"]


def test_a_plan_says_where_queries_do_not_help(regimes):
    result = regimes.run("plan", *options_of({**TARGET, "times": ".1,.15,.6,1.2,1.5"}))
    assert result.returncode == 0 and "give more --times" in result.stdout, result.stdout
    result = regimes.run("plan", *options_of({**TARGET, "times": ".01,.02"}))
    assert result.returncode == 0 and "not known for the target error" in result.stdout, result.stdout


def test_a_run_says_what_was_predicted(regimes):
    result = regimes.collapse(output="out.h5", **MEASURED)
    closing = result.stdout.splitlines()[-2]
    assert re.search(r"GFLOP/s in [\d.]+ \w+ \([\d.]+ \w+ predicted\), [\d.]+ MB per rank", closing), closing
    with xarray.open_dataset(regimes.folder / "out.h5", engine="h5netcdf", group="provenance") as provenance:
        predicted, measured = provenance.attrs["predicted_seconds"], provenance.attrs["wall_clock_seconds"]
    assert measured / 4 < predicted < measured * 4


def test_a_profile_goes_there_and_back(regimes):
    result = regimes.run("plan", "--calibrate", "--output", "here.json")
    assert result.returncode == 0 and regimes.files() == ["here.json"], result.stderr
    written = json.loads((regimes.folder / "here.json").read_text())
    assert written == json.loads(result.stdout)
    assert list(written) == list(PROFILE) and list(written["float"]) == list(written["double"]) == list(COSTS)
    assert all(cost >= 0 for kind in ("float", "double") for cost in written[kind].values())
    plan = planned(regimes, profile="here.json")
    assert plan["seconds"] == pytest.approx(sweep_seconds(N, B, written["float"]), abs=2)
    regimes.refuses(USAGE, "here.json", "--force", arguments=["plan", "--calibrate", "--output", "here.json"])


def spoiled(**changes):
    return json.dumps({**PROFILE, **changes})


@pytest.mark.parametrize("text", ["", "no profile", "[]", "{}", "null", spoiled(host=1), spoiled(float={}), spoiled(double=None),
                                  spoiled(float={**COSTS, "seconds_per_term": -1}), spoiled(float={**COSTS, "seconds_per_term": "1"}),
                                  spoiled(float=dict.fromkeys(COSTS, 0)), json.dumps(PROFILE)[:-20]])
def test_a_damaged_profile_is_refused(regimes, text):
    (regimes.folder / "node.json").write_text(text)
    regimes.refuses(BAD_DATA, "'node.json' is not a machine profile",
                    arguments=["plan", *options_of({**CASE, "profile": "node.json"})])


@pytest.mark.parametrize("code, texts, changes", [
    (USAGE, ["--ranks", "0"], {"ranks": "0"}),
    (USAGE, ["--nodes", "5", "1 to 4"], {"ranks": "4", "nodes": "5"}),
    (USAGE, ["--query-groups", "3", "4 ranks"], {"ranks": "4", "query-groups": "3"}),
    (USAGE, ["--format", "xml", "table, json"], {"format": "xml"}),
    (USAGE, ["--time-limit", "soon"], {"time-limit": "soon"}),
    (USAGE, ["--calibrate", "--output"], {"calibrate": True}),
    (USAGE, ["--profile", "--calibrate"], {"calibrate": True, "profile": "node.json", "output": "x.json"}),
    (USAGE, ["--ranks"], {"rnaks": "4"}),
    (USAGE, ["--points"], {"points": None, "snapshots": None}),
    (INPUT_OUTPUT, ["nowhere.json"], {"profile": "nowhere.json"}),
    (INPUT_OUTPUT, ["nowhere.gz"], {"train": "idx", "dimension": None, "train-file": "nowhere.gz"}),
    (INPUT_OUTPUT, ["nowhere/p.json"], {"calibrate": True, "output": "nowhere/p.json"}),
])
def test_refusals(profile, code, texts, changes):
    profile.refuses(code, *texts, arguments=["plan", *options_of(changes)])
