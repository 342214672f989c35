#pragma once
/// The files that a run reads, as its table of options has them.
#include <string>
#include <vector>

#include "experiments/options/option.hpp"
#include "experiments/options/training_options.hpp"
#include "io/input_file.hpp"

namespace regimes::experiments {

/// Every file that an option with an effect names: of FILE:/dataset the file, of points and labels those that
/// their format means by the name. Throws what the format throws.
std::vector<std::string> input_paths(const OptionTable& table, const TrainingOptions& options);

/// Reads those in HDF5 on trial (io/reading_trial.hpp). Throws DataError where that does not come to an end.
void try_inputs(const OptionTable& table, const TrainingOptions& options);

/// Size and checksum of each of these files. Reads each once. Throws InputOutputError, and what
/// the format throws.
std::vector<io::InputFile> look_at_inputs(const OptionTable& table, const TrainingOptions& options);

}  // namespace regimes::experiments
