#pragma once
/// The Gaussian with the mean and covariance of points.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/partition.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// Above this dimension the eigenvectors, some 9 d^3 flop, take longer than they are worth.
inline constexpr int largest_gaussian_dimension = 1024;

/// It is that of the first `points` points, and only root has it, where is_known().
class PointGaussian {
 public:
  /// Collective. Work: n d^2 flop shared among the ranks, and 9 d^3 on root.
  PointGaussian(const TrainingSet& set, std::int64_t points, const kernels::Partition& partition,
                const parallel::Communicator& communicator);
  ~PointGaussian();

  bool is_known() const { return axes_ != nullptr; }

  /// Writes the information density i(t) = ln P_t(x | a)/P_t(x) of x = a e^{-t} +- sqrt(Delta_t) z under this
  /// Gaussian, [query][z, -z][time], of sources a and noises z [query][coordinate]. On root. With x in the
  /// basis of its eigenvectors, lambda_k its eigenvalues and g_k = Delta + e^{-2t} lambda_k,
  ///     i = -|z|^2/2 + sum_k x_k^2/(2 g_k) + (1/2) sum_k ln(g_k/Delta).
  void information_density(std::span<const double> sources, std::span<const double> noises,
                           const std::vector<double>& times, std::span<double> out) const;

 private:
  struct Axes;
  std::unique_ptr<const Axes> axes_;
};

}  // namespace regimes::datasets
