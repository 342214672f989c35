#include "experiments/snapshots/snapshot_states.hpp"

#include <algorithm>

#include "kernels/sweep.hpp"

namespace regimes::experiments {

kernels::Work work(const SnapshotStates& states) {
  kernels::Work work;
  for (const ReplicaStates& replica : states.replicas)
    if (!replica.snapshots.empty()) work.merge(replica.snapshots.back().work);
  if (!is_between_snapshots(states)) return work;
  const auto& done = states.replicas[states.replica_in_progress].snapshots;
  if (!done.empty()) {
    work.terms -= done.back().work.terms;
    work.skipped -= done.back().work.skipped;
  }
  work.merge(states.progress.states.work);
  return work;
}

bool is_between_snapshots(const SnapshotStates& states) {
  const auto replica = static_cast<std::size_t>(states.replica_in_progress);
  if (states.progress.states.posterior.empty() || replica >= states.replicas.size()) return false;
  const std::size_t done = states.replicas[replica].snapshots.size();
  return done < states.snapshots.size() &&
         states.progress.points > (done > 0 ? states.snapshots[done - 1] : 0);
}

std::int64_t pairs(const kernels::Work& done, std::size_t times) {
  return done.terms / static_cast<std::int64_t>(std::max<std::size_t>(1, times));
}

double flops(const kernels::Work& done, std::size_t times, std::int64_t dimension, int products) {
  return products * kernels::flops_per_product * static_cast<double>(pairs(done, times)) *
             static_cast<double>(dimension) +
         kernels::flops_per_term * static_cast<double>(done.terms - done.skipped);
}

double skipped_weight(const SnapshotStates& states, std::int64_t queries) {
  if (states.replicas.empty()) return 0;
  const double posteriors = static_cast<double>(states.replicas.size()) * static_cast<double>(queries) *
                            static_cast<double>(states.grid.size());
  return static_cast<double>(work(states).skipped) * kernels::skipped_weight(states.snapshots.back()) /
         posteriors;
}

}  // namespace regimes::experiments
