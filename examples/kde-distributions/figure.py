"""The law of rho_h/E rho_h over training sets, in the three regimes."""
import numpy as np
import regimes
from gallery import page, titles
from scipy.stats import norm

NAMES = ("few points", "stable", "central limit")
COLOURS = ("#440154", "#21908c", "#c47f00")


def draw(results):
    data = regimes.open(results / "kde.h5").isel(points=-1)
    figure, (histogram, tail) = page(2, rf"$d = {data.attrs['dimension']}$, $n = {int(data.points)}$, fixed $x$. Lines: theory.")
    centres = data.ratio_bin.values
    width = centres[2] - centres[1]
    for index, (name, colour) in enumerate(zip(NAMES, COLOURS)):
        here = data.isel(bandwidth=index)
        counts = here.ratio_count.values
        total = counts.sum()
        shown = counts[1:-1] > 0  # the ends hold all beyond
        label = f"$h = {float(here.bandwidth):.2f}$, {name}"
        histogram.step(centres[1:-1][shown], counts[1:-1][shown] / total / width, where="mid", color=colour, label=label)
        beyond = counts[::-1].cumsum()[::-1] / total
        above = (centres > 0) & (beyond > 0)
        tail.plot(centres[above] - width / 2, beyond[above], ".", color=colour, markersize=3, label=label)
        index_of_tail = float(here.theory_stable_index)
        if index_of_tail < 2:  # a power law
            start = np.argmin(np.abs(centres - 1))
            tail.plot(centres[above], beyond[start] * np.exp(-index_of_tail * (centres[above] - centres[start])), color=colour, linestyle="--")
        else:
            ratio = np.exp(centres)
            deviation = float(here.theory_relative_deviation)
            histogram.plot(centres, ratio * norm.pdf(ratio, 1, deviation), color=colour, linestyle="--", label="normal, exact s.d.")
    histogram.set(xlabel=r"$\ln(\rho_h/E\rho_h)$", ylabel="density", yscale="log", xlim=(-8, 4), ylim=(1e-4, 10))
    tail.set(xlabel=r"$\ln(\rho_h/E\rho_h)$", ylabel="share beyond", yscale="log", xlim=(0, 6), ylim=(1e-6, 1))
    histogram.legend(loc="upper left")
    titles(figure, "three regimes", r"tails; dashed: slope $(h/h_G)^2$")
    return figure
