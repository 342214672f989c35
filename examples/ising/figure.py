"""Speciation of two Ising chains: free-entropy difference with its fluctuation, and agreement of clones."""
import regimes
from gallery import bars, dimensions, page, titles

TEMPERATURES = (0.2, 0.8)


def draw(results):
    figure, (difference, agreement) = page(2, rf"Chains at $\beta = {TEMPERATURES[0]}$ and ${TEMPERATURES[1]}$. Lines: theory at large $t$; vertical: its $t_S$.")
    found = dimensions(results)
    for d, data, colour in found:
        here = data.isel(pair=0)
        theory = regimes.theory.speciation(dimension=d, inverse_temperatures=TEMPERATURES, times=data.time.values).squeeze()
        bars(agreement, data.time, here, "law_pair_agreement", color=colour, label=f"$d = {d}$")
        agreement.plot(data.time, theory.cloning_agreement_asymptotic, color=colour)
        agreement.axvline(theory.speciation_time_kappa.values.flat[0], color=colour, linestyle=":")
        if d == found[-1][0]:
            bars(difference, data.time, here, "law_log_ratio", color="black", label="mean of $L$")
            difference.plot(data.time, here.law_log_ratio_deviation, "s", color="tab:red", fillstyle="none", label="s.d. of $L$")
            difference.plot(data.time, theory.kappa, color="black", label=r"$\kappa$")
            difference.plot(data.time, (2 * theory.kappa) ** 0.5, color="tab:red", linestyle="--", label=r"$\sqrt{2\kappa}$")
    difference.set(xlabel="$t$", ylabel="free-entropy difference", yscale="log")
    agreement.set(xlabel="$t$", ylabel=r"$\phi$", ylim=(0.48, 1.02))
    difference.legend(loc="lower left")
    agreement.legend(loc="upper right")
    titles(figure, f"$d = {found[-1][0]}$", "agreement of clones")
    return figure
