#include "experiments/snapshots/memory_estimate.hpp"

#include <fmt/format.h>

#include "base/resident_memory.hpp"
#include "base/text.hpp"
#include "datasets/training_set.hpp"
#include "experiments/options/population_options.hpp"
#include "kernels/backend.hpp"
#include "kernels/deal.hpp"
#include "kernels/posterior.hpp"

namespace regimes::experiments {

MemoryEstimate estimate_memory(const SnapshotOptions& options, std::size_t columns, std::size_t classes,
                               int ranks) {
  constexpr double float_bytes = sizeof(float), products = 2;
  const auto d = static_cast<double>(options.dimension.value()),
             n = static_cast<double>(options.points.value());
  const auto queries = static_cast<double>(options.queries), t = static_cast<double>(columns),
             c = static_cast<double>(classes);
  const bool is_stored = options.store || !is_procedural(options);
  const double threads = kernels::host_threads();
  const double state_bytes = sizeof(kernels::Posterior) + c * sizeof(kernels::LogSum);

  MemoryEstimate estimate;
  constexpr double copies_while_loading = 2;
  const double shard = n / ranks * d * float_bytes;
  const bool is_windowed = is_from_file(options) && shard > datasets::usual_window_bytes;
  estimate.points = is_windowed ? datasets::usual_window_bytes
                    : is_stored ? copies_while_loading * shard
                                : threads * kernels::tile_points * d * float_bytes;
  constexpr double plain_and_packed = 2;
  estimate.queries = plain_and_packed * products * queries * d * float_bytes;
  estimate.states = (threads + 2) * queries * t * state_bytes;
  constexpr double copies_while_writing = 3;
  estimate.results = copies_while_writing * options.replicas * static_cast<double>(options.snapshots.size()) *
                     queries * t * state_bytes;
  return estimate;
}

void require_memory(const MemoryEstimate& estimate) {
  const auto available = static_cast<double>(physical_memory_bytes());
  if (estimate.total() <= available) return;
  throw UsageError(fmt::format(
      "this run needs about {} on one rank, and the machine has {}: points {} (--dimension, --store, more "
      "ranks), "
      "queries {} (--queries, --dimension), states {} (--queries, --times), results {} (--replicas, "
      "--snapshots)",
      human_bytes(estimate.total()), human_bytes(available), human_bytes(estimate.points),
      human_bytes(estimate.queries), human_bytes(estimate.states), human_bytes(estimate.results)));
}

}  // namespace regimes::experiments
