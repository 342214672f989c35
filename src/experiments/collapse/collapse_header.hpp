#pragma once
/// What is said of a run of the collapse experiment before its first sweep.
#include <string>
#include <vector>

#include "experiments/collapse/collapse_result.hpp"

namespace regimes::experiments {

/// What a terminal shows of a result whose times and precision are chosen: one line, of which times may still
/// be open, and what is worth a line.
std::string collapse_description(const CollapseResult& result);
/// "48 times in [0.06846, 1.572]".
std::string grid_text(const CollapseResult& result);
std::vector<std::string> collapse_notes(const CollapseResult& result);
std::vector<std::string> collapse_warnings(const CollapseResult& result);

}  // namespace regimes::experiments
