#include "experiments/training/training_memory.hpp"

#include "datasets/training_set.hpp"
#include "kernels/backend.hpp"
#include "kernels/partition.hpp"

namespace regimes::experiments {

MemoryUse points_memory(const RunOptions& options, int ranks) {
  constexpr double copies_while_loading = 2;
  const auto d = static_cast<double>(options.dimension.value()),
             n = static_cast<double>(options.points.value());
  const double threads = kernels::host_threads();
  const bool is_double = is_from_file(options) && options.precision == PrecisionChoice::fp64;
  const double shard = n / ranks * d * static_cast<double>(is_double ? sizeof(double) : sizeof(float));
  MemoryUse use{"points", "--dimension, --points, --store, more ranks", 0};
  if (is_from_file(options) && shard > datasets::usual_window_bytes)
    use.bytes = datasets::usual_window_bytes;
  else if (options.store || is_from_file(options))
    use.bytes = copies_while_loading * shard;
  else
    use.bytes = threads * kernels::tile_points * d * sizeof(float);
  return use;
}

}  // namespace regimes::experiments
