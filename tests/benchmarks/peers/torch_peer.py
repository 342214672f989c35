"""PyTorch: matmul and logsumexp over all points for a batch of queries; and the same over chunks of points, merged."""
import numpy as np
import torch

PACKAGES = ("torch",)
BATCH_BYTES = 64e6  # of one matrix of logits over all points
CHUNK_POINTS = 8192
NEGLIGIBLE_LOGIT = -40  # clipping there keeps weights and their squares out of the slow subnormal numbers
CURVE_QUERIES = 16  # the work is linear in queries

torch.set_num_threads(1)
torch.set_grad_enabled(False)


def _operands(data):
    points = torch.from_numpy(data.points)
    half_norms = torch.from_numpy(data.half_norms().astype(np.float32))
    return points, half_norms


def _curve_products(data, points, half_norms, queries):
    """D1 and D2, [query][point]."""
    source, noise = torch.from_numpy(data.source[queries]), torch.from_numpy(data.noise[queries])
    own = 0.5 * source.square().sum(dim=1, keepdim=True)
    first = source @ points.T - half_norms - own
    second = noise @ points.T - (source * noise).sum(dim=1, keepdim=True)
    return first, second


def _free_logits(data, points, half_norms, queries):
    factor = float(np.exp(-data.time) / data.variance)
    return (factor * torch.from_numpy(data.x[queries])) @ points.T - float(data.snr[0]) * half_norms


def _numpy(answers):
    return {name: np.concatenate([answer[name].numpy() for answer in answers]) for name in answers[0]}


def whole(data):
    """Batches of queries against all points at once."""
    work, kind = data.work, data.work.kind
    points, half_norms = _operands(data)
    batch = max(1, int(BATCH_BYTES / (4 * work.points)))
    count = CURVE_QUERIES if kind == "curve" else work.queries

    def curve(queries):
        first, second = _curve_products(data, points, half_norms, queries)
        entropy, participation = [], []
        for snr in data.snr:
            logits = float(snr) * first + float(np.sqrt(snr)) * second
            log_weights = torch.log_softmax(logits, dim=1)
            weights = log_weights.exp()
            entropy.append(-(weights * log_weights).sum(dim=1))
            participation.append(weights.square().sum(dim=1))
        return {"entropy": torch.stack(entropy, dim=1), "participation": torch.stack(participation, dim=1)}

    def free(queries):
        logits = _free_logits(data, points, half_norms, queries)
        log_partition = torch.logsumexp(logits, dim=1)
        answer = {"log_partition": log_partition.double() - torch.from_numpy(data.query_energy(work.queries)[queries])}
        if kind == "score":
            answer["mean"] = torch.softmax(logits, dim=1) @ points
        return answer

    def nearest(queries):
        x = torch.from_numpy(data.x[queries])
        index = (x @ points.T - half_norms).argmax(dim=1)
        return {"index": index, "distance_squared": (points[index] - x).square().sum(dim=1)}

    one = {"curve": curve, "nearest": nearest}.get(kind, free)

    def run():
        return _numpy([one(slice(begin, min(begin + batch, count))) for begin in range(0, count, batch)])

    return count, run


def chunked(data):
    """Chunks of points against all queries; log-sums and weighted means merged with weights."""
    work, kind = data.work, data.work.kind
    points, half_norms = _operands(data)
    count = CURVE_QUERIES if kind == "curve" else work.queries
    everyone = slice(0, count)
    chunks = [slice(begin, min(begin + CHUNK_POINTS, work.points)) for begin in range(0, work.points, CHUNK_POINTS)]

    def curve():
        tables = []
        for chunk in chunks:
            first, second = _curve_products(data, points[chunk], half_norms[chunk], everyone)
            rows = []
            for snr in data.snr:
                logits = float(snr) * first + float(np.sqrt(snr)) * second
                largest = logits.amax(dim=1, keepdim=True)
                logits = (logits - largest).clamp_(min=NEGLIGIBLE_LOGIT)
                weights = logits.exp()
                rows.append(torch.stack([largest[:, 0], weights.sum(1), (weights * logits).sum(1), weights.square().sum(1)]))
            tables.append(torch.stack(rows, dim=2))
        largest, total, logit_sum, square_sum = torch.stack(tables, dim=1).double()  # [chunk][query][time]
        shift = largest - largest.amax(dim=0)
        factor = shift.exp()
        total, logit_sum = (factor * total).sum(0), (factor * (logit_sum + shift * total)).sum(0)
        return {"entropy": total.log() - logit_sum / total, "participation": (factor**2 * square_sum).sum(0) / total**2}

    def free():
        log_sums, means = [], []
        for chunk in chunks:
            logits = _free_logits(data, points[chunk], half_norms[chunk], everyone)
            log_sums.append(torch.logsumexp(logits, dim=1))
            if kind == "score":
                means.append(torch.softmax(logits, dim=1) @ points[chunk])
        log_sums = torch.stack(log_sums).double()
        answer = {"log_partition": torch.logsumexp(log_sums, dim=0) - torch.from_numpy(data.query_energy(work.queries))}
        if kind == "score":
            answer["mean"] = torch.einsum("cq,cqk->qk", torch.softmax(log_sums, dim=0).float(), torch.stack(means))
        return answer

    def nearest():
        x = torch.from_numpy(data.x)
        best = [(x @ points[chunk].T - half_norms[chunk]).max(dim=1) for chunk in chunks]
        chunk = torch.stack([b.values for b in best]).argmax(dim=0)
        within = torch.stack([b.indices for b in best]).gather(0, chunk[None])[0]
        index = within + chunk * CHUNK_POINTS
        return {"index": index, "distance_squared": (points[index] - x).square().sum(dim=1)}

    one = {"curve": curve, "nearest": nearest}.get(kind, free)
    return count, lambda: _numpy([one()])
