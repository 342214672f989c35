"""scikit-learn: KernelDensity (a tree, exact as by default) and NearestNeighbors (brute force, its fastest here)."""
import numpy as np
from sklearn.neighbors import KernelDensity, NearestNeighbors

PACKAGES = ("sklearn",)
DENSITY_QUERIES = 2  # the work is linear in queries


def kernel_density(data):
    """ln Z of the kernel width h^2 = Delta_t e^{2t}: the density without its normalisation."""
    n, d = data.points.shape
    width = float(np.sqrt(data.variance) * np.exp(data.time))
    density = KernelDensity(bandwidth=width).fit(data.points)
    normalisation = np.log(n) + d * np.log(width) + d / 2 * np.log(2 * np.pi)
    x = data.x[:DENSITY_QUERIES].astype(np.float64) * np.exp(data.time)
    return DENSITY_QUERIES, lambda: {"log_partition": density.score_samples(x) + normalisation}


def nearest_neighbours(data):
    search = NearestNeighbors(n_neighbors=1, algorithm="brute", n_jobs=1).fit(data.points)

    def run():
        distances, indices = search.kneighbors(data.x)
        return {"index": indices[:, 0], "distance_squared": np.square(distances[:, 0])}

    return data.work.queries, run
