#pragma once
/// A class of open Ising chains.
#include "datasets/population/class_law.hpp"

namespace regimes::datasets {

/// Spins a_k = +-1 with P(a) ~ exp(beta sum_k a_k a_{k+1}). At t = 0 the density is with respect to counting
/// spins: ln P_0(x) is the log probability of the chain x, and -infinity where x is none.
/// Work of every function: O(d).
class IsingClass : public ClassLaw {
 public:
  /// inverse_temperature beta: from -100 to 100, beyond which tanh beta is +-1 in double (ContractError).
  IsingClass(int dimension, double inverse_temperature);

  int dimension() const override { return dimension_; }
  double log_density(std::span<const double> x, double t) const override;
  double posterior_mean(std::span<const double> x, double t, std::span<double> mean) const override;
  void sample(kernels::Stream stream, std::uint64_t index, std::span<float> point) const override;
  std::optional<kernels::ProceduralClass> procedural() const override;
  void mean(std::span<double> mean) const override;
  void add_covariance_product(double weight, std::span<const double> v, std::span<double> out) const override;

 private:
  /// That a spin equals the one before it.
  double staying_probability() const;
  double log_mass(std::span<const double> spins) const;
  /// What remains of the sum over a spin in the field u that is coupled to its neighbour.
  struct Summed {
    double field;   ///< that it exerts on the neighbour
    double factor;  ///< 2 cosh(u + beta) 2 cosh(u - beta) e^{-2 |u|}
  };
  Summed summed(double field) const;

  int dimension_;
  double beta_, exp_two_beta_, exp_minus_two_beta_, tanh_beta_, log_two_cosh_beta_;
};

}  // namespace regimes::datasets
