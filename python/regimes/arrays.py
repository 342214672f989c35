"""Arrays of any kind as the kernels read them, with errors that say what is wrong."""
import numpy as np

STORED = (np.float32, np.float64)
QUERIES_TOGETHER = 4096


def as_array(values, what):
    """NumPy's view of an array, a list or a tensor; of floating-point numbers, integers or booleans, all finite. Copies nothing that NumPy
    can read in place. TypeError for anything else, ValueError where a number is not finite."""
    if hasattr(values, "detach"):  # of PyTorch
        values = values.detach().cpu()
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{what}: numbers of type {array.dtype} are not real; give floating-point numbers or integers")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{what}: {array[place]} at {list(place)}; remove or replace what is not a finite number")
    return array


def rows_of(array, dtype, what):
    """A matrix of at least one row and one column, in C order and of type `dtype`."""
    if array.ndim != 2 or array.shape[0] < 1 or array.shape[1] < 1:
        raise ValueError(f"{what}: the shape is {array.shape}; give a matrix of at least one point, [point, coordinate]")
    with np.errstate(over="ignore"):
        rows = np.ascontiguousarray(array, dtype=dtype)
    if not np.isfinite(rows).all():
        raise ValueError(f"{what}: some numbers are too large for {np.dtype(dtype).name}; give dtype='float64'")
    return rows


def stored_type(dtype):
    """float32 or float64; None: float32, as the program has it."""
    chosen = np.dtype(np.float32 if dtype is None else dtype)
    if chosen not in STORED:
        raise TypeError(f"dtype {chosen}: coordinates are kept as float32 or float64")
    return chosen


def times_of(t, shape):
    """Diffusion times for points of that shape (without their coordinates), broadcast against each other: two arrays of indices into the
    points and of times, and the shape of the result."""
    times = as_array(t, "t").astype(np.float64)
    if (times <= 0).any():
        raise ValueError(f"t: {times.min():g}; diffusion times are positive")
    try:
        together = np.broadcast_shapes(shape, times.shape)
    except ValueError:
        raise ValueError(f"t: its shape {times.shape} does not go with that of the points, {shape}; give one time, or one for every point") from None
    which = np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), together)
    return which.ravel(), np.broadcast_to(times, together).ravel(), together


def queries_of(x, dimension, owner):
    """Points x [..., d] as rows in double, and their leading shape; `owner` says in errors whose dimension d is."""
    array = as_array(x, "x")
    if array.ndim < 1 or array.shape[-1] != dimension:
        raise ValueError(f"x: the shape is {array.shape}; its last dimension must be that of the {owner}, {dimension}")
    return np.ascontiguousarray(array, dtype=np.float64).reshape(-1, dimension), array.shape[:-1]


def batches(count):
    """Slices of at most QUERIES_TOGETHER, which bounds the memory of a pass."""
    return (slice(first, first + QUERIES_TOGETHER) for first in range(0, count, QUERIES_TOGETHER))


def at_times(rows, shape, t, values, sizes):
    """{name: [..., *size]} of what values(rows, time) gives for the rows of one time together; `sizes` has the name and size of each."""
    which, times, together = times_of(t, shape)
    results = {name: np.empty((len(times), *size)) for name, size in sizes.items()}
    for time in np.unique(times):
        at_time = np.flatnonzero(times == time)
        for some in batches(len(at_time)):
            here = at_time[some]
            found = values(rows[which[here]], float(time))
            for name in results:
                results[name][here] = found[name]
    return {name: found.reshape(together + found.shape[1:]) for name, found in results.items()}


def score_of(x, mean, t):
    """(e^{-t} D - x)/Delta_t for x and posterior means D [..., d] at times t."""
    times = np.asarray(t, dtype=np.float64)[..., None]
    return (np.exp(-times) * mean - as_array(x, "x")) / -np.expm1(-2 * times)
