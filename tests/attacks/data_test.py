"""Data files of every format, cut or changed at random, through every option of every experiment that names one: refused by one message that names the file, or
read as their own libraries read them, to the bits of a run on a sound file of the same numbers. Files of other programs likewise through regimes-convert.

REGIMES_DAMAGES: how many of both (default 20).
"""

import io
import os
import random
import re
import shutil
import struct
import tarfile
import tempfile
from pathlib import Path

import h5py
import numpy
import scipy.io
from attack import BAD_DATA, DONE, REFUSED, SURVIVED, USAGE, WRONG, Attempt, Tally, attempt, contents, refusal
from attempts import attempt as convert
from damage import damaged
from data_files import CIFAR_DIMENSION, CIFAR_LABELS, DIMENSION, FORMATS, NO_FILE, ROWS, file_of
from experiments import described, experiments
from needed import needed
from PIL import Image
from regimes.errors import ForeignFile
from undisturbed import bits

DAMAGES = int(os.environ.get("REGIMES_DAMAGES", "20"))
SEED = 11
OUTPUT = "out.h5"
PATH_TIMES = numpy.array([1, 2, 3], "u1")
SMALL = {
    "collapse": ["--queries", "8", "--times", "0.3,1"],
    "kde": ["--queries", "8", "--bandwidths", "0.5,1"],
    "evaluate": ["--times", "0.3,1"],
    "memorisation": [],
    "sample": ["--trajectories", "4", "--step", "exact", "--steps", "8", "--t-start", "3", "--times", "0.3,1"],
    "trajectories": ["--trajectories", "4", "--step", "exact", "--steps", "8", "--t-start", "3", "--clone-times", "0.5,1"],
    "guidance": ["--trajectories", "4", "--steps", "8", "--t-start", "3", "--strengths", "0,1"],
    "speciation": ["--queries", "8", "--times", "0.3,1", "--realisations", "2"],
    "geometry": ["--times", "0.3,1", "--spectrum", "2"],
}


LABELLED = ("guidance", "speciation")  # experiments that need classes


def bytes_of(shape, seed):
    return numpy.random.default_rng(seed).integers(1, 255, shape).astype("u1")


def values_of(option, dimension):
    """What a sound file for the option holds."""
    return {"train-file": bytes_of((ROWS, dimension), 1), "labels-file": (numpy.arange(ROWS) % 3).astype("u1"), "queries-file": bytes_of((5, dimension), 2),
            "samples-file": bytes_of((5, dimension), 3), "paths-file": bytes_of((len(PATH_TIMES), 4, dimension), 4), "path-times": PATH_TIMES,
            "variances-file": bytes_of((2, dimension), 5), "directions": numpy.eye(2, dimension, dtype="u1")}[option]


def has_format(option, kind):
    """Whether files of the kind can hold what the option wants."""
    word = FORMATS[kind][0]
    if (option, kind) in (("labels-file", "netCDF"), ("paths-file", "npy in Fortran order")):
        return False  # packed numbers are no integers; Fortran order is read with two dimensions
    return {"path-times": word == "hdf5", "queries-file": True, "samples-file": True, "train-file": True}.get(option, not word.startswith("cifar"))


def cases():
    """(experiment, option, format) of every way to name a data file."""
    found, commands, words = [], described(), {word for word, *_ in FORMATS.values()}
    for experiment in experiments():
        options = {option["name"]: option for group in commands[experiment]["groups"] for option in group["options"]}
        if "train-file" not in options:
            continue
        formats = set(re.split(r"--train |, | or ", options["train-file"]["condition"])) - {""}
        assert formats == words, "a format is not attacked, or is no more"
        found += [(experiment, name, kind) for name, option in options.items() if option["kind"] == "input-file" for kind in FORMATS if has_format(name, kind)]
    found = [case for case in found if case[:2] != ("guidance", "variances-file")]  # these classes have one mean, and no direction between them
    return [case for case in found if case[0] not in LABELLED or case[1] != "train-file" or not FORMATS[case[2]][0].startswith("cifar")]


