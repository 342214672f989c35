#pragma once
/// A training set in the memory of one process, and the exact empirical distribution of its noised points:
/// what Python sees of the kernels.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "datasets/population/population_law.hpp"
#include "kernels/backend.hpp"
#include "kernels/neighbours.hpp"
#include "kernels/points.hpp"
#include "kernels/posterior_means.hpp"
#include "kernels/posterior_states.hpp"
#include "kernels/queries.hpp"
#include "shared_sweep.hpp"

namespace regimes::python {

/// The backend of the kernels, which lives as long as anybody holds it: arrays of theirs end before it.
std::shared_ptr<kernels::BackendScope> backend();

/// How a pass is done.
struct Pass {
  int threads = 1;
  Interrupt interrupt = [] {};
};

class TrainingSet {
 public:
  /// Rows [point][coordinate] of float or double numbers, kept as they are; positions of their classes,
  /// [point], or none.
  template <class T>
  TrainingSet(std::span<const T> rows, int dimension, std::span<const std::int32_t> classes, int class_count);
  /// The first `points` points of a law, made anew in every pass, or kept where the law has no such form.
  TrainingSet(const datasets::PopulationLaw& law, std::int64_t points, std::uint64_t seed,
              std::uint32_t realisation);
  ~TrainingSet();
  TrainingSet(const TrainingSet&) = delete;
  TrainingSet& operator=(const TrainingSet&) = delete;

  std::int64_t points() const { return points_; }
  int dimension() const { return dimension_; }
  int classes() const { return classes_; }
  /// Whether coordinates are double numbers.
  bool is_double() const;
  double largest_norm_squared() const { return largest_norm_squared_; }

  /// Sums over all points, and over those of every class, for free queries at time t.
  kernels::PosteriorStates states(const kernels::FreeQueries& queries, double t, const Pass& pass) const;
  /// Posterior means, with the sums over all points.
  kernels::PosteriorMeans means(const kernels::FreeQueries& queries, double t, const Pass& pass) const;
  /// The k nearest points; nearness in the precision that tells them apart best.
  kernels::Neighbours nearest(const kernels::FreeQueries& queries, int neighbours, const Pass& pass) const;
  /// Coordinates of one point.
  std::vector<double> point(std::int64_t index) const;

 private:
  /// Float where its logits are good enough (diffusion/precision.hpp).
  kernels::Precision precision(const kernels::FreeQueries& queries, double t) const;
  double point_cost(const kernels::FreeQueries& queries, int products) const;

  std::shared_ptr<kernels::BackendScope> backend_ = backend();
  std::optional<kernels::PointSource> source_;
  std::int64_t points_ = 0;
  int dimension_ = 0;
  int classes_ = 0;
  double largest_norm_squared_ = 0;
};

}  // namespace regimes::python
