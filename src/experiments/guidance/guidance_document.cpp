#include "experiments/guidance/guidance_document.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>

#include "experiments/run/document_values.hpp"
#include "experiments/run/experiment_name.hpp"
#include "experiments/run/measured_variable.hpp"
#include "experiments/run/run_document.hpp"
#include "io/result_state.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr const char *along_name = "end_along", *across_name = "end_across", *end_class_name = "end_class",
                     *nearest_name = "end_nearest_index", *last_change_name = "end_last_change_time";
const std::vector<std::string> of_ends = {"strength", "trajectory"};

void add(io::Group& group, const std::string& name, std::vector<std::string> dimensions, io::Values values,
         const Label& label) {
  group.variables.push_back(labelled_variable(name, std::move(dimensions), std::move(values), label));
}

void add_attributes(const GuidanceResult& result, io::Attributes& attributes) {
  const GuidanceOptions& options = result.options;
  attributes["score"] = std::string(name_of(options.score));
  attributes["step"] = std::string(diffusion::name_of(options.step));
  attributes["seed"] = fmt::format("{}", options.seed);
  add_guidance(options.guidance, false, attributes);
  if (result.is_empirical()) {
    attributes["points"] = options.points.value();
    add_precision(attributes, result.precision);
    add_equal_counts(attributes, result.equals);
  }
  attributes["error_bars"] =
      "standard errors are those of independent paths, from what each adds to an estimate; "
      "differences and ratios are of paths with the same noise. " +
      fraction_error_bars;
}

void add_coordinates(const GuidanceResult& result, io::Document& document) {
  document.dimensions = {{"strength", static_cast<std::int64_t>(result.options.strengths.size())},
                         {"trajectory", result.options.trajectories},
                         {"class", static_cast<std::int64_t>(result.separations.size())},
                         {"step", static_cast<std::int64_t>(result.schedule.size())}};
  add(document, "strength", {"strength"}, result.options.strengths, {"1", "strength of the guidance", "w"});
  std::vector<double> scales = result.options.strengths;
  for (double& scale : scales) scale += 1;
  add(document, "guidance_scale", {"strength"}, scales, {"1", "guidance scale of other programs", "1 + w"});
  add(document, "schedule", {"step"}, result.schedule,
      {"1", "diffusion times of the sampler, from noise to data", "t"});
  add(document, "class", {"class"},
      std::vector<std::int64_t>(result.class_values.begin(), result.class_values.end()),
      {"1", "label value of a class", "c"});
  add(document, "separation", {"class"}, result.separations,
      {"1",
       "half the distance from the mean of a class to that of the rest, in its standard deviations along it",
       "rho", OverSeeds::mean});
  std::vector<std::int64_t> labels;
  for (const std::int64_t c : result.path_class)
    labels.push_back(result.class_values[static_cast<std::size_t>(c)]);
  add(document, guidance_class_name, {"trajectory"}, labels, guidance_class_label());
  if (!result.class_points.empty())
    add(document, "class_points", {"class"}, result.class_points, {"1", "training points of a class", "n_c"});
}

/// Values of all strengths, [strength][trajectory]; `missing` where one is not done.
template <class Value>
std::vector<Value> joined_ends(const GuidanceResult& result, std::vector<Value> GuidedEnds::*member,
                               Value missing) {
  std::vector<Value> all;
  for (const GuidedEnds& ends : result.ends) {
    std::vector<Value> of_strength = ends.*member;
    of_strength.resize(result.paths(), missing);
    all.insert(all.end(), of_strength.begin(), of_strength.end());
  }
  return all;
}

void add_ends(const GuidanceResult& result, io::Document& document) {
  const std::string not_done = "NaN of strengths that are not done";
  add(document, along_name, of_ends, joined_ends(result, &GuidedEnds::along, not_a_number),
      {"1",
       "end of a path along the direction of its class, from the mean, in standard deviations of the class",
       "(x - m_c).u/sigma_c", OverSeeds::apart, not_done});
  add(document, across_name, of_ends, joined_ends(result, &GuidedEnds::across, not_a_number),
      {"1", "square of the distance of an end from the mean of its class across the direction, per dimension",
       "|(x - m_c) - u u.(x - m_c)|^2/(d - 1)", OverSeeds::apart, not_done + ", and in one dimension"});
  add(document, end_class_name, of_ends, joined_ends(result, &GuidedEnds::end_class, std::int64_t{-1}),
      {"1", "label of the class in which a path has ended, -1 where it has not", "c"});
  if (!result.is_empirical()) return;
  add(document, nearest_name, of_ends, joined_ends(result, &GuidedEnds::nearest, std::int64_t{-1}),
      nearest_index_label("argmin |x - a|"));
  add(document, last_change_name, of_ends, joined_ends(result, &GuidedEnds::last_change, not_a_number),
      {"1", "time of the last change of the nearest training point, the larger of the two steps'", "t",
       OverSeeds::apart, "NaN where it does not change, and " + not_done});
}

