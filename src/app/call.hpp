#pragma once
/// The arguments of one call of a command: what they set, and where each value came from.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "app/command_line.hpp"
#include "base/error.hpp"
#include "experiments/options/option_texts.hpp"

namespace regimes::app {

/// The whole command as a shell would take it, for whoever repeats the run.
std::string command_line(const std::string& command, const std::vector<std::string>& arguments);

/// Whether the arguments only ask for the screen of help.
bool asks_for_help(const std::vector<std::string>& arguments);

template <class Request>
struct Call {
  Request request;
  std::vector<Assignment> assignments;

  /// Sets what the arguments say. Throws as read_options() and set_options().
  void read(const OptionTable& table, const std::vector<std::string>& arguments) {
    assignments = read_options(table, arguments);
    set_options(table, assignments);
  }

  /// Every option with its value and origin, before the run fills in what is open.
  template <class Options>
  std::vector<experiments::ResolvedOption> origins(const experiments::OptionTexts<Options>& texts) const {
    std::vector<experiments::ResolvedOption> all;
    for (const std::string& name : texts.names()) {
      const Assignment* given = find(assignments, name);
      all.push_back({name, texts.value(request.options, name),
                     given ? given->origin : io::OptionOrigin::default_value});
    }
    return all;
  }

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
