#pragma once
/// The options that choose a synthetic law, and where points come from at all.
#include <vector>

#include "experiments/options/training_options.hpp"

namespace regimes::experiments {

/// --train, and what laws are described by: --dimension to --store.
std::vector<Option> law_options();

/// Whether an option of a law says something about these points: --variance does not for files.
bool has_effect(const TrainingOptions& options, std::string_view name);

}  // namespace regimes::experiments
