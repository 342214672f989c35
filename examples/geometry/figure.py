"""How many directions the score of n points resolves, and the eigenvalues of its Jacobian."""
import numpy as np
import regimes
from gallery import bars, page, titles
from regimes.figures import style

EIGENVALUES = (0, 1, 3, 7, 15, 31)


def draw(results):
    figure, (dimension, spectrum) = page(2, "One Gaussian, $d = 32$. Lines: law of finite size (left), infinitely many points (dashed).")
    data = regimes.open(results / "gaussian.h5")
    grid = np.geomspace(float(data.time[0]), float(data.time[-1]), 121)
    theory = regimes.theory.geometry(dimension=32, points=data.points.values, times=grid).squeeze("dimension")
    for points, colour in zip(data.points.values, style.dimension_colours(data.sizes["points"])):
        here = data.sel(points=points)
        bars(dimension, data.time, here, "effective_dimension", color=colour, label=f"$n = {points}$")
        dimension.plot(grid, theory.effective_dimension.sel(points=points), color=colour)
    dimension.plot(grid, theory.liquid_dimension.isel(points=0), color="black", linestyle="--", linewidth=1)
    largest = data.isel(points=-1)
    for index, colour in zip(EIGENVALUES, style.dimension_colours(len(EIGENVALUES))):
        bars(spectrum, data.time, largest.isel(eigenvalue=index), "jacobian_eigenvalue", color=colour, marker=".", linestyle="-", label=f"$m_{{{index + 1}}}$")
    spectrum.plot(grid, np.exp(-2 * grid), color="black", linestyle="--", linewidth=1)  # lambda snr/(1 + lambda snr) at lambda = 1
    spectrum.axhline(1, color="0.6", linewidth=0.8)
    dimension.set(xlabel="$t$", ylabel=r"$d_{\rm eff}$", xscale="log", ylim=(0, 20))
    spectrum.set(xlabel="$t$", ylabel="eigenvalue of $1 + \\Delta_t J$", xscale="log", ylim=(0, None))
    dimension.legend(loc="upper right")
    spectrum.legend(loc="upper right", ncol=2)
    titles(figure, "directions that the score resolves", f"$n = {int(data.points[-1])}$: spectrum of its Jacobian")
    for axes in (dimension, spectrum):
        style.logarithmic_ticks(axes.xaxis)
    return figure
