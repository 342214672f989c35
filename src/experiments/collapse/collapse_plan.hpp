#pragma once
/// What a run of the collapse experiment will cost, before it is run.
#include <optional>
#include <string>

#include "experiments/collapse/collapse_options.hpp"
#include "experiments/collapse/sweep_cost.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Of the whole run, all replicas.
struct CollapsePlan {
  CollapseOptions options;  ///< resolved, with the times
  std::int64_t ranks = 1;
  double pairs = 0;         ///< (query, point)
  double pair_times = 0;    ///< (query, point, time)
  double exponentials = 0;  ///< of these, those that are not negligible; without a calibration all
  double flops = 0;         ///< of two products per pair, and of the exponentials
  double memory_per_rank_bytes = 0;
  double reduced_bytes = 0;     ///< that every rank sends
  double checkpoint_bytes = 0;  ///< of OUTPUT.partial, before it is compressed
  double result_bytes = 0;      ///< of OUTPUT
  kernels::Precision precision = kernels::Precision::single;
  double logit_error_bound = 0;                           ///< of float logits at the smallest time, nats
  double seconds = 0, seconds_low = 0, seconds_high = 0;  ///< wall time; 0 where it was not asked for
};

enum class Calibration { none, here };

/// `options` resolve()d. Reads and checks data files as a run does, on one rank alone. Wall time from
/// `profile` or, without one, from sweeping the run's own points here for two seconds, unless there is to be
/// no calibration. `alone`: this rank only. Throws what the run would throw.
CollapsePlan plan_collapse(const CollapseOptions& options, std::int64_t ranks,
                           const std::optional<MachineProfile>& profile, Calibration calibration,
                           const parallel::Communicator& alone);

}  // namespace regimes::experiments
