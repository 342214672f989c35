#pragma once
/// The distance between a fixed point and a random point of an isotropic Gaussian, with all digits in its far
/// tails.
namespace regimes::theory {

/// The law of rho = |x - a| / sigma for a ~ N(0, sigma^2 I_d) and fixed x with |x|^2 / sigma^2 =
/// noncentrality: rho^2 is noncentral chi-squared. It is taken in s = ln(rho / |x| sigma), which keeps its
/// digits for any noncentrality.
class DistanceLaw {
 public:
  /// d >= 1 and noncentrality > 0, finite (ContractError).
  DistanceLaw(double dimension, double noncentrality);

  double dimension() const { return dimension_; }
  double noncentrality() const { return noncentrality_; }

  /// ln of the density of s; log-concave. To a relative accuracy of 1e-7 of the density, for any s.
  double log_density(double s) const;

  /// s at sqrt(E rho^2): within a few standard deviations of the largest density.
  double typical() const;

  /// A length in s over which the density changes little, at s near or below typical(): about 1/rho.
  double width_at(double s) const;

  /// s below typical() with log_density(s) between level - 2 and level. `level` must be below
  /// log_density(typical()).
  double where_density_falls_to(double level) const;

 private:
  double dimension_, noncentrality_;
  double order_;  // of the Bessel function, d/2 - 1
  double log_noncentrality_;
  double log_gamma_;  // ln Gamma(d/2)
};

}  // namespace regimes::theory
