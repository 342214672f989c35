"""Speciation of the mixture at four dimensions: phi against t - t_S, and t_S by three definitions."""
import numpy as np
import regimes
from gallery import bars, dimensions, page, titles

DEFINITIONS = {"speciation_time_eigenvalue": ("^", r"$\frac{1}{2}\ln\Lambda$ of training set"), "speciation_time_agreement": ("o", r"$\phi = .775$"),
               "speciation_time_log_ratio": ("s", "mean of $L$ = its s.d.")}


def draw(results):
    figure, (agreement, times) = page(2, "Lines: theory.")
    found = dimensions(results)
    for d, data, colour in found:
        theory = regimes.theory.speciation(dimension=d, mean_amplitude=1, times=data.time.values).squeeze()
        shift = data.time - float(theory.speciation_time.values.flat[0])
        bars(agreement, shift, data.isel(pair=0), "law_pair_agreement", color=colour, label=f"$d = {d}$")
        agreement.plot(shift, theory.cloning_agreement, color=colour)
        for name, (marker, label) in DEFINITIONS.items():
            value = data.isel(pair=0)
            bars(times, [d], value, name, color="black", marker=marker, fillstyle="none", markersize=5, label=label if d == found[0][0] else None)
    grid = np.geomspace(found[0][0] / 1.5, found[-1][0] * 1.5, 40).round().astype(int)
    theory = regimes.theory.speciation(dimension=grid, mean_amplitude=1)
    times.plot(theory.dimension, theory.speciation_time, color="0.5")
    agreement.axvline(0, color="0.6", linewidth=0.8)
    agreement.set(xlabel="$t - t_S$", ylabel=r"$\phi$", xlim=(-1.6, 1.4))
    times.set(xlabel="$d$", ylabel="$t_S$", xscale="log")
    agreement.legend(loc="upper right")
    times.legend(loc="upper left")
    titles(figure, "agreement of clones", r"$t_S$")
    return figure
