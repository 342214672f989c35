#include "experiments/speciation/speciation_document.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/grid.hpp"
#include "experiments/run/experiment_name.hpp"
#include "experiments/run/measured_variable.hpp"
#include "experiments/run/run_document.hpp"
#include "experiments/speciation/speciation_state.hpp"
#include "observables/statistics.hpp"
#include "theory/speciation.hpp"

namespace regimes::experiments {
namespace {

constexpr const char* where_one_group_has_all =
    "infinite or NaN where one of the two groups has no weight at some point";

using observables::Curve;
using observables::Estimate;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

class SpeciationBuilder {
 public:
  explicit SpeciationBuilder(const SpeciationResult& result)
      : result_(result), pairs_(datasets::pairs_of(result.levels)) {}

  io::Document build(io::Group provenance) {
    add_attributes();
    add_coordinates();
    if (result_.of_law) add_curves("law_", "the exact law, ", *result_.of_law);
    if (result_.of_training_set) add_curves("", "", *result_.of_training_set);
    add_spectrum();
    if (!result_.theories.empty()) add_theory();
    if (result_.potential) add_potential(*result_.potential);
    if (!result_.of_law && !result_.of_training_set)
      document_.groups.push_back(speciation_state_group(result_.measured));
    document_.groups.push_back(std::move(provenance));
    return std::move(document_);
  }

 private:
  void add_attributes() {
    const SpeciationOptions& options = result_.options;
    document_ = run_document(speciation_name, "Speciation: when the class of a point is decided", options);
    auto& attributes = document_.attributes;
    attributes["queries"] = options.queries;
    attributes["seed"] = std::to_string(options.seed);
    attributes["class_priors"] = result_.priors;
    attributes["error_bars"] = "standard errors are between queries; " + rule_of_training_set();
    if (!result_.of_training_set) return;
    attributes["points"] = options.points.value();
    attributes["replicas"] = static_cast<std::int64_t>(options.replicas);
    add_precision(attributes, result_.precision);
    add_equal_counts(attributes, result_.equals);
  }

  std::string rule_of_training_set() const {
    if (!result_.of_training_set) return "those of times are from resampled queries";
    return "of training sets, standard errors are " + observables::error_bar_rule(result_.options.replicas);
  }

  void add_coordinates() {
    std::vector<std::string> levels, pairs;
    for (const auto& level : result_.levels) levels.push_back(level.name);
    for (const datasets::GroupPair& pair : pairs_) pairs.push_back(pair_name(result_, pair));
    document_.dimensions = {
        {"time", result_.times.size()}, {"level", levels.size()}, {"class", result_.class_values.size()}};
    add("time", {"time"}, result_.times, {"1", "diffusion time, 0 = data", "t"});
    add("level", {"level"}, std::move(levels), {"1", "what is told apart", "level"});
    add("class", {"class"},
        std::vector<std::int64_t>(result_.class_values.begin(), result_.class_values.end()),
        {"1", "label of a class", "c"});
    if (pairs_.empty()) return;
    document_.dimensions["pair"] = pairs_.size();
    add("pair", {"pair"}, std::move(pairs), {"1", "two groups of classes", "c|c'"});
  }

