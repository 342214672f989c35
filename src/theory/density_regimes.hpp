#pragma once
/// Kernel density estimates at alpha = ln n/d fixed and n, d to infinity, for Gaussian data and kernel: the
/// three statistical regimes and what they say of rho_h.  arXiv 2408.05807; src/theory/README.md, "Density
/// estimates"
#include <string_view>

namespace regimes::theory {

/// Bandwidths in units of sigma, the s.d. of each coordinate of the data.
struct BandwidthThresholds {
  double condensation;      ///< h_G: below, a few points make the sum
  double central_limit;     ///< h_CLT = sqrt 2 h_G: above, the sum is normal; between the two it is stable
  double kullback_leibler;  ///< h_KL: minimises KL(rho || rho_h)
};

/// alpha > 0 (UsageError).
BandwidthThresholds bandwidth_thresholds(double log_points_per_dimension);

enum class DensityRegime { extremes, stable, central_limit };
std::string_view name_of(DensityRegime regime);

/// One alpha, and bandwidths h > 0 in units of sigma (UsageError).
class DensityRegimes {
 public:
  explicit DensityRegimes(double log_points_per_dimension);

  const BandwidthThresholds& thresholds() const { return thresholds_; }
  DensityRegime regime(double bandwidth) const;
  /// (h/h_G)^2: the tail index of rho_h/E rho_h below h_CLT, where it is below 2.
  double stable_index(double bandwidth) const;
  /// E[Y2] = 1 - (h/h_G)^2 below h_G, 0 above.
  double inverse_participation_ratio(double bandwidth) const;
  /// Typical ln(sigma^d rho_h(x))/d at |x|^2 = d sigma^2, nats per dimension.
  double log_density_per_dimension(double bandwidth) const;
  /// KL(rho || rho_h)/d.
  double divergence_per_dimension(double bandwidth) const;

 private:
  double alpha_;
  BandwidthThresholds thresholds_;
};

}  // namespace regimes::theory
