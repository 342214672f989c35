#pragma once
/// Options back as text, for provenance and help: one table per experiment, each option once.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "io/provenance.hpp"

namespace regimes::experiments {

/// One option as it was used, for the provenance of a result: name, value as one would write it (empty: not
/// set) and origin.
using io::ResolvedOption;

template <class Options>
struct OptionText {
  std::string name;
  std::function<bool(const Options&)> applies;      ///< whether it matters beside the others
  std::function<std::string(const Options&)> text;  ///< empty where it is not set
};

template <class Options>
class OptionTexts {
 public:
  using Table = std::vector<OptionText<Options>>;
  explicit OptionTexts(Table table) : table_(std::move(table)) {}

  /// In the order of the help.
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : table_) all.push_back(entry.name);
    return all;
  }
  /// The value of one option as one would write it on the command line; empty where it is not set.
  std::string value(const Options& options, std::string_view name) const { return find(name).text(options); }
  bool has_effect(const Options& options, std::string_view name) const { return find(name).applies(options); }

  /// The options that repeat the run: those of `origins` that have an effect and a value, with the values of
  /// `options`. What was open when the origins were made is filled in, and its origin is `derived`.
  std::vector<ResolvedOption> refreshed(const std::vector<ResolvedOption>& origins,
                                        const Options& options) const {
    std::vector<ResolvedOption> used;
    for (ResolvedOption option : origins) {
      option.value = value(options, option.name);
      if (option.value.empty() || !has_effect(options, option.name)) continue;
      const bool is_default = option.value == value(Options{}, option.name);
      if (option.origin == io::OptionOrigin::default_value && !is_default)
        option.origin = io::OptionOrigin::derived;
      used.push_back(std::move(option));
    }
    return used;
  }

 private:
  const OptionText<Options>& find(std::string_view name) const {
    for (const auto& entry : table_) {
      if (entry.name == name) return entry;
    }
    throw ContractError(fmt::format("no option is called '{}'", name));
  }

  Table table_;
};

/// The table of a base class as part of a larger one.
template <class Options, class Base>
void append(std::vector<OptionText<Options>>& table, const std::vector<OptionText<Base>>& part) {
  for (const OptionText<Base>& entry : part) table.push_back({entry.name, entry.applies, entry.text});
}

template <class Value>
std::string optional_text(const std::optional<Value>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

template <class Value>
std::string list_text(const std::vector<Value>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}

}  // namespace regimes::experiments
