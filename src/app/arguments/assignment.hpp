#pragma once
/// Values found for options, on the command line or in a configuration file.
#include <string>
#include <vector>

#include "experiments/options/option.hpp"
#include "io/provenance.hpp"

namespace regimes::app {

/// One value found for an option, and where.
struct Assignment {
  std::string name;  ///< of the option, also where it was called by an alias
  std::string value;
  io::OptionOrigin origin;
  std::string what;  ///< start of an error message about it: "--points" or "FILE:LINE: --points"
};

/// The assignment to an option; null where there is none.
const Assignment* find(const std::vector<Assignment>& assignments, const std::string& name);

/// "unknown option '--pionts'; did you mean --points?". Abbreviations are recognised, to say that they are
/// not accepted. In a file, options are spelled without `dashes`.
std::string unknown_option(const experiments::OptionTable& table, const std::string& name,
                           const std::string& dashes = "--");

/// Sets every value, then refuses those that have no effect. Throws UsageError.
void set_options(const experiments::OptionTable& table, experiments::OptionValues& options,
                 const std::vector<Assignment>& assignments);

}  // namespace regimes::app
