#include "experiments/options/option_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "base/count.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/grid.hpp"
#include "base/real.hpp"

namespace regimes::experiments {
namespace {

template <class Value>
std::string text_of(const Value& value) {
  return fmt::format("{}", value);
}
template <class Value>
std::string text_of(const std::optional<Value>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}
template <class Value>
std::string text_of(const std::vector<Value>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}

/// `read(text, what)` gives what is stored at the place.
template <class Value, class Read>
OptionValue value_at(const std::string& type, const Place<Value>& place, const Read& read) {
  OptionValue value;
  value.type = type;
  value.set = [place, read](OptionValues& options, const std::string& text, const std::string& what) {
    place(options) = read(text, what);
  };
  value.text = [place](const OptionValues& options) { return text_of(place(options)); };
  return value;
}

/// `text` is what was written for it.
int narrow_count(std::int64_t count, const std::string& text, const std::string& what) {
  if (count > std::numeric_limits<int>::max())
    throw UsageError(fmt::format("{}: {} is too large", what, text));
  return static_cast<int>(count);
}

}  // namespace

OptionValue count(const Place<std::int64_t>& place) { return value_at("count", place, parse_count); }

OptionValue count(const Place<int>& place) {
  return value_at("count", place, [](const std::string& text, const std::string& what) {
    return narrow_count(parse_count(text, what), text, what);
  });
}

OptionValue count(const Place<std::uint64_t>& place) {
  return value_at("count", place, [](const std::string& text, const std::string& what) {
    return static_cast<std::uint64_t>(parse_count(text, what));
  });
}

OptionValue count(const Place<std::optional<std::int64_t>>& place) {
  return value_at("count", place, parse_count);
}

OptionValue counts(const Place<std::vector<std::int64_t>>& place) {
  return value_at("counts", place, parse_count_list);
}

OptionValue labels(const Place<std::vector<int>>& place) {
  return value_at("counts", place, [](const std::string& text, const std::string& what) {
    std::vector<int> labels;
    for (const std::int64_t label : parse_count_list(text, what))
      labels.push_back(narrow_count(label, fmt::format("{}", label), what));
    return labels;
  });
}

OptionValue real(const Place<double>& place) { return value_at("real", place, parse_real); }

OptionValue real(const Place<std::optional<double>>& place) { return value_at("real", place, parse_real); }

OptionValue reals(const Place<std::vector<double>>& place) { return value_at("reals", place, parse_grid); }

OptionValue grid(const Place<std::vector<double>>& place) {
  constexpr const char* automatic = "auto";
  OptionValue value = value_at("reals", place, [](const std::string& text, const std::string& what) {
    return text == automatic ? std::vector<double>() : parse_grid(text, what);
  });
  value.text = [place](const OptionValues& options) {
    const std::vector<double>& values = place(options);
    return values.empty() ? automatic : text_of(values);
  };
  return value;
}

OptionValue duration(const Place<double>& place) {
  OptionValue value = value_at("duration", place, parse_duration);
  value.text = [place](const OptionValues& options) {
    const double seconds = place(options);
    return seconds > 0 ? fmt::format("{}s", seconds) : std::string();
  };
  return value;
}

OptionValue text(const Place<std::string>& place) {
  return value_at("text", place, [](const std::string& text, const std::string&) { return text; });
}

OptionValue switch_value(const Place<bool>& place) { return value_at("switch", place, parse_switch); }

OptionValue not_kept(const std::string& type) {
  return {type, {}, [](OptionValues&, const std::string&, const std::string&) {}, {}};
}

std::size_t choose(const std::vector<std::string>& names, const std::string& word, const std::string& what) {
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end())
    throw UsageError(
        fmt::format("{}: '{}' is unknown; choose one of {}", what, word, fmt::join(names, ", ")));
  return static_cast<std::size_t>(found - names.begin());
}

bool parse_switch(const std::string& text, const std::string& what) {
  for (const char* yes : {"true", "yes", "on", "1"})
    if (text == yes) return true;
  for (const char* no : {"false", "no", "off", "0"})
    if (text == no) return false;
  throw UsageError(fmt::format("{}: '{}' is neither true nor false", what, text));
}

}  // namespace regimes::experiments
