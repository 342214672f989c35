#include "experiments/speciation/speciation_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "observables/statistics.hpp"
#include "theory/speciation.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr const char* no_large_eigenvalue = "the largest eigenvalue of the covariance is not above 1";

/// t_S = (1/2) ln Lambda, so that its error is that of Lambda over 2 Lambda.
observables::Estimate time_of(const observables::Estimate& eigenvalue) {
  const double time = theory::speciation_time_of_eigenvalue(std::max(0., eigenvalue.value));
  if (std::isnan(time)) return {not_a_number, not_a_number, no_large_eigenvalue};
  return {time, eigenvalue.standard_error / (2 * eigenvalue.value), ""};
}

std::string group_name(const SpeciationResult& result, const datasets::ClassLevel& level, int group) {
  const bool is_class = datasets::groups_of(level) == static_cast<int>(result.class_values.size());
  if (is_class) return fmt::format("{}", result.class_values[group]);
  return group == 0 ? "+" : "-";
}

}  // namespace

SpectrumEstimate spectrum_estimate(const std::vector<datasets::LeadingSpectrum>& replicas) {
  SpectrumEstimate estimate;
  std::size_t count = replicas.front().values.size();  // of those that converged in all replicas
  for (const auto& replica : replicas) count = std::min(count, replica.values.size());
  for (std::size_t k = 0; k < count; ++k) {
    std::vector<observables::MeanError> values;
    for (const auto& replica : replicas) values.push_back({replica.values[k], replica.standard_errors[k]});
    const auto mean = observables::mean_over_replicas(values);
    estimate.eigenvalues.push_back({mean.mean, mean.standard_error, ""});
  }
  estimate.speciation_time =
      count > 0 ? time_of(estimate.eigenvalues.front())
                : observables::Estimate{not_a_number, not_a_number,
                                        "the iterations for the eigenvalues do not converge"};
  return estimate;
}

std::string pair_name(const SpeciationResult& result, const datasets::GroupPair& pair) {
  const datasets::ClassLevel& level = result.levels[pair.level];
  const std::string groups =
      fmt::format("{}|{}", group_name(result, level, pair.first), group_name(result, level, pair.second));
  return result.levels.size() == 1 ? groups : fmt::format("{} {}", level.name, groups);
}

double law_speciation_time(const SpeciationResult& result) {
  constexpr double rounding = 1e-9;  // of eigenvalues that are 1
  const auto& eigenvalues = result.law_eigenvalues;
  if (eigenvalues.empty() || !(eigenvalues.front() > 1 + rounding)) return not_a_number;
  return theory::speciation_time_of_eigenvalue(eigenvalues.front());
}

std::vector<SpeciationRow> speciation_rows(const SpeciationResult& result) {
  const double of_law = law_speciation_time(result);
  const std::string reason = std::isnan(of_law) ? no_large_eigenvalue : "";
  std::vector<SpeciationRow> rows;
  if (result.spectrum)
    rows.push_back({"all", "training set", "(1/2) ln Lambda", result.spectrum->speciation_time, of_law});
  else
    rows.push_back({"all", "law", "(1/2) ln Lambda", {of_law, 0, reason}, of_law});
  const std::vector<datasets::GroupPair> pairs = datasets::pairs_of(result.levels);
  const auto add = [&](const std::string& source, const std::optional<SpeciationCurves>& curves) {
    for (std::size_t i = 0; curves && i < pairs.size(); ++i) {
      const std::string name = pair_name(result, pairs[i]);
      const double theory = result.theories.empty() ? not_a_number : result.theories[i].speciation_time;
      rows.push_back({name, source, "phi = .7752", curves->pairs[i].time_of_agreement, theory});
      rows.push_back({name, source, "E[L] = s.d.(L)", curves->pairs[i].time_of_log_ratio, theory});
    }
  };
  add("law", result.of_law);
  add("training set", result.of_training_set);
  return rows;
}

}  // namespace regimes::experiments
