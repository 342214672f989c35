"""The words below the figure of the collapse."""
from regimes_analysis import style

REPLICAS_FOR_SCATTER = 4  # from here on the scatter of replicas gives the standard errors


def _error_rule(replicas, real):
    """How the standard errors of a file with `replicas` came about; a replica of real data is a permutation of one file."""
    if replicas == 1:
        return "1 replica: standard errors over queries, clustered by source, for this one data set"
    if replicas < REPLICAS_FOR_SCATTER:
        return f"{replicas} replicas: standard errors over queries, clustered by source, for these data sets"
    return f"{replicas} {'permutations of one file' if real else 'replicas'}: standard errors from the scatter of their means"


def _error_sentences(letters, results):
    """One sentence per rule, naming the panels that it holds for where there are several rules."""
    panels = {}
    for letter, result in zip(letters, results):
        if result.replicas is not None:
            panels.setdefault(_error_rule(result.replicas, result.law is None), []).append(letter)
    several = len(panels) > 1
    return [(f"({', '.join(where)}) " if several else "") + f"{rule}." for rule, where in panels.items()]


def caption(letters, results):
    """What points, bars, colours and lines mean. letters: of the panels of curves, one per result."""
    sentences = [f"Points: measured; bars: {style.STANDARD_ERRORS_IN_A_BAR} standard errors (those not seen are smaller than the marks).",
                 *_error_sentences(letters, results),
                 "Collapse times: bootstrap over the same units.",
                 "Colour: $n$, from the smallest (dark) to the largest (light) of each file; the mark tells the file."
                 if len(results) > 1 else "Colour: $n$, from the smallest (dark) to the largest (light)."]
    if any(result.law for result in results):
        sentences += ["Curves: theory at finite size (solid) and at infinite size (dashed).",
                      r"Collapse times: $I=\ln n$ (solid), $f^e\!/\alpha=.05$ at finite size (dotted)."]
    if any(result.law is None for result in results):
        sentences += [r"Real data: of all laws with the covariance of the points, the Gaussian (dash-dotted) has the largest entropy and so "
                      r"bounds $f^e$ from below; it is no prediction. For large $n$ the $t_C$ of $f^e$ cannot lie above the time where "
                      r"this bound leaves zero, $I=\ln n$; at small $n$ the $t_C$ of $\varphi_C$ may."]
    return " ".join(sentences)
