#pragma once
/// The options that choose a training set, for the table of every command that has one.
#include <vector>

#include "app/options.hpp"
#include "experiments/options/training_options.hpp"

namespace regimes::app {

/// An option that matters only under `condition`, which experiments::has_effect() decides.
Option only_with(const std::string& condition, const experiments::TrainingOptions& options, Option option);

/// All refer to `options`, which must outlive them.
std::vector<Option> law_options(experiments::TrainingOptions& options);
std::vector<Option> point_count_options(experiments::TrainingOptions& options);
std::vector<Option> file_options(experiments::TrainingOptions& options);
Option seed_option(experiments::TrainingOptions& options);

}  // namespace regimes::app