  /// Adds the curves of the law, or of the training set.
  void add_curves(const std::string& prefix, const std::string& of, const SpeciationCurves& curves) {
    add_all(prefix + "cloning_agreement", "level", curves.levels, &LevelCurves::agreement,
            {"1", of + "probability that two clones end in the same class", "phi"});
    add_all(prefix + "speciation_time_cloning", "level", curves.levels, &LevelCurves::speciation_time,
            {"1", of + "speciation time where phi = .7752", "t_S"});
    if (pairs_.empty()) return;
    add_all(prefix + "pair_agreement", "pair", curves.pairs, &PairCurves::agreement,
            {"1", of + "the same for two groups alone, with equal priors", "phi"});
    add_all(prefix + "log_ratio", "pair", curves.pairs, &PairCurves::log_ratio,
            {"nat", of + "mean free-entropy difference of the group of a point and the other", "E[L]",
             OverSeeds::mean, where_one_group_has_all});
    std::vector<double> deviations;
    for (const PairCurves& pair : curves.pairs)
      deviations.insert(deviations.end(), pair.deviation.begin(), pair.deviation.end());
    add(prefix + "log_ratio_deviation", {"pair", "time"}, std::move(deviations),
        {"nat", of + "fluctuation of the free-entropy difference", "s.d.(L)", OverSeeds::mean,
         where_one_group_has_all});
    add_all(prefix + "speciation_time_agreement", "pair", curves.pairs, &PairCurves::time_of_agreement,
            {"1", of + "speciation time where phi of the pair = .7752", "t_S"});
    add_all(prefix + "speciation_time_log_ratio", "pair", curves.pairs, &PairCurves::time_of_log_ratio,
            {"1", of + "speciation time where E[L] = s.d.(L)", "t_S"});
  }

  void add_spectrum() {
    const std::size_t of_set = result_.spectrum ? result_.spectrum->eigenvalues.size() : 0;
    const std::size_t count = std::max(of_set, result_.law_eigenvalues.size());
    if (count == 0) return;
    document_.dimensions["eigenvalue"] = count;
    std::vector<std::int64_t> ranks;
    for (std::size_t k = 0; k < count; ++k) ranks.push_back(static_cast<std::int64_t>(k) + 1);
    add("eigenvalue", {"eigenvalue"}, std::move(ranks), {"1", "rank of an eigenvalue, 1 = largest", "k"});
    if (result_.spectrum) {
      std::vector<Estimate> eigenvalues = result_.spectrum->eigenvalues;
      eigenvalues.resize(count, {not_a_number, not_a_number, ""});
      add_estimates("covariance_eigenvalue", {"eigenvalue"}, eigenvalues,
                    {"squared units of the data",
                     "eigenvalue of the covariance of the training points, with 1/(n - 1)", "Lambda_k"});
      add_estimates("speciation_time_eigenvalue", {}, {result_.spectrum->speciation_time},
                    {"1", "speciation time (1/2) ln Lambda of the largest eigenvalue", "t_S"});
    }
    if (result_.law_eigenvalues.empty()) return;
    std::vector<double> eigenvalues = result_.law_eigenvalues;
    eigenvalues.resize(count, not_a_number);
    add("theory_covariance_eigenvalue", {"eigenvalue"}, std::move(eigenvalues),
        {"squared units of the data", "eigenvalue of the covariance of the law", "Lambda_k",
         OverSeeds::same});
    add("theory_speciation_time_eigenvalue", {}, std::vector<double>{law_speciation_time(result_)},
        {"1", "(1/2) ln of the largest eigenvalue of the law", "t_S", OverSeeds::same});
  }

  void add_theory() {
    std::vector<double> times;
    for (const datasets::PairTheory& pair : result_.theories) times.push_back(pair.speciation_time);
    add("theory_speciation_time", {"pair"}, std::move(times),
        {"1", "speciation time, theory: phi = .7752", "t_S", OverSeeds::same});
    add("theory_kappa", {"pair", "time"}, over_pairs(&datasets::PairTheory::kappa),
        {"nat", "mean free-entropy difference, theory; of different covariances for large t", "kappa",
         OverSeeds::same});
    add("theory_pair_agreement", {"pair", "time"}, over_pairs(&datasets::PairTheory::agreement),
        {"1", "class agreement of a pair, theory", "phi", OverSeeds::same});
  }

  std::vector<double> over_pairs(std::function<double(double)> datasets::PairTheory::*function) const {
    std::vector<double> values;
    for (const datasets::PairTheory& pair : result_.theories)
      for (const double t : result_.times)
        values.push_back(pair.*function ? (pair.*function)(t) : not_a_number);
    return values;
  }

