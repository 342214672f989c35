#include "experiments/run/measured_variable.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "io/variable_description.hpp"

namespace regimes::experiments {

void add_bounds(io::Group& group, const std::string& name, const std::vector<std::string>& dimensions,
                Bounds bounds, const Label& label) {
  const auto add = [&](const char* ending, const char* side, std::vector<double> values) {
    const std::string what = fmt::format("{} {:g} % bound (Clopper-Pearson) of: {}", side,
                                         100 * observables::fraction_confidence, label.long_name);
    group.variables.push_back(labelled_variable(name + ending, dimensions, std::move(values),
                                                {label.unit, what, label.symbol + ending}));
  };
  add(io::low_ending, "lower", std::move(bounds.low));
  add(io::high_ending, "upper", std::move(bounds.high));
}

void add_fractions(io::Group& group, const std::string& name, const std::vector<std::string>& dimensions,
                   const std::vector<observables::Fraction>& fractions, const Label& label) {
  std::vector<double> means, errors;
  Bounds bounds;
  for (const observables::Fraction& fraction : fractions) {
    means.push_back(fraction.mean);
    errors.push_back(fraction.standard_error);
    bounds.low.push_back(fraction.low);
    bounds.high.push_back(fraction.high);
  }
  add_with_error(group, name, dimensions, std::move(means), std::move(errors), label);
  add_bounds(group, name, dimensions, std::move(bounds), label);
}

void add_places_on_grid(io::Group& group, const std::string& name, const std::vector<std::string>& dimensions,
                        const std::vector<observables::Estimate>& places, const Label& label,
                        const io::Attributes& attributes) {
  std::vector<double> values, errors, of_grid;
  for (const observables::Estimate& place : places) {
    values.push_back(place.value);
    errors.push_back(place.standard_error);
    of_grid.push_back(std::isnan(place.value) ? place.value : place.grid_error);
  }
  io::Variable& variable =
      add_with_error(group, name, dimensions, std::move(values), std::move(errors),
                     {label.unit, label.long_name, label.symbol, label.over_seeds,
                      "NaN where it is not reached on the grid, or has no meaning for these data"});
  variable.attributes.insert(attributes.begin(), attributes.end());
  group.variables.push_back(
      labelled_variable(name + io::grid_error_ending, dimensions, std::move(of_grid),
                        {label.unit, "part that the grid has in the standard error of: " + label.long_name,
                         "s.e._grid(" + label.symbol + ")"}));
}

io::Attributes remarks_on(const std::vector<observables::Estimate>& places,
                          const std::vector<std::int64_t>& points) {
  std::string missing, doubtful;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const observables::Estimate& place = places[k];
    if (place.reason.empty()) continue;
    std::string& reasons = std::isnan(place.value) || std::isnan(place.standard_error) ? missing : doubtful;
    reasons += (reasons.empty() ? "n = " : "; n = ") + std::to_string(points[k]) + ": " + place.reason;
  }
  io::Attributes remarks;
  if (!missing.empty()) remarks["why_missing"] = missing;
  if (!doubtful.empty()) remarks["why_doubtful"] = doubtful;
  return remarks;
}

}  // namespace regimes::experiments
