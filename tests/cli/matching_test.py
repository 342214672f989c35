"""A second set of points that may not match the training set: copies are found in every layout, type and range, or somebody is told."""

import itertools

import h5py
import numpy
import pytest
import xarray

USAGE, BAD_DATA = 2, 65
CHANNELS, HEIGHT, WIDTH, IMAGES, COPIES = 3, 8, 6, 60, 20
TO_NHWC, TO_NCHW = (0, 2, 3, 1), (0, 3, 1, 2)


def images(seed, count=IMAGES):
    """Bytes, count x channel x height x width: a brightness for each, a tint for each channel, and noise."""
    generator = numpy.random.default_rng(seed)
    values = generator.uniform(40, 210, (count, 1, 1, 1)) + generator.normal(0, 20, (count, CHANNELS, 1, 1))
    values = values + generator.normal(0, 60, (count, CHANNELS, HEIGHT, WIDTH))
    return values.clip(0, 255).round().astype(numpy.uint8)


TRAINING = images(1)

LAYOUTS = {"nchw": lambda x: x, "nhwc": lambda x: x.transpose(TO_NHWC), "flat": lambda x: x.reshape(len(x), -1)}
RANGES = {"bytes": lambda x: x.astype(float), "unit": lambda x: x / 255, "symmetric": lambda x: x / 127.5 - 1}
TYPES = {
    "npy float32": (".npy", "<f4", {}),
    "npy float64": (".npy", "<f8", {}),
    "hdf5 float16": (".hdf5", "<f2", {}),
    "hdf5 float32, big-endian": (".hdf5", ">f4", {}),
    "hdf5 float64, chunks": (".hdf5", "<f8", {"chunks": True, "compression": "gzip"}),
    "hdf5 float32": (".hdf5", "<f4", {}),
}
RIGHT_LAYOUT = {"nchw": [], "nhwc": ["--samples-layout", "nhwc"], "flat": ["--samples-layout", "same"]}
RIGHT_UNITS = {"bytes": [], "unit": ["--samples-scale", "255"], "symmetric": ["--samples-scale", "127.5", "--samples-offset", "127.5"]}


def store(regimes, name, values, kind="npy float32"):
    suffix, number, how = TYPES[kind]
    if suffix == ".npy":
        numpy.save(regimes.folder / (name + suffix), values.astype(number))
        return name + suffix
    with h5py.File(regimes.folder / (name + suffix), "w") as file:
        file.create_dataset("x", data=values, dtype=number, **how)
    return f"{name}{suffix}:/x"


def memorisation(regimes, samples, *more, training="train.npy", **how):
    return regimes.run("memorisation", "--train", "npy", "--train-file", training, "--samples-file", samples, "--force", *more, **how)


def evaluate(regimes, *more):
    return regimes.run("evaluate", "--train", "npy", "--train-file", "train.npy", "--force", *more)


def memorised(regimes, result):
    assert result.returncode == 0, result.stderr
    with xarray.open_dataset(regimes.folder / "memorisation.h5", engine="h5netcdf") as data:
        return float(data.memorised_fraction)


@pytest.fixture
def trained(regimes):
    numpy.save(regimes.folder / "train.npy", TRAINING)
    return regimes


@pytest.mark.parametrize("layout, kind", itertools.product(LAYOUTS, TYPES))
def test_copies_are_memorised_in_every_layout_type_and_range(trained, layout, kind):
    for units, convert in RANGES.items():
        samples = store(trained, f"samples {units}", LAYOUTS[layout](convert(TRAINING[:COPIES])), kind)
        right = memorisation(trained, samples, *RIGHT_LAYOUT[layout], *RIGHT_UNITS[units])
        assert memorised(trained, right) == 1 and "warning" not in right.stderr
        if layout != "nchw" and units == "bytes":
            refused = memorisation(trained, samples, *RIGHT_UNITS[units])
            assert refused.returncode == BAD_DATA and "--samples-layout" in refused.stderr
        elif layout == "nchw" and units != "bytes":
            warned = memorisation(trained, samples)
            assert memorised(trained, warned) == 0
            says = " ".join(RIGHT_UNITS[units])
            assert "warning" in warned.stderr and says in " ".join(warned.stderr.split())
            with xarray.open_dataset(trained.folder / "memorisation.h5", engine="h5netcdf") as data:
                assert says in data.attrs["warnings"]


