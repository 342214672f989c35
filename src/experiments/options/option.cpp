#include "experiments/options/option.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace regimes::experiments {

std::string_view name_of(OptionKind kind) {
  switch (kind) {
    case OptionKind::value:
      return "value";
    case OptionKind::input_file:
      return "input-file";
    case OptionKind::output_file:
      return "output-file";
    case OptionKind::terminal:
      break;
  }
  return "terminal";
}

std::string_view name_of(OnResume rule) {
  switch (rule) {
    case OnResume::same:
      return "same";
    case OnResume::free:
      return "free";
    case OnResume::grows:
      break;
  }
  return "grows";
}

bool Option::is_called(std::string_view word) const {
  return name == word || std::find(aliases.begin(), aliases.end(), word) != aliases.end();
}

const Option* find(const OptionTable& table, std::string_view name) {
  for (const OptionGroup& group : table)
    for (const Option& option : group.options)
      if (option.is_called(name)) return &option;
  return nullptr;
}

const Option& option_of(const OptionTable& table, std::string_view name) {
  const Option* option = find(table, name);
  if (!option) throw ContractError(fmt::format("no option is called '{}'", name));
  return *option;
}

std::vector<const Option*> all_options(const OptionTable& table) {
  std::vector<const Option*> all;
  for (const OptionGroup& group : table)
    for (const Option& option : group.options) all.push_back(&option);
  return all;
}

std::vector<std::string> names(const OptionTable& table) {
  std::vector<std::string> all;
  for (const Option* option : all_options(table)) all.push_back(option->name);
  return all;
}

std::vector<Option> joined(std::initializer_list<std::vector<Option>> groups) {
  std::vector<Option> all;
  for (const std::vector<Option>& group : groups) all.insert(all.end(), group.begin(), group.end());
  return all;
}

std::string fallback_text(const Option& option, const OptionValues& defaults) {
  if (!option.fallback.empty()) return option.fallback;
  const std::string text = option.value.text ? option.value.text(defaults) : std::string();
  if (option.is_switch()) return text == "true" ? "on" : text.empty() ? "" : "off";
  return text.empty() && option.value.text ? "none" : text;
}

std::vector<ResolvedOption> origins(const OptionTable& table, const OptionValues& options,
                                    const std::vector<ResolvedOption>& given) {
  std::vector<ResolvedOption> all;
  for (const Option* option : all_options(table)) {
    if (option->kind == OptionKind::terminal) continue;
    const auto found = std::find_if(given.begin(), given.end(),
                                    [&](const ResolvedOption& each) { return option->is_called(each.name); });
    all.push_back({option->name, option->value.text(options),
                   found == given.end() ? io::OptionOrigin::default_value : found->origin});
  }
  return all;
}

std::vector<ResolvedOption> refreshed(const OptionTable& table, const std::vector<ResolvedOption>& origins,
                                      const OptionValues& options, const OptionValues& defaults) {
  std::vector<ResolvedOption> used;
  for (ResolvedOption resolved : origins) {
    const Option& option = option_of(table, resolved.name);
    resolved.name = option.name;
    const std::string before = std::exchange(resolved.value, option.value.text(options));
    resolved.kind = name_of(option.kind);
    resolved.type = option.value.type;
    resolved.resume = name_of(option.on_resume);
    if (resolved.value.empty() || !option.has_effect(options)) continue;
    const bool was_open = resolved.origin == io::OptionOrigin::default_value || before.empty();
    if (resolved.value != (was_open ? option.value.text(defaults) : before))
      resolved.origin = io::OptionOrigin::derived;
    used.push_back(std::move(resolved));
  }
  return used;
}

}  // namespace regimes::experiments
