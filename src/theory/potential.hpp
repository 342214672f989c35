#pragma once
/// The potential in which the backward process decides between two means.
namespace regimes::theory {

/// Classes +-m with `variance` within each, |m|^2 = mean_amplitude^2 dimension. All positive (UsageError).
/// Along q = x.m/sqrt(d) the backward process is dq = -V'(q) ds + noise, with s running against t.
struct TwoMeansPotential {
  double mean_amplitude, variance, dimension;

  /// V(q, t), with V(0, t) = 0. t > 0.
  double value(double q, double t) const;
  /// V''(0, t): negative before the class is decided on the way to the data, positive for large t.
  double curvature(double t) const;
};

}  // namespace regimes::theory
