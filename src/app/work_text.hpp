#pragma once
#include <string>

#include "experiments/run_record.hpp"

namespace regimes::app {

/// "25.6M pairs, 1.2G exponentials, 42.1 GFLOP/s in 2.1 s": the work done.
std::string work_text(const experiments::RunWork& work, double seconds);

}  // namespace regimes::app
