#include "experiments/collapse/collapse_analysis.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/error.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// The spectrum whose I and V are the averages of those given: all their directions, each counted as a
/// fraction.
theory::Spectrum average_spectrum(const std::vector<const theory::Spectrum*>& spectra) {
  theory::Spectrum average;
  for (const theory::Spectrum* spectrum : spectra) {
    for (std::size_t i = 0; i < spectrum->eigenvalue.size(); ++i) {
      average.eigenvalue.push_back(spectrum->eigenvalue[i]);
      average.multiplicity.push_back(spectrum->multiplicity[i] / static_cast<double>(spectra.size()));
    }
  }
  return average;
}

/// Those with the levels and fits of collapse times.
constexpr observables::Observable adjusted_observables[] = {
    observables::Observable::excess_entropy_ratio, observables::Observable::cloning_collapse,
    observables::Observable::excess_entropy_ratio_distinct,
    observables::Observable::cloning_collapse_distinct};

/// Adds what one replica of `replicas` contributes to the variances of their mean.
void add(const observables::VarianceReduction& of_replica, std::size_t replicas,
         observables::VarianceReduction& to) {
  using observables::VarianceReduction;
  const auto count = static_cast<double>(replicas);
  const auto join = [&](std::vector<double> VarianceReduction::*part, double weight) {
    (to.*part).resize((of_replica.*part).size(), 0.);
    for (std::size_t i = 0; i < (of_replica.*part).size(); ++i)
      (to.*part)[i] += weight * (of_replica.*part)[i];
  };
  join(&VarianceReduction::plain, 1 / count);
  for (const auto part :
       {&VarianceReduction::single, &VarianceReduction::grouped, &VarianceReduction::adjusted})
    join(part, 1 / (count * count));
}

observables::CollapseTimes no_collapse_times(const std::string& reason) {
  const observables::Estimate none{not_a_number, not_a_number, reason, 0};
  return {none, none, none, none};
}

/// replicas: those of the result from `first` on. Their values become adjusted ones.
void adjust_means(const CollapseResult& result, std::size_t snapshot, std::size_t first,
                  std::vector<observables::QueryValues>& replicas, SnapshotAnalysis& analysis) {
  for (std::size_t r = 0; r < replicas.size(); ++r) {
    observables::QueryValues& replica = replicas[r];
    observables::Controls controls;
    if (result.has_controls())
      controls =
          controls_at(result.controls[first + r], snapshot, result.queries[first + r].noise_norm_squared,
                      result.dimension, result.snapshots[snapshot]);
    const observables::ControlBasis basis(replica.times, observables::Clusters(replica.source_index),
                                          controls);
    for (const observables::Observable observable : adjusted_observables)
      if (std::vector<double>& values = replica.values[observable]; !values.empty())
        add(observables::adjust(values, basis), replicas.size(), analysis.reduction[observable]);
  }
}

/// From the replicas [first, last) of the result.
SnapshotAnalysis analyse_replicas(const CollapseResult& result, std::size_t snapshot, std::size_t first,
                                  std::size_t last, bool with_dimension) {
  const std::int64_t points = result.snapshots[snapshot];
  std::vector<observables::QueryValues> replicas;
  double mean_log_copies = 0;
  for (std::size_t r = first; r < last; ++r) {
    const auto& snapshots = result.replicas[r].snapshots;
    if (snapshot >= snapshots.size()) continue;
    const observables::Queries& queries = result.queries[r];
    const observables::SourceCopies* copies =
        snapshot < queries.copies.size() ? &queries.copies[snapshot] : nullptr;
    if (copies) mean_log_copies += copies->mean_log;
    replicas.push_back(observables::query_values(snapshots[snapshot], queries, points, result.dimension,
                                                 result.grid, copies));
    replicas.back().rounding = observables::rounding_of_sums(result.precision.of_sums());
  }
  SnapshotAnalysis analysis;
  analysis.replicas = static_cast<int>(replicas.size());
  if (replicas.empty()) {
    analysis.collapse_times = no_collapse_times("no replica has reached this snapshot");
    return analysis;
  }
  if (with_dimension)
    analysis.dimension = observables::effective_dimension(replicas, points, result.grid, result.options.seed);
  if (result.is_mirrored()) adjust_means(result, snapshot, first, replicas, analysis);
  analysis.curves = observables::average(replicas);
  const auto law = reference_law(result, snapshot);
  const auto times = [&](const observables::CollapseReading& reading) {
    return observables::collapse_times(replicas, analysis.curves, points, result.grid, law,
                                       result.options.seed, observables::default_resamples, reading);
  };
  observables::CollapseReading plain;
  mean_log_copies /= analysis.replicas;
  plain.logit_error = logit_error(result.precision);
  plain.entropy_floor = mean_log_copies;
  analysis.collapse_times = times(plain);
  if (has_equals(result.equals))
    analysis.distinct_times = times(observables::reading_over_distinct(mean_log_copies, plain.logit_error));
  return analysis;
}

}  // namespace

