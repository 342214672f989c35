#pragma once
/// One random query of a training set of any size, seen only through its distances to the points.
#include <cstdint>
#include <vector>

#include "experiments/exact/exact_law.hpp"
#include "kernels/posterior.hpp"

namespace regimes::experiments {

/// The training sets of which queries are drawn.
struct ExactSet {
  /// The first `points` = n of a law, a whole number >= 2.
  ExactSet(ExactLaw law, double points);

  ExactLaw law;
  double points;
  std::vector<double> class_points;  ///< how many of them are of each class
};

/// Everything random about a query and its training set, in units of the standard deviations and of the
/// noise, shared by all times.
class ExactQuery {
 public:
  /// The source is point `index` mod n. The same (seed, index) draws the same query. `set` is kept by
  /// reference.
  ExactQuery(const ExactSet& set, std::uint64_t seed, std::uint64_t index);
  ExactQuery(ExactSet&&, std::uint64_t, std::uint64_t) = delete;

  /// The posterior of the other points, logits relative to the source's, for x = a e^{-t} + sqrt(Delta_t) z
  /// at this snr. nearest_index is 0 for the nearest of them.
  kernels::Posterior others_at(double signal_to_noise) const;

 private:
  /// One of the other points, m_c + sigma_c z: the coordinate of z along x - m_c and the squared norm of the
  /// rest.
  struct Point {
    double along, across_squared;
  };
  /// The points of a class beside the source.
  struct Others {
    double count = 0;
    std::vector<Point> points;        ///< all of them, where they are few
    std::vector<double> log_uniform;  ///< else: ln of the lowest of `count` uniform numbers, ascending
  };

  double squared_distance_to_mean(const ExactClass& one, double noise_scale) const;
  kernels::Posterior all_points(const Others& others, double noncentrality, double half_signal) const;
  kernels::Posterior lowest_points_and_average(const Others& others, double noncentrality,
                                               double half_signal) const;

  const ExactLaw& law_;
  std::vector<double> source_in_span_, noise_in_span_;  // of a, and of z, in the subspace of the means
  double source_norm_;                                  // of a outside of it
  double noise_along_;                                  // of z, along that part of a
  double noise_across_squared_;                         // of z, the rest
  double source_energy_;                                // |z|^2/2
  std::vector<Others> others_;                          // [class]
};

}  // namespace regimes::experiments
