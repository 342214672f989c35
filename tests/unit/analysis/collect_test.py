"""analysis/collect: what it refuses, leaves out, or says is missing."""
import json
import shutil

import numpy as np
import pytest
import xarray
from numpy.testing import assert_allclose
from real_sweep import collapse, run, run_apart
from regimes.formulas.collapse import DataLaw
from synthetic_result import make_result, write_task

POINTS = [100, 1000]


def task(path, law="gaussian", dimension=16, seed=1, change=None, **options):
    """A result made from theory and noise; `change` is called with its Dataset first."""
    dataset = make_result(law, dimension, POINTS, seed=seed, times=12)
    if change:
        change(dataset)
    return write_task(path, dataset, seed, variance=1, queries=64, **options)


def opened(path):
    with xarray.open_dataset(path, engine="h5netcdf") as dataset:
        return dataset.load()


def refused(code, folder, *arguments, said):
    output = folder / "curves.h5"
    finished = run("collect", *arguments, "-o", output)
    assert finished.returncode == code, finished.stderr
    assert finished.stderr.startswith("collect: ") and "Traceback" not in finished.stderr
    for words in said:
        assert str(words) in finished.stderr
    assert not output.exists() and not list(folder.glob("*.writing*")) and not (folder / "curves.h5.partial").exists()


@pytest.mark.parametrize("option, values", [("variance", (1, 2.5)), ("mean_amplitude", (0.5, 1)), ("train", ("gaussian", "mixture")),
                                            ("train_file", ("a.gz", "b.gz")), ("option_of_tomorrow", ("on", "off"))])
def test_results_of_different_laws_are_refused(tmp_path, option, values):
    files = [write_task(tmp_path / f"{index}.h5", make_result("gaussian", 16, POINTS), index, **{option: value})
             for index, value in enumerate(values)]
    name = option.replace("_", "-")
    refused(65, tmp_path, *files, said=[f"--{name}", *files, *values, "not of one sweep", f"--only {name}={values[0]}"])


def test_real_results_of_different_variance_are_refused(tmp_path):
    files = [collapse(tmp_path / f"{v}.h5", dimension=4, points=50, snapshots=50, variance=v) for v in (1, 2)]
    refused(65, tmp_path, *files, said=["--variance", *files, "1 in", "2 in"])


@pytest.mark.parametrize("option", ["queries", "replicas", "precision"])
def test_results_of_one_dimension_must_have_equal_work(tmp_path, option):
    def make(name, dimension, value, seed):
        return write_task(tmp_path / name, make_result("gaussian", dimension, POINTS, seed=seed), seed, **{option: value})

    files = [make("a.h5", 16, 2, 1), make("b.h5", 16, 4, 2)]
    refused(65, tmp_path, *files, said=["of d = 16", f"--{option}", *files])
    assert run("collect", files[0], make("c.h5", 24, 4, 2), "-o", tmp_path / "curves.h5").returncode == 0


def test_what_says_the_same_agrees(tmp_path):
    files = [write_task(tmp_path / f"{seed}.h5", make_result("gaussian", 16, POINTS), seed, variance=value, output=f"{seed}.h5", force=seed)
             for seed, value in enumerate(("1", "1.0", "1e0"))]
    assert run("collect", *files, "-o", tmp_path / "curves.h5").returncode == 0


def test_only_chooses_one_law(tmp_path):
    task(tmp_path / "gaussian.h5"), task(tmp_path / "mixture.h5", "mixture")
    finished = run("collect", tmp_path / "gaussian.h5", tmp_path / "mixture.h5", "--only", "train=mixture", "-o", tmp_path / "curves.h5")
    assert finished.returncode == 0, finished.stderr
    assert opened(tmp_path / "curves.h5").attrs["training_law"] == "mixture"
    refused(65, tmp_path / "..", tmp_path / "gaussian.h5", "--only", "train=idx", said=["--only chooses none"])


def truncated(path):
    path.write_bytes(path.read_bytes()[:-1000])


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def foreign(path):
    path.write_text("not a result\n")


