#pragma once
/// What every run on a training set is asked besides the set: precision and output.
#include <string>
#include <utility>

#include "experiments/options/precision_choice.hpp"
#include "experiments/options/training_options.hpp"

namespace regimes::experiments {

enum class RunExtent {
  whole,
  checks  ///< up to the first sweep: options and files are checked, nothing is written
};

struct RunOptions : TrainingOptions {
  explicit RunOptions(std::string default_output) : output(std::move(default_output)) {}

  PrecisionChoice precision = PrecisionChoice::automatic;
  std::string output;
  bool force = false;  ///< replace an existing output

  std::string command_line;  ///< as typed, for provenance
};

/// Checks the training options and these. Throws OptionError.
void check_run(RunOptions& options);

/// --precision, --output and --force as text.
std::vector<OptionText<RunOptions>> run_texts();

}  // namespace regimes::experiments