@pytest.mark.parametrize("number", [numpy.uint8, numpy.int16, numpy.int64])
def test_integers_of_hdf5(trained, number):
    with h5py.File(trained.folder / "samples.hdf5", "w") as file:
        file["x"] = TRAINING[:COPIES].astype(number)
    result = memorisation(trained, "samples.hdf5:/x")
    assert memorised(trained, result) == 1 and "warning" not in result.stderr


def test_training_points_may_be_the_ones_with_channels_last(trained):
    numpy.save(trained.folder / "last.npy", TRAINING.transpose(TO_NHWC))
    samples = store(trained, "samples", TRAINING[:COPIES])
    assert "--samples-layout nchw" in memorisation(trained, samples, training="last.npy").stderr
    assert memorised(trained, memorisation(trained, samples, "--samples-layout", "nchw", training="last.npy")) == 1
    same = store(trained, "same", TRAINING[:COPIES].transpose(TO_NHWC))
    assert memorised(trained, memorisation(trained, same, training="last.npy")) == 1
    assert memorised(trained, memorisation(trained, same, "--samples-layout", "nhwc", training="last.npy")) == 1


def with_letters(regimes, name, values, letters):
    """As regimes-convert writes images."""
    with h5py.File(regimes.folder / f"{name}.hdf5", "w") as file:
        file["x"] = values
        if letters is not None:
            file["x"].attrs["layout"] = letters
    return f"{name}.hdf5:/x"


def with_layouts(regimes, training, samples, *more):
    """Each of the two is (images, what the attribute says)."""
    names = [with_letters(regimes, name, *of) for name, of in (("train", training), ("samples", samples))]
    return regimes.run("memorisation", "--train-file", names[0], "--samples-file", names[1], "--force", *more)


@pytest.mark.parametrize("training, samples", itertools.product(("nchw", "nhwc"), repeat=2))
def test_the_attribute_layout_tells_the_order(regimes, training, samples):
    for images_of in (TRAINING, TRAINING[:, :, :3, :3]):  # all axes of the second are alike
        stored = {"nchw": images_of, "nhwc": images_of.transpose(TO_NHWC)}
        told = [(training, samples)]
        if images_of is TRAINING:
            told += [(None, samples), (training, None), (training, numpy.bytes_(samples))]
        for letters in told:
            result = with_layouts(regimes, (stored[training], letters[0]), (stored[samples][:COPIES], letters[1]))
            assert memorised(regimes, result) == 1 and "warning" not in result.stderr, letters


@pytest.mark.parametrize("letters, option", [("nhwc", "nchw"), ("nchw", "nhwc"), ("nhwc", "same")])
def test_an_attribute_and_an_option_that_disagree_are_refused(regimes, letters, option):
    samples = TRAINING[:COPIES].transpose(TO_NHWC) if letters == "nhwc" else TRAINING[:COPIES]
    result = with_layouts(regimes, (TRAINING, "nchw"), (samples, letters), "--samples-layout", option)
    assert result.returncode == BAD_DATA
    for words in ("samples.hdf5", f"'layout' is '{letters}'", f"--samples-layout {option}"):
        assert words in " ".join(result.stderr.split()), result.stderr


@pytest.mark.parametrize("letters", ["", "n", "nhw", "hwcn", "x" * 300, 3.5])
def test_other_letters_tell_nothing(regimes, letters):
    assert memorised(regimes, with_layouts(regimes, (TRAINING, "nchw"), (TRAINING[:COPIES], letters))) == 1


