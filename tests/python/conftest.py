"""Training sets and their answers by plain sums in double."""

import numpy as np
import pytest


class Brute:
    """P_t and its posterior by differences of all pairs, in double."""

    def __init__(self, points):
        self.points = np.asarray(points, dtype=np.float64)

    def posterior(self, x, t):
        """ln P_t(x), the weights, their mean and entropy, for one x."""
        noise = -np.expm1(-2 * t)
        logits = -np.square(np.asarray(x, dtype=np.float64) - np.exp(-t) * self.points).sum(axis=1) / (2 * noise)
        weights = np.exp(logits - logits.max())
        total = weights.sum()
        weights /= total
        count, dimension = self.points.shape
        density = logits.max() + np.log(total) - np.log(count) - dimension / 2 * np.log(2 * np.pi * noise)
        positive = weights[weights > 0]
        return density, weights, weights @ self.points, -(positive * np.log(positive)).sum()


@pytest.fixture
def brute():
    return Brute


@pytest.fixture
def rng():
    return np.random.default_rng(20240226)
