"""Files that earlier versions wrote are read, and go on; those that are cut short or newer are refused in words."""
import gzip
import shutil
from pathlib import Path

import h5py
import pytest
import xarray
from golden_runs import CHECKPOINTS, RUNS, write_inputs
from interruption import BAD_DATA, finish, refused, values, write_forged
from regimes_analysis.density_reading import read_density
from regimes_analysis.errors import ForeignFile
from regimes_analysis.reading import read_result
from regimes_analysis.sampler_reading import read_experiment
from regimes_analysis.seal import check_seal
from regimes_analysis.speciation_reading import read_speciation

FOLDER = Path(__file__).parent / "regimes-result-1"
RESULTS = [f"{experiment}.h5" for experiment in RUNS]
PARTIAL = [f"{experiment}.h5.partial" for experiment in CHECKPOINTS]
LARGEST_BYTES = 60_000
RUN_COLUMNS = ("run_version", "run_git_hash", "run_hosts", "run_ranks", "run_start_time", "run_seconds", "run_command_line")

each_file = pytest.mark.parametrize("name", [*RESULTS, *PARTIAL])
each_checkpoint = pytest.mark.parametrize("experiment", CHECKPOINTS)


@pytest.fixture(scope="session")
def golden(tmp_path_factory):
    """The files as the program wrote them."""
    folder = tmp_path_factory.mktemp("golden")
    for path in FOLDER.iterdir():
        (folder / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    return folder


@pytest.fixture(autouse=True)
def inputs(tmp_path, monkeypatch):
    """What runs that go on look for where they are started."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    write_inputs(folder)
    monkeypatch.chdir(folder)


@pytest.fixture
def desk(tmp_path):
    """An empty folder."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder


def test_the_folder_holds_these_files_and_no_others():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{name}.gz" for name in (*RESULTS, *PARTIAL))
    assert all(path.stat().st_size <= LARGEST_BYTES for path in FOLDER.iterdir())


@each_file
def test_inspect_shows_results_first_and_all_on_demand(golden, name):
    path = golden / name
    text = finish("inspect", path).stdout
    with h5py.File(path) as file:
        names = [key for key, item in file.items() if isinstance(item, h5py.Dataset) and b"not a netCDF variable" not in item.attrs.get("NAME", b"")]
        assert names and all(f"\n  {key}" in text for key in names if not key.endswith("_stderr"))
    assert "of group" not in text and "Not shown without --all: " in text and "provenance" in text
    whole = finish("inspect", path, "--all").stdout
    assert "Attributes of group provenance" in whole and "Texts along option of group provenance" in whole
    assert max(map(len, (text + whole).splitlines())) <= 80


@each_file
def test_xarray_opens_it(golden, name):
    path = golden / name
    data, provenance = values(path), values(path, "provenance")
    assert data.attrs["format"] == FOLDER.name and data.attrs["experiment"] == path.name.split(".")[0]
    assert provenance.sizes["run"] == provenance.attrs["runs"] == 1
    assert all(provenance[column].dims == ("run",) for column in RUN_COLUMNS)
    assert provenance.run_command_line.item() == provenance.attrs["command_line"]


def test_the_analysis_reads_them(golden):
    assert read_result(golden / "collapse.h5").dimension == 4
    assert list(read_density(golden / "kde.h5").points) == [20, 60]
    assert read_speciation(golden / "speciation.h5").dimension == 4
    for experiment in ("sample", "trajectories", "evaluate", "memorisation"):
        assert read_experiment(golden / f"{experiment}.h5", experiment)[1]["seed" if "seed" in RUNS[experiment] else "train"]


@each_checkpoint
def test_a_checkpoint_goes_on_to_the_result(golden, desk, experiment):
    output = desk / f"{experiment}.h5"
    shutil.copy(golden / f"{experiment}.h5.partial", f"{output}.partial")
    finish("resume", f"{output}.partial", "--quiet")
    said = finish("inspect", "--diff", output, golden / f"{experiment}.h5").stdout
    assert "The results do not differ" in said
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
def test_checkpoints_without_a_format_go_on_and_count_as_one_run(golden, desk, experiment):
    output = desk / "old.h5"
    write_forged(Path(f"{output}.partial"), (golden / f"{experiment}.h5.partial").read_bytes(), as_first_version_wrote)
    finish("resume", f"{output}.partial", "--quiet")
    assert "The results do not differ" in finish("inspect", "--diff", output, golden / f"{experiment}.h5").stdout
    assert values(output, "provenance").sizes["run"] == 2


def test_collapse_files_without_a_name_are_read(golden, desk):
    def nameless(file):
        as_first_version_wrote(file)
        del file.attrs["experiment"]

    path = desk / "old.h5"
    write_forged(path, (golden / "collapse.h5").read_bytes(), nameless)
    assert read_result(path).dimension == 4
    assert "is complete" in finish("resume", path).stdout
    assert "2402.18491" in finish("cite", path).stdout


@each_file
@pytest.mark.parametrize("part", [0, .5, -1])
def test_cut_short(golden, desk, name, part):
    path = golden / name
    content = path.read_bytes()
    cut = desk / path.name
    cut.write_bytes(content[:-1] if part < 0 else content[:int(part * len(content))])
    for command in (["inspect"], ["inspect", "--diff", path], *([["cite"], ["resume"]] if part == .5 else [])):
        message = refused(*command, cut, code=BAD_DATA)
        assert f"'{cut}' is not a whole result file of regimes" in message
    assert list(desk.iterdir()) == [cut]
    with pytest.raises(ForeignFile, match="truncated or damaged"):
        check_seal(cut)


@each_file
def test_of_a_newer_format(golden, desk, name):
    path = golden / name
    def newer(file):
        file.attrs["format"] = "regimes-result-2"
        file["provenance"].attrs["regimes_version"] = "7.8.9"

    new = desk / path.name
    write_forged(new, path.read_bytes(), newer)
    for command in ("inspect", "cite", "resume"):
        message = refused(command, new, code=BAD_DATA)
        assert "made by a newer regimes: format regimes-result-2; this version reads regimes-result-1; use regimes 7.8.9" in message
    assert list(desk.iterdir()) == [new]


@each_checkpoint
def test_a_checkpoint_of_an_older_format_stays_with_its_version(golden, desk, experiment):
    def older(file):
        file.attrs["format"] = "regimes-result-0"
        file["provenance"].attrs["regimes_version"] = "0.0.9"

    old = desk / "old.h5.partial"
    write_forged(old, (golden / f"{experiment}.h5.partial").read_bytes(), older)
    finish("inspect", old)
    message = refused("resume", old, code=BAD_DATA)
    assert "format regimes-result-0" in message and "use regimes 0.0.9" in message


@pytest.mark.parametrize("experiment", ["collapse", "kde"])
def test_stripped(golden, desk, experiment):
    whole, stripped, aside = golden / f"{experiment}.h5", desk / "whole.h5", desk / "stripped.h5"
    shutil.copy(whole, stripped)
    finish("strip", stripped, "--output", aside)
    assert stripped.read_bytes() == whole.read_bytes()
    assert "with its state" in finish("strip", stripped).stdout
    assert stripped.read_bytes() == aside.read_bytes() and stripped.stat().st_size < whole.stat().st_size
    check_seal(stripped)
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
    assert sorted(desk.iterdir()) == [aside, stripped]


def test_what_strip_refuses(golden, desk):
    partial, result, sample = (desk / name for name in ("c.h5.partial", "c.h5", "s.h5"))
    for path, golden in ((partial, golden / "collapse.h5.partial"), (result, golden / "collapse.h5"), (sample, golden / "sample.h5")):
        shutil.copy(golden, path)
    before = {path: path.read_bytes() for path in (partial, result, sample)}
    assert "no file is given" in refused("strip")
    assert "one file too many" in refused("strip", result, sample)
    assert "needs its state to go on" in refused("strip", partial)
    assert "needs its state to go on" in refused("strip", f"{partial}.previous")
    assert "exists; choose another name" in refused("strip", result, "--output", sample)
    assert "has no state; copy it" in refused("strip", sample, "--output", desk / "other.h5")
    assert {path: path.read_bytes() for path in sorted(desk.iterdir())} == before


CITED = {"collapse": {"2402.18491"}, "kde": {"2408.05807"}, "speciation": {"2402.18491", "2602.04404"}}


@pytest.mark.parametrize("experiment", RUNS)
def test_cite_names_the_papers_of_a_file_and_the_version_that_wrote_it(golden, experiment):
    text = finish("cite", golden / f"{experiment}.h5").stdout
    numbers = {"2402.18491", "2408.05807", "2602.04404"}
    assert {number for number in numbers if f"arXiv:{number}" in text} == CITED.get(experiment, {"2402.18491"})
    assert {number for number in numbers if f"eprint = {{{number}}}" in text} == CITED.get(experiment, {"2402.18491"})
    version = values(golden / f"{experiment}.h5", "provenance").attrs["regimes_version"]
    assert f"version = {{{version}}}" in text and f"Version {version}." in text


def test_cite_without_a_file_names_every_paper_of_the_citation_file():
    text = finish("cite").stdout
    citation = (FOLDER.parents[2] / "CITATION.cff").read_text()
    numbers = [line.split("arxiv.org/abs/")[1].strip('"\n') for line in citation.splitlines() if "arxiv.org/abs/" in line]
    assert len(numbers) == 3 and all(f"eprint = {{{number}}}" in text for number in numbers)
    titles = [line.split('title: "')[1].strip('"') for line in citation.splitlines() if line.startswith("    title:")]
    assert len(titles) == 3 and all(title.lower() in " ".join(text.lower().split()) for title in titles)
    assert "one file too many" in refused("cite", "a", "b")
