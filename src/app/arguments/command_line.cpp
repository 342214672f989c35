#include "app/arguments/command_line.hpp"

#include <fmt/format.h>

#include <boost/program_options.hpp>

#include "app/arguments/config_file.hpp"
#include "base/error.hpp"

namespace regimes::app {
namespace {

namespace po = boost::program_options;

po::options_description describe(const OptionTable& table) {
  po::options_description description;
  const auto add = [&description](const experiments::Option& option, const std::string& name) {
    if (name == help_option) {
      description.add_options()(name.c_str(), "");
    } else if (option.is_switch()) {  // --name or --name=false
      description.add_options()(name.c_str(), po::value<std::string>()->implicit_value("true"), "");
    } else {
      description.add_options()(name.c_str(), po::value<std::string>(), "");
    }
  };
  for (const experiments::Option* option : all_options(table)) {
    add(*option, option->name);
    for (const std::string& alias : option->aliases) add(*option, alias);
  }
  return description;
}

std::vector<po::option> parse(const OptionTable& table, const std::vector<std::string>& arguments) {
  // Long options only, and never by a prefix: a script must not change its meaning when an option is added.
  const int style = po::command_line_style::allow_long | po::command_line_style::long_allow_next |
                    po::command_line_style::long_allow_adjacent;
  const po::options_description description = describe(table);
  try {
    return po::command_line_parser(arguments)
        .options(description)
        .style(style)
        .allow_unregistered()
        .run()
        .options;
  } catch (const po::invalid_command_line_syntax& problem) {
    const bool lacks_value = problem.kind() == problem.missing_parameter;
    throw UsageError(fmt::format("{}: {}", problem.get_option_name(),
                                 lacks_value ? "has no value; give one after it" : "takes no value"));
  } catch (const po::error& problem) {
    throw UsageError(problem.what());
  }
}

}  // namespace

std::vector<Assignment> read_command_line(const OptionTable& table,
                                          const std::vector<std::string>& arguments) {
  std::vector<Assignment> assignments;
  std::string stray;
  for (const po::option& given : parse(table, arguments)) {
    if (given.unregistered) throw UsageError(unknown_option(table, given.string_key));
    if (given.string_key.empty()) {
      if (stray.empty()) stray = given.original_tokens.front();
      continue;
    }
    const experiments::Option& option = option_of(table, given.string_key);
    if (find(assignments, option.name))
      throw UsageError(fmt::format("--{}: given twice; give it once", given.string_key));
    const bool value_is_next_word = given.original_tokens.size() > 1;
    if (value_is_next_word && option.is_switch()) {
      throw UsageError(fmt::format("'{0}' belongs to no option; a switch is written --{1} or --{1}=false",
                                   given.value.front(), given.string_key));
    }
    if (value_is_next_word && given.value.front().starts_with("--")) {
      throw UsageError(
          fmt::format("--{}: has no value; '{}' follows", given.string_key, given.value.front()));
    }
    assignments.push_back({option.name, given.value.empty() ? "true" : given.value.front(),
                           io::OptionOrigin::command_line, "--" + given.string_key});
  }
  if (!stray.empty()) {
    throw UsageError(
        fmt::format("'{}' belongs to no option; options start with -- and take one value", stray));
  }
  return assignments;
}

std::vector<Assignment> read_options(const OptionTable& table, const std::vector<std::string>& arguments) {
  std::vector<Assignment> assignments = read_command_line(table, arguments);
  const Assignment* config = find(assignments, config_option);
  if (!config) return assignments;
  for (const Assignment& entry : read_config_file(table, config->value)) {
    if (!find(assignments, entry.name)) assignments.push_back(entry);
  }
  return assignments;
}

}  // namespace regimes::app
