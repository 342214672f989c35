#include "experiments/collapse/collapse_document.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "base/contract.hpp"
#include "experiments/collapse/collapse_state.hpp"
#include "experiments/collapse/dimension_variables.hpp"
#include "experiments/options/law_options.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/run/experiment_name.hpp"
#include "experiments/run/measured_variable.hpp"
#include "experiments/run/run_document.hpp"
#include "io/variable_description.hpp"
#include "observables/observable.hpp"

namespace regimes::experiments {
namespace {

using observables::Curve;
using observables::Estimate;
using Analysis = std::vector<SnapshotAnalysis>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

class RootBuilder {
 public:
  RootBuilder(const CollapseResult& result, const Analysis& analysis)
      : result_(result), analysis_(analysis) {}

  io::Document take() { return std::move(document_); }

  void add_attributes() {
    const CollapseOptions& options = result_.options;
    document_ = run_document(
        collapse_name,
        "Collapse of the backward diffusion onto the training set, against time and number of points",
        options);
    auto& attributes = document_.attributes;
    if (has_effect(options, "variance")) attributes["variance"] = options.variance;
    if (has_effect(options, "mean-amplitude")) attributes["mean_amplitude"] = options.mean_amplitude;
    if (!data_law(options) && !options.class_priors.empty())
      attributes["class_priors"] = options.class_priors;
    attributes["queries"] = options.queries;
    if (result_.source_points > 0) attributes[source_points_name] = result_.source_points;
    attributes["replicas"] = static_cast<std::int64_t>(options.replicas);
    attributes["seed"] = seed_attribute(options.seed);
    add_precision(attributes, result_.precision);
    add_equal_counts(attributes, result_.equals);
    if (options.target_error) {
      attributes[target_error_name] = *options.target_error;
      attributes["target_reached"] = std::int64_t{result_.target.end == TargetEnd::reached};
      attributes["target_end"] = std::string(name_of(result_.target.end));
    }
    attributes["skipped_weight_bound"] = skipped_weight(result_, result_.options.queries);
    attributes["error_bars"] = error_bars_text(is_from_file(options), analysis_);
    if (!result_.class_values.empty()) {
      attributes["classes"] = std::vector<double>(result_.class_values.begin(), result_.class_values.end());
    }
  }

  void add_coordinates() {
    document_.dimensions = {{"points", result_.snapshots.size()}, {time_axis, result_.grid.size()}};
    add("points", {"points"}, result_.snapshots, {"1", "number of training points", "n"});
    add("time", {"time"}, result_.grid, {"1", "diffusion time, 0 = data", "t"});
    std::vector<double> ratios;
    for (const std::int64_t points : result_.snapshots)
      ratios.push_back(std::log(static_cast<double>(points)) / static_cast<double>(result_.dimension));
    add("log_points_per_dimension", {"points"}, std::move(ratios),
        {"1", "control parameter of collapse, ln n / d", "alpha"});
  }

  void add_curves() {
    const bool show_scatter =
        std::any_of(analysis_.begin(), analysis_.end(), [](const SnapshotAnalysis& snapshot) {
          return snapshot.replicas > 1 && snapshot.replicas < observables::replicas_for_scatter_error;
        });
    for (const auto& of : observables::observable_descriptions) {
      const std::string name = of.name, symbol = of.symbol, long_name = of.long_name;
      if (of.observable == observables::Observable::cloning_agreement && result_.class_values.empty())
        continue;
      if (is_over_distinct(of.observable) && !has_equals(result_.equals)) continue;
      add_with_error(document_, name, {"points", "time"}, curve_table(of.observable, &Curve::mean),
                     curve_table(of.observable, &Curve::standard_error), {of.units, long_name, symbol});
      if (of.is_fraction)
        add_bounds(document_, name, {"points", "time"},
                   {curve_table(of.observable, &Curve::low), curve_table(of.observable, &Curve::high)},
                   {of.units, long_name, symbol});
      add_reduction(of);
      if (!show_scatter) continue;
      add(name + "_replica_scatter", {"points", "time"}, curve_table(of.observable, &Curve::replica_scatter),
          {of.units, "s.d. over two or three replicas of: " + long_name, "s.d.(" + symbol + ")"});
    }
  }

  void add_collapse_times() {
    add_estimates("", "", [](const SnapshotAnalysis& snapshot) { return snapshot.collapse_times; });
    if (!has_equals(result_.equals)) return;
    const observables::Estimate none{not_a_number, not_a_number, ""};
    add_estimates("_distinct", ", equal points as one", [none](const SnapshotAnalysis& snapshot) {
      return snapshot.distinct_times.value_or(observables::CollapseTimes{none, none, none, none});
    });
  }