def test_rows_without_axes_take_the_order_that_is_said(trained):
    channels_last = store(trained, "samples", TRAINING[:COPIES].transpose(TO_NHWC).reshape(COPIES, -1))
    assert memorised(trained, memorisation(trained, channels_last, "--samples-layout", "nhwc")) == 1
    numpy.save(trained.folder / "rows.npy", TRAINING.reshape(IMAGES, -1))
    images_last = store(trained, "images", TRAINING[:COPIES].transpose(TO_NHWC))
    assert "--samples-layout" in memorisation(trained, images_last, training="rows.npy").stderr
    assert memorised(trained, memorisation(trained, images_last, "--samples-layout", "nhwc", training="rows.npy")) == 1
    neither = memorisation(trained, channels_last, "--samples-layout", "nhwc", training="rows.npy")
    assert neither.returncode == BAD_DATA and "sizes of the three axes" in neither.stderr


def test_layouts_that_cannot_be(trained):
    last = store(trained, "last", TRAINING[:COPIES].transpose(TO_NHWC))
    wrong = memorisation(trained, last, "--samples-layout", "nchw")
    assert wrong.returncode == BAD_DATA and "8 x 6 x 3" in wrong.stderr and "3 x 8 x 6" in wrong.stderr
    turned = store(trained, "turned", TRAINING[:COPIES].transpose(0, 1, 3, 2))
    wrong = memorisation(trained, turned)
    assert wrong.returncode == BAD_DATA and "3 x 6 x 8" in wrong.stderr and "numpy.transpose" in wrong.stderr
    assert memorisation(trained, last, "--samples-layout", "hwc").returncode == USAGE


@pytest.mark.parametrize("option, value", [("scale", "0"), ("scale", "nan"), ("offset", "inf"), ("offset", "x")])
def test_scales_and_offsets_that_are_none(trained, option, value):
    result = memorisation(trained, store(trained, "samples", TRAINING[:COPIES]), f"--samples-{option}", value)
    assert result.returncode == USAGE and f"--samples-{option}" in result.stderr


def test_the_scale_of_samples_is_apart_from_that_of_training_points(trained):
    samples = store(trained, "samples", TRAINING[:COPIES] / 255)
    right = memorisation(trained, samples, "--scale", "0.00392156862745098", "--samples-scale", "1")
    assert memorised(trained, right) == 1 and "warning" not in right.stderr
    warned = memorisation(trained, samples, "--scale", "0.00392156862745098")
    assert "--samples-scale 1 --samples-offset 0" in " ".join(warned.stderr.split())


def test_no_sample_in_the_range_of_training_points_is_refused_unless_it_is_said(trained):
    numpy.save(trained.folder / "unit.npy", (TRAINING / 255).astype("f4"))
    samples = store(trained, "samples", TRAINING[:COPIES])
    refused = memorisation(trained, samples, training="unit.npy")
    assert refused.returncode == BAD_DATA and "No point lies in the range" in refused.stderr and "--samples-scale 0.0039215" in refused.stderr
    said = memorisation(trained, samples, "--samples-scale", "1", training="unit.npy")
    assert memorised(trained, said) == 0 and "warning" in said.stderr
    assert memorised(trained, memorisation(trained, samples, "--samples-scale", "0.00392156862745098", training="unit.npy")) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_few_samples_are_enough_for_a_warning(trained, count):
    assert "warning" in memorisation(trained, store(trained, "few", TRAINING[:count] / 255)).stderr
    assert "warning" not in memorisation(trained, store(trained, "right", TRAINING[:count])).stderr


def test_channels_that_were_normalised_one_by_one(trained):
    mean, deviation = numpy.array([120., 110., 100.])[:, None, None], numpy.array([60., 70., 80.])[:, None, None]
    warned = memorisation(trained, store(trained, "normal", (TRAINING[:COPIES] - mean) / deviation))
    assert "warning" in warned.stderr and "channel by channel" in " ".join(warned.stderr.split())