def write(folder, option, kind, values):
    """The value of the option, and the path of its file."""
    _, name, write_file, _ = FORMATS[kind]
    name = f"{option}-{name}"
    write_file(folder / file_of(name), values)
    return name, folder / file_of(name)


def run(folder, experiment, named):
    """An Attempt of the experiment with the files that `named` gives its options, and its result under OUTPUT."""
    words = [f"--{option}={where}" for option, where in named.items()]
    scale = "1" if "variances-file" in named else "1/255"
    words += ["--train", "covariances", "--dimension", DIMENSION, "--points", 20] if scale == "1" else ["--scale", scale, "--center", "none"]
    for points in {"queries", "samples", "paths"} & {option.removesuffix("-file") for option in named}:
        words += [f"--{points}-layout", "same", f"--{points}-scale", scale]
    return attempt(folder, experiment, *SMALL[experiment], *words, "--output", OUTPUT, "--quiet")


def others(folder, experiment, option, dimension):
    """What the other options of files that the run needs are given: sound files."""
    wanted = {"evaluate": ["queries-file"], "memorisation": ["paths-file", "path-times"] if option.startswith("path") else ["samples-file"], **dict.fromkeys(LABELLED, ["labels-file"])}
    wanted = [name for name in ["train-file", *wanted.get(experiment, [])] if name != option]
    if option == "variances-file":
        wanted = [name for name in wanted if name not in ("train-file", "labels-file")]
    return {name: write(folder, name, "hdf5" if name == "path-times" else "npy", values_of(name, dimension))[0] for name in wanted}


def numbers_in(path):
    """name -> bytes of every dataset of a result but its provenance."""
    return {name: about[:3] for name, about in bits(path).items() if name != "/"}


def on_a_sound_file(folder, experiment, option, kind, named, path):
    """The numbers of a run on a sound file of what is in this one, as its own library reads it; None where that reads nothing, or the run is refused."""
    try:
        values = FORMATS[kind][3](path)
        named = {**named, option: write(folder, f"sound-{option}", "hdf5" if option == "path-times" else "npy", values)[0]}
        if kind in CIFAR_LABELS and option == "train-file":
            named["labels-file"] = write(folder, "sound-labels", "npy", CIFAR_LABELS[kind](path))[0]
    except (*NO_FILE, ForeignFile):
        return None
    (folder / OUTPUT).unlink()
    return numbers_in(folder / OUTPUT) if run(folder, experiment, named).code == DONE else None


def outcome(folder, experiment, option, kind, named, path, ended, before):
    if refusal(ended, [BAD_DATA], path.name):
        return REFUSED if contents(folder) == before else WRONG
    if ended.code != DONE:
        return WRONG
    found = numbers_in(folder / OUTPUT)
    return SURVIVED if found == on_a_sound_file(folder, experiment, option, kind, named, path) else WRONG


def prepared(place, experiment, option, kind):
    """What the options are given, and the path of the file that is attacked."""
    dimension = CIFAR_DIMENSION if FORMATS[kind][0].startswith("cifar") else DIMENSION
    named = others(place, experiment, option, dimension)
    named[option], path = write(place, option, kind, values_of(option, dimension))
    return named, path


def judged(place, case, change, tally, about):
    """Adds to the tally what becomes of the file when it is changed."""
    named, path = prepared(place, *case)
    path.write_bytes(change(path.read_bytes()))
    before = contents(place)
    ended = run(place, case[0], named)
    return tally.judge(ended, lambda: outcome(place, *case, named, path, ended, before), f"{about}, {case}")


def test_damaged_data_are_refused_or_read_as_they_are(all_places):
    ways, sound, tally = cases(), Tally("sound data files"), Tally("damaged data files")
    random.Random(SEED).shuffle(ways)
    for number in range(DAMAGES):
        case = ways[number % len(ways)]
        if number < len(ways):
            with tempfile.TemporaryDirectory(dir=all_places) as place:
                assert judged(Path(place), case, lambda data: data, sound, number) != REFUSED, case
        with tempfile.TemporaryDirectory(dir=all_places) as place:
            judged(Path(place), case, lambda data: damaged(data, random.Random(f"{SEED} {number}")), tally, number)
    sound.close()
    tally.close()


