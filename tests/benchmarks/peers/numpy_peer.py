"""NumPy: one query after another, as it is first written; and tiled with buffers that are reused, as an expert would."""
import numpy as np

PACKAGES = ("numpy",)
ROWS_QUERIES = {"curve": 1, "log-partition": 8, "score": 8, "nearest": 8}  # the work is linear in queries
TILE_POINTS = 512
NEGLIGIBLE_LOGIT = np.float32(-40)  # clipping there keeps weights and their squares out of the slow subnormal numbers


def rows(data):
    """One query at a time over all points: matrix-vector products and temporaries as long as the set."""
    work, kind = data.work, data.work.kind
    queries = ROWS_QUERIES[kind]
    points, half_norms = data.points, data.half_norms().astype(np.float32)
    shrink, variance, energy = np.float32(np.exp(-data.time)), np.float32(data.variance), data.query_energy(queries)

    def curve(q):
        source, noise = data.source[q], data.noise[q]
        first = points @ source - half_norms - half_norms[q]
        second = points @ noise - source @ noise
        entropy, participation = [], []
        for snr in data.snr.astype(np.float32):
            logits = snr * first + np.sqrt(snr) * second
            logits -= logits.max()
            weights = np.exp(logits)
            total = weights.sum()
            entropy.append(np.log(total) - weights @ logits / total)
            participation.append(weights @ weights / total**2)
        return {"entropy": entropy, "participation": participation}

    def free(q):
        logits = (shrink * (points @ data.x[q]) - shrink**2 * half_norms) / variance
        largest = logits.max()
        weights = np.exp(logits - largest)
        total = weights.sum()
        answer = {"log_partition": largest + np.log(total) - energy[q]}
        if kind == "score":
            answer["mean"] = weights @ points / total
        return answer

    def nearest(q):
        nearness = points @ data.x[q] - half_norms
        index = int(nearness.argmax())
        return {"index": index, "distance_squared": np.square(points[index] - data.x[q]).sum()}

    one = {"curve": curve, "nearest": nearest}.get(kind, free)

    def run():
        answers = [one(q) for q in range(queries)]
        return {name: np.array([answer[name] for answer in answers]) for name in answers[0]}

    return queries, run


class _RunningSums:
    """Sums of e^{l - reference} over tiles, per query (column); the reference follows the largest logit."""

    def __init__(self, shape, vector=None):
        self.reference = np.full(shape, -np.inf, dtype=np.float32)
        self.sums = np.zeros((3, *shape))  # Z, sum (l - r) e^{l - r}, sum e^{2(l - r)}
        self.vector = None if vector is None else np.zeros(vector)

    def move(self, at, largest):
        """The reference at `at` becomes at least `largest`; returns it."""
        old = self.reference[at]
        if (largest > old).any():
            new = np.maximum(old, largest)
            shift = np.where(np.isfinite(old), old - new, 0).astype(np.float64)
            factor = np.where(np.isfinite(old), np.exp(shift), 0)
            z, s, y = self.sums[:, at]
            self.sums[:, at] = factor * z, factor * (s + shift * z), factor**2 * y
            if self.vector is not None:
                self.vector *= factor[:, None]
            self.reference[at] = new
        return self.reference[at]


def _tiles(data):
    """Slices of whole tiles, and the shorter last one."""
    for begin in range(0, data.work.points, TILE_POINTS):
        yield slice(begin, min(begin + TILE_POINTS, data.work.points))


def tiled(data):
    """Tiles of points that stay in cache against all queries; products by sgemm, everything else in place."""
    return {"curve": _tiled_curve, "nearest": _tiled_nearest}.get(data.work.kind, _tiled_free)(data)


def _tiled_curve(data):
    """All times from two products: l(t) = snr D1 + sqrt(snr) D2."""
    queries, times = data.work.queries, data.work.times
    points, half_norms = data.points, data.half_norms().astype(np.float32)
    source, noise = (np.ascontiguousarray(a.T) for a in (data.source, data.noise))
    source_half_norms, overlap = half_norms[:queries], np.einsum("kq,kq->q", source, noise)
    factors = [(np.float32(snr), np.float32(np.sqrt(snr))) for snr in data.snr]
    # Apart from each other: NumPy 1.24 takes adjacent arrays for overlapping ones, and then leaves out its vectorised exp.
    buffers = [np.empty((TILE_POINTS, queries), dtype=np.float32) for _ in range(4)]

    def run():
        running = _RunningSums((times, queries))
        for tile in _tiles(data):
            first, second, logits, weights = (buffer[:tile.stop - tile.start] for buffer in buffers)
            np.matmul(points[tile], source, out=first)
            np.matmul(points[tile], noise, out=second)
            first -= half_norms[tile, None]
            first -= source_half_norms
            second -= overlap
            for time, (snr, root) in enumerate(factors):
                np.multiply(first, snr, out=logits)
                np.multiply(second, root, out=weights)
                logits += weights
                logits -= running.move(time, logits.max(axis=0))
                np.maximum(logits, NEGLIGIBLE_LOGIT, out=logits)
                np.exp(logits, out=weights)
                running.sums[0, time] += weights.sum(axis=0)
                running.sums[1, time] += np.einsum("pq,pq->q", logits, weights)
                running.sums[2, time] += np.einsum("pq,pq->q", weights, weights)
        total, logit_sum, square_sum = running.sums
        return {"entropy": (np.log(total) - logit_sum / total).T, "participation": (square_sum / total**2).T}

    return queries, run


def _tiled_free(data):
    queries, with_mean = data.work.queries, data.work.kind == "score"
    points = data.points
    factor = np.exp(-data.time) / data.variance
    scaled = np.ascontiguousarray((factor * data.x).T.astype(np.float32))
    norm_terms = (data.snr[0] * data.half_norms()).astype(np.float32)
    energy = data.query_energy(queries)
    buffer = np.empty((TILE_POINTS, queries), dtype=np.float32)

    def run():
        running = _RunningSums((1, queries), (queries, data.work.dimension) if with_mean else None)
        for tile in _tiles(data):
            logits = buffer[:tile.stop - tile.start]
            np.matmul(points[tile], scaled, out=logits)
            logits -= norm_terms[tile, None]
            logits -= running.move(0, logits.max(axis=0))
            np.maximum(logits, NEGLIGIBLE_LOGIT, out=logits)
            np.exp(logits, out=logits)
            running.sums[0, 0] += logits.sum(axis=0)
            if with_mean:
                running.vector += logits.T @ points[tile]
        total = running.sums[0, 0]
        answer = {"log_partition": running.reference[0] + np.log(total) - energy}
        if with_mean:
            answer["mean"] = running.vector / total[:, None]
        return answer

    return queries, run


def _tiled_nearest(data):
    queries, points = data.work.queries, data.points
    x, half_norms = np.ascontiguousarray(data.x.T), data.half_norms().astype(np.float32)
    buffer = np.empty((TILE_POINTS, queries), dtype=np.float32)
    columns = np.arange(queries)

    def run():
        best, index = np.full(queries, -np.inf, dtype=np.float32), np.zeros(queries, dtype=np.int64)
        for tile in _tiles(data):
            nearness = buffer[:tile.stop - tile.start]
            np.matmul(points[tile], x, out=nearness)
            nearness -= half_norms[tile, None]
            largest = nearness.max(axis=0)
            better = largest > best
            if better.any():
                index[better] = tile.start + nearness[:, columns[better]].argmax(axis=0)
                best = np.maximum(best, largest)
        return {"index": index, "distance_squared": np.square(points[index] - data.x).sum(axis=1)}

    return queries, run