def test_samples_of_the_law_give_no_warning(trained):
    for seed in range(5):
        result = memorisation(trained, store(trained, "fresh", images(10 + seed, 30)))
        assert memorised(trained, result) == 0 and "warning" not in result.stderr
    generator = numpy.random.default_rng(1)
    for shape in ((5, 1), (3, 40), (500, 3)):
        numpy.save(trained.folder / "points.npy", generator.normal(size=(50, shape[1])))
        numpy.save(trained.folder / "fresh.npy", generator.normal(size=shape))
        assert "warning" not in memorisation(trained, "fresh.npy", training="points.npy").stderr


def test_ranks_agree_on_what_is_told(trained):
    result = memorisation(trained, store(trained, "samples", TRAINING[:COPIES] / 255), ranks=3)
    assert result.stderr.count("--samples-scale 255") == 1


def test_values_that_are_not_finite_are_named_as_they_stand_in_the_file(trained):
    values = TRAINING[:COPIES].astype(float).transpose(TO_NHWC).copy()
    values[4, 2, 1, 2] = numpy.nan
    result = memorisation(trained, store(trained, "bad", values), "--samples-layout", "nhwc")
    assert result.returncode == BAD_DATA and f"row 4, column {(2 * WIDTH + 1) * CHANNELS + 2} " in result.stderr


def test_queries(trained):
    generator = numpy.random.default_rng(3)
    at = ["--times", ".05,1", "--observables", "nearest,log_density"]
    last = store(trained, "last", TRAINING[:COPIES].transpose(TO_NHWC) / 127.5 - 1, "hdf5 float64, chunks")
    assert "--queries-layout nhwc" in evaluate(trained, "--queries-file", last, *at).stderr
    warned = evaluate(trained, "--queries-file", last, "--queries-layout", "nhwc", *at)
    assert "--queries-scale 127.5 --queries-offset 127.5" in " ".join(warned.stderr.split())
    right = evaluate(trained, "--queries-file", last, "--queries-layout", "nhwc", "--queries-scale", "127.5", "--queries-offset", "127.5", *at)
    assert right.returncode == 0 and "warning" not in right.stderr
    with xarray.open_dataset(trained.folder / "evaluate.h5", engine="h5netcdf") as data:
        expected = numpy.abs(numpy.expm1(-data.time.values)) * numpy.linalg.norm(TRAINING[:COPIES].reshape(COPIES, -1).astype(float), axis=1)[:, None]
        assert numpy.array_equal(data.nearest_index.values[:, 0, 0], numpy.arange(COPIES))
        assert numpy.allclose(data.nearest_distance.values[:, 0, 0], expected[:, 0])
    numpy.save(trained.folder / "train.npy", generator.normal(size=(200, 4)).astype("f4"))
    for queries in (numpy.linspace(-3, 3, 40).reshape(10, 4), generator.normal(size=(7, 4)), 40 * numpy.ones((3, 4))):
        numpy.save(trained.folder / "x.npy", queries)
        result = evaluate(trained, "--queries-file", "x.npy", *at)
        assert result.returncode == 0 and ("warning" in result.stderr) == (queries.max() > 30), result.stderr


TIMES, LAST = 6, 20


