#include "app/option_setters.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/duration.hpp"
#include "base/grid.hpp"
#include "base/real.hpp"

namespace regimes::app {

Setter counts_into(std::vector<std::int64_t>& target) {
  return
      [&target](const std::string& text, const std::string& what) { target = parse_count_list(text, what); };
}

Setter labels_into(std::vector<int>& target) {
  return [&target](const std::string& text, const std::string& what) {
    target.clear();
    for (const std::int64_t label : parse_count_list(text, what)) {
      if (label > std::numeric_limits<int>::max())
        throw UsageError(fmt::format("{}: {} is too large", what, label));
      target.push_back(static_cast<int>(label));
    }
  };
}

Setter real_into(double& target) {
  return [&target](const std::string& text, const std::string& what) { target = parse_real(text, what); };
}

Setter real_into(std::optional<double>& target) {
  return [&target](const std::string& text, const std::string& what) { target = parse_real(text, what); };
}

Setter duration_into(double& target) {
  return [&target](const std::string& text, const std::string& what) { target = parse_duration(text, what); };
}

Setter reals_into(std::vector<double>& target) {
  return [&target](const std::string& text, const std::string& what) { target = parse_grid(text, what); };
}

Setter grid_into(std::vector<double>& target) {
  return [&target](const std::string& text, const std::string& what) {
    target = text == "auto" ? std::vector<double>() : parse_grid(text, what);
  };
}

Setter text_into(std::string& target) {
  return [&target](const std::string& text, const std::string&) { target = text; };
}

Setter switch_into(bool& target) {
  return [&target](const std::string& text, const std::string& what) { target = parse_switch(text, what); };
}

void ChoiceSetter::operator()(const std::string& text, const std::string& what) const {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end())
    throw UsageError(
        fmt::format("{}: '{}' is unknown; choose one of {}", what, text, fmt::join(names, ", ")));
  choose(static_cast<std::size_t>(found - names.begin()));
}

std::vector<std::string> choices_of(const Option& option) {
  const auto* setter = option.set.target<ChoiceSetter>();
  return setter == nullptr ? std::vector<std::string>() : setter->names;
}

}  // namespace regimes::app
