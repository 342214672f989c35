#pragma once
/// The files that a run reads, as its table of options has them.
#include <vector>

#include "experiments/options/option.hpp"
#include "io/input_file.hpp"

namespace regimes::experiments {

/// Size and checksum of every file that an option with an effect names: of FILE:/dataset the file, of a
/// folder of CIFAR-10 its batches. Reads each once. Throws InputOutputError, and DataError for a folder
/// without batches.
std::vector<io::InputFile> look_at_inputs(const OptionTable& table, const OptionValues& options);

}  // namespace regimes::experiments
