"""Arrays that are named within a file: Zarr, Safetensors, PyTorch, MATLAB, pickles of Python."""
import json
import pickle
from pathlib import Path

import numpy

from regimes.results.child_process import stream_from_child
from regimes.console.command import USAGE, Refusal
from regimes.errors import ForeignFile
from regimes.convert.source import Batch, Source, foreign_reader, need, rows_together

LENGTH_BYTES = 8  # of the header of Safetensors
SAFETENSORS = {"BOOL": "?", "U8": "u1", "I8": "i1", "U16": "<u2", "I16": "<i2", "U32": "<u4", "I32": "<i4", "U64": "<u8",
               "I64": "<i8", "F16": "<f2", "F32": "<f4", "F64": "<f8", "BF16": "<u2"}
# All that a pickle of arrays, lists and dictionaries calls; anything else could run what its author liked.
PICKLED = {("numpy.core.multiarray", "_reconstruct"), ("numpy.core.multiarray", "scalar"), ("numpy", "ndarray"), ("numpy", "dtype"),
           ("_codecs", "encode")}


def from_brain_floats(bits):
    """bfloat16 is the upper half of binary32."""
    return (numpy.asarray(bits).astype("u4") << 16).view("f4")


class BrainFloats:
    """Rows of bfloat16 as float32, made when they are asked for."""

    def __init__(self, bits):
        self.bits, self.shape, self.dtype = bits, bits.shape, numpy.dtype("f4")

    def __getitem__(self, rows):
        return from_brain_floats(self.bits[rows])


def is_numbers(array):
    return array.dtype.kind in "biuf" and len(array.shape) >= 1


def pick(arrays, name, option, path):
    """The array of that name; without one, the only array of numbers."""
    known = sorted(key for key, array in arrays.items() if is_numbers(array))
    shown = ", ".join(f"{key} {tuple(arrays[key].shape)}" for key in known[:20]) or "none"
    if name is None and len(known) == 1:
        return arrays[known[0]]
    if name is None:
        raise Refusal(USAGE, f"{path} holds {len(known)} arrays of numbers: {shown}; choose one with {option}")
    if name not in known:
        raise Refusal(USAGE, f"{option} {name}: {path} holds no such array of numbers; there are: {shown}")
    return arrays[name]


def array_source(path, arrays_of, options):
    """Rows of the array that is asked for, some at a time. A child process reads them: no library is safe from every damaged file."""

    def rows_and_batches(path):
        arrays = arrays_of(path)
        points = pick(arrays, options.name, "--name", path)
        labels = None if options.labels is None else pick(arrays, options.labels, "--labels", path)
        rows = points.shape[0]
        if labels is not None and numpy.prod(labels.shape) != rows:
            raise ForeignFile(f"{path}: {numpy.prod(labels.shape)} labels for {rows} points")
        yield rows
        step = rows_together(int(numpy.prod(points.shape[1:])) * points.dtype.itemsize)
        for first in range(0, rows, step):
            chosen = slice(first, first + step)
            kept = None if labels is None else numpy.asarray(labels[chosen]).reshape(-1)
            yield Batch(numpy.asarray(points[chosen]), kept)

    answers = stream_from_child(rows_and_batches, path, READERS[arrays_of])
    return Source(answers, next(answers))


class WholeZarr:
    """An array of Zarr of which all chunks are there: for one that is not, Zarr gives fill values without a word."""

    def __init__(self, array, name):
        self.array, self.name, self.shape, self.dtype = array, name, array.shape, array.dtype

    def __getitem__(self, rows):
        there, all_chunks = self.array.nchunks_initialized, self.array.nchunks
        if there != all_chunks:
            raise ForeignFile(f"{self.name} is damaged, or was not written to its end: {there} of its {all_chunks} chunks are there")
        return self.array[rows]


def zarr_arrays(path):
    zarr = need("zarr", "python3-zarr")
    store = zarr.open(str(path), mode="r")
    found = {}
    if hasattr(store, "shape"):
        found[""] = store
    else:
        store.visititems(lambda name, item: found.update({name: item}) if hasattr(item, "shape") else None)
    return {name: WholeZarr(item, f"{path}: the array '{name}'" if name else path) for name, item in found.items()}


