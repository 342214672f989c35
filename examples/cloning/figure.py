"""phi and phi_C of the mixture at d = 1024: clone pairs, sums over the training set, and theory."""
import numpy as np
import regimes
from gallery import bars, page, titles

DIMENSION = 1024


def draw(results):
    sums, clones = regimes.open(results / "sums.h5"), regimes.open(results / "clones.h5")
    points, here = int(sums.points[-1]), sums.isel(points=-1)
    grid = np.linspace(float(sums.time[0]), float(sums.time[-1]), 161)
    speciation = regimes.theory.speciation(dimension=DIMENSION, mean_amplitude=1, times=grid).squeeze()
    collapse = regimes.theory.collapse(dimension=DIMENSION, points=points, mean_amplitude=1, times=grid).squeeze()
    figure, (axes,) = page(1, rf"Mixture, $\mu = \sigma = 1$, $d = {DIMENSION}$, $n = {points}$. Lines: theory.")
    axes.plot(grid, speciation.cloning_agreement, color="tab:blue")
    axes.plot(grid, collapse.cloning_collapse, color="tab:red")
    bars(axes, sums.time, here, "cloning_agreement", color="tab:blue", label=r"$\phi$, sums over training set")
    bars(axes, clones.clone_time, clones, "cloning_agreement", color="black", marker="s", markersize=5, fillstyle="none", label=r"$\phi$, pairs of clones")
    bars(axes, sums.time, here, "cloning_collapse", color="tab:red", label=r"$\phi_C$, sums over training set")
    regimes_end = {"t_C": float(collapse.collapse_time_information.values.flat[0]), "t_S": float(speciation.speciation_time.values.flat[0])}
    for name, time in regimes_end.items():
        axes.axvline(time, color="0.6", linewidth=0.8)
        axes.text(time + 0.03, 0.02, f"${name}$")
    middles = np.convolve([grid[0], *regimes_end.values(), grid[-1]], [0.5, 0.5], "valid")
    for time, word in zip(middles, ("III: memorised", "II: class decided", "I: Brownian")):
        axes.text(time, 1.04, word, ha="center", fontsize=8)
    axes.set(xlabel="$t$", ylabel=r"$\phi$, $\phi_C$", ylim=(0, 1.1))
    axes.legend(loc="upper right", bbox_to_anchor=(1, 0.93))
    titles(figure, "two clones: same class, same training point")
    return figure