  void add_effective_dimension() {
    std::vector<std::vector<Estimate>> rows;
    for (const SnapshotAnalysis& snapshot : analysis_) {
      rows.push_back(snapshot.dimension.curve);
      rows.back().resize(result_.grid.size(), {not_a_number, not_a_number, ""});
    }
    experiments::add_effective_dimension(document_, rows, static_cast<double>(result_.dimension));
    add_estimate("largest_effective_dimension",
                 [](const SnapshotAnalysis& snapshot) { return snapshot.dimension.largest; },
                 {"1", "height of the hump of effective_dimension over the times", "max d_eff"});
    std::vector<double> times;
    for (const SnapshotAnalysis& snapshot : analysis_) times.push_back(snapshot.dimension.time_of_largest);
    add("largest_effective_dimension_time", {"points"}, std::move(times),
        {"1", "the time of largest_effective_dimension", "t", OverSeeds::mean,
         "NaN where it is not reached on the grid"});
  }

  void add_theory() {
    const theory::DataLaw& law = *result_.law;
    add("collapse_time_theory", {"points"}, reference_times(),
        {"1", "theoretical collapse time, I(t) = ln n", "t_C", OverSeeds::same});
    add("theory_information", {"time"}, over_times([&](double t) { return law.information(t); }),
        {"nat", "information about a training point in its noised version", "I", OverSeeds::same});
    add("theory_information_variance", {"time"},
        over_times([&](double t) { return law.information_variance(t); }),
        {"nat^2", "variance of the information density", "V", OverSeeds::same});
    using theory::DataLaw;
    add_law_curve("theory_excess_entropy_ratio", &DataLaw::excess_entropy_ratio,
                  {"1", "excess entropy ratio at finite size, theory", "f^e/alpha", OverSeeds::same});
    add_law_curve("theory_excess_entropy_ratio_asymptotic", &DataLaw::excess_entropy_ratio_asymptotic,
                  {"1", "excess entropy ratio at infinite size, theory", "f^e/alpha", OverSeeds::same});
    add_law_curve("theory_effective_dimension", &DataLaw::effective_dimension,
                  {"1", "effective dimension at finite size, theory", "d_eff", OverSeeds::same});
    add("theory_liquid_dimension", {"time"}, over_times([&](double t) { return law.liquid_dimension(t); }),
        {"1", "directions that the score of infinitely many points resolves", "d_liquid", OverSeeds::same});
    add_law_curve("theory_cloning_collapse", &DataLaw::cloning_collapse,
                  {"1", "cloning collapse at finite size, theory", "phi_C", OverSeeds::same});
    add_law_curve("theory_cloning_collapse_asymptotic", &DataLaw::cloning_collapse_asymptotic,
                  {"1", "cloning collapse at infinite size, theory", "phi_C", OverSeeds::same});
  }

  void add_gaussian_bound() {
    const std::string covariance = covariance_text(result_.options);
    add("collapse_time_gaussian_bound", {"points"}, reference_times(),
        {"1", "time where the Gaussian with the data's covariance has I(t) = ln n", "t_G", OverSeeds::mean});
    add_law_curve("gaussian_bound_excess_entropy_ratio", &theory::DataLaw::excess_entropy_ratio_asymptotic,
                  {"1", "lower bound max(0, 1 - I/ln n) from " + covariance, "f^e/alpha", OverSeeds::mean});
    add_table("gaussian_information",
              [](const theory::DataLaw& law, double t, double) { return law.information(t); },
              {"nat", "information of the Gaussian with " + covariance, "I_G", OverSeeds::mean});
    add_table("gaussian_bound_effective_dimension",
              [](const theory::DataLaw& law, double t, double) { return law.liquid_dimension(t); },
              {"1", "upper bound, that of infinitely many points of the Gaussian with " + covariance, "d_eff",
               OverSeeds::mean});
  }

 private:
  using TimesOf = std::function<observables::CollapseTimes(const SnapshotAnalysis&)>;

  void add_estimates(const std::string& suffix, const std::string& of_what, const TimesOf& times) {
    using observables::CollapseTimes;
    const auto estimate = [&](const std::string& name, Estimate CollapseTimes::*which,
                              const std::string& long_name, const std::string& symbol) {
      add_estimate("collapse_time_" + name + suffix,
                   [&](const SnapshotAnalysis& snapshot) { return times(snapshot).*which; },
                   {"1", long_name + of_what, symbol});
    };
    estimate("cloning", &CollapseTimes::cloning, "collapse time where phi_C = 1/2", "t_C^{phi}");
    estimate("entropy", &CollapseTimes::entropy, "collapse time where f^e/alpha = .05", "t_C^{f}");
    estimate("fit", &CollapseTimes::fit, "collapse time where s I = ln n, s fitted to the entropy curve",
             "t_C^{fit}");
    estimate("fit_scale", &CollapseTimes::fit_scale, "fitted scale of the information in collapse_time_fit",
             "s");
  }

  using LawAt = std::function<double(const theory::DataLaw&, double time, double log_points)>;

  void add(std::string name, std::vector<std::string> dimensions, io::Values values, const Label& label) {
    document_.variables.push_back(
        labelled_variable(std::move(name), std::move(dimensions), std::move(values), label));
  }

