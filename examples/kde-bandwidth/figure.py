"""The best bandwidth against alpha, and the divergence whose least value it is."""
import numpy as np
import regimes
from gallery import bars, dimensions, page, titles
from regimes.figures.style import marker


def draw(results):
    figure, (best, divergence) = page(2, "Gaussian data and kernel. Lines: theory at infinite size.")
    alphas = []
    for index, (d, data, colour) in enumerate(dimensions(results)):
        alphas += list(data.log_points_per_dimension.values)
        bars(best, data.log_points_per_dimension, data, "best_bandwidth", color=colour, marker=marker(index), label=f"$d = {d}$")
        best.plot(data.log_points_per_dimension, data.scott_bandwidth, color=colour, linestyle=":", linewidth=0.8)
        largest = data.isel(points=-1)
        per_dimension = largest[["divergence", "divergence_stderr"]] / d
        bars(divergence, data.bandwidth, per_dimension, "divergence", color=colour, marker=marker(index), linestyle="none",
             label=rf"$d = {d}$, $\alpha = {float(largest.log_points_per_dimension):.2f}$")
        divergence.plot(data.bandwidth, largest.theory_divergence / d, color=colour)
    grid = np.linspace(0.95 * min(alphas), 1.03 * max(alphas), 60)
    theory = regimes.theory.kde(dimension=1, log_points_per_dimension=grid)  # bandwidths depend on alpha alone
    best.plot(grid, theory.bandwidth_kullback_leibler.values.ravel(), color="black", label=r"$h_\mathrm{KL}$")
    best.plot(grid, theory.bandwidth_condensation.values.ravel(), color="black", linestyle="--", label="$h_G$")
    best.plot([], [], color="0.4", linestyle=":", label="Scott's rule")
    best.set(xlabel=r"$\alpha = \ln n/d$", ylabel=r"$h_\mathrm{opt}$")
    divergence.set(xlabel="$h$", ylabel=r"$\mathrm{KL}(\rho\,||\,\rho_h)/d$", ylim=(0, 0.6))
    best.legend(loc="upper right")
    divergence.legend(loc="upper right")
    titles(figure, "best bandwidth", "divergence at the largest $n$")
    return figure