  /// q from the outermost minimum of the earliest time on, and some widths of a class.
  void add_potential(const theory::TwoMeansPotential& potential) {
    constexpr int values_of_q = 201;
    constexpr double widths = 4;
    const double mu = potential.mean_amplitude;
    const double end = mu * mu * std::sqrt(potential.dimension) * std::exp(-result_.times.front()) +
                       widths * mu * std::sqrt(std::max(1., potential.variance));
    const std::vector<double> projections = linearly_spaced(-end, end, values_of_q);
    std::vector<double> values, curvatures;
    for (const double t : result_.times) {
      for (const double q : projections) values.push_back(potential.value(q, t));
      curvatures.push_back(potential.curvature(t));
    }
    document_.dimensions["projection"] = values_of_q;
    add("projection", {"projection"}, projections, {"units of the data", "x.m/sqrt(d)", "q"});
    add("potential", {"time", "projection"}, std::move(values),
        {"1", "potential of the backward process along the means", "V(q, t)", OverSeeds::same});
    add("potential_curvature", {"time"}, std::move(curvatures),
        {"1", "its curvature in the middle", "V''(0, t)", OverSeeds::same});
    add("theory_speciation_time_curvature", {},
        std::vector<double>{
            theory::speciation_time_of_curvature(mu * mu * potential.dimension, potential.variance)},
        {"1", "time at which the curvature vanishes", "t_S", OverSeeds::same});
  }

  template <class Curves>
  void add_all(const std::string& name, const std::string& over, const std::vector<Curves>& all,
               Curve Curves::*which, const Label& label) {
    std::vector<double> means, errors;
    for (const Curves& curves : all) {
      means.insert(means.end(), (curves.*which).mean.begin(), (curves.*which).mean.end());
      errors.insert(errors.end(), (curves.*which).standard_error.begin(),
                    (curves.*which).standard_error.end());
    }
    add_with_error(document_, name, {over, "time"}, std::move(means), std::move(errors), label);
  }

  template <class Curves>
  void add_all(const std::string& name, const std::string& over, const std::vector<Curves>& all,
               Estimate Curves::*which, const Label& label) {
    std::vector<Estimate> estimates;
    for (const Curves& curves : all) estimates.push_back(curves.*which);
    const std::string remarks = remarks_on(estimates);
    add_places_on_grid(document_, name, {over}, estimates, label,
                       remarks.empty() ? io::Attributes() : io::Attributes{{remarks_attribute, remarks}});
  }

  void add_estimates(const std::string& name, const std::vector<std::string>& dimensions,
                     const std::vector<Estimate>& estimates, const Label& label) {
    std::vector<double> values, errors;
    for (const Estimate& estimate : estimates) {
      values.push_back(estimate.value);
      errors.push_back(estimate.standard_error);
    }
    io::Variable& variable =
        add_with_error(document_, name, dimensions, std::move(values), std::move(errors), label);
    const std::string remarks = remarks_on(estimates);
    if (!remarks.empty()) variable.attributes[remarks_attribute] = remarks;
  }

  static constexpr const char* remarks_attribute = "remarks";
  /// Each reason once.
  static std::string remarks_on(const std::vector<Estimate>& estimates) {
    std::string remarks;
    for (const Estimate& estimate : estimates) {
      if (estimate.reason.empty() || remarks.find(estimate.reason) != std::string::npos) continue;
      remarks += (remarks.empty() ? "" : "; ") + estimate.reason;
    }
    return remarks;
  }

  void add(std::string name, std::vector<std::string> dimensions, io::Values values, const Label& label) {
    document_.variables.push_back(
        labelled_variable(std::move(name), std::move(dimensions), std::move(values), label));
  }

  const SpeciationResult& result_;
  std::vector<datasets::GroupPair> pairs_;
  io::Document document_;
};

}  // namespace

io::Document speciation_document(const SpeciationResult& result, io::Group provenance) {
  return SpeciationBuilder(result).build(std::move(provenance));
}

}  // namespace regimes::experiments
