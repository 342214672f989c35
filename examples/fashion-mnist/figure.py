"""Fashion-MNIST, two classes: phi, phi_C and excess entropy, beside what is known without a law."""
import regimes
from gallery import bars, page, titles


def draw(results):
    data, classes = regimes.open(results / "collapse.h5"), regimes.open(results / "speciation.h5")
    here = data.isel(points=-1)
    figure, (clones, entropy) = page(2, f"Classes 1 and 7, $n = {int(here.points)}$, $d = {data.attrs['dimension']}$.")
    curves = [bars(clones, data.time, here, name, color=colour, linestyle="-", label=label)
              for name, colour, label in (("cloning_agreement", "tab:blue", r"$\phi$"), ("cloning_collapse", "tab:red", r"$\phi_C$"))]
    bars(entropy, data.time, here, "excess_entropy_ratio", color="black", linestyle="-", label=r"$f^e/\alpha$")
    for axes in (clones, entropy):
        axes.axvline(float(here.collapse_time_cloning), color="tab:red", linestyle=":", label=r"$t_C$: $\phi_C = 1/2$")
        axes.axvline(float(here.collapse_time_gaussian_bound), color="tab:red", linestyle="--", label="Gaussian bound")
        axes.axvline(float(classes.speciation_time_eigenvalue), color="tab:blue", linestyle="--", label=r"$t_S = \frac{1}{2}\ln\Lambda$")
        axes.set(xlabel="$t$", ylim=(0, 1.03), xlim=(0, None))
    clones.set_ylabel(r"$\phi$, $\phi_C$")
    entropy.set_ylabel(r"$f^e/\alpha$")
    clones.legend(handles=curves, loc="center", bbox_to_anchor=(0.4, 0.6))
    entropy.legend(loc="lower right")
    titles(figure, "agreement of clones", "excess entropy")
    return figure
