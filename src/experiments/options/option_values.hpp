#pragma once
/// How values of options are read and written: one function per kind of value, which takes where it is kept.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "experiments/options/option.hpp"

namespace regimes::experiments {

/// Where the value of an option is kept: a member of a struct of options, or what a function finds in one.
template <class Value>
class Place {
 public:
  template <class Options>
  Place(Value Options::*member)
      : at_([member](OptionValues& options) -> Value& { return static_cast<Options&>(options).*member; }) {}
  template <class Options>
  Place(Value& (*find)(Options&))
      : at_([find](OptionValues& options) -> Value& { return find(static_cast<Options&>(options)); }) {}

  /// A member of what another place keeps.
  template <class Outer>
  Place(const Place<Outer>& outer, Value Outer::*member)
      : at_([outer, member](OptionValues& options) -> Value& { return outer(options).*member; }) {}

  Value& operator()(OptionValues& options) const { return at_(options); }
  const Value& operator()(const OptionValues& options) const {
    return at_(const_cast<OptionValues&>(options));  // only looked at
  }

 private:
  std::function<Value&(OptionValues&)> at_;
};

/// Counts as base/count.hpp reads them. UsageError where one does not fit.
OptionValue count(const Place<std::int64_t>& place);
OptionValue count(const Place<int>& place);
OptionValue count(const Place<std::uint64_t>& place);
OptionValue count(const Place<std::optional<std::int64_t>>& place);
/// An ascending list of counts.
OptionValue counts(const Place<std::vector<std::int64_t>>& place);
OptionValue labels(const Place<std::vector<int>>& place);

OptionValue real(const Place<double>& place);
OptionValue real(const Place<std::optional<double>>& place);
/// A list of numbers in the order written.
OptionValue reals(const Place<std::vector<double>>& place);
/// A list of numbers, or `auto` for an empty one.
OptionValue grid(const Place<std::vector<double>>& place);

/// A length of time, kept in seconds; 0: not set.
OptionValue duration(const Place<double>& place);
OptionValue text(const Place<std::string>& place);
OptionValue switch_value(const Place<bool>& place);

/// A value that functions of an options struct read and write.
template <class Options>
OptionValue custom(const std::string& type, void (*set)(Options&, const std::string&, const std::string&),
                   std::string (*text)(const Options&)) {
  OptionValue value;
  value.type = type;
  value.set = [set](OptionValues& options, const std::string& word, const std::string& what) {
    set(static_cast<Options&>(options), word, what);
  };
  value.text = [text](const OptionValues& options) { return text(static_cast<const Options&>(options)); };
  return value;
}

/// A word that is looked at while the command line is read, and kept nowhere.
OptionValue not_kept(const std::string& type);

/// The position of `word` among `names`. Throws UsageError that lists them.
std::size_t choose(const std::vector<std::string>& names, const std::string& word, const std::string& what);

/// One of `choices` by the name that name_of() gives it.
template <class Choice>
OptionValue choice(const Place<Choice>& place, const std::vector<Choice>& choices) {
  OptionValue value;
  value.type = "choice";
  for (const Choice& each : choices) value.choices.emplace_back(name_of(each));
  value.set = [place, choices, names = value.choices](OptionValues& options, const std::string& word,
                                                      const std::string& what) {
    place(options) = choices[choose(names, word, what)];
  };
  value.text = [place](const OptionValues& options) { return std::string(name_of(place(options))); };
  return value;
}
template <class Options, class Choice>
OptionValue choice(Choice Options::*member, const std::vector<Choice>& choices) {
  return choice(Place<Choice>(member), choices);
}

/// "true", "yes", "on", "1" and their opposites. Throws UsageError that starts with `what`.
bool parse_switch(const std::string& text, const std::string& what);

}  // namespace regimes::experiments
