"""Excess entropy and phi_C of the mixture at three dimensions, beside theory and print."""
import numpy as np
import regimes
from gallery import bars, dimensions, page, published, titles

# d: {t: (f^e/alpha, its standard error)} at n = 20,000, arXiv 2402.18491
IN_PRINT = {256: {1.728: (0.5233, 0.0023)}, 1024: {2.512: (0.5876, 0.0046), 2.904: (0.7852, 0.0046)}}
PRINTED_POINTS = 20000


def draw(results):
    figure, (entropy, cloning) = page(2, r"Lines: theory at finite size (full), infinite size (dotted); triangles: $t_C$ of theory.")
    print_marks = {}
    for d, data, colour in dimensions(results):
        points = int(data.points[-1])
        here = data.isel(points=-1)
        grid = np.linspace(float(data.time[0]), float(data.time[-1]), 121)
        theory = regimes.theory.collapse(dimension=d, points=points, mean_amplitude=1, times=grid).squeeze()
        for axes, name in ((entropy, "excess_entropy_ratio"), (cloning, "cloning_collapse")):
            label = f"$d = {d}$" if axes is entropy else f"$n = {points}$"
            bars(axes, data.time, here, name, color=colour, label=label)
            axes.plot(grid, theory[name], color=colour)
            axes.plot(grid, theory[f"{name}_asymptotic"], color=colour, linestyle=":")
        entropy.plot(theory.collapse_time_information.values.flat[0], 0, "^", color=colour, markersize=6, clip_on=False)
        if points == PRINTED_POINTS:
            print_marks.update(IN_PRINT.get(d, {}))
    published(entropy, print_marks, "arXiv 2402.18491")
    entropy.set(xlabel="$t$", ylabel=r"$f^e/\alpha$", ylim=(0, 1))
    cloning.set(xlabel="$t$", ylabel=r"$\phi_C$", ylim=(0, 1.02))
    entropy.legend(loc="lower right")
    cloning.legend(loc="upper right")
    titles(figure, "excess entropy", "clones that end in one point")
    return figure
