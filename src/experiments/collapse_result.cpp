#include "experiments/collapse_result.hpp"

#include "kernels/sweep.hpp"

namespace regimes::experiments {

kernels::Work work(const CollapseResult& result) {
  kernels::Work work;
  for (const ReplicaResult& replica : result.replicas)
    if (!replica.snapshots.empty()) work.merge(replica.snapshots.back().work);
  return work;
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
