#include "experiments/trajectories/trajectories_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include "experiments/run/document_values.hpp"
#include "experiments/run/experiment_name.hpp"
#include "experiments/run/measured_variable.hpp"
#include "experiments/run/run_document.hpp"
#include "io/result_state.hpp"
#include "io/variable_description.hpp"

namespace regimes::experiments {
namespace {

using observables::Fraction;
using observables::MeanError;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const std::string last_change_prefix = "last_change_time_", last_change_mean_prefix = "last_change_mean_";

/// One number of every agreement, with its error.
struct AgreementCurve {
  std::string name;
  std::variant<MeanError Agreement::*, Fraction Agreement::*> number;
  std::string long_name, symbol;

  Fraction of(const Agreement& agreement) const {
    return std::visit([&](auto which) { return Fraction{agreement.*which}; }, number);
  }
  void set(Agreement& agreement, const Fraction& value) const {
    std::visit([&](auto which) { agreement.*which = value; }, number);
  }
  bool is_fraction() const { return std::holds_alternative<Fraction Agreement::*>(number); }
};

const std::vector<AgreementCurve>& clone_curves() {
  static const std::vector<AgreementCurve> curves = {
      {"cloning_agreement", &Agreement::same_class, "fraction of clones that end in the same class", "phi"},
      {"cloning_agreement_identity", &Agreement::same_class_identity,
       "mean sum of the squared class weights of noised points", "E[sum pi_c^2]"},
      {"cloning_collapse", &Agreement::same_point, "fraction of clones that end on the same training point",
       "phi_C"},
      {"cloning_collapse_identity", &Agreement::same_point_identity,
       "mean sum of the squared posterior weights of noised points", "E[Y2]"}};
  return curves;
}

const std::vector<AgreementCurve>& turn_curves() {
  static const std::vector<AgreementCurve> curves = {
      {"turn_same_class", &Agreement::same_class, "fraction of points that return to their class",
       "P(same class)"},
      {"turn_same_class_identity", &Agreement::same_class_identity,
       "mean sum of the squared class weights of the noised points", "E[sum pi_c^2]"},
      {"turn_same_point", &Agreement::same_point, "fraction of points that return to themselves",
       "P(same point)"},
      {"turn_same_point_identity", &Agreement::same_point_identity,
       "mean sum of the squared posterior weights of the noised points", "E[Y2]"},
      {"turn_autocorrelation", &Agreement::autocorrelation, "correlation of points with what they return to",
       "E[a.x]/E[|a|^2]"}};
  return curves;
}

class Builder {
 public:
  explicit Builder(const TrajectoriesResult& result)
      : document_(run_document(trajectories_name,
                               "Clones, U-turns and last changes along backward trajectories",
                               result.options)) {}

  io::Document& document() { return document_; }

  void add(const std::string& name, std::vector<std::string> dimensions, io::Values values,
           const Label& label) {
    document_.variables.push_back(labelled_variable(name, std::move(dimensions), std::move(values), label));
  }

  void coordinate(const std::string& name, const std::vector<double>& times, const std::string& long_name) {
    document_.dimensions[name] = static_cast<std::int64_t>(times.size());
    add(name, {name}, times, {"1", long_name, "t"});
  }

  /// None where it has no meaning.
  void curve(const AgreementCurve& curve, const std::string& time, const std::vector<Agreement>& of) {
    std::vector<Fraction> values;
    std::vector<double> means, errors;
    for (const Agreement& agreement : of) {
      values.push_back(curve.of(agreement));
      means.push_back(values.back().mean);
      errors.push_back(values.back().standard_error);
    }
    if (std::all_of(means.begin(), means.end(), [](double mean) { return std::isnan(mean); })) return;
    const Label label{"1", curve.long_name, curve.symbol};
    if (curve.is_fraction())
      add_fractions(document_, curve.name, {time}, values, label);
    else
      add_with_error(document_, curve.name, {time}, std::move(means), std::move(errors), label);
  }

