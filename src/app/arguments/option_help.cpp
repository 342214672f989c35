#include "app/arguments/option_help.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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
  return fallback.empty() ? "" : fmt::format("{}Default: {}.{}{}", unit, fallback, range, aliases);
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
  for (const OptionGroup& group : command.options) {
    text += group.title + ":\n";
    for (const Option& option : group.options) {
      const std::string fallback = fallback_text(option, *command.defaults);
      text += fmt::format("  {:<{}}  {}{}\n", heading(option), column, option.summary,
                          fallback.empty() ? "" : fmt::format(" [{}]", fallback));
    }
  }
  return text;
}

std::string long_help(const Command& command) {
  std::string text;
  for (const OptionGroup& group : command.options) {
    text += fmt::format("{}\n\n", group.title);
    for (const Option& option : group.options) {
      text += "  " + heading(option) + "\n" + wrapped(option.explanation, paragraph_indent);
      if (!option.condition.empty()) text += wrapped("Only with " + option.condition + ".", paragraph_indent);
      text += wrapped(facts(option, fallback_text(option, *command.defaults)), paragraph_indent) + "\n";
    }
  }
  return text;
}

}  // namespace regimes::app
