#pragma once
/// Configuration files: lines `name = value` with the names of the long options. `#` starts a comment at the
/// beginning of a line or after a blank.
#include <string>
#include <vector>

#include "app/arguments/assignment.hpp"

namespace regimes::app {

/// The entries of a file, in their order. Throws UsageError with file and line for entries that are unknown,
/// repeated or not of that form, for options that make sense on the command line only, and for what is not a
/// regular file of at most 1 MiB; InputOutputError where the file cannot be read.
std::vector<Assignment> read_config_file(const experiments::OptionTable& table, const std::string& path);

}  // namespace regimes::app
