#include "experiments/calibration/self_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <numeric>

#include "base/grid.hpp"
#include "datasets/training_set.hpp"
#include "diffusion/noised_queries.hpp"
#include "diffusion/precision.hpp"
#include "kernels/reference/reference_sweep.hpp"
#include "kernels/shared_references.hpp"
#include "kernels/sweep.hpp"
#include "observables/point_observables.hpp"
#include "parallel/reduce_states.hpp"
#include "theory/gaussian.hpp"

namespace regimes::experiments {
namespace {

constexpr std::uint64_t seed = 1;
constexpr std::uint32_t replica = 0;
constexpr std::int64_t source_points = 1000;

/// Times around the collapse of `points` normal points: from a half to twice t_C.
std::vector<double> times_around_collapse(int dimension, double points, int count) {
  const double collapse = theory::collapse_time_isotropic(1, dimension, std::log(points));
  return signal_spaced(collapse / 2, 2 * collapse, count);
}

kernels::ProceduralPoints normal_points(int dimension) {
  return kernels::normal_points(kernels::make_stream(seed, replica, kernels::Purpose::training_point),
                                dimension);
}

/// Every point, as the twin wants them.
kernels::reference::Points all_points(const datasets::TrainingSet& set, const kernels::Partition& partition,
                                      const parallel::Communicator& communicator) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(set.count()));
  std::iota(indices.begin(), indices.end(), 0);
  const std::vector<double> rows = set.rows(indices, partition, communicator);
  kernels::reference::Points points;
  points.count = set.count();
  points.dimension = set.dimension();
  points.a.assign(rows.begin(), rows.end());
  return points;
}

/// The largest difference of ln w^source and of H between two sweeps of the same queries.
double largest_deviation(const kernels::PosteriorStates& states, const kernels::PosteriorStates& others) {
  double largest = 0;
  for (std::size_t i = 0; i < states.posterior.size(); ++i)
    for (const auto observable : {observables::source_log_weight, observables::posterior_entropy}) {
      const double difference = std::abs(observable(states.posterior[i]) - observable(others.posterior[i]));
      largest = difference <= largest ? largest : difference;  // a NaN counts as a difference
    }
  return largest;
}

class RateMeasurement {
 public:
  RateMeasurement(const RateProblem& problem, const parallel::Communicator& communicator)
      : points_(static_cast<std::int64_t>(problem.points)),
        partition_{communicator.size(), communicator.rank()} {
    const datasets::TrainingSet set(normal_points(problem.dimension), points_, false, partition_);
    const auto queries =
        diffusion::noised_queries(set, diffusion::first_points(problem.queries, source_points), seed, replica,
                                  partition_, communicator);
    sweep_ = kernels::make_sweep(set.points(), queries,
                                 {times_around_collapse(problem.dimension, problem.points, problem.times),
                                  kernels::Precision::fp32, points_});
  }

  /// Terms per second of this rank.
  double run() {
    constexpr double calibration_seconds = 0.1, wanted_seconds = 0.8;
    constexpr std::int64_t growth = 4;
    std::int64_t tiles = 1;
    Timing timing = time(tiles);
    while (timing.seconds < calibration_seconds && tiles < most_tiles()) {
      tiles = std::min(growth * tiles, most_tiles());
      timing = time(tiles);
    }
    const double factor = wanted_seconds / timing.seconds;
    if (factor > 1) {
      tiles = std::min(static_cast<std::int64_t>(factor * static_cast<double>(tiles)), most_tiles());
      timing = time(tiles);
    }
    return timing.terms / timing.seconds;
  }

 private:
  struct Timing {
    double terms, seconds;
  };

  std::int64_t most_tiles() const { return partition_.local_blocks(points_) * kernels::tiles_per_block; }

  Timing time(std::int64_t tiles) {
    const auto start = std::chrono::steady_clock::now();
    sweep_->run(partition_, 0, tiles, 0, points_);
    const kernels::PosteriorStates states = sweep_->collect();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    sweep_->share_references(kernels::nearest_logits(states));  // as runs do
    return {static_cast<double>(states.work.terms), seconds.count()};
  }

  std::int64_t points_;
  kernels::Partition partition_;
  std::unique_ptr<kernels::Sweep> sweep_;
};

}  // namespace

SweepAgreement compare_with_reference(const parallel::Communicator& communicator) {
  SweepAgreement agreement{.dimension = 32, .points = 2000, .queries = 16, .times = 6};
  const kernels::Partition partition{communicator.size(), communicator.rank()};
  const datasets::TrainingSet set(normal_points(agreement.dimension), agreement.points, false, partition);
  const auto queries = diffusion::noised_queries(
      set, diffusion::first_points(agreement.queries, source_points), seed, replica, partition, communicator);
  const std::vector<double> times =
      times_around_collapse(agreement.dimension, static_cast<double>(agreement.points), agreement.times);
  const auto sweep =
      kernels::make_sweep(set.points(), queries, {times, kernels::Precision::fp32, agreement.points});
  sweep->run(partition, 0, partition.local_blocks(agreement.points) * kernels::tiles_per_block, 0,
             agreement.points);
  kernels::PosteriorStates states = sweep->collect();
  parallel::reduce_to_root(states, communicator);
  const kernels::reference::Points points = all_points(set, partition, communicator);
  const double norm_squared = set.extent(communicator).norm_squared;
  if (!communicator.is_root()) return agreement;
  agreement.deviation =
      largest_deviation(states, kernels::reference::sweep(points, queries, times, 0, agreement.points));
  // |dH| <= the largest logit times an error of weights: ln n covers it.
  agreement.bound = std::log(static_cast<double>(agreement.points)) *
                    (diffusion::float_logit_error(times.front(), norm_squared, agreement.dimension) +
                     kernels::negligible_weight);
  return agreement;
}

SweepRate measure_rate(const parallel::Communicator& communicator) {
  SweepRate rate;
  RateMeasurement measurement(rate.problem, communicator);
  communicator.barrier();
  const double mine = measurement.run();
  rate.terms_per_second = communicator.sum(std::vector<double>{mine}).front();
  rate.fastest = communicator.maximum(mine);
  rate.slowest = -communicator.maximum(-mine);
  const std::string name = fmt::format("{} on {}", communicator.rank(), parallel::host_name());
  for (const std::string& text : communicator.gather(mine == rate.slowest ? name : std::string()))
    if (rate.slowest_rank.empty()) rate.slowest_rank = text;
  return rate;
}

}  // namespace regimes::experiments
