#pragma once
/// The options of training points that every experiment has beside those of laws: how many points, files, the
/// seed.
#include <vector>

#include "experiments/options/training_options.hpp"

namespace regimes::experiments {

/// --points and --log-points-per-dimension.
std::vector<Option> point_count_options();

/// --train-file to --center.
std::vector<Option> file_options();

/// --seed.
Option seed_option();

}  // namespace regimes::experiments
