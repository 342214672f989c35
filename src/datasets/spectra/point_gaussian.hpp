#pragma once
/// The Gaussian with the mean and covariance of points.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "datasets/spectra/covariance.hpp"
#include "datasets/training_set.hpp"
#include "kernels/partition.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// Above this dimension the eigenvectors, some 9 d^3 flop, take longer than they are worth.
inline constexpr int largest_gaussian_dimension = 1024;

/// It is that of the first `points` points, and only root has it, where is_known().
class PointGaussian {
 public:
  /// `known`: the moments of these points, where they have been summed before. Collective. Work: n d^2 flop
  /// shared among the ranks, unless they are known, and 9 d^3 on root.
  PointGaussian(const TrainingSet& set, std::int64_t points, const kernels::Partition& partition,
                const parallel::Communicator& communicator, const PointMoments& known = {});
  ~PointGaussian();

  bool is_known() const { return axes_ != nullptr; }

  /// Coordinates along the eigenvectors, of sources from the mean and of noises from 0: [query][coordinate].
  /// On root.
  std::vector<double> source_coordinates(std::span<const double> sources) const;
  std::vector<double> noise_coordinates(std::span<const double> noises) const;

  /// Writes the information density i(t) = ln P_t(x | a)/P_t(x) of x = a e^{-t} +- sqrt(Delta_t) z under this
  /// Gaussian, [query][z, -z][time], of such coordinates of sources a and noises z. On root. With x_k the
  /// coordinates of x, lambda_k the eigenvalues and g_k = Delta + e^{-2t} lambda_k,
  ///     i = -|z|^2/2 + sum_k x_k^2/(2 g_k) + (1/2) sum_k ln(g_k/Delta).
  void information_density(std::span<const double> sources, std::span<const double> noises,
                           const std::vector<double>& times, std::span<double> out) const;

 private:
  struct Axes;
  std::unique_ptr<const Axes> axes_;
};

}  // namespace regimes::datasets
