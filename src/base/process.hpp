#pragma once
/// The forward process dx = -x dt + sqrt(2) dW, that is x_t = a e^{-t} + sqrt(Delta_t) z with z ~ N(0, I).
/// t = 0 is data, large t is noise. The forms below keep every digit for small t. Source: arXiv 2402.18491.
#include <cmath>

namespace regimes {

/// Delta_t = 1 - e^{-2t}, a variance.
inline double noise_variance(double t) { return -std::expm1(-2 * t); }

/// 1/snr = Delta_t / e^{-2t} = e^{2t} - 1.
inline double noise_to_signal(double t) { return std::expm1(2 * t); }

/// snr = e^{-2t} / Delta_t = 1 / (e^{2t} - 1).
inline double signal_to_noise(double t) { return 1 / noise_to_signal(t); }

}  // namespace regimes
