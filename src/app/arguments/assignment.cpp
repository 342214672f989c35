#include "app/arguments/assignment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace regimes::app {

const Assignment* find(const std::vector<Assignment>& assignments, const std::string& name) {
  const auto found = std::find_if(assignments.begin(), assignments.end(),
                                  [&](const Assignment& given) { return given.name == name; });
  return found == assignments.end() ? nullptr : &*found;
}

std::string unknown_option(const experiments::OptionTable& table, const std::string& name,
                           const std::string& dashes) {
  std::string message = fmt::format("unknown option '{}{}'", dashes, name);
  const std::vector<std::string> known = experiments::names(table);
  for (const std::string& candidate : known)
    if (!name.empty() && candidate.starts_with(name))
      return message + fmt::format("; options are spelled out: did you mean {}{}?", dashes, candidate);
  if (const auto nearest = nearest_match(name, known))
    message += fmt::format("; did you mean {}{}?", dashes, *nearest);
  return message;
}

void set_options(const experiments::OptionTable& table, experiments::OptionValues& options,
                 const std::vector<Assignment>& assignments) {
  for (const Assignment& given : assignments)
    option_of(table, given.name).value.set(options, given.value, given.what);
  for (const Assignment& given : assignments)
    if (const auto& settle = option_of(table, given.name).value.settle) settle(options);
  for (const Assignment& given : assignments) {
    const experiments::Option& option = option_of(table, given.name);
    if (!option.has_effect(options))
      throw UsageError(fmt::format("{}: has no effect here; it goes with {}", given.what, option.condition));
  }
}

}  // namespace regimes::app
