#pragma once
/// Means of controls over many draws, for the price of one exponential per draw and time.
#include <cstdint>
#include <span>
#include <vector>

#include "observables/control_variates.hpp"

namespace regimes::observables {

/// Sums of control_values() over draws, for several training-set sizes n at once, at every time. With the
/// information density i and w = n e^{-i} = e^{-u}, a draw adds 1/(1 + w) and ln(1 + w) = max(-u, 0) +
/// ln(1 + e^{-|u|}), and the last terms are summed as the logarithm of a product.
class ControlSums {
 public:
  /// log_points: ln n of every size.
  ControlSums(std::vector<double> log_points, std::size_t times);

  /// A draw with noises of both signs; information: [z, -z][time].
  void add(std::span<const double> information, double noise_excess, double half_norm);

  /// Means over all that was added, each sign counting as one, [size][time].
  std::vector<std::vector<ControlValues>> means() const;

 private:
  /// What depends on the size, [time].
  struct AtSize {
    std::vector<double> collapsed;  ///< sum of 1/(1 + w)
    std::vector<double> distance;   ///< sum of ln(1 + w), but for the logarithm of the product
    std::vector<double> product;    ///< product of the 1 + e^{-|u|} since the last take_logarithms(), less 1
  };
  void take_logarithms();

  std::size_t times_;
  std::vector<double> log_points_, points_;
  std::vector<AtSize> sizes_;
  std::vector<double> information_, squares_;  // [time]
  std::vector<double> decay_;                  // e^{-i} of a draw, [time]
  double noise_excess_ = 0, half_norm_ = 0;
  std::int64_t states_ = 0;  // added
  int factors_ = 0;          // in the products
};

}  // namespace regimes::observables
