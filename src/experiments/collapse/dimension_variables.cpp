#include "experiments/collapse/dimension_variables.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <variant>

#include "experiments/run/measured_variable.hpp"
#include "io/document_text.hpp"
#include "observables/effective_dimension.hpp"
#include "observables/observable.hpp"

namespace regimes::experiments {
namespace {

using observables::Estimate;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr const char *dimension_name = "effective_dimension", *floor_name = "training_loss_floor";

Estimate in_units_of(double unit, const Estimate& estimate) {
  return {estimate.value / unit, estimate.standard_error / unit, estimate.reason, estimate.grid_error / unit};
}

/// The values of a variable; null where the document has none of this type.
template <class Value>
const std::vector<Value>* values_of(const io::Document& document, const std::string& name) {
  const io::Variable* variable = io::find_variable(document, name);
  return variable == nullptr ? nullptr : std::get_if<std::vector<Value>>(&variable->values);
}

const std::string entropy_name =
    observables::observable_descriptions[static_cast<std::size_t>(
                                             observables::Observable::excess_entropy_ratio)]
        .name;

bool has_entropy(const io::Document& document, std::size_t count) {
  const auto* values = values_of<double>(document, entropy_name);
  return values != nullptr && values->size() == count;
}

/// E[H]/ln n of size k, without controls where the document has it (observables/README.md); NaN, where it is
/// not known.
std::vector<double> entropy_ratios(const io::Document& document, std::size_t k, std::size_t times) {
  std::vector<double> row(times, not_a_number);
  for (const std::string& of : {entropy_name + "_plain", entropy_name}) {
    const auto* values = values_of<double>(document, of);
    if (!values || values->size() < (k + 1) * times) continue;
    const auto first = values->begin() + static_cast<std::ptrdiff_t>(k * times);
    row.assign(first, first + static_cast<std::ptrdiff_t>(times));
    if (std::none_of(row.begin(), row.end(), [](double value) { return std::isnan(value); })) break;
  }
  return row;
}

/// d of the data; 0 where the document does not tell.
double dimension_of(const io::Document& document) {
  const auto found = document.attributes.find("dimension");
  const std::int64_t* dimension =
      found == document.attributes.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  return dimension == nullptr ? 0 : static_cast<double>(*dimension);
}

bool are_times(const std::vector<double>& times) {
  for (std::size_t i = 0; i < times.size(); ++i)
    if (!(times[i] > (i > 0 ? times[i - 1] : 0))) return false;
  return true;
}

}  // namespace

void add_effective_dimension(io::Group& group, const std::vector<std::vector<Estimate>>& rows,
                             double dimension) {
  std::vector<Estimate> directions, floors;
  for (const std::vector<Estimate>& row : rows)
    for (const Estimate& at : row) {
      directions.push_back(at);
      floors.push_back(in_units_of(dimension, at));
    }
  add_places_on_grid(group, dimension_name, {"points", "time"}, directions,
                     {"1", "directions that the empirical score resolves, -2 dE[H]/d ln snr", "d_eff"});
  add_places_on_grid(
      group, floor_name, {"points", "time"}, floors,
      {"1", "smallest denoising loss per dimension on the training set that any network reaches, d_eff/d",
       "d_eff/d"});
}

void derive_effective_dimension(io::Document& document) {
  const auto* sizes = values_of<std::int64_t>(document, "points");
  const auto* times = values_of<double>(document, "time");
  const double dimension = dimension_of(document);
  const bool is_known = io::find_variable(document, dimension_name) != nullptr;
  if (is_known || !sizes || !times || times->empty() || !(dimension > 0) || !are_times(*times) ||
      !has_entropy(document, sizes->size() * times->size()))
    return;
  std::vector<std::vector<Estimate>> rows;
  for (std::size_t k = 0; k < sizes->size(); ++k) {
    std::vector<double> entropy = entropy_ratios(document, k, times->size());
    for (double& value : entropy) value *= std::log(static_cast<double>((*sizes)[k]));
    rows.emplace_back();
    for (const observables::OnGrid& at : observables::effective_dimension(*times, entropy))
      rows.back().push_back({at.value, not_a_number, "", at.grid_error});
  }
  add_effective_dimension(document, rows, dimension);
}

}  // namespace regimes::experiments
