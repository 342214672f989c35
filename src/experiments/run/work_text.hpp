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

/// "regimes resume curves.h5.partial"
std::string resume_line(const std::string& file);

/// "to go on: mpirun -n 2 regimes resume curves.h5.partial": as many ranks as the run had.
std::string go_on_text(const std::string& command, int ranks);

/// How a run has ended that was stopped: where its results are, and how it goes on. Without a file,
/// "stopped on request BEFORE, nothing is written".
std::string stopped_text(const RunEnd& end, const std::string& before = "before anything was measured");

/// "wrote curves.h5", and where a command of analysis/ draws such a result
/// "wrote curves.h5; to draw it: analysis/collapse_curves curves.h5 -o curves".
std::string wrote_text(const std::string& output, const std::string& drawing_command = {});

}  // namespace regimes::experiments
