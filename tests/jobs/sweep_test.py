"""Sweep files: which tasks they make, how results are named, and what is refused."""

import json
import os

import pytest

from conftest import FAKE_PROGRAM
from regimes_jobs.description import describe
from regimes_jobs.errors import JobsError
from regimes_jobs.sweep import LARGEST_SWEEP, split_list
from regimes_jobs.tasks import TABLE, task_of, write_table

HOSTILE = ["a b", "it's", 'say "x"', "$(touch escaped)", "`touch escaped`", "x; touch escaped", "../../escaped", "/etc/passwd", "-n", "*",
           "a|b", "%A_%a", "\\", "new\n line"]


def chosen(sweep, *options):
    return [tuple(task.options[option] for option in options) for task in sweep.tasks]


def test_a_product_has_every_combination_and_the_last_list_is_fastest(read):
    sweep = read("[base]\nqueries = 8\n[product]\ndimension = 4, 8\nseed = 1,2,3\n")
    assert chosen(sweep, "dimension", "seed") == [("4", "1"), ("4", "2"), ("4", "3"), ("8", "1"), ("8", "2"), ("8", "3")]
    assert all(task.options["queries"] == "8" for task in sweep.tasks)


def test_lists_that_are_zipped_go_in_step(read):
    sweep = read("[zip]\ndimension = 4, 8\npoints = 1e3, 1e5\n[product]\nseed = 1, 2\n")
    assert chosen(sweep, "dimension", "points", "seed") == [("4", "1e3", "1"), ("4", "1e3", "2"), ("8", "1e5", "1"), ("8", "1e5", "2")]


def test_two_zips_are_two_axes(read):
    sweep = read("[zip a]\ndimension = 4, 8\npoints = 10, 20\n[zip b]\nseed = 1, 2\nqueries = 3, 4\n")
    assert chosen(sweep, "dimension", "points", "seed", "queries") == [
        ("4", "10", "1", "3"), ("4", "10", "2", "4"), ("8", "20", "1", "3"), ("8", "20", "2", "4")]


def test_a_file_without_lists_is_one_task_with_the_name_of_the_sweep(read):
    sweep = read("[base]\ndimension = 4\n")
    assert [task.name for task in sweep.tasks] == ["curves"]


@pytest.mark.parametrize("text, entries", [
    ("1, 2,3", ["1", "2", "3"]), ("logspace(1,10,3), 0.5", ["logspace(1,10,3)", "0.5"]), ("\n1,2\n3,4", ["1,2", "3,4"]), ("", []),
    ("\n 5 \n", ["5"])])
def test_entries_of_a_list(text, entries):
    assert split_list(text) == entries


def test_results_are_named_by_task_and_options(read):
    first, second = read("[base]\ntrain = gaussian\n[product]\nseed = 1, 2\n").tasks
    assert first.result.startswith("seed1_") and second.result.startswith("seed2_") and first.hash != second.hash
    same = read("[product]\nseed = 1\n[zip]\ntrain = gaussian\n", "other.ini").tasks[0]
    assert same.hash == first.hash  # the order and the section of an option say nothing
    assert read("[base]\ntrain = mixture\n[product]\nseed = 1, 2\n").tasks[0].hash != first.hash


def test_input_files_are_found_from_the_folder_of_the_sweep(read, folder):
    task, = read("[base]\ntrain-file = data/x.gz\n").tasks
    assert task.arguments == [f"--train-file={folder.path}/data/x.gz"]
    assert task.options == {"train-file": "data/x.gz"}


def test_any_experiment_can_be_swept(read):
    tasks = read("[sweep]\nexperiment = kde\n[product]\nseed = 1, 2\n").tasks
    assert {task.experiment for task in tasks} == {"kde"}
    other = read("[sweep]\nexperiment = collapse\n[product]\nseed = 1, 2\n").tasks
    assert other == read("[product]\nseed = 1, 2\n").tasks and other[0].hash != tasks[0].hash