def moving(order, paths=TIMES):
    """Paths from one training image to another, half way; and what is nearest at every time."""
    nearest = numpy.array([[path if time < TIMES // 2 else path + 1 for path in range(paths)] for time in range(TIMES)])
    times = numpy.linspace(.01, .2, TIMES)
    x = numpy.exp(-times)[:, None, None, None, None] * TRAINING[nearest]
    return nearest, times, x if order == "time-path" else x.swapaxes(0, 1)


def follow(regimes, paths, times, *more):
    return regimes.run("memorisation", "--train", "npy", "--train-file", "train.npy", "--paths-file", paths, "--path-times",
                       ",".join(map(repr, times.tolist())), "--force", *more)


def followed(regimes, result, nearest):
    assert result.returncode == 0 and "warning" not in result.stderr, result.stderr
    with xarray.open_dataset(regimes.folder / "memorisation.h5", engine="h5netcdf") as data:
        return numpy.array_equal(data.path_nearest_index.values, nearest)


@pytest.mark.parametrize("order", ["time-path", "path-time"])
def test_as_many_paths_as_times_are_not_guessed(trained, order):
    nearest, times, x = moving(order)
    name = store(trained, "paths", x, "hdf5 float64, chunks")
    refused = follow(trained, name, times)
    assert refused.returncode == BAD_DATA and "--paths-order time-path or path-time" in refused.stderr
    assert followed(trained, follow(trained, name, times, "--paths-order", order), nearest)
    with h5py.File(trained.folder / "paths.hdf5", "r+") as file:
        file["x"].dims[0].label, file["x"].dims[1].label = order.split("-")
    assert followed(trained, follow(trained, name, times), nearest)


def test_the_names_of_netcdf_settle_the_order(trained):
    nearest, times, x = moving("path-time")
    data = xarray.DataArray(x, dims=("trajectory", "time", "c", "y", "x")).to_dataset(name="paths")
    data.to_netcdf(trained.folder / "paths.nc", engine="h5netcdf")
    assert followed(trained, follow(trained, "paths.nc:/paths", times), nearest)


@pytest.mark.parametrize("name", ["DIMENSION_LIST", "DIMENSION_LABELS"])
@pytest.mark.parametrize("value", [3, [1, 2], ["time"], [b"time"] * 5, "references", numpy.empty((0,))])
def test_attributes_that_are_no_names_of_axes_are_passed_over(trained, name, value):
    nearest, times, x = moving("time-path", 9)
    with h5py.File(trained.folder / "paths.hdf5", "w") as file:
        file["x"] = x
        if isinstance(value, str):
            file["x"].attrs.create(name, [file["x"].ref] * 5, dtype=h5py.ref_dtype)
        else:
            file["x"].attrs[name] = value
    assert followed(trained, follow(trained, "paths.hdf5:/x", times), nearest)


@pytest.mark.parametrize("order, other", [("time-path", "path-time"), ("path-time", "time-path")])
def test_other_numbers_of_paths(trained, order, other):
    nearest, times, x = moving(order, 9)
    numpy.save(trained.folder / "paths.npy", x)
    assert followed(trained, follow(trained, "paths.npy", times, "--paths-order", order), nearest)
    refused = follow(trained, "paths.npy", times, "--paths-order", other)
    assert refused.returncode == BAD_DATA and f"--paths-order {order}" in refused.stderr
    alone = follow(trained, "paths.npy", times)
    assert followed(trained, alone, nearest) if order == "time-path" else "--paths-order path-time" in alone.stderr


@pytest.mark.parametrize("order", ["time-path", "path-time"])
def test_layout_and_units_of_paths(trained, order):
    nearest, times, x = moving(order, 9)
    numpy.save(trained.folder / "paths.npy", x.transpose(0, 1, 3, 4, 2) / 255)
    options = ["--paths-order", order]
    assert "--paths-layout nhwc" in follow(trained, "paths.npy", times, *options).stderr
    options += ["--paths-layout", "nhwc"]
    assert "--paths-scale" in follow(trained, "paths.npy", times, *options).stderr
    assert followed(trained, follow(trained, "paths.npy", times, *options, "--paths-scale", "255"), nearest)
    bad = x.transpose(0, 1, 3, 4, 2).copy()
    bad[3, 4, 1, 2, 0] = numpy.nan
    numpy.save(trained.folder / "paths.npy", bad)
    place = f"row 3, column {((4 * HEIGHT + 1) * WIDTH + 2) * CHANNELS} "
    assert place in follow(trained, "paths.npy", times, *options, "--paths-scale", "255").stderr


def test_one_path_may_be_without_its_axis(trained):
    nearest, times, x = moving("time-path", 1)
    numpy.save(trained.folder / "paths.npy", x[:, 0])
    assert followed(trained, follow(trained, "paths.npy", times), nearest)
