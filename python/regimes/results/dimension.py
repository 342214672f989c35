"""The effective dimension of results of collapse: read where the file has it, derived from the entropy curve where its version did not write it."""
import numpy as np

DIMENSION, FLOOR = "effective_dimension", "training_loss_floor"
PLAIN = "excess_entropy_ratio_plain"
NEEDED = ("excess_entropy_ratio", "points", "time")
MOST_PLACES, FEWEST_TIMES = 5, 3  # of a slope, as src/observables/README.md has it
STEEPEST = 3  # times the smaller secant beside a slope


def isotonic(values):
    """The closest curve in least squares that never falls (pool adjacent violators)."""
    pools = []
    for value in values:
        pools.append([value, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, count = pools.pop()
            pools[-1] = [(pools[-1][0] * pools[-1][1] + mean * count) / (pools[-1][1] + count), pools[-1][1] + count]
    return np.concatenate([np.full(count, mean) for mean, count in pools])


def slopes(x, y, places):
    """The slope at every x of the polynomial through so many neighbours around it, within [0, STEEPEST times the smaller secant beside it]."""
    secants = np.diff(y) / np.diff(x)
    most = STEEPEST * np.minimum(np.append(secants, np.inf), np.insert(secants, 0, np.inf))
    found = []
    for at in range(len(x)):
        first = min(max(at - (places - 1) // 2, 0), len(x) - places)
        near = slice(first, first + places)
        found.append(np.linalg.solve(np.vander(x[near] - x[at], increasing=True), y[near])[1])
    return np.clip(found, 0, most)


def effective_dimension(times, entropy):
    """(d_eff, its grid error) = -2 dE[H]/d ln snr at every time, from E[H] in nats; NaN for fewer than three times, and of a curve with gaps."""
    if len(times) < FEWEST_TIMES or not np.isfinite(entropy).all():
        return np.full(len(times), np.nan), np.full(len(times), np.nan)
    x, rising = np.log(np.expm1(2 * times)), isotonic(entropy)
    most = min(MOST_PLACES, len(times))
    best, coarse = (slopes(x, rising, places) for places in (most, max(most - 2, 2)))
    return 2 * best, 2 * np.abs(best - coarse)


def with_effective_dimension(data):
    """The variables of a result of collapse, with d_eff and d_eff/d: of older files without standard errors, whose resamples they do not hold."""
    if DIMENSION in data or any(name not in data for name in NEEDED) or data["excess_entropy_ratio"].dims != ("points", "time"):
        return data
    ratio = data["excess_entropy_ratio"].values
    if PLAIN in data and data[PLAIN].dims == ("points", "time"):  # without controls, which differ from time to time
        ratio = np.where(np.isfinite(data[PLAIN].values), data[PLAIN].values, ratio)
    entropy = ratio * np.log(data["points"].values)[:, None]
    values, of_grid = (np.array(rows) for rows in zip(*(effective_dimension(data["time"].values, row) for row in entropy)))
    unit = {DIMENSION: (1, "directions that the empirical score resolves, -2 dE[H]/d ln snr"),
            FLOOR: (float(data.attrs["dimension"]), "smallest denoising loss per dimension on the training set that any network reaches, d_eff/d")}
    averaged = {key: value for key, value in data["excess_entropy_ratio"].attrs.items() if key == "seeds"}  # where any variable says so
    added = {}
    for name, (divisor, long_name) in unit.items():
        of = {"units": "1", "long_name": long_name, "symbol": "d_eff" if name == DIMENSION else "d_eff/d"}
        added[name] = ("points", "time"), values / divisor, of | averaged
        added[f"{name}_stderr"] = ("points", "time"), np.full(values.shape, np.nan), of
        added[f"{name}_grid_error"] = ("points", "time"), of_grid / divisor, of
    return data.assign(added)
