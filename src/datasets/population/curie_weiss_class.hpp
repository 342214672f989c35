#pragma once
/// Spins of Curie and Weiss of one sign of the magnetisation.
#include <vector>

#include "datasets/population/class_law.hpp"

namespace regimes::datasets {

/// Spins a_k = +-1 with P(a) ~ exp(beta S^2/(2d) + h S/d) where S = sum_k a_k has the given sign; half of
/// what has S = 0, possible at even d, is in either class. At t = 0 the density is with respect to counting
/// spins, as of chains (ising_class.hpp). Work of densities and posterior means: O(d^2); memory d^{3/2}.
class CurieWeissClass : public ClassLaw {
 public:
  /// inverse_temperature above 0; sign +1 or -1 (ContractError).
  CurieWeissClass(int dimension, double inverse_temperature, double field, int sign);

  /// ln sum exp(beta S^2/(2d) + h S/d) over the states of the class: shares of classes are those of these.
  double log_partition() const { return log_partition_; }

  int dimension() const override { return dimension_; }
  double log_density(std::span<const double> x, double t) const override;
  double posterior_mean(std::span<const double> x, double t, std::span<double> mean) const override;
  void sample(kernels::Stream stream, std::uint64_t index, std::span<float> point) const override;
  void mean(std::span<double> mean) const override;
  void add_covariance_product(double weight, std::span<const double> v, std::span<double> out) const override;

 private:
  /// Spins after evidence and in a common field: a_k is up with probability up_k, down with down_k.
  struct Tilted {
    std::vector<double> up, down;
    std::vector<double> weights;  ///< of so many spins up, up to the factor below
    double log_factor = 0;        ///< of ln P_t
  };
  double log_weight(double sum) const;
  double log_mass(std::span<const double> spins) const;
  std::vector<double> signed_evidence(std::span<const double> x, double t) const;
  double tilting_field(const std::vector<double>& evidence) const;
  Tilted tilted(std::span<const double> x, double t) const;

  int dimension_;
  double beta_, field_, sign_;  ///< field_ in the direction of the sign
  int fewest_up_;               ///< spins in the direction of the sign
  double log_partition_ = 0;
  std::vector<double> cumulative_;     ///< P(fewest_up_ + i spins up, or less)
  double mean_ = 0, correlation_ = 0;  ///< E a_k and E a_k a_l
};

}  // namespace regimes::datasets