def emptied(path):
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [truncated, flipped, foreign, emptied])
def test_damaged_files_are_refused_all_at_once(tmp_path, damage):
    files = [collapse(tmp_path / f"{seed}.h5", dimension=4, points=50, snapshots=50, seed=seed) for seed in (1, 2, 3)]
    damage(files[0]), damage(files[2])
    refused(65, tmp_path, *files, said=[f"{files[0]}: does not end in the checksum", f"{files[2]}: does not end in the checksum",
                                        "nothing is written"])


def test_numbers_that_are_none_are_refused(tmp_path):
    def spoil(dataset):
        dataset["cloning_collapse"].values[1, 3] = np.nan

    path = task(tmp_path / "nan.h5", change=spoil)
    refused(65, tmp_path, path, said=[path, "'cloning_collapse' is not a number at n = 1000"])


def test_curves_are_no_results(tmp_path):
    assert run("collect", task(tmp_path / "run.h5"), "-o", tmp_path / "collected.h5").returncode == 0
    refused(65, tmp_path, tmp_path / "collected.h5", said=["collected.h5: holds curves that were collected already"])


def test_a_missing_file_and_no_file(tmp_path):
    refused(2, tmp_path, tmp_path / "absent.h5", said=["absent.h5: no such file"])
    assert run("collect", "-o", tmp_path / "curves.h5").returncode == 2


def test_collapse_times_that_some_seeds_lack(tmp_path):
    def lose(dataset):
        dataset["collapse_time_cloning"].values[0] = np.nan

    files = [task(tmp_path / f"{seed}.h5", seed=seed, change=lose if seed == 2 else None) for seed in (1, 2, 3, 4)]
    assert run("collect", *files, "-o", tmp_path / "curves.h5").returncode == 0
    times = opened(tmp_path / "curves.h5")["collapse_time_cloning"]
    assert np.isnan(times.sel(dimension=16, points=100)) and np.isfinite(times.sel(dimension=16, points=1000))
    assert times.attrs["why_missing"] == "d = 16, n = 100: not known in 1 of 4 results"


def test_unfinished_results_are_listed_and_left_out(tmp_path):
    def stop_early(dataset):
        for variable in dataset.data_vars.values():
            if variable.dims == ("points", "time"):
                variable.values[1] = np.nan

    done = task(tmp_path / "done.h5", seed=1)
    partial = task(tmp_path / "stopped.h5.partial", seed=2, change=stop_early)
    finished = run("collect", done, partial, "-o", tmp_path / "curves.h5")
    assert finished.returncode == 0 and f"left out: {partial}: unfinished" in finished.stderr
    assert list(opened(tmp_path / "curves.h5")["results"].values[0]) == [1, 1]
    assert run("collect", done, partial, "--partial", "-o", tmp_path / "with.h5").returncode == 0
    assert list(opened(tmp_path / "with.h5")["results"].values[0]) == [2, 1]
    refused(65, tmp_path / "..", partial, said=["all are unfinished", "--partial"])


def test_one_seed_counts_once(tmp_path):
    first = task(tmp_path / "first.h5", seed=1)
    shutil.copy(first, tmp_path / "again.h5")
    finished = run("collect", first, tmp_path / "again.h5", first, task(tmp_path / "second.h5", seed=2), "-o", tmp_path / "curves.h5")
    assert finished.returncode == 0 and f"{first}: n = 100, 1000 is taken from {tmp_path / 'again.h5'}" in finished.stderr
    assert list(opened(tmp_path / "curves.h5")["results"].values[0]) == [2, 2]


def test_times_that_differ_between_seeds_meet_on_common_ones(tmp_path):
    law, files = DataLaw(16), []
    for seed, stretch in enumerate((1.0, 1.04, 0.97, 1.01)):
        dataset = make_result("gaussian", 16, POINTS, times=48)
        dataset = dataset.assign_coords(time=dataset["time"] * stretch)
        for name in ("excess_entropy_ratio", "cloning_collapse"):
            dataset[name].values[:] = getattr(law, name)(dataset["time"].values, np.log(POINTS)[:, None])
        files.append(write_task(tmp_path / f"{seed}.h5", dataset, seed))
    assert run("collect", *files, "-o", tmp_path / "curves.h5").returncode == 0
    cell = opened(tmp_path / "curves.h5").sel(dimension=16, points=1000)
    times = cell["time"].values[np.isfinite(cell["time"].values)]
    assert 44 <= len(times) < 48
    assert_allclose(cell["cloning_collapse"][:len(times)], law.cloning_collapse(times, np.log(1000)), atol=3e-4)
    assert_allclose(cell["excess_entropy_ratio"][:len(times)], law.excess_entropy_ratio(times, np.log(1000)), atol=3e-4)


