#include "experiments/sample/sample_document.hpp"

#include <fmt/format.h>

#include <cmath>

#include "experiments/run/document_values.hpp"
#include "experiments/run/measured_variable.hpp"
#include "experiments/run/run_document.hpp"
#include "io/result_state.hpp"
#include "io/variable_description.hpp"

namespace regimes::experiments {
namespace {

void add(io::Group& group, const std::string& name, std::vector<std::string> dimensions, io::Values values,
         const Label& label) {
  group.variables.push_back(labelled_variable(name, std::move(dimensions), std::move(values), label));
}

constexpr const char* variance_name = "sample_variance";

bool is_finished(const SampleResult& result) { return !result.end_points.empty(); }

void add_attributes(const SampleResult& result, io::Attributes& attributes) {
  const SampleOptions& options = result.options;
  attributes["score"] = std::string(name_of(options.score));
  attributes["step"] = std::string(diffusion::name_of(options.step));
  attributes["seed"] = fmt::format("{}", options.seed);
  add_guidance(options.guidance, true, attributes);
  if (options.score == ScoreKind::empirical) {
    attributes["points"] = options.points.value();
    add_precision(attributes, result.precision);
    add_equal_counts(attributes, result.equals);
    attributes["ratio_threshold"] = options.ratio;
    if (options.smoothing.is_given()) {
      attributes["smoothing"] = options.smoothing.width;
      attributes["smoothing_draws"] = options.smoothing.draws;
      attributes["memorised_compares"] =
          "the smoothed posterior mean D_h(x, t) of every path, at t = 0 its point, with the training "
          "points: "
          "the distance to the nearest over that to the second is below ratio_threshold";
    } else if (result.compares_means)
      attributes["memorised_compares"] =
          "the posterior mean D(x, t) of every path, at t = 0 its point, with the training points: the "
          "distance to the nearest over that to the second is below ratio_threshold, and one point has more "
          "than half of the posterior weight (inverse_participation_ratio above 1/2, with equal points as "
          "one)";
    attributes["error_bars"] = fraction_error_bars;
  }
}

void add_coordinates(const SampleResult& result, io::Document& document) {
  document.dimensions = {{"trajectory", result.options.trajectories},
                         {"coordinate", result.dimension},
                         {"time", static_cast<std::int64_t>(result.times.size())},
                         {"step", static_cast<std::int64_t>(result.schedule.size())}};
  add(document, "time", {"time"}, result.times, {"1", "diffusion time, 0 = data", "t"});
  add(document, "schedule", {"step"}, result.schedule,
      {"1", "diffusion times of the sampler, from noise to data", "t"});
  if (!result.class_values.empty()) {
    document.dimensions["class"] = static_cast<std::int64_t>(result.class_values.size());
    add(document, "class", {"class"},
        std::vector<std::int64_t>(result.class_values.begin(), result.class_values.end()),
        {"1", "label value of a class", "c"});
  }
  if (!result.guidance_class.empty())
    add(document, guidance_class_name, {"trajectory"}, result.guidance_class, guidance_class_label());
  if (result.options.score != ScoreKind::empirical) return;
  document.dimensions["neighbour"] = path_neighbours;
  document.variables.push_back(neighbour_coordinate(path_neighbours));
}

/// Numbers of single paths are averaged over seeds, their points are not.
Label averaged(const PathVariable& variable) {
  Label label = variable.label;
  if (variable.dimension != "coordinate") label.over_seeds = OverSeeds::mean;
  return label;
}

void add_paths(const SampleResult& result, io::Document& document) {
  for (const PathVariable& variable : result.variables) {
    std::vector<std::string> dimensions = {"time", "trajectory"};
    if (!variable.dimension.empty()) dimensions.push_back(variable.dimension);
    if (variable.is_integer)
      add(document, variable.name, dimensions, result.observed.integers.at(variable.name), variable.label);
    else
      add(document, variable.name, dimensions, result.observed.reals.at(variable.name), averaged(variable));
  }
}

void add_memorised(const SampleResult& result, io::Document& document) {
  if (result.memorised.empty()) return;
  const std::string of_what = result.compares_means ? "posterior mean's nearest" : "nearest";
  const std::string name = fmt::format(
      "fraction of trajectories, stopped at a time, whose {} training point is nearer than the second by the "
      "ratio threshold",
      of_what);
  add_fractions(document, "memorised_fraction", {"time"}, result.memorised, {"1", name, "f_mem"});
}

/// Beside the memorised fraction, because what is not memorised may vary too little.
void add_variance(const SampleResult& result, io::Document& document) {
  if (result.options.score != ScoreKind::empirical) return;
  std::vector<double> values, errors;
  for (const observables::MeanError& variance : result.variance) {
    values.push_back(variance.mean);
    errors.push_back(variance.standard_error);
  }
  add_with_error(document, variance_name, {"time"}, std::move(values), std::move(errors),
                 {"squared units of the data, scaled",
                  "variance per coordinate, over trajectories stopped at a time, of their posterior means",
                  "Var", OverSeeds::mean, "NaN where trajectories have not arrived, or of one trajectory"});
}

/// Older files do not know it.
void read_variance(const io::Document& document, SampleResult& result) {
  if (!try_variable(document, variance_name)) return;
  const std::size_t times = result.times.size();
  const auto &values = reals_of(document, variance_name, times),
             &errors = reals_of(document, std::string(variance_name) + io::error_ending, times);
  for (std::size_t i = 0; i < times; ++i)
    if (!std::isnan(values[i])) {
      require_in(not_negative_values, {&values[i], 1}, variance_name);
      require_in(not_negative_values, {&errors[i], 1}, variance_name);
      result.variance[i] = {values[i], errors[i]};
    }
}

/// Older files have no observables over distinct points.
void leave_out_missing_distinct(const io::Document& document, SampleResult& result) {
  result.counts_distinct = result.counts_distinct && try_variable(document, distinct_y2_name);
  if (result.counts_distinct) return;
  std::erase_if(result.variables, [](const PathVariable& variable) {
    return variable.name == distinct_entropy_name || variable.name == distinct_y2_name;
  });
}

/// Older files have no neighbours of posterior means.
void leave_out_missing_means(const io::Document& document, SampleResult& result) {
  result.compares_means =
      try_variable(document, mean_distance_name) || !try_variable(document, distance_name);
  if (result.compares_means) return;
  std::erase_if(result.variables, [](const PathVariable& variable) {
    return variable.name == mean_index_name || variable.name == mean_distance_name;
  });
}

}  // namespace

io::Document sample_document(const SampleResult& result, io::Group provenance) {
  io::Document document =
      run_document(sample_name, "Backward trajectories from noise to data", result.options);
  add_attributes(result, document.attributes);
  add_coordinates(result, document);
  if (is_finished(result))
    add(document, "end_points", {"trajectory", "coordinate"}, result.end_points,
        {"units of the data file", "ends of the trajectories", "x"});
  if (!result.end_means.empty())
    add(document, "end_means", {"trajectory", "coordinate"}, result.end_means,
        {"units of the data file", "posterior means of the ends, which are without their noise", "D"});
  add_paths(result, document);
  add_memorised(result, document);
  add_variance(result, document);
  if (!is_finished(result)) {
    io::Group state;
    state.name = io::state_group_name;
    state.attributes["steps_done"] = result.steps_done;
    add(state, "x", {"trajectory", "coordinate"}, result.x,
        {"units of the data, scaled and centred", "where the trajectories stand", "x"});
    document.groups.push_back(std::move(state));
  }
  document.groups.push_back(std::move(provenance));
  return document;
}

void read_sample_state(const io::Document& document, std::int64_t rows_of_points, SampleResult& result) {
  const io::Group& state = group_of(document, io::state_group_name);
  result.steps_done = integer_attribute(state, "steps_done");
  const auto steps = static_cast<std::int64_t>(result.schedule.size()) - 1;
  if (result.steps_done < 0 || result.steps_done > steps)
    throw DataError(fmt::format("it says that {} of {} steps are done", result.steps_done, steps));
  const auto trajectories = static_cast<std::size_t>(result.options.trajectories);
  result.x = reals_of(state, "x", trajectories * static_cast<std::size_t>(result.dimension));
  require_finite(result.x, "x");
  if (reals_of(document, "schedule", result.schedule.size()) != result.schedule)
    throw DataError("its schedule is not that of its options");
  leave_out_missing_means(document, result);
  leave_out_missing_distinct(document, result);
  read_variance(document, result);
  for (const PathVariable& variable : result.variables) {
    const std::size_t size = trajectories * result.times.size() * static_cast<std::size_t>(variable.width);
    if (variable.is_integer) {
      result.observed.integers[variable.name] = integers_of(document, variable.name, size);
      require_within(result.observed.integers[variable.name], -1, rows_of_points, variable.name);
    } else {
      std::vector<double>& values = result.observed.reals[variable.name];
      values = reals_of(document, variable.name, size);
      std::vector<double> observed = values;
      std::erase_if(observed, [](double value) { return std::isnan(value); });
      require_in(variable.range, observed, variable.name);
    }
  }
}

}  // namespace regimes::experiments