def safetensors_arrays(path):
    """The format: 8 bytes of length, a JSON object of types, shapes and places, then the bytes."""
    size = Path(path).stat().st_size
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(LENGTH_BYTES), "little")
        if length > size - LENGTH_BYTES:
            raise ForeignFile(f"{path} is damaged: it announces a header of {length} bytes in a file of {size}")
        try:
            header = json.loads(file.read(length))
        except ValueError as error:
            raise ForeignFile(f"{path} is damaged: its header is not JSON ({error})") from error
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        try:
            begin, end = entry["data_offsets"]
            kind, shape = numpy.dtype(SAFETENSORS[entry["dtype"]]), tuple(int(extent) for extent in entry["shape"])
        except (KeyError, TypeError, ValueError) as error:
            raise ForeignFile(f"{path}: the tensor '{name}' is described wrongly or of a type that is not read ({error})") from error
        expected = kind.itemsize
        for extent in shape:
            expected *= extent
        if min((begin, *shape), default=0) < 0 or end - begin != expected or LENGTH_BYTES + length + end > size:
            raise ForeignFile(f"{path} is damaged: the tensor '{name}' does not fit its bytes")
        if expected == 0 or not shape:
            continue
        values = numpy.memmap(path, kind, "r", LENGTH_BYTES + length + begin, shape)
        arrays[name] = BrainFloats(values) if entry["dtype"] == "BF16" else values
    return arrays


def flattened(value, name=""):
    """Arrays within dictionaries, lists and tuples, by names with dots between."""
    if hasattr(value, "shape"):
        return {name: numpy.asarray(value)}
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, (list, tuple)):
        if value and all(isinstance(item, (int, float)) for item in value):
            return {name: numpy.asarray(value)}
        items = enumerate(value)
    else:
        return {}
    found = {}
    for key, item in items:
        word = key.decode("latin1") if isinstance(key, bytes) else str(key)
        found.update(flattened(item, f"{name}.{word}" if name else word))
    return found


def torch_arrays(path):
    """Only tensors and plain values are loaded: no code of the file is run."""
    torch = need("torch", "python3-torch")

    def plain(value):
        if isinstance(value, torch.Tensor):
            value = value.detach()
            return (value.float() if value.dtype == torch.bfloat16 else value).numpy()
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value

    try:
        return flattened(plain(torch.load(path, map_location="cpu", weights_only=True)))
    except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError) as error:
        raise ForeignFile(f"{path} holds more than tensors, or is damaged ({error}); save the tensor alone: "
                          "torch.save(points, 'points.pt')") from error


MOST_DEFLATED = 1032  # of what deflate makes of a byte, https://zlib.net/zlib_tech.html


def need_stored(dataset, name):
    """HDF5 gives fill values for what is not stored, however much that is claimed to be."""
    if dataset.nbytes > MOST_DEFLATED * dataset.id.get_storage_size():
        raise ForeignFile(f"{name} is damaged: it claims {dataset.nbytes} bytes, and has {dataset.id.get_storage_size()}")
    return dataset


def matlab_arrays(path):
    """Matrices of MATLAB; those of version 7.3 are HDF5 with their axes reversed."""
    with open(path, "rb") as file:
        is_hdf5 = file.read(10).startswith(b"MATLAB 7.3")
    if not is_hdf5:
        loaded = need("scipy.io", "python3-scipy").io.loadmat(path)
        return flattened({key: value for key, value in loaded.items() if not key.startswith("__")})
    h5py = need("h5py", "python3-h5py")
    with h5py.File(path, "r") as file:
        return {name: need_stored(item, f"{path}: the matrix '{name}'")[()].T for name, item in file.items() if isinstance(item, h5py.Dataset)}


class ArraysOnly(pickle.Unpickler):
    """Refuses to call anything but what makes arrays."""

    def find_class(self, module, name):
        if (module.replace("numpy._core", "numpy.core"), name) not in PICKLED:
            raise pickle.UnpicklingError(f"it calls {module}.{name}")
        return super().find_class(module, name)


def pickled_arrays(path):
    try:
        with open(path, "rb") as file:
            return flattened(ArraysOnly(file, encoding="latin1").load())
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, IndexError, KeyError, MemoryError) as error:
        raise ForeignFile(f"{path} is damaged, or a pickle of more than arrays, lists and dictionaries ({error}): a pickle may run any "
                          "code. Save the array with numpy.save in the program that made it") from error


READERS = {zarr_arrays: foreign_reader("Zarr", "a store of Zarr"), safetensors_arrays: foreign_reader("NumPy", "Safetensors"),
           torch_arrays: foreign_reader("PyTorch", "tensors of PyTorch"), matlab_arrays: foreign_reader("its library", "a file of MATLAB"),
           pickled_arrays: foreign_reader("NumPy", "a pickle of arrays")}
