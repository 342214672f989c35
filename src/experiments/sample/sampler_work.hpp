#pragma once
/// Small things that runs with a sampler share.
#include <vector>

#include "base/run_work.hpp"
#include "diffusion/score.hpp"
#include "experiments/run/run_cost.hpp"
#include "experiments/sample/sampler_options.hpp"

namespace regimes::experiments {

/// The smallest time above 0 in a descending schedule: scores are not asked for below.
double smallest_score_time(const std::vector<double>& schedule);

/// What paths over `steps` steps take, `sets_of_paths` of them at a time: points, paths and steps, without
/// what an experiment keeps of them. `options` complete.
RunCost sampler_cost(const SamplerOptions& options, std::size_t steps, int sets_of_paths, int ranks);

/// What a score has done on all ranks. Collective.
RunWork work_of(const diffusion::Score& score, const parallel::Communicator& ranks);

}  // namespace regimes::experiments
