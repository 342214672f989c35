#pragma once
/// Quantiles of a distance law far in its lower tail, and averages of e^{-energy} above a distance.
#include <vector>

#include "theory/distance_law.hpp"

namespace regimes::theory {

/// The inverse of ln P(s), P the distribution function of a distance law, between two probabilities.
class LowerQuantiles {
 public:
  /// log_smallest <= log_largest < 0. Relative error of the probabilities about 1e-6.
  LowerQuantiles(const DistanceLaw& law, double log_smallest, double log_largest);

  /// s at each of the ascending log_probabilities, all of them within the two given to the constructor
  /// (ContractError).
  std::vector<double> operator()(const std::vector<double>& log_probabilities) const;

 private:
  struct Node {
    double log_probability, s, slope;  // ds / d ln P
  };
  double between(const Node& low, const Node& high, double log_probability) const;

  std::vector<Node> nodes_;
};

/// Integrals over s > from of the density of s, with energy E(s) = energy_at_origin e^{2 s} (s = 0 is a
/// distance of |x|).
struct WeightedTail {
  double sum = 0;         ///< of e^{-(E - E_0)}
  double energy_sum = 0;  ///< of (E - E_0) e^{-(E - E_0)}
  double square_sum = 0;  ///< of e^{-2 (E - E_0)}
};

/// `reference_energy` is E_0; energy_at_origin > 0.
WeightedTail weighted_tail(const DistanceLaw& law, double from, double energy_at_origin,
                           double reference_energy);

}  // namespace regimes::theory
