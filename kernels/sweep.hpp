#pragma once
/// The sweep: one pass over training points that gives the posterior states of all queries at all times.
/// Everything the suite measures is a choice of points, queries and accumulators around it.
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/class_sides.hpp"
#include "kernels/neighbours.hpp"
#include "kernels/partition.hpp"
#include "kernels/points.hpp"
#include "kernels/posterior_means.hpp"
#include "kernels/posterior_states.hpp"
#include "kernels/precision.hpp"
#include "kernels/queries.hpp"

namespace regimes::kernels {

/// Which implementation: register tiles on packs (host), or teams with staged points, the device code, which
/// also runs on a host.
enum class SweepPath { automatic, host, device };

/// The weight, as a part of that of the reference point, below which a term may be skipped in a pass over
/// `largest_points` points: all of them together stay below negligible_weight (README.md,
/// "Skipping").
double skipped_weight(std::int64_t largest_points);

struct SweepSettings {
  std::vector<double> times;  ///< of noised queries; exactly one for free queries
  Precision precision = Precision::fp32;
  std::int64_t largest_points = 1;  ///< n_max: sets how far below the maximum a weight is negligible
  SweepPath path = SweepPath::automatic;
  /// Products of bytes in integers, exact, whatever the precision, where points and queries allow it and the
  /// CPU has instructions for it (byte_instructions()).
  bool in_bytes = true;
};

/// Floating-point operations, for the account of a run: of a product per (pair, coordinate), and of a (pair,
/// time) term: logit 4, maxima 2, exponential 14, sums 5.
inline constexpr double flops_per_product = 2;
inline constexpr double flops_per_term = 25;

/// A pass in progress. run() may be called any number of times on any tiles; collect() returns what was seen
/// since the last collect().
template <class Result>
class SweepFor {
 public:
  virtual ~SweepFor() = default;
  /// Adds the points [begin, end) of this rank's tiles [first_tile, last_tile).
  virtual void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
                   std::int64_t begin, std::int64_t end) = 0;
  virtual Result collect() = 0;
};

/// All queries at all times.
class Sweep : public SweepFor<PosteriorStates> {
 public:
  /// Between collect() and run(): logits [query][time], the same on all ranks and near the largest so far;
  /// minus infinity, or an empty vector, where none is known. From now on weights are relative to them, no
  /// longer to what this rank has seen, so that sums are the same however points are divided, but for the
  /// rounding of doubles. To be renewed when the points seen have doubled: logits far above them cost time.
  /// Nothing to do for sweeps whose sums are the same anyway.
  virtual void share_references(const std::vector<double>& /*logits*/) {}
};
using MeanSweep = SweepFor<PosteriorMeans>;  ///< with posterior means, for free queries
using NearestSweep = SweepFor<Neighbours>;   ///< the k nearest points of every free query

std::unique_ptr<Sweep> make_sweep(const PointSource& points, const NoisedQueries& queries,
                                  const SweepSettings& settings);
std::unique_ptr<Sweep> make_sweep(const PointSource& points, const FreeQueries& queries,
                                  const SweepSettings& settings);
std::unique_ptr<MeanSweep> make_mean_sweep(const PointSource& points, const FreeQueries& queries,
                                           const SweepSettings& settings);
/// Posterior means resolved by class, in one pass: the class of every query, [query], parts the points into
/// those inside and those outside it, and each side has a state and a mean, at side_state(query, side) of the
/// result (class_sides.hpp). The points have classes.
std::unique_ptr<MeanSweep> make_class_mean_sweep(const PointSource& points, const FreeQueries& queries,
                                                 const std::vector<int>& classes,
                                                 const SweepSettings& settings);
/// One time per query: nearest are the points whose a e^{-t} is nearest to x. `precision` of the products;
/// the order of points that differ by less than its rounding is not defined.
std::unique_ptr<NearestSweep> make_nearest_sweep(const PointSource& points, const FreeQueries& queries,
                                                 const std::vector<double>& times, int neighbours,
                                                 Precision precision = Precision::fp32,
                                                 SweepPath path = SweepPath::automatic);

}  // namespace regimes::kernels