std::optional<theory::DataLaw> reference_law(const CollapseResult& result, std::size_t snapshot) {
  if (result.law) return result.law;
  std::vector<const theory::Spectrum*> spectra;
  for (const auto& of_replica : result.spectra)
    if (snapshot < of_replica.size() && !of_replica[snapshot].eigenvalue.empty())
      spectra.push_back(&of_replica[snapshot]);
  if (spectra.empty()) return std::nullopt;
  return theory::DataLaw{average_spectrum(spectra), 0};
}

double reference_collapse_time(const CollapseResult& result, std::size_t snapshot) {
  const auto law = reference_law(result, snapshot);
  if (!law) return not_a_number;
  try {
    return law->collapse_time(std::log(static_cast<double>(result.snapshots[snapshot])));
  } catch (const UsageError&) {  // data without variance never hold ln n nats
    return not_a_number;
  }
}

double reference_dimension(const CollapseResult& result, std::size_t snapshot, double t) {
  const auto law = reference_law(result, snapshot);
  if (!law || std::isnan(t)) return not_a_number;
  return result.law ? law->effective_dimension(t, std::log(static_cast<double>(result.snapshots[snapshot])))
                    : law->liquid_dimension(t);
}

SnapshotAnalysis analyse_snapshot(const CollapseResult& result, std::size_t snapshot) {
  return analyse_replicas(result, snapshot, 0, result.replicas.size(), true);
}

std::vector<observables::Estimate> cloning_times_of_replicas(const CollapseResult& result,
                                                             std::size_t snapshot) {
  std::vector<observables::Estimate> times;
  if (result.replicas.size() < observables::replicas_for_scatter_error) return times;
  for (std::size_t r = 0; r < result.replicas.size(); ++r)
    times.push_back(analyse_replicas(result, snapshot, r, r + 1, false).collapse_times.cloning);
  return times;
}

SnapshotAnalysis left_out_snapshot() {
  SnapshotAnalysis analysis;
  analysis.collapse_times = no_collapse_times(why_left_out);
  return analysis;
}

std::vector<SnapshotAnalysis> analyse(const CollapseResult& result) {
  std::vector<SnapshotAnalysis> analysis;
  for (std::size_t k = 0; k < result.snapshots.size(); ++k) analysis.push_back(analyse_snapshot(result, k));
  return analysis;
}

std::string error_bars_text(bool is_from_file, const std::vector<SnapshotAnalysis>& analysis) {
  std::set<int> counts;
  for (const SnapshotAnalysis& snapshot : analysis) {
    if (snapshot.replicas > 0) counts.insert(snapshot.replicas);
  }
  if (counts.empty()) return "Standard errors: " + observables::error_bar_rule(0) + ".";
  std::map<std::string, std::set<int>> counts_of_rule;
  for (const int count : counts) counts_of_rule[observables::error_bar_rule(count)].insert(count);
  std::string text;
  for (const auto& [rule, with] : counts_of_rule) {
    text += fmt::format("Standard errors of curves that rest on {} {} are {}. ", fmt::join(with, " or "),
                        with == std::set{1} ? "replica" : "replicas", rule);
  }
  const bool several = *counts.rbegin() > 1;
  if (is_from_file && several)
    text += "Replicas are permutations of one file: all errors are conditional on it. ";
  return text + fmt::format(
                    "Those of collapse times are the s.d. over {} bootstrap resamples of the same units and, "
                    "in quadrature, the error of the time grid (*_grid_error). A fraction of 0 or 1 has "
                    "bounds (*_low, *_high) instead.",
                    observables::default_resamples);
}

}  // namespace regimes::experiments
