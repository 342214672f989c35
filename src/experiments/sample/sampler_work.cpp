#include "experiments/sample/sampler_work.hpp"

#include <algorithm>

#include "diffusion/empirical_score.hpp"
#include "diffusion/smoothed_score.hpp"
#include "experiments/training/training_memory.hpp"
#include "kernels/sweep.hpp"

namespace regimes::experiments {

double smallest_score_time(const std::vector<double>& schedule) {
  return *std::find_if(schedule.rbegin(), schedule.rend(), [](double time) { return time > 0; });
}

RunCost sampler_cost(const SamplerOptions& options, std::size_t steps, int sets_of_paths, int ranks) {
  constexpr double products = 2;
  const auto d = static_cast<double>(options.dimension.value()),
             paths = static_cast<double>(options.trajectories);
  RunCost cost;
  const bool is_empirical = options.score == ScoreKind::empirical;
  if (is_empirical) cost.memory.push_back(points_memory(options, ranks, datasets::RowOrder::file));
  const double standing = paths * d * sizeof(double) / ranks;  // where paths of a rank stand
  const double draws = options.smoothing.is_given() ? static_cast<double>(options.smoothing.draws) : 1;
  const auto together = static_cast<double>(
      diffusion::SmoothedScore::draws_together(static_cast<std::int64_t>(draws), paths * d));
  const double sides = options.guidance.is_on() ? kernels::class_sides : 1;
  const double swept =
      is_empirical ? sides * diffusion::EmpiricalScore::batch_bytes(paths * d * together) : 0;
  cost.memory.push_back(
      {"paths", "--trajectories, --dimension", (sets_of_paths + 2 * (together - 1)) * standing + swept});
  if (!is_empirical) return cost;
  const double scores_per_step = (options.step == diffusion::StepKind::ode_heun ? 2 : 1) * draws;
  ExpectedWork& work = cost.work;
  work.pairs =
      static_cast<double>(steps) * scores_per_step * paths * static_cast<double>(options.points.value());
  work.pair_times = work.exponentials = work.pairs;
  work.flops =
      products * kernels::flops_per_product * d * work.pairs + kernels::flops_per_term * work.exponentials;
  if (ranks > 1)
    work.reduced_bytes = static_cast<double>(steps) * scores_per_step * sides * paths * d * sizeof(double);
  return cost;
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