def test_older_names_of_options_are_understood(read):
    for name in ("replicas", "realisations"):
        assert read(f"[base]\n{name} = 2\n").tasks[0].arguments == [f"--{name}=2"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_of_any_kind_is_one_argument_and_stays_in_the_folder(read, folder, value):
    lines = value.replace("\n", "\n  ")
    sweep = read(f"[base]\ntimes = {lines}\n[product]\nseed = 1, {value.splitlines()[0]}\n")
    for task in sweep.tasks:
        assert task.arguments[0] == f"--times={value.replace(' line', 'line')}"
        for name in (task.result, task.partial, task.stem):
            assert os.path.dirname(os.path.normpath(os.path.join(sweep.folder, name))) == sweep.folder
    assert sweep.folder == str(folder.path / "curves")


def test_long_names_are_cut_and_differ_by_their_hash(read):
    values = ["1" * 300, "1" * 299 + "2"]
    tasks = read(f"[product]\nseed = {', '.join(values)}\n").tasks
    assert tasks[0].name == tasks[1].name and len(tasks[0].result) < 128 and tasks[0].result != tasks[1].result


@pytest.mark.parametrize("text, texts", [
    ("[product]\nsed = 1\n", ["[product]", "'sed' is not an option", "did you mean 'seed'?"]),
    ("[bas]\nseed = 1\n", ["no section [bas]", "did you mean 'base'?"]),
    ("[DEFAULT]\nseed = 1\n", ["no section [DEFAULT]"]),
    ("[product]\nseed =\n", ["[product]", "list 'seed' is empty"]),
    ("[product]\nseed = 1,,2\n", ["list 'seed' is empty or has an empty entry"]),
    ("[base]\nseed =\n", ["[base]", "'seed' has no value"]),
    ("[product]\nseed = 1, 2, 1\n", ["'seed' has '1' twice"]),
    ("[zip]\nseed = 1, 2\npoints = 5\n", ["one length", "seed has 2", "points has 1"]),
    ("[zip]\nseed = 1, 1\npoints = 5, 5\n", ["two tasks have the same options"]),
    ("[base]\nseed = 1\n[product]\nseed = 1, 2\n", ["'seed' is also in [base]"]),
    ("[base]\nseed = 1\nseed = 2\n", ["is no INI file", "seed"]),
    ("[base]\noutput = /tmp/x.h5\n", ["'output' is not for sweeps", "named by task"]),
    ("[base]\nforce = true\n", ["'force' is not for sweeps"]),
    ("[base]\nquiet = true\n", ["'quiet' is not for sweeps"]),
    ("[base]\ncheckpoint-minutes = 2\n", ["'checkpoint-minutes' is not for sweeps", "site file"]),
    ("[sweep]\nexperiment = spcciation\n[base]\nseed = 1\n", ["[sweep] experiment: there is no experiment 'spcciation'. Experiments are collapse, kde."]),
    ("[sweep]\nexperiment = kde2\n[base]\nseed = 1\n", ["there is no experiment 'kde2'; did you mean 'kde'?"]),
    ("[sweep]\nexperiment = inspect\n[base]\nseed = 1\n", ["there is no experiment 'inspect'"]),
    ("[sweep]\nexperiment = kde\n[product]\nreplicas = 1, 2\n", ["[product]", "'replicas' is not an option of kde"]),
    ("[sweep]\nexperiment = kde\n[base]\nbandwidth = 1\n", ["'bandwidth' is not an option of kde; did you mean 'bandwidths'?"]),
    ("[sweep]\nname = ../up\n[base]\nseed = 1\n", ["'../up' cannot name a sweep"]),
    ("[sweep]\nfolder = a/../../up\n[base]\nseed = 1\n", ["leaves the folder of the sweep"]),
    ("[sweep]\nfoldr = x\n[base]\nseed = 1\n", ["no key 'foldr'", "did you mean 'folder'?"]),
    ("", ["has no options"]),
    ("seed = 1\n", ["is no INI file"]),
    ("[base]\nseed = \0\n", ["zero byte"]),
])
def test_what_is_wrong_is_said(read, text, texts):
    with pytest.raises(JobsError) as error:
        read(text)
    for expected in texts:
        assert expected in str(error.value)
    assert "curves.ini" in str(error.value)


def test_a_program_of_another_age_is_refused(monkeypatch):
    monkeypatch.setenv("FAKE_FORMAT", "regimes-describe-2")
    with pytest.raises(JobsError, match="format 'regimes-describe-2'.*use the scripts that came with the program"):
        describe(FAKE_PROGRAM, "collapse")


def test_a_million_tasks_are_refused_before_any_is_made(read, folder):
    numbers = ", ".join(str(number) for number in range(1000))
    with pytest.raises(JobsError, match=f"1000000 tasks, more than {LARGEST_SWEEP}"):
        read(f"[product]\nseed = {numbers}\npoints = {numbers}\n")
    assert folder.files() == ["curves.ini"]


def test_the_table_comes_back(read):
    sweep = read("[product]\nseed = 1, 2\n")
    os.mkdir(sweep.folder)
    write_table(sweep)
    with open(os.path.join(sweep.folder, TABLE), encoding="utf-8") as stream:
        table = json.load(stream)
    assert table["experiment"] == "collapse" and [task_of(entry) for entry in table["tasks"]] == list(sweep.tasks)
    assert [entry["result"] for entry in table["tasks"]] == [task.result for task in sweep.tasks]
