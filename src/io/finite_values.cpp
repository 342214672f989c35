#include "io/finite_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/variable_description.hpp"

namespace regimes::io {
namespace {

constexpr const char* of_errors =
    "NaN where the value that it belongs to has no error, for too few cases, or is not finite itself";

}  // namespace

std::vector<std::string> mark_not_finite(Document& document) {
  std::vector<std::string> warnings;
  for (Variable& variable : document.variables) {
    const auto* values = std::get_if<std::vector<double>>(&variable.values);
    if (values == nullptr || variable.attributes.contains(not_finite_attribute)) continue;
    const auto count =
        std::count_if(values->begin(), values->end(), [](double value) { return !std::isfinite(value); });
    if (count == 0) continue;
    std::string& meaning =
        std::get<std::string>(variable.attributes[not_finite_attribute] = std::string(of_errors));
    if (is_error(variable, document)) continue;
    meaning = fmt::format("{} of {} values are NaN or infinite, and nothing is known to be missing there",
                          count, values->size());
    warnings.push_back(
        fmt::format("'{}': {}; do not use them: the numbers of the data or the options are too large for "
                    "this computation, or it has a bug that should be reported",
                    variable.name, meaning));
  }
  return warnings;
}

}  // namespace regimes::io
