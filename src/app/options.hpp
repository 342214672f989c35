#pragma once
/// What the options of a command are: the one table that the command line, configuration files, errors and
/// help are made from.
#include <functional>
#include <string>
#include <vector>

#include "io/provenance.hpp"

namespace regimes::app {

struct Option {
  std::string name = {};         ///< without dashes
  std::string argument = {};     ///< what its value is called in the help, e.g. COUNT; empty for a switch
  std::string summary = {};      ///< a few words for the one-screen help
  std::string explanation = {};  ///< whole sentences for the manual
  std::string unit = {};         ///< of its value; empty where there is none
  std::string fallback = {};     ///< the default, in a few words
  std::string range = {};        ///< what is accepted
  /// Stores a value; throws UsageError that starts with `what`. A switch is given a word that parse_switch()
  /// reads.
  std::function<void(const std::string& value, const std::string& what)> set = {};
  /// Where it depends on other options: whether it has an effect with those now set. Empty: always.
  std::function<bool()> has_effect = {};
  std::string condition = {};  ///< in words, e.g. "--train idx"

  bool is_switch() const { return argument.empty(); }
};

struct OptionGroup {
  std::string title;
  std::vector<Option> options;
};

using OptionTable = std::vector<OptionGroup>;

/// One value found for an option, and where.
struct Assignment {
  std::string name;
  std::string value;
  io::OptionOrigin origin;
  std::string what;  ///< start of an error message about it: "--points" or "FILE:LINE: --points"
};

/// By name; null where there is none.
const Option* find(const OptionTable& table, const std::string& name);
const Assignment* find(const std::vector<Assignment>& assignments, const std::string& name);
std::vector<std::string> names(const OptionTable& table);

/// "unknown option '--pionts'; did you mean --points?". Abbreviations are recognised, to say that they are
/// not accepted. In a file, options are spelled without `dashes`.
std::string unknown_option(const OptionTable& table, const std::string& name,
                           const std::string& dashes = "--");

/// "true", "yes", "on", "1" and their opposites. Throws UsageError that starts with `what`.
bool parse_switch(const std::string& text, const std::string& what);

/// Sets every value, then refuses those that have no effect. Throws UsageError.
void set_options(const OptionTable& table, const std::vector<Assignment>& assignments);

}  // namespace regimes::app
