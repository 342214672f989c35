#pragma once
/// The options of synthetic laws with classes.
#include <vector>

#include "app/options.hpp"
#include "experiments/options/training_options.hpp"

namespace regimes::app {

/// --mean-amplitudes ... --class-priors. `options` must outlive the table.
std::vector<Option> class_options(experiments::TrainingOptions& options);

}  // namespace regimes::app
