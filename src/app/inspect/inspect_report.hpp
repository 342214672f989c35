#pragma once
/// What `regimes inspect` says.
#include <string>
#include <vector>

#include "io/document.hpp"
#include "io/document_difference.hpp"

namespace regimes::app {

struct InspectLayout {
  int width = 80;           ///< characters of a line
  bool all_groups = false;  ///< also the state and the provenance
};

/// Where the document comes from, its collapse times if it has any, and its results: dimensions, coordinates,
/// variables, attributes. `path` names it.
std::string inspect_report(const std::string& path, const io::Document& document,
                           const InspectLayout& layout);

/// Every variable collapse_time_X over the points, with its error, by name; as many columns beside each other
/// as a line holds, the others below. Empty where there is none.
std::string collapse_time_table(const io::Document& document, int width);

/// True where dimensions, variables, groups or values differ: options, provenance and attributes may.
bool results_differ(const std::vector<io::Difference>& differences);

/// The differences by kind, in columns, and a line that says whether the results differ.
std::string difference_report(const std::vector<io::Difference>& differences, const io::Tolerance& tolerance);

}  // namespace regimes::app
