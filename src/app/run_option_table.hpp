#pragma once
/// What every command with a run has: its request, and the options that all runs share.
#include <initializer_list>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "experiments/options/precision_choice.hpp"
#include "experiments/run/checkpointer.hpp"

namespace regimes::app {

/// What the command line of a run sets. `config` and `help` are used while it is read.
template <class Options>
struct RunRequest {
  Options options;
  bool dry_run = false;
  bool quiet = false;
};

/// --precision. `of`: what is computed in it; `automatic`: what auto does.
Option precision_option(experiments::PrecisionChoice& precision, const std::string& of,
                        const std::string& automatic);

/// --query-groups. `most`: of them, beside the number of ranks.
Option query_groups_option(std::int64_t& groups, const std::string& most);

/// --output; the target holds its default. `more`: what else there is to say of the file.
Option output_option(std::string& output, const std::string& summary, const std::string& more);

/// --checkpoint-minutes and --time-limit. `when`: sentence on what is written when.
std::vector<Option> checkpoint_options(experiments::CheckpointOptions& checkpoints, const std::string& when);

/// --force, --dry-run, --quiet, --config and --help of a command.
std::vector<Option> terminal_options(bool& force, bool& dry_run, bool& quiet, const std::string& command);
template <class Options>
std::vector<Option> terminal_options(RunRequest<Options>& request, const std::string& command) {
  return terminal_options(request.options.force, request.dry_run, request.quiet, command);
}

/// One group of options from several.
std::vector<Option> joined(std::initializer_list<std::vector<Option>> groups);

}  // namespace regimes::app