using observables::MeanError;

void add_measured(const GuidanceResult& result, io::Document& document, const std::string& name,
                  MeanError GuidanceEffect::*member, Label label) {
  std::vector<double> means, errors;
  for (const GuidanceEffect& effect : result.effects) {
    means.push_back((effect.*member).mean);
    errors.push_back((effect.*member).standard_error);
  }
  label.over_seeds = OverSeeds::mean;
  add_with_error(document, name, {"strength"}, std::move(means), std::move(errors), label);
}

void add_known(const GuidanceResult& result, io::Document& document, const std::string& name,
               double GuidanceEffect::*member, const Label& label) {
  std::vector<double> values;
  for (const GuidanceEffect& effect : result.effects) values.push_back(effect.*member);
  if (std::all_of(values.begin(), values.end(), [](double value) { return std::isnan(value); })) return;
  add(document, name, {"strength"}, std::move(values), label);
}

void add_effects(const GuidanceResult& result, io::Document& document) {
  if (result.effects.empty()) return;
  add_measured(result, document, "overshoot", &GuidanceEffect::overshoot,
               {"1", "mean shift along the direction of the class from the ends at w = 0, in its deviations",
                "E[y_w - y_0]/sigma_c"});
  add_measured(result, document, "variance_ratio_along", &GuidanceEffect::variance_along,
               {"1", "variance along the direction of the class over that at w = 0", "Var y_w/Var y_0"});
  add_measured(result, document, "variance_ratio_across", &GuidanceEffect::variance_across,
               {"1", "mean square across the direction of the class over that at w = 0", "E|x_w|^2/E|x_0|^2",
                OverSeeds::mean, "NaN in one dimension"});
  std::vector<observables::Fraction> fidelity;
  for (const GuidanceEffect& effect : result.effects) fidelity.push_back(effect.fidelity);
  add_fractions(document, "class_fidelity", {"strength"}, fidelity,
                {"1", "fraction of paths that end in the class to which they are guided", "P(c)"});
  add_measured(
      result, document, "divergence", &GuidanceEffect::divergence,
      {"nat", "divergence of the guided law from that at w = 0 along the direction, were both normal",
       "(V - 1 - ln V + s^2)/2"});
  const std::string of_theory = ", by theory";
  const std::string unknown = "NaN where theory does not know it";
  add_known(result, document, "overshoot_theory", &GuidanceEffect::overshoot_theory,
            {"1", "overshoot" + of_theory, "(E y_w - m)/sigma", OverSeeds::same, unknown});
  add_known(
      result, document, "variance_ratio_along_theory", &GuidanceEffect::variance_theory,
      {"1", "variance ratio along the direction" + of_theory, "Var y_w/sigma^2", OverSeeds::same, unknown});
  add_known(result, document, "class_fidelity_theory", &GuidanceEffect::fidelity_theory,
            {"1", "probability of the class" + of_theory, "P(c)", OverSeeds::same, unknown});
  add_known(result, document, "divergence_theory", &GuidanceEffect::divergence_theory,
            {"nat", "divergence of the guided law from that of the class" + of_theory, "KL", OverSeeds::same,
             unknown});
  if (!result.is_empirical()) return;
  add_measured(
      result, document, "effective_points_ratio", &GuidanceEffect::effective_points,
      {"1", "effective number of training points of a class on which paths end over that of its points",
       "N_eff/n_c", OverSeeds::mean, "infinite where no two paths have one end"});
  add_measured(
      result, document, "distinct_points_ratio", &GuidanceEffect::distinct_points,
      {"1", "number of different training points of a class on which paths end over that of its points",
       "N_distinct/n_c", OverSeeds::mean, "its error is not known"});
  add_measured(result, document, "last_change_time", &GuidanceEffect::last_change,
               {"1", "mean time of the last change of the nearest training point", "t", OverSeeds::mean,
                "NaN where none changes"});
  add_known(
      result, document, "predicted_shift", &GuidanceEffect::predicted_shift,
      {"1",
       "overshoot by the training points of a class with the weights of the guided law over its own, as "
       "the SDE has it",
       "E[y rho_w/rho_0]/E[rho_w/rho_0] - E[y]", OverSeeds::mean, unknown});
}

