#pragma once
#include <string>

#include "experiments/run/measurement.hpp"

namespace regimes::experiments {

/// "2.1 s (2.2 s predicted), 45 MB per rank"; without a prediction where that is NaN.
std::string taken_text(const RunEnd& end);

/// "25.6M pairs, 1.2G exponentials, 42.1 GFLOP/s in " and taken_text(): the work done.
std::string work_text(const RunEnd& end);

/// "502k (trajectory, step) at 70k/s, " and work_text() where points were swept: the work of a sampler.
std::string steps_text(double trajectory_steps, const RunEnd& end);

/// "wrote curves.h5", and where a command of analysis/ draws such a result
/// "wrote curves.h5; to draw it: analysis/collapse_curves curves.h5 -o curves".
std::string wrote_text(const std::string& output, const std::string& drawing_command = {});

}  // namespace regimes::experiments
