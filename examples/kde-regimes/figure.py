"""The plane of (alpha, h) with its regimes, and the participation ratio against h/h_G."""
import numpy as np
import regimes
from gallery import bars, dimensions, page, titles
from matplotlib.colors import Normalize
from regimes.figures.style import marker

LINES = {"bandwidth_central_limit": ("--", r"$h_\mathrm{CLT}$"), "bandwidth_condensation": ("-", "$h_G$"), "bandwidth_kullback_leibler": (":", r"$h_\mathrm{KL}$")}


def draw(results):
    figure, (plane, ratio) = page(2, "Gaussian data and kernel. Lines: theory at infinite size.")
    found = dimensions(results)
    for index, (d, data, colour) in enumerate(found):
        alpha, h = np.meshgrid(data.log_points_per_dimension, data.bandwidth, indexing="ij")
        colours = plane.scatter(alpha, h, c=data.participation_ratio, s=7, marker=marker(index), norm=Normalize(0, 1), linewidths=0, label=f"$d = {d}$")
        largest = data.isel(points=-1)
        bars(ratio, data.bandwidth / float(largest.theory_bandwidth_condensation), largest, "participation_ratio", color=colour, marker=marker(index),
             label=rf"$d = {d}$, $\alpha = {float(largest.log_points_per_dimension):.2f}$")
    alphas = np.linspace(*plane.get_xlim(), 60)
    alphas = alphas[alphas > 0]
    theory = regimes.theory.kde(dimension=1, log_points_per_dimension=alphas)  # thresholds depend on alpha alone
    for name, (dashes, label) in LINES.items():
        plane.plot(alphas, theory[name].values.ravel(), color="black", linestyle=dashes, label=label)
    d, data, _ = found[-1]
    grid = np.linspace(float(data.bandwidth[0]), float(data.bandwidth[-1]), 200)
    curve = regimes.theory.kde(dimension=d, points=int(data.points[-1]), bandwidths=grid)
    ratio.plot(grid / curve.bandwidth_condensation.values.flat[0], curve.participation_ratio.values.ravel(), color="black", label=r"$1 - (h/h_G)^2$")
    figure.colorbar(colours, ax=plane, label="$Y_2$", pad=0.02)
    plane.set(xlabel=r"$\alpha = \ln n/d$", ylabel="$h$", yscale="log", ylim=(None, 15))
    ratio.set(xlabel="$h/h_G$", ylabel="$Y_2$", xlim=(0, 2), ylim=(0, 1))
    plane.legend(loc="upper right", ncols=2)
    ratio.legend(loc="upper right")
    titles(figure, "regimes", "weight of few points")
    return figure
