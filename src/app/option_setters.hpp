#pragma once
/// Functions that read the text of an option into a variable, which must outlive them. For Option::set.
#include <fmt/format.h>

#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "app/options.hpp"
#include "base/count.hpp"
#include "base/error.hpp"

namespace regimes::app {

using Setter = decltype(Option::set);

/// Into any integer type, optional or not. Throws UsageError where the count does not fit.
template <class Target>
Setter count_into(Target& target) {
  return [&target](const std::string& text, const std::string& what) {
    const std::int64_t count = parse_count(text, what);
    if constexpr (std::is_integral_v<Target> && sizeof(Target) < sizeof(count)) {
      if (count > std::numeric_limits<Target>::max()) {
        throw UsageError(fmt::format("{}: {} is too large", what, text));
      }
    }
    target = static_cast<Target>(count);
  };
}

Setter counts_into(std::vector<std::int64_t>& target);
Setter labels_into(std::vector<int>& target);
Setter real_into(double& target);
Setter real_into(std::optional<double>& target);
/// A length of time, in seconds.
Setter duration_into(double& target);
/// A list of numbers, in the order written.
Setter reals_into(std::vector<double>& target);
/// A list of numbers, or "auto" for an empty one.
Setter grid_into(std::vector<double>& target);
Setter text_into(std::string& target);
Setter switch_into(bool& target);

/// One of `names`, by its position. A type of its own, so that choices_of() can ask a table for the names.
struct ChoiceSetter {
  std::vector<std::string> names;
  std::function<void(std::size_t)> choose;

  void operator()(const std::string& text, const std::string& what) const;
};

/// One of `choices` by the name that name_of() gives it.
template <class Choice>
Setter choice_into(Choice& target, const std::vector<Choice>& choices) {
  ChoiceSetter setter;
  for (const Choice& choice : choices) setter.names.emplace_back(name_of(choice));
  setter.choose = [&target, choices](std::size_t i) { target = choices[i]; };
  return setter;
}

/// The names that an option set by choice_into() takes; empty for other options.
std::vector<std::string> choices_of(const Option& option);

}  // namespace regimes::app
