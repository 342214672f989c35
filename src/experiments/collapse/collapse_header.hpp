#pragma once
/// What is said of a run of the collapse experiment before its first sweep.
#include <string>
#include <vector>

#include "experiments/collapse/collapse_result.hpp"

namespace regimes::experiments {

/// What a terminal shows of a result whose times and precision are chosen: one line, and what is worth a
/// line.
std::string collapse_description(const CollapseResult& result);
std::vector<std::string> collapse_notes(const CollapseResult& result);
std::vector<std::string> collapse_warnings(const CollapseResult& result);

}  // namespace regimes::experiments
