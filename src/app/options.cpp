#include "app/options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace regimes::app {

const Option* find(const OptionTable& table, const std::string& name) {
  for (const OptionGroup& group : table) {
    for (const Option& option : group.options) {
      if (option.name == name) return &option;
    }
  }
  return nullptr;
}

const Assignment* find(const std::vector<Assignment>& assignments, const std::string& name) {
  const auto found = std::find_if(assignments.begin(), assignments.end(),
                                  [&](const Assignment& given) { return given.name == name; });
  return found == assignments.end() ? nullptr : &*found;
}

std::vector<std::string> names(const OptionTable& table) {
  std::vector<std::string> all;
  for (const OptionGroup& group : table) {
    for (const Option& option : group.options) all.push_back(option.name);
  }
  return all;
}

std::string unknown_option(const OptionTable& table, const std::string& name, const std::string& dashes) {
  std::string message = fmt::format("unknown option '{}{}'", dashes, name);
  for (const std::string& candidate : names(table)) {
    if (!name.empty() && candidate.starts_with(name)) {
      return message + fmt::format("; options are spelled out: did you mean {}{}?", dashes, candidate);
    }
  }
  if (const auto nearest = nearest_match(name, names(table))) {
    message += fmt::format("; did you mean {}{}?", dashes, *nearest);
  }
  return message;
}

bool parse_switch(const std::string& text, const std::string& what) {
  for (const char* yes : {"true", "yes", "on", "1"}) {
    if (text == yes) return true;
  }
  for (const char* no : {"false", "no", "off", "0"}) {
    if (text == no) return false;
  }
  throw UsageError(fmt::format("{}: '{}' is neither true nor false", what, text));
}

void set_options(const OptionTable& table, const std::vector<Assignment>& assignments) {
  for (const Assignment& given : assignments) find(table, given.name)->set(given.value, given.what);
  for (const Assignment& given : assignments) {
    const Option& option = *find(table, given.name);
    if (option.has_effect && !option.has_effect()) {
      throw UsageError(fmt::format("{}: has no effect here; it goes with {}", given.what, option.condition));
    }
  }
}

}  // namespace regimes::app
