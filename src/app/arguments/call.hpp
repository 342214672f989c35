#pragma once
/// The arguments of one call of a command: what they set, and where each value came from.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "app/arguments/command_line.hpp"
#include "experiments/options/option_checks.hpp"

namespace regimes::app {

/// The whole command as a shell would take it, for whoever repeats the run.
std::string command_line(const std::string& command, const std::vector<std::string>& arguments);

/// Whether the arguments only ask for the screen of help.
bool asks_for_help(const std::vector<std::string>& arguments);

struct Call {
  std::vector<Assignment> assignments;

  /// Sets what the arguments say. Throws as read_options() and set_options().
  void read(const experiments::OptionTable& table, const std::vector<std::string>& arguments,
            experiments::OptionValues& options);

  /// Throws UsageError where `output` is one of the files that the call reads: `inputs`, or its
  /// configuration file.
  void require_not_read(const std::string& output, std::vector<std::string> inputs) const;

  /// Every option that a result remembers, with its value in `options` and its origin, before the run fills
  /// in what is open.
  std::vector<experiments::ResolvedOption> origins(const experiments::OptionTable& table,
                                                   const experiments::OptionValues& options) const;

  /// Runs `work`; an OptionError gets the line of the configuration file that set the option.
  template <class Work>
  auto with_places(const Work& work) const {
    try {
      return work();
    } catch (const OptionError& error) {
      const Assignment* given = find(assignments, error.option());
      throw UsageError(given ? fmt::format("{}: {}", given->what, error.problem()) : error.what());
    }
  }
};

}  // namespace regimes::app
