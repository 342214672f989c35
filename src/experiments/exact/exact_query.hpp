#pragma once
/// One random query of an isotropic Gaussian training set of any size, seen only through its distances to the
/// points.
#include <cstdint>
#include <vector>

#include "kernels/posterior.hpp"

namespace regimes::experiments {

/// Everything random about a query and its training set, in units of sigma and of the noise, shared by all
/// times.
class ExactQuery {
 public:
  /// `others` = n - 1 points beside the source, a whole number >= 1. The same (seed, index) draws the same
  /// query.
  ExactQuery(std::int64_t dimension, double others, std::uint64_t seed, std::uint64_t index);

  /// The posterior of the other points, logits relative to the source's, at sigma^2 snr = `signal`: all that
  /// x = a e^{-t} + sqrt(Delta_t) z depends on. nearest_index is 0 for the nearest of them.
  kernels::Posterior others_at(double signal) const;

 private:
  /// One of the other points: its coordinate along x and the squared norm of the rest.
  struct Point {
    double along, across_squared;
  };
  kernels::Posterior all_points(double noncentrality, double half_signal) const;
  kernels::Posterior lowest_points_and_average(double noncentrality, double half_signal) const;

  double dimension_, others_;
  double source_norm_;               // |a| / sigma
  double noise_along_;               // of z, along a
  double noise_across_squared_;      // |z|^2 less the square of that
  std::vector<Point> points_;        // all of them, where they are few
  std::vector<double> log_uniform_;  // else: ln of the lowest of n - 1 uniform numbers, ascending
};

}  // namespace regimes::experiments
