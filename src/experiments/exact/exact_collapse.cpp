#include "experiments/exact/exact_collapse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "base/contract.hpp"
#include "base/process.hpp"
#include "experiments/exact/exact_query.hpp"
#include "experiments/options/option_checks.hpp"
#include "observables/point_observables.hpp"

namespace regimes::experiments {
namespace {

using observables::MeanError;
using Clock = std::chrono::steady_clock;

/// Queries whose sums are formed together, on one rank: sums are then added in the same order on any number
/// of ranks.
constexpr std::int64_t queries_per_block = 16;

enum Quantity { entropy_ratio, inverse_participation, nearest, quantity_count };

/// Sums over queries of each quantity and its square: [block][time][quantity][first, square].
class BlockSums {
 public:
  BlockSums(std::int64_t blocks, std::size_t times)
      : times_(times), values_(static_cast<std::size_t>(blocks) * times * quantity_count * 2) {}

  void add(std::int64_t block, std::size_t time, Quantity quantity, double value) {
    const std::size_t at = index(block, time, quantity);
    values_[at] += value;
    values_[at + 1] += value * value;
  }

  /// Every block is filled on one rank and zero on the others.
  void share(const parallel::Communicator& communicator) { values_ = communicator.sum(values_); }

  MeanError mean(std::size_t time, Quantity quantity, std::int64_t queries) const {
    double sum = 0, square_sum = 0;
    const std::int64_t blocks = static_cast<std::int64_t>(values_.size() / (times_ * quantity_count * 2));
    for (std::int64_t block = 0; block < blocks; ++block) {
      sum += values_[index(block, time, quantity)];
      square_sum += values_[index(block, time, quantity) + 1];
    }
    const double count = static_cast<double>(queries), mean = sum / count;
    if (queries < 2) return {mean, std::numeric_limits<double>::quiet_NaN()};
    const double variance = std::max(0.0, square_sum / count - mean * mean) * count / (count - 1);
    return {mean,
            observables::at_least_rounding(std::sqrt(variance / count), mean, observables::double_rounding)};
  }

 private:
  std::size_t index(std::int64_t block, std::size_t time, Quantity quantity) const {
    return ((static_cast<std::size_t>(block) * times_ + time) * quantity_count + quantity) * 2;
  }

  std::size_t times_;
  std::vector<double> values_;
};

/// The snr at every time.
std::vector<double> signals(const ExactProblem& problem) {
  constexpr double smallest = 1e-60, largest = 1e60;
  std::vector<double> signals;
  for (const double t : problem.times) {
    signals.push_back(signal_to_noise(t));
    for (const ExactClass& one : problem.law.classes) {
      const double signal = one.variance * signals.back();
      if (!(signal >= smallest && signal <= largest))
        throw OptionError(
            "times", fmt::format("{:g} at variance {:g} gives a signal-to-noise ratio of {:.3g}; the exact "
                                 "averages take {:g} to {:g}",
                                 t, one.variance, signal, smallest, largest));
    }
  }
  return signals;
}

void add_query(const ExactQuery& query, const std::vector<double>& signals, double log_points,
               std::int64_t block, BlockSums& sums) {
  for (std::size_t time = 0; time < signals.size(); ++time) {
    const kernels::Posterior others = query.others_at(signals[time]);
    sums.add(block, time, entropy_ratio, observables::posterior_entropy(others) / log_points);
    sums.add(block, time, inverse_participation, observables::inverse_participation_ratio(others));
    // Ties have probability zero.
    sums.add(block, time, nearest, observables::nearest_is_source(others, 0) ? 1 : 0);
  }
}

}  // namespace

ExactCurves exact_collapse(const ExactProblem& problem, const parallel::Communicator& communicator,
                           Observer& observer) {
  require(problem.points >= 2 && problem.points <= largest_exact_points &&
              problem.law.dimension >= std::max<std::int64_t>(1, problem.law.mean_dimension()) &&
              problem.queries >= 1,
          "exact averages have n = {}, d = {} and {} queries in range", problem.points, problem.law.dimension,
          problem.queries);
  const std::vector<double> signals_at = signals(problem);
  const double log_points = std::log(problem.points);
  const std::int64_t blocks = (problem.queries + queries_per_block - 1) / queries_per_block;
  const auto start = Clock::now();
  const ExactSet set(problem.law, problem.points);
  BlockSums sums(blocks, signals_at.size());
  for (std::int64_t block = communicator.rank(); block < blocks; block += communicator.size()) {
    const std::int64_t end = std::min(problem.queries, (block + 1) * queries_per_block);
    for (std::int64_t index = block * queries_per_block; index < end; ++index)
      add_query(ExactQuery(set, problem.seed, static_cast<std::uint64_t>(index)), signals_at, log_points,
                block, sums);
    if (communicator.is_root())
      observer.progress({.fraction = static_cast<double>(end) / static_cast<double>(problem.queries),
                         .seconds = std::chrono::duration<double>(Clock::now() - start).count(),
                         .doing = fmt::format("n = {:g}, d = {}", problem.points, problem.law.dimension)});
  }
  sums.share(communicator);
  ExactCurves curves;
  for (std::size_t time = 0; time < signals_at.size(); ++time) {
    curves.excess_entropy_ratio.push_back(sums.mean(time, entropy_ratio, problem.queries));
    curves.cloning_collapse.push_back(sums.mean(time, inverse_participation, problem.queries));
    curves.nearest_is_source.push_back(observables::fraction(sums.mean(time, nearest, problem.queries),
                                                             static_cast<double>(problem.queries)));
  }
  return curves;
}

}  // namespace regimes::experiments
