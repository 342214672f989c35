"""Files that earlier versions wrote are read, and go on; those that are cut short or newer are refused in words."""
import shutil
import subprocess
from pathlib import Path

import h5py
import pytest
import xarray
from golden_runs import CHECKPOINTS, RUNS, write_inputs
from interruption import BAD_DATA, command, finish, refused, values, write_forged
from regimes.results.density import read_density
from regimes.errors import ForeignFile
from regimes.results.reading import read_result
from regimes.results.samplers import read_experiment
from regimes.results.checksum_trailer import check_checksum_trailer
from regimes.results.speciation import read_speciation

FOLDER = Path(__file__).parent / "regimes-result-1"
RESULTS = {experiment: FOLDER / f"{experiment}.h5" for experiment in RUNS}
PARTIAL = {experiment: FOLDER / f"{experiment}.h5.partial" for experiment in CHECKPOINTS}
FILES = [*RESULTS.values(), *PARTIAL.values()]
NEW_ENDINGS = ("_low", "_high", "_grid_error", "last_change_mean_stderr", "effective_dimension", "effective_dimension_time", "liquid_dimension",
               "training_loss_floor", "intrinsic_dimension", *(f"{name}_stderr" for name in ("effective_dimension", "training_loss_floor")),
               *(f"intrinsic_dimension_{of}" for of in ("stderr", "deviation", "quantile")), "sample_variance", "sample_variance_stderr")  # of variables that stand beside those of older files
KNOWN_NOW = ("best_bandwidth",)  # also on grids where it was NaN
MORE_IN_THEM = ("last_change_mean_forward_stderr", "last_change_mean_backward_stderr")  # the error of the record
LARGEST_BYTES = 100_000
RUN_COLUMNS = ("run_version", "run_git_hash", "run_hosts", "run_ranks", "run_start_time", "run_seconds", "run_command_line")

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
each_checkpoint = pytest.mark.parametrize("experiment", CHECKPOINTS)


@pytest.fixture(autouse=True)
def inputs(tmp_path_factory, monkeypatch):
    """Runs that go on look for the files that they read where they are started."""
    folder = tmp_path_factory.mktemp("inputs")
    write_inputs(folder)
    monkeypatch.chdir(folder)


def test_the_folder_holds_these_files_and_no_others():
    assert sorted(FOLDER.iterdir()) == sorted(FILES)
    assert all(path.stat().st_size <= LARGEST_BYTES for path in FILES)


@each_file
def test_inspect_shows_results_first_and_all_on_demand(path):
    text = finish("inspect", path).stdout
    with h5py.File(path) as file:
        names = [name for name, item in file.items() if isinstance(item, h5py.Dataset) and b"not a netCDF variable" not in item.attrs.get("NAME", b"")]
        assert (names or ".partial" in path.name) and all(f"\n  {name}" in text for name in names if not name.endswith(("_stderr", "_low", "_high")))
    assert "of group" not in text and "Not shown without --all: " in text and "provenance" in text
    whole = finish("inspect", path, "--all").stdout
    assert "Attributes of group provenance" in whole and "Texts along option of group provenance" in whole
    assert max(map(len, (text + whole).splitlines())) <= 80


@each_file
def test_xarray_opens_it(path):
    data, provenance = values(path), values(path, "provenance")
    assert data.attrs["format"] == FOLDER.name and data.attrs["experiment"] == path.name.split(".")[0]
    assert provenance.sizes["run"] == provenance.attrs["runs"] == 1
    assert all(provenance[name].dims == ("run",) for name in RUN_COLUMNS)
    assert provenance.run_command_line.item() == provenance.attrs["command_line"]


def test_the_analysis_reads_them():
    assert read_result(RESULTS["collapse"]).dimension == 4
    assert list(read_density(RESULTS["kde"]).points) == [20, 60]
    assert read_speciation(RESULTS["speciation"]).dimension == 4
    for experiment in ("sample", "trajectories", "evaluate", "memorisation", "geometry"):
        assert read_experiment(RESULTS[experiment], experiment)[1]["seed" if "seed" in RUNS[experiment] else "train"]


