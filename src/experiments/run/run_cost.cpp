#include "experiments/run/run_cost.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/resident_memory.hpp"
#include "base/text.hpp"

namespace regimes::experiments {

double RunCost::memory_bytes() const {
  double bytes = program_bytes;
  for (const MemoryUse& use : memory) bytes += use.bytes;
  return bytes;
}

void require_memory(const RunCost& cost) {
  const auto available = static_cast<double>(physical_memory_bytes());
  if (cost.memory_bytes() <= available) return;
  std::vector<std::string> uses;
  for (const MemoryUse& use : cost.memory)
    if (use.bytes > 0)
      uses.push_back(fmt::format("{} {} ({})", use.what, human_bytes(use.bytes), use.options));
  throw UsageError(fmt::format("this run needs about {} on one rank, and the machine has {}: {}",
                               human_bytes(cost.memory_bytes()), human_bytes(available),
                               fmt::join(uses, ", ")));
}

}  // namespace regimes::experiments
