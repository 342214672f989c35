#pragma once
/// A Gaussian class with a mean and a diagonal covariance.
#include <vector>

#include "datasets/population/class_law.hpp"

namespace regimes::datasets {

class GaussianClass : public ClassLaw {
 public:
  /// mean: [d]. variance: [d], or one number for all directions; positive and finite (ContractError).
  /// further: directions besides, where there is one variance, whose coordinates those of a point stand for:
  /// densities are over all directions (isotropic_frame.hpp).
  GaussianClass(std::vector<double> mean, std::vector<double> variance, int further = 0);

  int dimension() const override { return static_cast<int>(mean_.size()); }
  double log_density(std::span<const double> x, double t) const override;
  void noised_log_densities(std::span<const double> a, std::span<const double> z,
                            std::span<const double> times, std::span<double> out) const override;
  double posterior_mean(std::span<const double> x, double t, std::span<double> mean) const override;
  void sample(kernels::Stream stream, std::uint64_t index, std::span<float> point) const override;
  std::optional<kernels::ProceduralClass> procedural() const override;
  std::optional<double> isotropic_variance() const override;
  void mean(std::span<double> mean) const override;
  void add_covariance_product(double weight, std::span<const double> v, std::span<double> out) const override;

 private:
  std::vector<double> mean_, variance_;  // one variance where all directions share it
  double directions_;                    // whose coordinates there are, and further ones
};

}  // namespace regimes::datasets
