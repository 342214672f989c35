"""Speciation of two Gaussians of mean zero that differ in their variance: agreement of clones, and t_S against d."""
import numpy as np
import regimes
from gallery import bars, dimensions, page, titles

VARIANCES = (1.5, 0.5)


def draw(results):
    figure, (agreement, times) = page(2, rf"Variances ${VARIANCES[0]}$ and ${VARIANCES[1]}$. Lines: theory, exact (full) and at large $t$ (dotted).")
    found = dimensions(results)
    for d, data, colour in found:
        here = data.isel(pair=0)
        theory = regimes.theory.speciation(dimension=d, variances=VARIANCES, times=data.time.values).squeeze()
        bars(agreement, data.time, here, "law_pair_agreement", color=colour, label=f"$d = {d}$")
        agreement.plot(data.time, theory.cloning_agreement, color=colour)
        agreement.plot(data.time, theory.cloning_agreement_asymptotic, color=colour, linestyle=":")
        bars(times, [d], here, "law_speciation_time_agreement", color=colour)
    grid = np.geomspace(found[0][0] / 1.5, found[-1][0] * 1.5, 30).round().astype(int)
    theory = regimes.theory.speciation(dimension=grid, variances=VARIANCES)
    times.plot(grid, theory.speciation_time_agreement, color="black", label=r"$\phi = .775$")
    times.plot(grid, theory.speciation_time_kappa, color="black", linestyle=":", label=r"$\frac{1}{4}\ln d +$ const")
    agreement.set(xlabel="$t$", ylabel=r"$\phi$", ylim=(0.48, 1.02))
    times.set(xlabel="$d$", ylabel="$t_S$", xscale="log")
    agreement.legend(loc="upper right")
    times.legend(loc="upper left")
    titles(figure, "agreement of clones", "speciation time")
    return figure
