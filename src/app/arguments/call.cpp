#include "app/arguments/call.hpp"

#include "base/shell_word.hpp"
#include "io/result_file.hpp"

namespace regimes::app {

std::string command_line(const std::string& command, const std::vector<std::string>& arguments) {
  std::string line = "regimes " + command;
  for (const std::string& argument : arguments) line += fmt::format(" {}", shell_word(argument));
  return line;
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments)
    if (argument == "--help" || argument == "-h") return true;
  return false;
}

void Call::read(const experiments::OptionTable& table, const std::vector<std::string>& arguments,
                experiments::OptionValues& options) {
  assignments = read_options(table, arguments);
  set_options(table, options, assignments);
}

void Call::require_not_read(const std::string& output, std::vector<std::string> inputs) const {
  if (const Assignment* config = find(assignments, config_option)) inputs.push_back(config->value);
  for (const std::string& input : inputs) io::require_other_file(output, input);
}

std::vector<experiments::ResolvedOption> Call::origins(const experiments::OptionTable& table,
                                                       const experiments::OptionValues& options) const {
  std::vector<experiments::ResolvedOption> given;
  for (const Assignment& each : assignments) given.push_back({each.name, each.value, each.origin});
  return experiments::origins(table, options, given);
}

}  // namespace regimes::app
