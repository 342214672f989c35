#pragma once
/// What a run over snapshots and replicas has swept so far, whatever its experiment makes of it, on one rank.
#include <cstdint>
#include <vector>

#include "experiments/options/precision_choice.hpp"
#include "experiments/snapshots/pass_progress.hpp"
#include "experiments/snapshots/snapshot_options.hpp"
#include "experiments/training/equal_counts.hpp"

namespace regimes::experiments {

/// Why a checkpoint has no curves and times of a snapshot whose states it has.
inline constexpr const char* why_left_out =
    "the checkpoint could not wait for its error bars; a run that goes on makes them";

/// One replica that was started. Snapshots are done in order, so the first snapshots.size() of the run's are.
struct ReplicaStates {
  std::vector<kernels::PosteriorStates> snapshots;  ///< merged over ranks; [snapshot done]
  std::int64_t next_block = 0;                      ///< the first global block that is not swept to its end
};

struct SnapshotStates {
  std::int64_t dimension = 0;           ///< d
  std::vector<std::int64_t> snapshots;  ///< n_k, ascending, all that were asked for
  std::vector<double> grid;       ///< ascending: what the `times` of the states are, times or bandwidths
  Precision precision;            ///< of the logits
  std::vector<int> class_values;  ///< label value of each class position; empty: classes are not followed
  EqualCounts equals;             ///< of the first replica's points
  std::vector<ReplicaStates> replicas;  ///< in order, those started
  int replica_in_progress = 0;          ///< the one whose pass has begun last
  PassProgress progress;                ///< of that pass
};

/// Whether the pass in progress has merged points beyond the last snapshot done.
bool is_between_snapshots(const SnapshotStates& states);

/// Terms and skipped terms of all passes so far.
kernels::Work work(const SnapshotStates& states);
/// Work at so many times, as (query, training point), and the floating-point operations of `products`
/// products per pair and of the exponentials.
std::int64_t pairs(const kernels::Work& done, std::size_t times);
double flops(const kernels::Work& done, std::size_t times, std::int64_t dimension, int products);
/// Bound on what skipping left out, per posterior, as a part of 1 (kernels/README.md, "Skipping").
double skipped_weight(const SnapshotStates& states, std::int64_t queries);

}  // namespace regimes::experiments
