#pragma once
/// The files that a run reads, as its table of options has them.
#include <vector>

#include "experiments/options/option.hpp"
#include "experiments/options/training_options.hpp"
#include "io/input_file.hpp"

namespace regimes::experiments {

/// Size and checksum of every file that an option with an effect names: of FILE:/dataset the file, of points
/// and labels those that their format means by the name. Reads each once. Throws InputOutputError, and what
/// the format throws.
std::vector<io::InputFile> look_at_inputs(const OptionTable& table, const TrainingOptions& options);

}  // namespace regimes::experiments
