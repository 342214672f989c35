#include "experiments/calibration/sweep_cost.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/grid.hpp"
#include "datasets/training_set.hpp"
#include "diffusion/noised_queries.hpp"
#include "kernels/backend.hpp"
#include "kernels/random.hpp"
#include "kernels/shared_references.hpp"
#include "theory/gaussian.hpp"

namespace regimes::experiments {
namespace {

constexpr kernels::Partition all_points = {1, 0};

double seconds_of(kernels::Sweep& sweep, datasets::TrainingSet& set, std::int64_t first_tile,
                  std::int64_t last_tile) {
  const auto start = std::chrono::steady_clock::now();
  set.for_tiles(first_tile, last_tile,
                [&](const kernels::Partition& there, std::int64_t from, std::int64_t to) {
                  sweep.run(there, from, to, 0, set.count());
                });
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Problem {
  double queries, times, dimension;
};

/// Seconds per point.
double measure(const Problem& problem, kernels::Precision precision, const parallel::Communicator& alone) {
  constexpr std::int64_t points = 10'000'000, sources = 1000;
  constexpr double seconds = .6;
  constexpr std::uint64_t seed = 1;
  const kernels::ProceduralPoints law = kernels::normal_points(
      kernels::make_stream(seed, 0, kernels::Purpose::training_point), static_cast<int>(problem.dimension));
  datasets::TrainingSet set(law, points, false, all_points);
  const auto queries = diffusion::noised_queries(
      set, diffusion::first_points(static_cast<int>(problem.queries), sources), seed, 0, all_points, alone);
  const double collapse =
      theory::collapse_time_isotropic(1, problem.dimension, std::log(static_cast<double>(points)));
  const auto count = static_cast<std::int64_t>(problem.times);
  const std::vector<double> times =
      count > 1 ? signal_spaced(collapse / 4, 3 * collapse, count) : std::vector{collapse};
  const auto sweep = kernels::make_sweep(set.points(), queries, {times, precision, points});
  const MeasuredRate rate = measure_rate(*sweep, set, seconds);
  return problem.queries * problem.times / rate.terms_per_second;
}

/// Three problems in which one kind of work after the other outweighs the others.
SweepCost fit_cost(kernels::Precision precision, const parallel::Communicator& alone) {
  constexpr Problem problems[] = {{256, 1, 512}, {128, 48, 16}, {16, 1, 512}};
  Eigen::Matrix3d work;
  Eigen::Vector3d seconds;
  for (int i = 0; i < 3; ++i) {
    const Problem& p = problems[i];
    work.row(i) << p.queries * p.dimension, p.queries * p.times, p.dimension;
    seconds(i) = measure(p, precision, alone);
  }
  const Eigen::Vector3d cost = work.colPivHouseholderQr().solve(seconds).cwiseMax(0);
  return {cost(0), cost(1), cost(2)};
}

}  // namespace

MeasuredRate measure_rate(kernels::Sweep& sweep, datasets::TrainingSet& set, double seconds) {
  constexpr int pieces = 5;
  constexpr std::int64_t growth = 2;
  const std::int64_t all_tiles = all_points.local_blocks(set.count()) * kernels::tiles_per_block;
  std::int64_t tile = 0, count = 1;
  // Up to a piece that takes its share of the time; the first tiles also wake the processor up.
  double spent = 0;
  for (double last = 0; tile < all_tiles && last < seconds / pieces / growth; count *= growth) {
    const std::int64_t next = std::min(tile + count, all_tiles);
    last = seconds_of(sweep, set, tile, next);
    spent += last;
    tile = next;
  }
  MeasuredRate rate;
  const kernels::PosteriorStates states = sweep.collect();
  sweep.share_references(kernels::nearest_logits(states));  // as runs do
  const kernels::Work& seen = states.work;
  double terms = static_cast<double>(seen.terms), skipped = static_cast<double>(seen.skipped), least = 0,
         most = 0;
  if (tile < all_tiles) {
    terms = skipped = spent = 0;
    for (int piece = 0; piece < pieces && tile < all_tiles; ++piece) {
      const std::int64_t next = std::min(tile + count / growth, all_tiles);
      const double took = seconds_of(sweep, set, tile, next);
      const auto done = sweep.collect().work;
      const double here = static_cast<double>(done.terms) / took;
      least = piece == 0 ? here : std::min(least, here);
      most = std::max(most, here);
      terms += static_cast<double>(done.terms);
      skipped += static_cast<double>(done.skipped);
      spent += took;
      tile = next;
    }
  }
  rate.terms_per_second = terms / spent;
  rate.skipped = skipped / terms;
  if (least > 0) {
    rate.slowest = least / rate.terms_per_second;
    rate.fastest = most / rate.terms_per_second;
  }
  return rate;
}

MachineProfile measure_machine(const parallel::Communicator& alone) {
  MachineProfile profile{parallel::host_name(), kernels::backend_name(), {}, {}};
  profile.fp32 = fit_cost(kernels::Precision::fp32, alone);
  profile.fp64 = fit_cost(kernels::Precision::fp64, alone);
  return profile;
}

}  // namespace regimes::experiments
