#pragma once
#include <string>

#include "experiments/sample/sample.hpp"

namespace regimes::app {

/// The fraction of memorised samples at every time of observation, and a closing line with the work done.
std::string sample_report(const experiments::SampleSummary& summary);

}  // namespace regimes::app
