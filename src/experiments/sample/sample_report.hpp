#pragma once
#include <string>

#include "experiments/sample/sample.hpp"

namespace regimes::experiments {

/// The fraction of memorised samples at every time of observation, and a closing line with the work done.
std::string sample_report(const SampleSummary& summary);

}  // namespace regimes::experiments
