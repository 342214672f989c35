"""Reading of results of `regimes geometry`, with checks that say what is wrong."""
from dataclasses import replace

from regimes.errors import ForeignFile
from regimes.formulas.collapse import DataLaw
from regimes.results.reading import read_any_result

THEORY = "theory_effective_dimension"
CURVE = ("points", "time")
NEEDED = {"effective_dimension": CURVE, "effective_dimension_stderr": CURVE}
OF_SPECTRA = {"jacobian_eigenvalue": (*CURVE, "eigenvalue"), "jacobian_eigenvalue_stderr": (*CURVE, "eigenvalue"),
              "largest_eigenvalue_quantile": (*CURVE, "quantile"), "unstable_directions": CURVE, "unstable_directions_stderr": CURVE}


def read_geometry(path):
    """Open and check one result; its law where it stands beside a finite-size law. FileNotFoundError where there is none, ForeignFile where it is
    something else."""
    result = read_any_result(path)
    if result.experiment != "geometry":
        raise ForeignFile(f"{path}: this is not a result of `regimes geometry`")
    for name, dimensions in (NEEDED | (OF_SPECTRA if has_spectra(result) else {})).items():
        if name not in result.data or result.data[name].dims != dimensions:
            raise ForeignFile(f"{path}: variable '{name}' over ({', '.join(dimensions)}) is missing; this is not a result of `regimes geometry`")
    return replace(result, law=_law_of(result)) if THEORY in result.data else result


def has_spectra(result):
    """Whether it has eigenvalues: with --spectrum none it has not."""
    return "eigenvalue" in result.data.sizes


def _law_of(result):
    """The DataLaw of the options of the run; None where the file does not tell them."""
    variance, amplitude = result.option("variance")[0], result.option("mean-amplitude")[0]
    if not variance or (result.training_law == "mixture" and not amplitude):
        return None
    return DataLaw(float(result.dimension), float(variance), float(amplitude) if result.training_law == "mixture" else 0.0)
