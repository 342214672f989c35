#pragma once
/// What every run on a training set is asked besides the set: precision, output, checkpoints, and what is
/// about the call alone.
#include <string>
#include <utility>
#include <vector>

#include "experiments/options/option_values.hpp"
#include "experiments/options/precision_choice.hpp"
#include "experiments/options/training_options.hpp"

namespace regimes::experiments {

/// Names of the two options that are used while a command line is read.
inline constexpr const char* config_option = "config";
inline constexpr const char* help_option = "help";

enum class RunExtent {
  whole,
  checks  ///< up to the first sweep: options and files are checked, nothing is written
};

struct CheckpointOptions {
  double checkpoint_minutes =
      10;  ///< the longest time without a checkpoint; 0: as often as there is something new
  double time_limit_seconds = 0;  ///< of the whole run, from its start; 0: none
};

struct RunOptions : TrainingOptions {
  explicit RunOptions(std::string default_output) : output(std::move(default_output)) {}

  PrecisionChoice precision = PrecisionChoice::automatic;
  std::string output;
  CheckpointOptions checkpoints;
  bool force = false;     ///< replace an existing output
  bool no_state = false;  ///< a finished result is written without what a run could go on from
  bool dry_run = false;
  bool quiet = false;
  std::string command_line;  ///< as typed, for provenance
};

/// Checks the training options and these. Throws OptionError.
void check_run(RunOptions& options);

/// --precision. `of`: what is computed in it; `automatic`: what auto does.
Option precision_option(const std::string& of, const std::string& automatic);

/// --query-groups, kept at `groups`. `most`: of them, beside the number of ranks.
Option query_groups_option(const Place<std::int64_t>& groups, const std::string& most);

/// The group of options with which every experiment's table ends: --output, checkpoints, --force, and what is
/// about the call of `command` alone. `file`: sentences on the output; `when`: on what is written when.
OptionGroup output_options(const std::string& command, const std::string& file, const std::string& when);

/// --help of a command.
Option help_of(const std::string& command);

/// --config.
Option config_file_option();

}  // namespace regimes::experiments