def test_an_existing_output_is_kept_without_force(tmp_path):
    path = task(tmp_path / "run.h5")
    (tmp_path / "kept.h5").write_text("precious")
    finished = run("collect", path, "-o", tmp_path / "kept.h5")
    assert finished.returncode == 2 and "exists" in finished.stderr and (tmp_path / "kept.h5").read_text() == "precious"
    assert run("collect", path, "-o", tmp_path / "kept.h5", "--force").returncode == 0
    before = path.read_bytes()
    finished = run("collect", path, "-o", path, "--force")
    assert finished.returncode == 2 and "which is read" in finished.stderr and path.read_bytes() == before


@pytest.mark.parametrize("output, code, said", [("absent/curves.h5", 2, "no folder"), ("curves.txt", 2, "extension"), ("folder.h5", 2, "no plain file")])
def test_unusable_outputs(tmp_path, output, code, said):
    (tmp_path / "folder.h5").mkdir()
    finished = run("collect", task(tmp_path / "run.h5"), "-o", tmp_path / output, "--force")
    assert finished.returncode == code and said in finished.stderr and "Traceback" not in finished.stderr


@pytest.fixture
def table(tmp_path):
    """A sweep of four tasks: one is done, one unfinished, one damaged, one not begun."""
    names = ["done", "stopped", "spoiled", "waiting"]
    (tmp_path / "tasks.json").write_text(json.dumps({"tasks": [{"name": name, "hash": "0", "result": f"{name}.h5"} for name in names]}))
    task(tmp_path / "done.h5", seed=1), task(tmp_path / "stopped.h5.partial", seed=2), truncated(task(tmp_path / "spoiled.h5", seed=3))
    return tmp_path / "tasks.json"


def test_what_is_missing_of_a_sweep_is_listed_and_the_rest_written(tmp_path, table):
    finished = run("collect", "--expect", table, "-o", tmp_path / "curves.h5")
    assert finished.returncode == 66
    for words in ("missing: stopped (unfinished)", "missing: spoiled (damaged)", "missing: waiting (no result)", "3 of 4 tasks are missing"):
        assert words in finished.stderr
    curves = opened(tmp_path / "curves.h5")
    assert curves.attrs["seeds"] == "1" and curves.attrs["expected_tasks"] == 4 and "waiting (no result)" in curves.attrs["missing_tasks"]


def test_a_complete_sweep_misses_nothing(tmp_path, table):
    for seed, name in enumerate(("stopped", "spoiled", "waiting"), 2):
        task(tmp_path / f"{name}.h5", seed=seed)
    finished = run("collect", "--expect", table, "-o", tmp_path / "curves.h5")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert list(opened(tmp_path / "curves.h5")["results"].values[0]) == [4, 4]


def test_strangers_to_a_sweep_are_refused(tmp_path, table):
    stranger = task(tmp_path / "stranger.h5", seed=9)
    refused(65, tmp_path, stranger, "--expect", table, said=[stranger, "not of the sweep"])


def test_a_sweep_without_results(tmp_path, table):
    for path in tmp_path.glob("*.h5*"):
        path.unlink()
    refused(66, tmp_path, "--expect", table, said=["nothing is written", "4 of 4 tasks are missing"])


@pytest.mark.parametrize("content", ["{ half", "[]", '{"tasks": 3}', '{"tasks": []}', '{"tasks": [{"name": "a"}]}', '{"tasks": ["a"]}'])
def test_tables_of_another_kind(tmp_path, content):
    (tmp_path / "tasks.json").write_text(content)
    refused(65, tmp_path, "--expect", tmp_path / "tasks.json", said=["tasks.json", "task table"])


def test_help_and_unknown_options():
    helped = run_apart("collect", "--help")
    assert helped.returncode == 0 and "exit codes" in helped.stdout
    assert run("collect", "a.h5", "-o", "b.h5", "--forc").returncode == 2
    assert run("collect", "a.h5", "-o", "b.h5", "--only", "train").returncode == 2