def assert_same_where_known(output, golden):
    """Nothing differs but what the older version did not write or know."""
    said = subprocess.run(command("inspect", "--diff", output, golden), capture_output=True, text=True, check=False).stdout
    sections = {}
    for line in said.splitlines():
        if line.startswith("  "):
            list(sections.values())[-1].append(line.split())
        else:
            sections[line] = []
    assert "The results" in said
    assert all(name.endswith(NEW_ENDINGS) and now == "variable" for name, now, _ in sections.get("Structure", [])), said
    assert all((name in KNOWN_NOW and "-" in words) or name in MORE_IN_THEM for name, *words in sections.get("Values", [])), said


@each_checkpoint
def test_a_checkpoint_goes_on_to_the_result(tmp_path, experiment):
    output = tmp_path / f"{experiment}.h5"
    shutil.copy(PARTIAL[experiment], f"{output}.partial")
    finish("resume", f"{output}.partial", "--quiet")
    assert_same_where_known(output, RESULTS[experiment])
    chain = values(output, "provenance")
    assert chain.run_command_line.values[0].startswith(f"regimes {experiment} ") and chain.sizes["run"] == 2
    assert chain.run_command_line.values[1] == f"regimes resume {output}.partial --quiet"


def as_first_version_wrote(file):
    """Version 0.1.0 named no format, not always its experiment, and no runs."""
    del file.attrs["format"]
    for name in RUN_COLUMNS:
        del file["provenance"][name]
    del file["provenance/run"]


@each_checkpoint
def test_checkpoints_without_a_format_go_on_and_count_as_one_run(tmp_path, experiment):
    output = tmp_path / "old.h5"
    write_forged(Path(f"{output}.partial"), PARTIAL[experiment].read_bytes(), as_first_version_wrote)
    finish("resume", f"{output}.partial", "--quiet")
    assert_same_where_known(output, RESULTS[experiment])
    assert values(output, "provenance").sizes["run"] == 2


def test_collapse_files_without_a_name_are_read(tmp_path):
    def nameless(file):
        as_first_version_wrote(file)
        del file.attrs["experiment"]

    path = tmp_path / "old.h5"
    write_forged(path, RESULTS["collapse"].read_bytes(), nameless)
    assert read_result(path).dimension == 4
    assert "is complete" in finish("resume", path).stdout
    assert "2402.18491" in finish("cite", path).stdout


@each_file
@pytest.mark.parametrize("part", [0, .5, -1])
def test_cut_short(tmp_path, path, part):
    content = path.read_bytes()
    cut = tmp_path / path.name
    cut.write_bytes(content[:-1] if part < 0 else content[:int(part * len(content))])
    for command in (["inspect"], ["inspect", "--diff", path], *([["cite"], ["resume"]] if part == .5 else [])):
        message = refused(*command, cut, code=BAD_DATA)
        assert f"'{cut}' is not a whole result file of regimes" in message
    assert list(tmp_path.iterdir()) == [cut]
    with pytest.raises(ForeignFile, match="truncated or damaged"):
        check_checksum_trailer(cut)


@each_file
def test_of_a_newer_format(tmp_path, path):
    def newer(file):
        file.attrs["format"] = "regimes-result-2"
        file["provenance"].attrs["regimes_version"] = "7.8.9"

    new = tmp_path / path.name
    write_forged(new, path.read_bytes(), newer)
    for command in ("inspect", "cite", "resume"):
        message = refused(command, new, code=BAD_DATA)
        assert "made by a newer regimes: format regimes-result-2; this version reads regimes-result-1; use regimes 7.8.9" in message
    assert list(tmp_path.iterdir()) == [new]


@each_checkpoint
def test_a_checkpoint_of_an_older_format_stays_with_its_version(tmp_path, experiment):
    def older(file):
        file.attrs["format"] = "regimes-result-0"
        file["provenance"].attrs["regimes_version"] = "0.0.9"

    old = tmp_path / "old.h5.partial"
    write_forged(old, PARTIAL[experiment].read_bytes(), older)
    finish("inspect", old)
    message = refused("resume", old, code=BAD_DATA)
    assert "format regimes-result-0" in message and "use regimes 0.0.9" in message


