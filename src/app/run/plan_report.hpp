#pragma once
/// A plan as text and as JSON, with the Slurm directives that fit it.
#include <optional>
#include <string>
#include <vector>

#include "experiments/run/run_plan.hpp"

namespace regimes::app {

struct PlanContext {
  std::optional<std::int64_t> nodes;
  double time_limit_seconds = 0;  ///< 0: none
  std::string experiment;
  std::string basis;  ///< of the wall time; empty: there is none
};

/// Directives for sbatch. The time is the limit or, without one, the upper end of the range.
std::vector<std::string> slurm_directives(const experiments::RunPlan& plan, const PlanContext& context);

std::string plan_table(const experiments::RunPlan& plan, const PlanContext& context);
std::string plan_json(const experiments::RunPlan& plan, const PlanContext& context);

}  // namespace regimes::app
