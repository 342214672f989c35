#pragma once
/// The options that choose a synthetic law, and where points come from at all.
#include <vector>

#include "experiments/options/training_options.hpp"

namespace regimes::experiments {

/// --train and --dimension: where points come from.
OptionGroup source_options();

/// What synthetic laws are described by, --variance to --store, which the manual explains on request.
OptionGroup law_options();

/// Whether an option of a law says something about these points: --variance does not for files.
bool has_effect(const TrainingOptions& options, std::string_view name);

}  // namespace regimes::experiments
