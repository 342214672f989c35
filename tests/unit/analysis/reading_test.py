"""Result files are opened and checked; what is something else is refused by name."""
import h5py
import pytest
from regimes.results.density import read_density
from regimes.errors import ForeignFile
from regimes.results.reading import read_result
from regimes.results.result_format import FORMAT
from regimes.results.samplers import read_experiment
from regimes.results.checksum_trailer import append_checksum_trailer
from regimes.results.speciation import read_speciation
from regimes.formulas.collapse import DataLaw
from synthetic_result import make_result, write_result, write_sealed

POINTS = [100, 1000, 10000]


@pytest.mark.parametrize("training_law, law", [("gaussian", DataLaw(32)), ("mixture", DataLaw(32, 1.0, 0.5)), ("idx", None)])
def test_reads_what_was_written(tmp_path, training_law, law):
    result = read_result(write_result(tmp_path / "run.h5", training_law, 32, POINTS, amplitude=0.5))
    assert (result.name, result.training_law, result.dimension, result.law) == ("run", training_law, 32, law)
    assert list(result.points) == POINTS
    values, stderr = result.curve("cloning_collapse", 1)
    assert values.shape == stderr.shape == result.times.shape
    assert (values == result.data["cloning_collapse"].sel(points=1000).values).all()


def refused(tmp_path, dataset):
    path = write_sealed(tmp_path / "changed.h5", dataset)
    with pytest.raises(ForeignFile) as refusal:
        read_result(path)
    assert path in str(refusal.value)
    return str(refusal.value)


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="absent.h5: no such file"):
        read_result(tmp_path / "absent.h5")
    with pytest.raises(FileNotFoundError):
        read_result(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a result\n", b"\x89HDF\r\n\x1a\n cut short"])
def test_other_formats(tmp_path, content):
    path = tmp_path / "notes.h5"
    path.write_bytes(content)
    with pytest.raises(ForeignFile, match="notes.h5: does not end in the checksum of its bytes"):
        read_result(path)


@pytest.mark.parametrize("variable", ["cloning_collapse", "excess_entropy_ratio_stderr", "collapse_time_fit", "theory_information"])
def test_missing_variable(tmp_path, variable):
    assert variable in refused(tmp_path, make_result("gaussian", 32, POINTS).drop_vars(variable))


def test_missing_bound_of_real_data(tmp_path):
    assert "collapse_time_gaussian_bound" in refused(tmp_path, make_result("idx", 32, POINTS).drop_vars("collapse_time_gaussian_bound"))


@pytest.mark.parametrize("attribute", ["training_law", "dimension", "variance"])
def test_missing_attribute(tmp_path, attribute):
    dataset = make_result("gaussian", 32, POINTS)
    del dataset.attrs[attribute]
    assert attribute in refused(tmp_path, dataset)


def test_unknown_law(tmp_path):
    assert "'ising'" in refused(tmp_path, make_result("gaussian", 32, POINTS).assign_attrs(training_law="ising"))


def test_other_dimensions(tmp_path):
    dataset = make_result("gaussian", 32, POINTS)
    dataset["cloning_collapse"] = dataset["cloning_collapse"].transpose("time", "points")
    assert "cloning_collapse" in refused(tmp_path, dataset)


def test_descending_times(tmp_path):
    assert "'time'" in refused(tmp_path, make_result("gaussian", 32, POINTS).isel(time=slice(None, None, -1)))


def renamed(path, **attributes):
    """The file with other attributes, and a checksum."""
    with h5py.File(path, "r+") as file:
        file.attrs.update(attributes)
        file.require_group("provenance").attrs["regimes_version"] = "7.8.9"
    append_checksum_trailer(path)
    return path


READERS = {"collapse": read_result, "kde": read_density, "speciation": read_speciation,
           "sample": lambda path: read_experiment(path, "sample"), "trajectories": lambda path: read_experiment(path, "trajectories")}


@pytest.mark.parametrize("experiment", READERS)
@pytest.mark.parametrize("name", ["regimes-result-2", "regimes-result-10", "regimes-result-", "regimes-result-1b"])
def test_newer_formats_are_refused_by_name(tmp_path, experiment, name):
    path = renamed(write_result(tmp_path / "new.h5", "gaussian", 32, POINTS), format=name, experiment=experiment)
    with pytest.raises(ForeignFile, match=f"new.h5: made by a newer regimes: format {name}; this version reads {FORMAT}; use regimes 7.8.9"):
        READERS[experiment](path)


@pytest.mark.parametrize("name", ["regimes-result-0", FORMAT])
def test_this_format_and_older_ones_are_read(tmp_path, name):
    path = renamed(write_result(tmp_path / "old.h5", "gaussian", 32, POINTS), format=name)
    assert read_result(path).training_law == "gaussian"