  /// [points, time], NaN where the snapshot is not done.
  std::vector<double> curve_table(observables::Observable observable,
                                  std::vector<double> Curve::*part) const {
    std::vector<double> table;
    for (const SnapshotAnalysis& snapshot : analysis_) {
      std::vector<double> row = snapshot.curves[observable].*part;
      row.resize(result_.grid.size(), not_a_number);
      table.insert(table.end(), row.begin(), row.end());
    }
    return table;
  }

  /// value, error, and as attributes why either is NaN, or in doubt.
  void add_estimate(const std::string& name, const std::function<Estimate(const SnapshotAnalysis&)>& of,
                    const Label& label) {
    std::vector<Estimate> estimates;
    for (const SnapshotAnalysis& analysis : analysis_) estimates.push_back(of(analysis));
    add_places_on_grid(document_, name, {"points"}, estimates, label,
                       remarks_on(estimates, result_.snapshots));
  }

  /// What pairs and controls have done to the mean of an observable; nothing where it is left as it is.
  void add_reduction(const observables::ObservableDescription& of) {
    using observables::VarianceReduction;
    const auto table = [&](const std::function<double(const VarianceReduction&, std::size_t)>& value) {
      std::vector<double> values;
      for (const SnapshotAnalysis& snapshot : analysis_) {
        const VarianceReduction& reduction = snapshot.reduction[of.observable];
        for (std::size_t i = 0; i < result_.grid.size(); ++i)
          values.push_back(reduction.plain.empty() ? not_a_number : value(reduction, i));
      }
      return values;
    };
    const bool is_adjusted = std::any_of(analysis_.begin(), analysis_.end(), [&](const SnapshotAnalysis& a) {
      return !a.reduction[of.observable].plain.empty();
    });
    if (!is_adjusted) return;
    const std::string name = of.name, long_name = of.long_name, symbol = of.symbol,
                      no_variance = "NaN or infinite where a variance is 0, or not known of so few queries";
    add_with_error(document_, name + "_plain", {"points", "time"},
                   table([](const VarianceReduction& r, std::size_t i) { return r.plain[i]; }),
                   table([](const VarianceReduction& r, std::size_t i) { return std::sqrt(r.grouped[i]); }),
                   {of.units, "mean without control variates of: " + long_name, symbol});
    add(name + io::pairs_gain_ending, {"points", "time"},
        table([](const VarianceReduction& r, std::size_t i) { return r.single[i] / r.grouped[i]; }),
        {"1", "variance of the mean of so many independent queries over that of pairs: " + long_name, "R",
         OverSeeds::apart, no_variance});
    add(name + io::controls_gain_ending, {"points", "time"},
        table([](const VarianceReduction& r, std::size_t i) { return r.grouped[i] / r.adjusted[i]; }),
        {"1", "variance of the mean without control variates over that with them: " + long_name, "R",
         OverSeeds::apart, no_variance});
  }

  std::vector<double> reference_times() const {
    std::vector<double> values;
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k)
      values.push_back(reference_collapse_time(result_, k));
    return values;
  }

  template <class Function>
  std::vector<double> over_times(Function function) const {
    std::vector<double> values(result_.grid.size());
    std::transform(result_.grid.begin(), result_.grid.end(), values.begin(), function);
    return values;
  }

  void add_law_curve(std::string name, double (theory::DataLaw::*curve)(double, double) const,
                     const Label& label) {
    add_table(std::move(name), curve, label);
  }

  /// [points, time], NaN for the snapshots without a law.
  void add_table(std::string name, const LawAt& value, const Label& label) {
    std::vector<double> table;
    for (std::size_t k = 0; k < result_.snapshots.size(); ++k) {
      const auto law = reference_law(result_, k);
      const double log_points = std::log(static_cast<double>(result_.snapshots[k]));
      for (const double t : result_.grid) table.push_back(law ? value(*law, t, log_points) : not_a_number);
    }
    add(std::move(name), {"points", "time"}, std::move(table), label);
  }

  const CollapseResult& result_;
  const Analysis& analysis_;
  io::Document document_;
};

}  // namespace

io::Document collapse_document(const CollapseResult& result, const Analysis& analysis, io::Group provenance,
                               const CollapseResult* further) {
  require(analysis.size() == result.snapshots.size(), "{} snapshots were analysed of {}", analysis.size(),
          result.snapshots.size());
  RootBuilder root(result, analysis);
  root.add_attributes();
  root.add_coordinates();
  root.add_curves();
  root.add_collapse_times();
  root.add_effective_dimension();
  if (result.law) {
    root.add_theory();
  } else {
    root.add_gaussian_bound();
  }
  io::Document document = root.take();
  document.groups.push_back(state_group(result, further));
  document.groups.push_back(std::move(provenance));
  return document;
}

}  // namespace regimes::experiments