 private:
  io::Document document_;
};

void add_clones(const TrajectoriesResult& result, Builder& builder) {
  if (result.clones.empty()) return;
  const std::string time = "clone_time";
  builder.coordinate(time, result.options.clone_times, "diffusion time at which paths were cloned");
  for (const AgreementCurve& curve : clone_curves()) builder.curve(curve, time, result.clones);
}

void add_turns(const TrajectoriesResult& result, Builder& builder) {
  if (result.turns.empty()) return;
  const std::string time = "turn_time";
  builder.coordinate(time, result.options.turn_times, "diffusion time to which data points were noised");
  for (const AgreementCurve& curve : turn_curves()) builder.curve(curve, time, result.turns);
}

void add_last_changes(const std::string& route, const LastChanges& changes, const std::vector<double>& record,
                      Builder& builder) {
  if (changes.time.empty()) return;
  std::vector<std::int64_t> counts(record.size(), 0);
  for (const double time : changes.time)
    for (std::size_t i = 0; i < record.size(); ++i) counts[i] += time == record[i] ? 1 : 0;
  const std::string what =
      fmt::format("time of the last change of the nearest training point, {} paths", route);
  builder.add(last_change_prefix + route, {"trajectory"}, changes.time,
              {"1", what + ": the larger of two recorded times; NaN: no change", "t_last", OverSeeds::apart,
               "NaN where there is no change"});
  builder.add("last_change_count_" + route, {"record_time"}, std::move(counts),
              {"1", "paths with their last change at a time", "count"});
  add_places_on_grid(builder.document(), last_change_mean_prefix + route, {}, {changes.mean},
                     {"1", "mean of: " + what, "<t_last>"});
  builder.add("last_change_deviation_" + route, {}, std::vector<double>{changes.deviation},
              {"1", "standard deviation of: " + what, "s.d.(t_last)", OverSeeds::mean,
               "NaN where fewer than two paths change"});
}

/// Integers and points per trajectory; what is empty is left out.
io::Group state_group(const TrajectoriesResult& result) {
  const TrajectoriesState& state = *result.state;
  io::Group group;
  group.name = io::state_group_name;
  group.attributes["part"] = state.part;
  group.attributes["steps_done"] = state.steps_done;
  group.dimensions["coordinate"] = result.dimension;
  if (result.options.last_change == LastChange::none && result.guidance_class.empty())
    group.dimensions["trajectory"] = result.options.trajectories;
  const auto add = [&](const std::string& name, std::vector<std::string> dimensions, const auto& values,
                       const Label& label) {
    if (values.empty()) return;
    group.variables.push_back(labelled_variable(name, std::move(dimensions), values, label));
  };
  const std::string units = "units of the data, scaled and centred";
  add("x", {"trajectory", "coordinate"}, state.x,
      {units, "where the paths of the part in progress stand", "x"});
  add("trunk", {"trajectory", "coordinate"}, state.trunk, {units, "where the trunk stands", "x"});
  add("twin_index", {"trajectory"}, state.twin_index,
      {"1", "training point at which the first clone has ended", "mu"});
  add("twin_label", {"trajectory"}, state.twin_label,
      {"1", "position of the class in which the first clone has ended", "c"});
  if (state.nearest.empty()) return group;
  group.dimensions["recorded"] =
      static_cast<std::int64_t>(state.nearest.size()) / result.options.trajectories;
  add("nearest", {"trajectory", "recorded"}, state.nearest,
      {"1", "nearest training points at the recorded times so far", "mu"});
  return group;
}

void read_curves(const io::Document& document, const std::vector<AgreementCurve>& curves,
                 std::vector<Agreement>& agreements) {
  for (const AgreementCurve& curve : curves) {
    if (!try_variable(document, curve.name)) continue;
    const auto& means = reals_of(document, curve.name, agreements.size());
    const auto& errors = reals_of(document, curve.name + io::error_ending, agreements.size());
    std::vector<double> low(means.size(), not_a_number), high = low;
    if (curve.is_fraction() && try_variable(document, curve.name + io::low_ending)) {
      low = reals_of(document, curve.name + io::low_ending, agreements.size());
      high = reals_of(document, curve.name + io::high_ending, agreements.size());
    }
    for (std::size_t i = 0; i < agreements.size(); ++i)
      curve.set(agreements[i], {{means[i], errors[i]}, low[i], high[i]});
  }
}

void read_last_changes(const io::Document& document, const std::string& route, std::size_t trajectories,
                       LastChanges& changes) {
  const std::string name = last_change_prefix + route;
  if (!try_variable(document, name)) return;
  const std::string of_record = last_change_mean_prefix + route + io::grid_error_ending;
  const double record_error =
      try_variable(document, of_record) ? reals_of(document, of_record, 1).front() : 0;
  changes = last_changes(reals_of(document, name, trajectories), record_error);
}

std::vector<std::int64_t> integers_or_none(const io::Group& group, const std::string& name) {
  return try_variable(group, name) ? integers_of(group, name) : std::vector<std::int64_t>();
}

}  // namespace

io::Document trajectories_document(const TrajectoriesResult& result, io::Group provenance) {
  Builder builder(result);
  const TrajectoriesOptions& options = result.options;
  auto& document = builder.document();
  document.attributes["score"] = std::string(name_of(options.score));
  document.attributes["step"] = std::string(diffusion::name_of(options.step));
  if (options.score == ScoreKind::empirical) {
    document.attributes["points"] = options.points.value();
    add_precision(document.attributes, result.precision);
  }
  add_equal_counts(document.attributes, result.equals);
  add_guidance(options.guidance, true, document.attributes);
  document.attributes["error_bars"] =
      "standard errors are the s.d. over trajectories/sqrt(trajectories), clustered by source point; "
      "fractions have "
      "the bounds of Clopper and Pearson at 95 %, one-sided where they are 0 or 1 and have no standard error";
  document.dimensions["step"] = static_cast<std::int64_t>(result.schedule.size());
  builder.add("schedule", {"step"}, result.schedule,
              {"1", "diffusion times of the sampler, from noise to data", "t"});
  if (!result.guidance_class.empty()) {
    document.dimensions["trajectory"] = options.trajectories;
    builder.add(guidance_class_name, {"trajectory"}, result.guidance_class, guidance_class_label());
  }
  add_clones(result, builder);
  add_turns(result, builder);
  if (options.last_change != LastChange::none) {
    document.dimensions["trajectory"] = options.trajectories;
    builder.coordinate("record_time", result.record,
                       "diffusion times at which nearest points were looked up");
    document.attributes["record_spacing"] = options.spacing_of_record;
    add_last_changes("forward", result.forward, result.record, builder);
    add_last_changes("backward", result.backward, result.record, builder);
  }
  if (result.state) document.groups.push_back(state_group(result));
  document.groups.push_back(std::move(provenance));
  return std::move(document);
}

void read_trajectories_state(const io::Document& document, TrajectoriesResult& result) {
  if (reals_of(document, "schedule", result.schedule.size()) != result.schedule)
    throw DataError("its schedule is not that of its options");
  read_curves(document, clone_curves(), result.clones);
  read_curves(document, turn_curves(), result.turns);
  const auto trajectories = static_cast<std::size_t>(result.options.trajectories);
  read_last_changes(document, "backward", trajectories, result.backward);
  read_last_changes(document, "forward", trajectories, result.forward);
  const io::Group& group = group_of(document, io::state_group_name);
  TrajectoriesState state;
  state.part = integer_attribute(group, "part");
  state.steps_done = integer_attribute(group, "steps_done");
  state.x = reals_of(group, "x");
  if (try_variable(group, "trunk")) state.trunk = reals_of(group, "trunk");
  state.twin_index = integers_or_none(group, "twin_index");
  state.twin_label = integers_or_none(group, "twin_label");
  state.nearest = integers_or_none(group, "nearest");
  result.state = std::move(state);
}

}  // namespace regimes::experiments
