#include "experiments/snapshots/memory_estimate.hpp"

#include "experiments/training/training_memory.hpp"
#include "kernels/backend.hpp"
#include "kernels/posterior.hpp"

namespace regimes::experiments {

double state_bytes(const SnapshotOptions& options, std::size_t columns, std::size_t classes) {
  const double of_one = sizeof(kernels::Posterior) + static_cast<double>(classes) * sizeof(kernels::LogSum);
  return static_cast<double>(options.queries) * static_cast<double>(columns) * of_one;
}

std::vector<MemoryUse> memory_uses(const SnapshotOptions& options, std::size_t columns, std::size_t classes,
                                   int ranks) {
  constexpr double products = 2, plain_and_packed = 2;
  const auto d = static_cast<double>(options.dimension.value()),
             queries = static_cast<double>(options.queries);
  const double threads = kernels::host_threads();
  const double states = state_bytes(options, columns, classes);
  // Of every query and time: as found, as sent, as all ranks have it, for mirrored queries, and in the lines
  // of recurrences.
  constexpr double of_reference = 5 * sizeof(double);
  const double references = queries * static_cast<double>(columns) * of_reference;
  return {points_memory(options, ranks),
          {"queries", "--queries, --dimension", plain_and_packed * products * queries * d * sizeof(float)},
          {"states", "--queries, --times", (threads + 3) * states + references},
          {"results", "--realisations, --sizes",
           copies_while_writing * options.replicas * static_cast<double>(options.snapshots.size()) * states}};
}

}  // namespace regimes::experiments
