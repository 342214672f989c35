"""The words below the figure of the collapse."""
from regimes.figures import style

REPLICAS_FOR_SCATTER = 4  # from here on the scatter of replicas gives the standard errors


def _error_rule(replicas, real):
    """How the standard errors of a file with `replicas` came about; a replica of real data is a permutation of one file."""
    if replicas < REPLICAS_FOR_SCATTER:
        return f"errors over queries ({replicas} {'replica' if replicas == 1 else 'replicas'})"
    return f"errors from the scatter of {replicas} {'permutations of one file' if real else 'replicas'}"


def _error_words(letters, results):
    """One phrase per rule, naming the panels that it holds for where there are several rules."""
    panels = {}
    for letter, result in zip(letters, results):
        if result.replicas is not None:
            panels.setdefault(_error_rule(result.replicas, result.law is None), []).append(letter)
    return "; ".join((f"({', '.join(where)}) " if len(panels) > 1 else "") + rule for rule, where in panels.items())


def caption(letters, results, panels):
    """What points, bars, colours and lines mean, in few words; analysis/README.md has more. letters: of the panels of curves, one per result; panels: the
    names of those that are drawn."""
    errors = _error_words(letters, results)
    sentences = [f"Bars: {style.STANDARD_ERRORS_IN_A_BAR} standard errors" + (f"; {errors}." if errors else "."),
                 "Colour: $n$ from small (dark) to large (light)" + ("; mark: file." if len(results) > 1 else ".")]
    if any(result.law for result in results):
        if "curves" in panels:
            sentences.append("Curves: theory at finite (solid) and infinite size (dashed).")
        if "times" in panels:
            sentences.append(r"Lines of $t_C$: $I=\ln n$ (solid), $f^e\!/\alpha=.05$ (dotted).")
    if any(result.law is None for result in results) and {"curves", "times"} & set(panels):
        sentences.append("Dash-dotted: the Gaussian with the covariance of the points, a bound and no prediction.")
    return " ".join(sentences)
