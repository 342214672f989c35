"""The works that are compared: their data, made once, their answers in double precision, and the error of an answer."""
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

SEED = 20240226
REFERENCE_BYTES = 64e6  # of the temporaries of the double-precision answers


@dataclass(frozen=True)
class Work:
    """One task. kind: curve, log-partition, score or nearest; products: scalar products per pair of query and point."""
    kind: str
    dimension: int
    points: int
    queries: int
    times: int
    products: int
    reference_queries: int  # the first ones, for which the answer is computed in double

    @property
    def name(self):
        return f"{self.kind}-{self.dimension}"

    def pairs(self, queries):
        return float(queries) * self.points

    def product_flops(self, queries):
        return 2.0 * self.products * self.dimension * self.pairs(queries)


WORKS = (
    Work("curve", 32, 1_000_000, 96, 64, 2, 4),
    Work("log-partition", 32, 1_000_000, 128, 1, 1, 16),
    Work("log-partition", 1024, 40_000, 128, 1, 1, 16),
    Work("score", 32, 1_000_000, 128, 1, 2, 16),
    Work("score", 1024, 40_000, 128, 1, 2, 16),
    Work("nearest", 32, 1_000_000, 128, 1, 1, 32),
)


def collapse_time(points, dimension):
    """ln(1 + 1/(n^{2/d} - 1))/2, arXiv 2402.18491: some weights matter there, and most do not."""
    return 0.5 * np.log1p(1 / np.expm1(2 * np.log(points) / dimension))


def times_of(work):
    """Around the collapse time, log-spaced over a factor 12."""
    collapse = collapse_time(work.points, work.dimension)
    if work.times == 1:
        return np.array([collapse])
    return collapse * 12.0 ** ((np.arange(work.times) + 0.5) / work.times - 0.3)


class Data:
    """The arrays of a work in a folder. source[q] is point q; x = source e^{-t} + sqrt(Delta_t) noise at the first time;
    nearest neighbours are those of x e^t among the points."""

    def __init__(self, folder):
        folder = Path(folder)
        self.work = Work(**json.loads((folder / "work.json").read_text()))
        self.points, self.noise, self.x = (np.load(folder / f"{name}.npy") for name in ("points", "noise", "x"))
        self.times = times_of(self.work)
        self.snr = 1 / np.expm1(2 * self.times)

    @property
    def source(self):
        return self.points[:self.work.queries]

    @property
    def time(self):
        return float(self.times[0])

    @property
    def variance(self):
        """Delta_t."""
        return float(-np.expm1(-2 * self.time))

    def half_norms(self):
        """|a|^2/2 of the points, summed in double."""
        return np.einsum("nk,nk->n", self.points, self.points, dtype=np.float64) / 2

    def query_energy(self, queries):
        """|x|^2/(2 Delta_t), which logits of free queries leave out."""
        x = self.x[:queries].astype(np.float64)
        return np.einsum("qk,qk->q", x, x) / (2 * self.variance)


def write_data(work, folder):
    rng = np.random.default_rng(SEED)
    points = rng.standard_normal((work.points, work.dimension), dtype=np.float32)
    noise = rng.standard_normal((work.queries, work.dimension), dtype=np.float32)
    t = times_of(work)[0]
    x = np.exp(-t) * points[:work.queries] + np.sqrt(-np.expm1(-2 * t)) * noise
    if work.kind == "nearest":
        x = x * np.exp(t)
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in (("points", points), ("noise", noise), ("x", x)):
        np.save(folder / f"{name}.npy", np.ascontiguousarray(values, dtype=np.float32))
    (folder / "work.json").write_text(json.dumps(asdict(work)))


def reference(data):
    """The answers of the first reference_queries queries: plain differences and sums in double."""
    work, answers = data.work, {}
    half_norms = data.half_norms()
    for q in range(work.reference_queries):
        if work.kind == "curve":
            answer = _reference_curve(data, q, half_norms)
        else:
            answer = _reference_free(data, q)
        for name, value in answer.items():
            answers.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in answers.items()}


def _chunks(data):
    rows = max(1, int(REFERENCE_BYTES / (8 * data.work.dimension)))
    for begin in range(0, data.work.points, rows):
        yield data.points[begin:begin + rows].astype(np.float64)


def _weights(logits):
    weights = np.exp(logits - logits.max())
    return weights, weights.sum()


def _reference_curve(data, q, half_norms):
    """H = ln Z - sum w l and Y2 = sum w^2 at all times, the source among the points."""
    source, noise = data.source[q].astype(np.float64), data.noise[q].astype(np.float64)
    first = np.concatenate([-0.5 * np.square(rows - source).sum(axis=1) for rows in _chunks(data)])
    second = np.concatenate([(rows - source) @ noise for rows in _chunks(data)])
    entropy, participation = [], []
    for snr in data.snr:
        logits = snr * first + np.sqrt(snr) * second
        weights, total = _weights(logits)
        entropy.append(np.log(total) - weights @ (logits - logits.max()) / total)
        participation.append(weights @ weights / total**2)
    return {"entropy": entropy, "participation": participation}


def _reference_free(data, q):
    x = data.x[q].astype(np.float64)
    shrink = 1.0 if data.work.kind == "nearest" else np.exp(-data.time)
    distances = np.concatenate([np.square(shrink * rows - x).sum(axis=1) for rows in _chunks(data)])
    if data.work.kind == "nearest":
        return {"index": int(distances.argmin()), "distance_squared": distances.min()}
    logits = -distances / (2 * data.variance)
    weights, total = _weights(logits)
    answer = {"log_partition": logits.max() + np.log(total)}
    if data.work.kind == "score":
        begin, mean = 0, np.zeros(data.work.dimension)
        for rows in _chunks(data):
            mean += weights[begin:begin + len(rows)] @ rows
            begin += len(rows)
        answer["mean"] = mean / total
    return answer


def errors(kind, answer, exact):
    """Largest errors over the queries that both have: name -> number. The first is the one that tables show."""
    count = min(len(next(iter(answer.values()))), len(next(iter(exact.values()))))
    a, b = ({name: np.asarray(values)[:count] for name, values in side.items()} for side in (answer, exact))
    if kind == "nearest":
        return {"wrong": int((a["index"] != b["index"]).sum()),
                "distance_squared": float(np.abs(a["distance_squared"] / b["distance_squared"] - 1).max())}
    if kind == "score":
        scale = np.sqrt(np.square(b["mean"]).sum(axis=1))
        return {"mean": float((np.sqrt(np.square(a["mean"] - b["mean"]).sum(axis=1)) / scale).max()),
                "log_partition": float(np.abs(a["log_partition"] - b["log_partition"]).max())}
    return {name: float(np.abs(a[name] - b[name]).max()) for name in b}
