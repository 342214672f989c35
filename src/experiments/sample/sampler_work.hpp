#pragma once
/// Small things that runs with a sampler share.
#include <vector>

#include "diffusion/score.hpp"
#include "experiments/run/run_record.hpp"

namespace regimes::experiments {

/// The smallest time above 0 in a descending schedule: scores are not asked for below.
double smallest_score_time(const std::vector<double>& schedule);

/// What a score has done on all ranks. Collective.
RunWork work_of(const diffusion::Score& score, const parallel::Communicator& ranks);

}  // namespace regimes::experiments
