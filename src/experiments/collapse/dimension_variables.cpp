#include "experiments/collapse/dimension_variables.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
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
const std::vector<Value>* values_of(const io::Document& document, const char* name) {
  const io::Variable* variable = io::find_variable(document, name);
  return variable == nullptr ? nullptr : std::get_if<std::vector<Value>>(&variable->values);
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
  using observables::Observable;
  const char* const entropy_name =
      observables::observable_descriptions[static_cast<std::size_t>(Observable::excess_entropy_ratio)].name;
  const auto* sizes = values_of<std::int64_t>(document, "points");
  const auto *times = values_of<double>(document, "time"),
             *ratios = values_of<double>(document, entropy_name);
  const double dimension = dimension_of(document);
  if (!sizes || !times || !ratios || !(dimension > 0) || !are_times(*times) ||
      ratios->size() != sizes->size() * times->size() ||
      io::find_variable(document, dimension_name) != nullptr)
    return;
  std::vector<std::vector<Estimate>> rows;
  for (std::size_t k = 0; k < sizes->size(); ++k) {
    std::vector<double> entropy;
    for (std::size_t i = 0; i < times->size(); ++i)
      entropy.push_back((*ratios)[k * times->size() + i] * std::log(static_cast<double>((*sizes)[k])));
    rows.emplace_back();
    for (const observables::OnGrid& at : observables::effective_dimension(*times, entropy))
      rows.back().push_back({at.value, not_a_number, "", at.grid_error});
  }
  add_effective_dimension(document, rows, dimension);
}

}  // namespace regimes::experiments