CONVERT = "analysis/regimes-convert"


def write_matlab_7_3(path, values):
    """HDF5 behind a block that says so, the axes reversed."""
    with h5py.File(path, "w", userblock_size=512) as file:
        file.create_dataset("x", data=values.T, chunks=(DIMENSION, 16), compression="gzip").attrs["MATLAB_class"] = numpy.bytes_("uint8")
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM")


def png(values):
    content = io.BytesIO()
    Image.fromarray(values).save(content, "png")
    return content.getvalue()


def write_foreign_files(folder):
    """Writes a file, or a folder, of every kind that regimes-convert reads, each with its own library where it has one."""
    values, pictures = bytes_of((ROWS, DIMENSION), 6), [png(bytes_of((8, 8, 3), row)) for row in range(6)]
    (folder / "x.csv").write_text("\n".join(",".join(map(str, row)) for row in values))
    scipy.io.savemat(folder / "x.mat", {"x": values})
    write_matlab_7_3(folder / "new.mat", values)
    values.dump(folder / "x.pkl")
    header = f'{{"x":{{"dtype":"U8","shape":[{ROWS},{DIMENSION}],"data_offsets":[0,{values.nbytes}]}}}}'.encode()
    (folder / "x.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + values.tobytes())
    needed("torch", "python3-torch").save(needed("torch", "python3-torch").from_numpy(values), folder / "x.pt")
    needed("zarr", "python3-zarr").save_array(str(folder / "store"), values, chunks=(16, 4))
    with needed("lmdb", "python3-lmdb").open(str(folder / "base"), map_size=1 << 20) as database, database.begin(write=True) as transaction:
        for row, content in enumerate(pictures):
            transaction.put(str(row).encode(), content)
    (folder / "base" / "lock.mdb").unlink()  # which nothing reads
    (folder / "images").mkdir()
    with tarfile.open(folder / "x.tar", "w") as archive:
        for row, content in enumerate(pictures):
            (folder / "images" / f"{row}.png").write_bytes(content)
            member = tarfile.TarInfo(f"{row}.png")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def copy(place, folder):
    return Path((shutil.copytree if place.is_dir() else shutil.copy)(place, folder / place.name))


def damage_one_file(place, numbers):
    """Of a folder, one of those in it."""
    file = numbers.choice(sorted(path for path in place.rglob("*") if path.is_file())) if place.is_dir() else place
    file.write_bytes(damaged(file.read_bytes(), numbers))


def of_conversion(folder, tried):
    written = folder / "points.npy"
    if tried.code == DONE:
        return SURVIVED if written.exists() and numpy.load(written).size else WRONG
    is_refused = tried.code in (USAGE, BAD_DATA) and "Traceback" not in tried.said and tried.said.startswith("regimes-convert: ")
    return REFUSED if is_refused and len(list(folder.iterdir())) == 1 else WRONG


def test_damaged_files_of_other_programs(all_places):
    sound, tally = Tally("sound files of other programs"), Tally("damaged files of other programs")
    originals = Path(tempfile.mkdtemp(dir=all_places))
    write_foreign_files(originals)
    kinds = sorted(originals.iterdir())
    for number in range(DAMAGES):
        original = kinds[number % len(kinds)]
        for counts in (sound, tally) if number < len(kinds) else (tally,):
            with tempfile.TemporaryDirectory(dir=all_places) as place:
                file = copy(original, Path(place))
                if counts is tally:
                    damage_one_file(file, random.Random(f"{SEED} {number}"))
                tried = convert(CONVERT, file, Path(place) / "points.npy")
                ended = Attempt([CONVERT, original.name], tried.code if tried.signal is None else -tried.signal, tried.hangs, tried.said, "")
                outcome = counts.judge(ended, lambda: of_conversion(Path(place), tried), f"{number}, {original.name}")
                assert counts is tally or outcome == SURVIVED, tried
    tally.close()
