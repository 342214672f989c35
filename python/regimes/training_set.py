"""A training set and the exact empirical distribution of its noised points."""
import html
import operator
import os

import numpy as np

from regimes import _core
from regimes.arrays import as_array, at_times, batches, queries_of, rows_of, score_of, stored_type

LABELS_SHOWN = 10
MEBIBYTE = 1 << 20


class TrainingSet:
    """n training points in d dimensions, and the law P_t(x) = (1/n) sum_mu N(x; e^{-t} a^mu, Delta_t I) of their noised copies,
    Delta_t = 1 - e^{-2t}: everything exact, by one pass over all points.

    Args:
        points: an array [n, d] of any real type, or, with `law`, the number n of points that are drawn from it and never stored.
        law: one of `regimes.laws`.
        labels: [n], of any kind that can be compared: the classes of the points.
        dtype: in which coordinates are kept, float32 (the default, as in the program) or float64.
        seed: with `realisation`, which points of a law, as the program has it.
        realisation: see seed.

    In all methods `x` is an array [..., d], `t` a time or an array of times that is broadcast against the leading dimensions of x, and `threads` the
    number of cores (all of them by default). Logits are exact to 0.05 nats at worst: sums are in float where that is good enough, and in double where it
    is not. What is wrong with an array is a ValueError or TypeError; Ctrl-C ends a pass.
    """

    def __init__(self, points, *, law=None, labels=None, dtype=None, seed=1, realisation=0):
        self.labels, self._is_rounded = None, False
        if law is not None:
            count = operator.index(int(points) if float(points) == int(points) else points)
            if count < 1:
                raise ValueError(f"points: {count}; a training set has at least one point")
            if labels is not None or dtype is not None:
                raise TypeError("labels and dtype: points of a law have their own")
            self._set = _core.TrainingSet(law, count, seed, realisation)
            self._coordinates = "drawn when they are read, from a law that is known, and never stored"
            self.labels = np.arange(self._set.classes) if self._set.classes else None
            return
        array = as_array(points, "points")
        rows = rows_of(array, stored_type(dtype), "points")
        self._coordinates = f"{rows.dtype}, {rows.nbytes / MEBIBYTE:.3g} MiB"
        self._is_rounded = rows.dtype == np.float32 and bool((rows != array).any())
        positions, count = np.zeros(0, np.int32), 0
        if labels is not None:
            self.labels, positions = np.unique(np.asarray(labels), return_inverse=True)
            if positions.shape != (len(rows),):
                raise ValueError(f"labels: the shape is {np.shape(labels)}; give one for each of the {len(rows)} points")
            positions, count = positions.astype(np.int32), len(self.labels)
        self._set = _core.TrainingSet(rows, positions, count)

    def __len__(self):
        return self._set.points

    def __repr__(self):
        classes = f", {self._set.classes} classes" if self._set.classes else ""
        return f"<regimes.TrainingSet: {len(self)} points in {self.dimension} dimensions{classes}>"

    def _repr_html_(self):
        facts = {"points": f"{len(self):,}", "dimensions": f"{self.dimension:,}"}
        if self.labels is not None:
            shown = [str(label) for label in self.labels[:LABELS_SHOWN]]
            facts["classes"] = f"{len(self.labels)}: {', '.join(shown)}{', ...' if len(self.labels) > LABELS_SHOWN else ''}"
        facts["coordinates"] = self._coordinates
        rows = "".join(f"<tr><th style='text-align:left'>{html.escape(name)}</th><td style='text-align:left'>{html.escape(value)}</td></tr>"
                       for name, value in facts.items())
        return f"<table><caption style='text-align:left'>regimes.TrainingSet</caption>{rows}</table>"

    @property
    def dimension(self):
        """d, the number of coordinates of a point."""
        return self._set.dimension

    @property
    def shape(self):
        """(n, d)"""
        return len(self), self.dimension

    def log_density(self, x, t, *, threads=None):
        """ln P_t(x) in nats, [...]."""
        return self._posterior(x, t, threads)["log_density"]

    def posterior_entropy(self, x, t, *, threads=None):
        """Entropy in nats of the posterior w^mu(x, t) over the training points, [...]: 0 where x belongs to one of them, ln n where to all."""
        return self._posterior(x, t, threads)["entropy"]

    def effective_points(self, x, t, *, threads=None):
        """1/sum_mu (w^mu)^2, [...]: how many training points share the posterior."""
        return 1 / self._posterior(x, t, threads)["participation"]

    def class_weights(self, x, t, *, threads=None):
        """Posterior weight of every class, [..., class], in the order of `labels`."""
        if not self._set.classes:
            raise ValueError("class_weights: the set has no classes; give it labels")
        return self._posterior(x, t, threads)["class_weights"]

    def posterior_mean(self, x, t, *, threads=None):
        """D(x, t) = E[a | x] = sum_mu w^mu a^mu, [..., d]: the denoiser that a network of infinite capacity learns."""
        return self._at_times(x, t, threads, self._set.means, {"mean": (self.dimension,)})["mean"]

    def empirical_score(self, x, t, *, threads=None):
        """F(x, t) = grad ln P_t(x) = (e^{-t} D(x, t) - x)/Delta_t, [..., d]."""
        return score_of(x, self.posterior_mean(x, t, threads=threads), t)

    def nearest(self, x, k=1, *, threads=None):
        """Indices and Euclidean distances of the k training points nearest to x, each [..., k], the nearest first."""
        k = operator.index(k)
        if not 1 <= k <= len(self):
            raise ValueError(f"k: {k}; the set has {len(self)} points, so give 1 to {len(self)}")
        rows, shape = queries_of(x, self.dimension, "training points")
        index, distance = np.empty((len(rows), k), np.int64), np.empty((len(rows), k))
        for some in batches(len(rows)):
            index[some], distance[some] = self._set.nearest(rows[some], k, _threads(threads))
        return index.reshape(shape + (k,)), distance.reshape(shape + (k,))

    def _posterior(self, x, t, threads):
        sizes = {"log_density": (), "entropy": (), "participation": (), "class_weights": (self._set.classes,)}
        return self._at_times(x, t, threads, self._set.posterior, sizes)

    def _at_times(self, x, t, threads, sweep, sizes):
        """What `sweep` gives under the names in `sizes`, for every point at its time."""
        def values(rows, time):
            self._check_rounding(rows, time)
            return sweep(rows, time, _threads(threads))
        return at_times(*queries_of(x, self.dimension, "training points"), t, values, sizes)

    def _check_rounding(self, queries, time):
        if not self._is_rounded:
            return
        largest = float(np.einsum("qk,qk->q", queries, queries).max())
        error = _core.coordinate_logit_error(time, largest, self._set.largest_norm_squared)
        if error > _core.tolerable_logit_error:
            raise ValueError(f"t: at {time:g} the rounding of coordinates to float32 changes logits by up to {error:.2g} nats; make the set with "
                             "dtype='float64', or subtract its mean")


def _threads(threads):
    if threads is None:
        return len(os.sched_getaffinity(0))
    if operator.index(threads) < 1:
        raise ValueError(f"threads: {threads}; give 1 or more")
    return operator.index(threads)
