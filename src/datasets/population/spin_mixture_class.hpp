#pragma once
/// A class of spins that are independent in a random common field.
#include <vector>

#include "datasets/population/class_law.hpp"

namespace regimes::datasets {

/// A field f_j is drawn with weight w_j, and then spins a_k = +-1, each up with probability u_j = 1/(1 +
/// e^{-2 f_j}). At t = 0 the density is with respect to counting spins, as of chains (ising_class.hpp). Work
/// of every function: O(d) for every field.
class SpinMixtureClass : public ClassLaw {
 public:
  /// As many weights, not negative and not all 0, as fields; their sum is made 1 (ContractError).
  SpinMixtureClass(int dimension, const std::vector<double>& weights, const std::vector<double>& fields);

  int dimension() const override { return dimension_; }
  double log_density(std::span<const double> x, double t) const override;
  double posterior_mean(std::span<const double> x, double t, std::span<double> mean) const override;
  void sample(kernels::Stream stream, std::uint64_t index, std::span<float> point) const override;
  void mean(std::span<double> mean) const override;
  void add_covariance_product(double weight, std::span<const double> v, std::span<double> out) const override;

 private:
  struct Field {
    double weight, log_weight, up, down;  ///< of a spin
  };
  /// exp(g - |g|) and exp(-g - |g|) of every spin, with g_k = e^{-t} x_k/Delta.
  struct Evidence {
    std::vector<double> up, down;
    double log_factor = 0;  ///< the logarithm of all that does not depend on spins
  };
  Evidence evidence(std::span<const double> x, double t) const;
  /// ln w_j prod_k (u_j up_k + (1 - u_j) down_k), [field].
  std::vector<double> log_terms(const Evidence& evidence) const;
  double log_mass(std::span<const double> spins) const;

  int dimension_;
  std::vector<Field> fields_;
  std::vector<double> cumulative_;     ///< weights summed up to a field
  double mean_ = 0, correlation_ = 0;  ///< E a_k and E a_k a_l
};

}  // namespace regimes::datasets
