#pragma once
/// What `regimes inspect` says.
#include <string>
#include <vector>

#include "io/document.hpp"
#include "io/document_difference.hpp"

namespace regimes::app {

/// Where the document comes from, its collapse times if it has any, and all that it holds. `path` names it.
std::string inspect_report(const std::string& path, const io::Document& document);

/// Every variable collapse_time_X over the points, with its error, by name; empty where there is none.
std::string collapse_time_table(const io::Document& document);

/// True where dimensions, variables, groups or values differ: options, provenance and attributes may.
bool results_differ(const std::vector<io::Difference>& differences);

/// The differences by kind, in columns, and a line that says whether the results differ.
std::string difference_report(const std::vector<io::Difference>& differences, const io::Tolerance& tolerance);

}  // namespace regimes::app