io::Group state_group(const GuidanceResult& result) {
  io::Group state;
  state.name = io::state_group_name;
  state.attributes["strengths_done"] = result.strengths_done;
  state.attributes["steps_done"] = result.steps_done;
  if (result.steps_done == 0) return state;
  state.dimensions["coordinate"] = result.dimension;
  add(state, "x", {"trajectory", "coordinate"}, result.x,
      {"units of the data, scaled and centred", "where the paths of the strength in progress stand", "x"});
  if (!result.is_empirical()) return state;
  add(state, "nearest", {"trajectory"}, result.nearest,
      {"1", "index of their nearest training points", "mu"});
  add(state, "last_change", {"trajectory"}, result.last_change,
      {"1", "time of the last change of these so far", "t", OverSeeds::apart, "NaN where there was none"});
  return state;
}

std::vector<double> times_of(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  return values;
}

/// The ends of strengths that are done; of others the values are missing.
void read_ends(const io::Document& document, std::int64_t rows_of_points, GuidanceResult& result) {
  const std::size_t paths = result.paths(), size = result.ends.size() * paths;
  const auto take = [&](const auto& all, std::size_t strength) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(strength * paths);
    return std::vector(first, first + static_cast<std::ptrdiff_t>(paths));
  };
  for (std::size_t i = 0; i < static_cast<std::size_t>(result.strengths_done); ++i) {
    GuidedEnds& ends = result.ends[i];
    ends.along = take(reals_of(document, along_name, size), i);
    require_finite(ends.along, along_name);
    ends.across = take(reals_of(document, across_name, size), i);
    if (result.dimension > 1) require_in(not_negative_values, ends.across, across_name);
    ends.end_class = take(integers_of(document, end_class_name, size), i);
    if (!result.is_empirical()) continue;
    ends.nearest = take(integers_of(document, nearest_name, size), i);
    require_within(ends.nearest, 0, rows_of_points, nearest_name);
    ends.last_change = take(reals_of(document, last_change_name, size), i);
    require_in(not_negative_values, times_of(ends.last_change), last_change_name);
  }
}

}  // namespace

io::Document guidance_document(const GuidanceResult& result, io::Group provenance) {
  io::Document document =
      run_document(guidance_name, "What guidance to a class does to where paths end", result.options);
  add_attributes(result, document.attributes);
  add_coordinates(result, document);
  add_effects(result, document);
  add_ends(result, document);
  if (result.effects.empty()) document.groups.push_back(state_group(result));
  document.groups.push_back(std::move(provenance));
  return document;
}

void read_guidance_state(const io::Document& document, std::int64_t rows_of_points, std::int64_t points,
                         GuidanceResult& result) {
  if (reals_of(document, "schedule", result.schedule.size()) != result.schedule)
    throw DataError("its schedule is not that of its options");
  const io::Group& state = group_of(document, io::state_group_name);
  result.strengths_done = integer_attribute(state, "strengths_done");
  result.steps_done = integer_attribute(state, "steps_done");
  const auto strengths = static_cast<std::int64_t>(result.ends.size()),
             steps = static_cast<std::int64_t>(result.schedule.size()) - 1;
  require_data(result.strengths_done >= 0 && result.strengths_done <= strengths,
               fmt::format("it says that {} of {} strengths are done", result.strengths_done, strengths));
  require_data(result.steps_done >= 0 && result.steps_done < steps &&
                   (result.steps_done == 0 || result.strengths_done < strengths),
               fmt::format("it says that {} of {} steps of a strength are done", result.steps_done, steps));
  read_ends(document, rows_of_points, result);
  if (result.steps_done == 0) return;
  result.x = reals_of(state, "x", result.paths() * static_cast<std::size_t>(result.dimension));
  require_finite(result.x, "x");
  if (!result.is_empirical()) return;
  result.nearest = integers_of(state, "nearest", result.paths());
  require_within(result.nearest, 0, points, "nearest");
  result.last_change = reals_of(state, "last_change", result.paths());
  require_in(not_negative_values, times_of(result.last_change), "last_change");
}

}  // namespace regimes::experiments
