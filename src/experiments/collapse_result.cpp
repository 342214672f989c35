#include "experiments/collapse_result.hpp"

#include <algorithm>

#include "kernels/sweep.hpp"

namespace regimes::experiments {

kernels::Work work(const CollapseResult& result) {
  kernels::Work work;
  for (const ReplicaResult& replica : result.replicas)
    if (!replica.snapshots.empty()) work.merge(replica.snapshots.back().work);
  if (!is_between_snapshots(result)) return work;
  const auto& done = result.replicas[result.replica_in_progress].snapshots;
  if (!done.empty()) {
    work.terms -= done.back().work.terms;
    work.skipped -= done.back().work.skipped;
  }
  work.merge(result.progress.states.work);
  return work;
}

bool is_between_snapshots(const CollapseResult& result) {
  const auto replica = static_cast<std::size_t>(result.replica_in_progress);
  if (result.progress.states.posterior.empty() || replica >= result.replicas.size()) return false;
  const std::size_t done = result.replicas[replica].snapshots.size();
  return done < result.snapshots.size() &&
         result.progress.points > (done > 0 ? result.snapshots[done - 1] : 0);
}

std::int64_t pairs(const CollapseResult& result) {
  return work(result).terms / static_cast<std::int64_t>(std::max<std::size_t>(1, result.times.size()));
}

double flops(const CollapseResult& result) {
  constexpr int products = 2;
  const kernels::Work done = work(result);
  return products * kernels::flops_per_product * static_cast<double>(pairs(result)) *
             static_cast<double>(result.dimension) +
         kernels::flops_per_term * static_cast<double>(done.terms - done.skipped);
}

double skipped_weight(const CollapseResult& result) {
  if (result.replicas.empty()) return 0;
  const double posteriors = static_cast<double>(result.replicas.size()) *
                            static_cast<double>(result.options.queries) *
                            static_cast<double>(result.times.size());
  return static_cast<double>(work(result).skipped) * kernels::skipped_weight(result.snapshots.back()) /
         posteriors;
}

}  // namespace regimes::experiments
