"""The potential of the mean's direction at five times, and backward paths that fall into its two wells."""
import numpy as np
import regimes
from gallery import page, titles
from matplotlib import colormaps

SHOWN_PATHS = 30


def draw(results):
    data, paths = regimes.open(results / "potential.h5"), regimes.open(results / "paths.h5")
    figure, (wells, falls) = page(2, r"Mixture, $d = 256$, $q = x\cdot m/\sqrt{d}$. Lines in (b): $t_S$ (dashed), and where the barrier goes.", has_bars=False)
    for index, time in enumerate(data.time.values):
        potential = data.potential.sel(time=time)
        wells.plot(data.projection, potential - float(potential.sel(projection=0, method="nearest")), label=f"$t = {time:.2f}$",
                   color=colormaps["viridis"](0.86 * index / (len(data.time) - 1)))
    falls.plot(paths.time, paths.mean_overlap.values[:, :SHOWN_PATHS], color="tab:blue", linewidth=0.5, alpha=0.7)
    theory = regimes.theory.speciation(dimension=256, mean_amplitude=1)
    for name, dashes in (("speciation_time", "--"), ("speciation_time_curvature", ":")):
        falls.axvline(theory[name].values.flat[0], color="black", linestyle=dashes)
    depth = float((data.potential - data.potential.sel(projection=0, method="nearest")).min())
    wells.set(xlabel="$q$", ylabel="$V(q, t) - V(0, t)$", ylim=(1.1 * depth, -depth))
    falls.set(xlabel="$t$", ylabel="$q$", xlim=(float(paths.time[-1]), 0))
    wells.legend(loc="upper center", ncols=2)
    titles(figure, "potential", f"{SHOWN_PATHS} backward paths")
    return figure
