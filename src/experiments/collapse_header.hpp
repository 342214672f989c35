#pragma once
/// What is said of a run of the collapse experiment before its first sweep.
#include <string>
#include <vector>

#include "experiments/collapse_result.hpp"
#include "experiments/progress.hpp"

namespace regimes::experiments {

/// Who takes part: `hosts` of all ranks, `sharers` ranks that share the points, the memory of the largest
/// rank.
struct Participants {
  std::vector<std::string> hosts;
  int sharers = 1;
  std::int64_t memory_per_rank_bytes = 0;
};

/// Of a result whose times and precision are chosen.
RunHeader collapse_header(const CollapseResult& result, const Participants& participants);
std::vector<std::string> collapse_warnings(const CollapseResult& result, const Participants& participants);

/// Values per SIMD register in the precision of the result.
int vector_width(const CollapseResult& result);

}  // namespace regimes::experiments
