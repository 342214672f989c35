"""Guidance overshoots: the mean of guided paths in three dimensions beside print, and the overshoot against the distance of the classes."""
import numpy as np
import regimes
from gallery import bars, page, published, titles
from regimes.figures import style

# w: (mean of q = x.m/|m| of 200 paths, its standard error) at d = 3, |m| = e^.54, arXiv 2502.07849
IN_PRINT = {8: (2.586, 0.06), 16: (2.827, 0.06), 24: (3.061, 0.06), 32: (3.016, 0.06)}
PROCESSES = {"sde": ("o", "-"), "ode": ("s", ":")}


def draw(results):
    figure, (mean, overshoot) = page(2, "Lines: exact theory. On the left the SDE; on the right the SDE (full) and the ODE (dotted).")
    data = regimes.open(results / "print.h5").isel(strength=slice(1, None))
    rho = float(data.separation[0])
    bars(mean, data.strength, data.assign(overshoot=rho + data.overshoot), "overshoot", color="tab:blue", label="$d = 3$")
    grid = np.linspace(1, 34, 34)
    theory = regimes.theory.guidance(dimension=3, mean_amplitude=rho / np.sqrt(3), strengths=grid).squeeze()
    mean.plot(grid, rho + theory.overshoot_sde, color="tab:blue")
    published(mean, IN_PRINT, "arXiv 2502.07849")
    dimensions = np.array([3, 4, 8, 16, 32, 64, 128, 256, 350])
    for strength, colour in ((1, "tab:orange"), (3, "tab:purple")):
        theory = regimes.theory.guidance(dimension=dimensions, strengths=strength).squeeze()
        for process, (marker, line) in PROCESSES.items():
            found = [regimes.open(path).sel(strength=strength) for path in sorted(results.glob(f"{process}*.h5"))]
            for index, one in enumerate(found):
                label = f"{process.upper()}, $w = {strength}$" if index == 0 else None
                bars(overshoot, [float(one.separation[0])], one.expand_dims("path"), "overshoot", color=colour, marker=marker, label=label)
            overshoot.plot(theory.separation, theory[f"overshoot_{process}"], color=colour, linestyle=line)
    mean.set(xlabel="$w$", ylabel="mean of $q$", ylim=(1.7, 3.5))
    overshoot.set(xlabel=r"$\rho$", ylabel="overshoot in class widths", xscale="log", yscale="log", ylim=(0.03, 6))
    style.logarithmic_ticks(overshoot.xaxis)
    mean.legend(loc="lower right")
    overshoot.legend(loc="lower left", ncol=2, fontsize=7)
    titles(figure, "mean of guided paths", "overshoot against distance")
    return figure
