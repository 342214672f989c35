#include "app/arguments/option_help.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/wrapped_text.hpp"

namespace regimes::app {
namespace {

constexpr int width = 96;
constexpr int paragraph_indent = 6;

std::string heading(const Option& option) {
  return option.is_switch() ? "--" + option.name : fmt::format("--{} {}", option.name, option.argument);
}

std::string facts(const Option& option, const std::string& fallback) {
  const std::string unit = option.unit.empty() ? "" : fmt::format("Unit: {}. ", option.unit);
  const std::string range = option.range.empty() ? "" : fmt::format(" Range: {}.", option.range);
  const std::string aliases =
      option.aliases.empty() ? "" : fmt::format(" Older name: --{}.", fmt::join(option.aliases, ", --"));
  if (option.is_required) return fmt::format("Required. {}{}{}", unit, trimmed(range), aliases);
  return fallback.empty() ? "" : fmt::format("{}Default: {}.{}{}", unit, fallback, range, aliases);
}

std::string default_of(const Command& command, const Option& option) {
  return option.is_required ? std::string() : fallback_text(option, *command.defaults);
}

/// The groups of a table behind one of what must be given, which no other has, and those that need one of
/// their options.
OptionTable required_first(const OptionTable& table) {
  OptionGroup required = {.title = "Required", .options = {}};
  OptionTable rest = table;
  for (OptionGroup& group : rest) {
    const auto is_optional = [](const Option& option) { return !option.is_required; };
    const auto first = std::stable_partition(group.options.begin(), group.options.end(), is_optional);
    required.options.insert(required.options.end(), first, group.options.end());
    group.options.erase(first, group.options.end());
  }
  std::erase_if(rest, [](const OptionGroup& group) { return group.options.empty(); });
  std::stable_partition(rest.begin(), rest.end(), [](const OptionGroup& group) { return group.needs_one; });
  if (!required.options.empty()) rest.insert(rest.begin(), required);
  return rest;
}

int longest_heading(const OptionTable& table) {
  std::size_t longest = 0;
  for (const OptionGroup& group : table) {
    for (const Option& option : group.options) longest = std::max(longest, heading(option).size());
  }
  return static_cast<int>(longest);
}

}  // namespace

std::string wrapped(const std::string& text, int indent) {
  return regimes::wrapped(text, width, {indent, indent});
}

std::string short_help(const Command& command) {
  const int column = longest_heading(command.options);
  std::string text;
  for (const OptionGroup& group : required_first(command.options)) {
    text += group.title + ":\n";
    for (const Option& option : group.options) {
      const std::string fallback = default_of(command, option);
      text += fmt::format("  {:<{}}  {}{}\n", heading(option), column, option.summary,
                          fallback.empty() ? "" : fmt::format(" [{}]", fallback));
    }
  }
  return text;
}

std::string long_help(const Command& command, bool with_all) {
  std::string text, left_out;
  for (const OptionGroup& group : required_first(command.options)) {
    if (group.is_on_request && !with_all) {
      left_out += wrapped(fmt::format("{}: `regimes help {} --all` explains --{}.", group.title, command.name,
                                      fmt::join(experiments::names({group}), ", --")),
                          0);
      continue;
    }
    text += fmt::format("{}\n\n", group.title);
    for (const Option& option : group.options) {
      text += "  " + heading(option) + "\n" + wrapped(option.explanation, paragraph_indent);
      if (!option.condition.empty()) text += wrapped("Only with " + option.condition + ".", paragraph_indent);
      text += wrapped(facts(option, default_of(command, option)), paragraph_indent) + "\n";
    }
  }
  return text + left_out;
}

}  // namespace regimes::app
