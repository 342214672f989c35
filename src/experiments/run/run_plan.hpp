#pragma once
/// What a run will cost, before it is run.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/run_work.hpp"
#include "experiments/calibration/sweep_cost.hpp"
#include "experiments/options/run_options.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// What the whole run will take.
struct RunPlan {
  std::string what;                                         ///< one line: the law, d, n, queries, times
  std::vector<std::pair<std::string, std::int64_t>> sizes;  ///< dimension, points and so on, by their names
  /// Where a number of them is not given but follows from what the run finds: how it was found here.
  std::string reason_of_sizes = {};
  std::int64_t ranks = 1;
  ExpectedWork work;  ///< exponentials: those that are not negligible; without a calibration all
  double memory_per_rank_bytes = 0;  ///< that a rank will hold at most
  double checkpoint_bytes = 0;       ///< of OUTPUT.partial, before it is compressed
  double result_bytes = 0;           ///< of OUTPUT
  kernels::Precision precision = kernels::Precision::fp32;
  bool in_bytes = false;         ///< exact products of bytes, where the CPU has instructions for it
  double logit_error_bound = 0;  ///< of float logits, nats
  double worst_time = 0;         ///< where that bound is reached: the smallest diffusion time
  double seconds = 0, seconds_low = 0, seconds_high = 0;  ///< wall time; 0 where it was not asked for

  /// What a scheduler is to be asked for every rank: a quarter more, and room for what starts the ranks.
  double memory_to_ask_bytes() const {
    constexpr double spare = 1.25, launcher = 32e6;
    return spare * memory_per_rank_bytes + launcher;
  }
};

enum class Calibration { none, here };

/// Plans a run with these options (resolved) on `ranks` ranks. Reads and checks data files as the run does,
/// on one rank alone. Wall time from `profile` or, without one, from a short measurement here, unless there
/// is to be none. Throws what the run would throw.
using PlanRun = std::function<RunPlan(const RunOptions& options, std::int64_t ranks,
                                      const std::optional<MachineProfile>& profile, Calibration calibration,
                                      const parallel::Communicator& alone)>;

}  // namespace regimes::experiments
