#include "experiments/sample/sampler_work.hpp"

#include <algorithm>

#include "kernels/sweep.hpp"

namespace regimes::experiments {

double smallest_score_time(const std::vector<double>& schedule) {
  return *std::find_if(schedule.rbegin(), schedule.rend(), [](double time) { return time > 0; });
}

/// Products: one per pair, and a second for the mean of the pairs whose weights are not all negligible, which
/// is counted for the terms that were evaluated.
RunWork work_of(const diffusion::Score& score, const parallel::Communicator& ranks) {
  const kernels::Work done = score.work();
  const std::vector<std::int64_t> sums = ranks.sum(std::vector<std::int64_t>{done.terms, done.skipped});
  RunWork work;
  work.pair_times = work.pairs = sums[0];
  work.exponentials = sums[0] - sums[1];
  const double products = static_cast<double>(work.pairs + work.exponentials);
  work.flops = kernels::flops_per_product * score.dimension() * products +
               kernels::flops_per_term * static_cast<double>(work.exponentials);
  return work;
}

}  // namespace regimes::experiments