@pytest.mark.parametrize("experiment", ["collapse", "kde"])
def test_stripped(tmp_path, experiment):
    whole, stripped, aside = RESULTS[experiment], tmp_path / "whole.h5", tmp_path / "stripped.h5"
    shutil.copy(whole, stripped)
    finish("strip", stripped, "--output", aside)
    assert stripped.read_bytes() == whole.read_bytes()
    assert "with its state" in finish("strip", stripped).stdout
    assert stripped.read_bytes() == aside.read_bytes() and stripped.stat().st_size < whole.stat().st_size
    check_checksum_trailer(stripped)
    kept = values(stripped)
    assert "left out" in kept.attrs.pop("state")
    xarray.testing.assert_identical(kept, values(whole))
    xarray.testing.assert_identical(values(stripped, "provenance"), values(whole, "provenance"))
    with pytest.raises(OSError):
        values(stripped, "state")
    for more in ([], ["--points", "100"]):
        message = refused("resume", stripped, *more, code=BAD_DATA)
        assert f"cannot go on from '{stripped}': its state was left out, by --no-state or regimes strip" in message
    assert "has no state; it is left as it is" in finish("strip", stripped).stdout
    assert sorted(tmp_path.iterdir()) == [aside, stripped]


def test_what_strip_refuses(tmp_path):
    partial, result, sample = (tmp_path / name for name in ("c.h5.partial", "c.h5", "s.h5"))
    for path, golden in ((partial, PARTIAL["collapse"]), (result, RESULTS["collapse"]), (sample, RESULTS["sample"])):
        shutil.copy(golden, path)
    before = {path: path.read_bytes() for path in (partial, result, sample)}
    assert "no file is given" in refused("strip")
    assert "one file too many" in refused("strip", result, sample)
    assert "needs its state to go on" in refused("strip", partial)
    assert "needs its state to go on" in refused("strip", f"{partial}.previous")
    assert "exists; choose another name" in refused("strip", result, "--output", sample)
    assert "has no state; copy it" in refused("strip", sample, "--output", tmp_path / "other.h5")
    assert {path: path.read_bytes() for path in sorted(tmp_path.iterdir())} == before


CITED = {"collapse": {"2402.18491"}, "kde": {"2408.05807"}, "speciation": {"2402.18491", "2602.04404"}, "guidance": {"2402.18491", "2502.07849"},
         "schedule": {"2501.00988"}}


@pytest.mark.parametrize("experiment", RUNS)
def test_cite_names_the_papers_of_a_file_and_the_version_that_wrote_it(experiment):
    text = finish("cite", RESULTS[experiment]).stdout
    numbers = {"2402.18491", "2408.05807", "2602.04404", "2502.07849", "2501.00988"}
    assert {number for number in numbers if f"arXiv:{number}" in text} == CITED.get(experiment, {"2402.18491"})
    assert {number for number in numbers if f"eprint = {{{number}}}" in text} == CITED.get(experiment, {"2402.18491"})
    version = values(RESULTS[experiment], "provenance").attrs["regimes_version"]
    assert f"version = {{{version}}}" in text and f"Version {version}." in text


def test_cite_without_a_file_names_every_paper_of_the_citation_file():
    text = finish("cite").stdout
    citation = (FOLDER.parents[2] / "CITATION.cff").read_text()
    numbers = [line.split("arxiv.org/abs/")[1].strip('"\n') for line in citation.splitlines() if "arxiv.org/abs/" in line]
    assert len(numbers) == 5 and all(f"eprint = {{{number}}}" in text for number in numbers)
    titles = [line.split('title: "')[1].strip('"') for line in citation.splitlines() if line.startswith("    title:")]
    assert len(titles) == 5 and all(title.lower() in " ".join(text.lower().split()) for title in titles)
    assert "one file too many" in refused("cite", "a", "b")
