#pragma once
#include <string>

#include "experiments/calibration/sweep_cost.hpp"

namespace regimes::app {

/// A machine profile as JSON: host, backend, and for float and double the seconds per product, term and
/// coordinate.
std::string profile_text(const experiments::MachineProfile& profile);

/// Reads what profile_text() made. InputOutputError where the file cannot be read, DataError for anything
/// else.
experiments::MachineProfile read_profile(const std::string& path);

}  // namespace regimes::app
