#pragma once
/// Information about a Gaussian data point in its noised version, and the collapse time that follows from it.
#include "theory/spectrum.hpp"

namespace regimes::theory {

/// I(t) in nats. t > 0 (ContractError); spectrum as in require_valid().
double information(const Spectrum& spectrum, double t);

/// V(t), the variance of the information density, in nats squared; at most the number of directions.
double information_variance(const Spectrum& spectrum, double t);

/// V'(t) = dV/d ln snr, in nats squared; at most a quarter of the number of directions.
double information_variance_slope(const Spectrum& spectrum, double t);

/// t_C with I(t_C) = ln n = log_points. UsageError where log_points <= 0 or no direction has variance.
double collapse_time(const Spectrum& spectrum, double log_points);

/// t_C in closed form for `dimension` directions of one variance, with I(t_C) = log_points. UsageError where
/// `variance`, `dimension` or `log_points` is not positive.
double collapse_time_isotropic(double variance, double dimension, double log_points);

}  // namespace regimes::theory
