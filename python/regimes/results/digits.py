"""Numbers as people read them: with as many digits as their errors allow."""
import math

ERROR_DIGITS = 2  # significant
PLAIN_DIGITS = 4  # of a number without an error
NOT_KNOWN = "–"


def number(value, stderr=float("nan"), low=float("nan"), high=float("nan")):
    """value ± one standard error with two digits of the error; four digits where there is no error; a dash for NaN. A fraction of 0 or 1 has a
    bound instead: high or low."""
    if not math.isfinite(value):
        return NOT_KNOWN
    if value == 0 < high:
        return f"below {high:.{ERROR_DIGITS}g} (95 %)"
    if value == 1 > low:
        return f"above {low:.{ERROR_DIGITS - 1 - math.floor(math.log10(1 - low))}f} (95 %)"
    if not math.isfinite(stderr) or stderr <= 0:
        return f"{value:#.{PLAIN_DIGITS}g}"
    decimals = max(0, ERROR_DIGITS - 1 - math.floor(math.log10(stderr)))
    return f"{value:.{decimals}f} ± {stderr:.{decimals}f}"
