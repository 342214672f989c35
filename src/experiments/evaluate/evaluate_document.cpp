#include "experiments/evaluate/evaluate_document.hpp"

#include "experiments/run/experiment_name.hpp"
#include "experiments/run/run_document.hpp"

namespace regimes::experiments {
namespace {

std::vector<io::SlabVariable> variables_of(FreeObservable observable) {
  const std::string name(name_of(observable));
  const std::vector<std::string> query_time{"query", "time"};
  const auto with = [&](const std::string& last) { return std::vector<std::string>{"query", "time", last}; };
  const std::vector<std::string> class_coordinate{"query", "time", "class", "coordinate"};
  const char* without_points = "NaN where the class has no points";
  using io::SlabType;
  switch (observable) {
    case FreeObservable::log_density:
      return {{name, query_time, SlabType::real,
               attributes_of({"nat", "log density of the noised training set at the query", "ln P_t^e",
                              OverSeeds::mean})}};
    case FreeObservable::empirical_score:
      return {{name, with("coordinate"), SlabType::real,
               attributes_of({"1 / units of the data", "empirical score, the gradient of log_density",
                              "(e^{-t} D - x)/Delta_t"})}};
    case FreeObservable::posterior_mean:
      return {{name, with("coordinate"), SlabType::real,
               attributes_of({data_units, "posterior mean of the training points given the query", "D"})}};
    case FreeObservable::posterior_entropy:
      return {{name, query_time, SlabType::real,
               attributes_of({"nat", "entropy of the posterior weights of the training points", "H",
                              OverSeeds::mean})}};
    case FreeObservable::inverse_participation_ratio:
      return {{name, query_time, SlabType::real,
               attributes_of({"1", "sum of squared posterior weights, 1 / effective number of points", "Y_2",
                              OverSeeds::mean})}};
    case FreeObservable::nearest:
      return {
          {"nearest_index", with("neighbour"), SlabType::integer,
           attributes_of({"1", "row of the training file, from 0 (synthetic laws: index), of a nearest point",
                          "argmin |x - a e^{-t}|"})},
          {"nearest_distance", with("neighbour"), SlabType::real,
           attributes_of({data_units, "its distance", "|x - a e^{-t}|"})}};
    case FreeObservable::class_weights:
      return {{name, with("class"), SlabType::real,
               attributes_of({"1", "posterior weight of every class", "pi_c", OverSeeds::mean})}};
    case FreeObservable::intrinsic_dimension:
      return {{name, query_time, SlabType::real,
               attributes_of({"1",
                              "directions in which points lie about the query itself, without noise, at the "
                              "scale h, h^2 = 1/snr: d + d ln rho_h/d ln h",
                              "d_LID", OverSeeds::mean})}};
    case FreeObservable::class_mean:
      return {{name, class_coordinate, SlabType::real,
               attributes_of({data_units, "posterior mean of the training points of every class", "D_c",
                              OverSeeds::apart, without_points})}};
    case FreeObservable::class_score:
      break;
  }
  return {{name, class_coordinate, SlabType::real,
           attributes_of({"1 / units of the data", "empirical score of the points of every class",
                          "F_c = (e^{-t} D_c - x)/Delta_t", OverSeeds::apart, without_points})}};
}

}  // namespace

std::map<std::string, std::int64_t> evaluate_dimensions(const EvaluateSubject& subject) {
  const EvaluateOptions& options = subject.options;
  std::map<std::string, std::int64_t> dimensions{{"query", subject.queries},
                                                 {"time", static_cast<std::int64_t>(options.times.size())}};
  if (asks_for(options, FreeObservable::empirical_score) ||
      asks_for(options, FreeObservable::posterior_mean) || asks_for_class_means(options))
    dimensions["coordinate"] = options.dimension.value();
  if (asks_for(options, FreeObservable::nearest)) dimensions["neighbour"] = options.neighbours;
  if (asks_for(options, FreeObservable::class_weights) || asks_for_class_means(options))
    dimensions["class"] = static_cast<std::int64_t>(subject.class_values.size());
  return dimensions;
}

std::vector<io::SlabVariable> evaluate_variables(const EvaluateSubject& subject) {
  std::vector<io::SlabVariable> all;
  for (const FreeObservable observable : subject.options.observables)
    for (io::SlabVariable& variable : variables_of(observable)) all.push_back(std::move(variable));
  if (!subject.counts_distinct) return all;
  for (const FreeObservable observable : observables_of_distinct) {
    if (!asks_for(subject.options, observable)) continue;
    io::SlabVariable variable = variables_of(observable).front();
    variable.name = distinct_name(observable);
    auto& long_name = std::get<std::string>(variable.attributes.at("long_name"));
    long_name += ", equal points as one";
    all.push_back(std::move(variable));
  }
  return all;
}

io::Document evaluate_document(const EvaluateSubject& subject, std::int64_t queries_done,
                               io::Group provenance) {
  const EvaluateOptions& options = subject.options;
  io::Document document = run_document(evaluate_name, "The noised training set at given points", options);
  auto& attributes = document.attributes;
  attributes["points"] = options.points.value();
  attributes["queries"] = subject.queries;
  attributes["queries_done"] = queries_done;
  attributes["data"] = "raw values times --scale, of training points and queries alike; --center is undone";
  if (options.leave_one_out) attributes["leave_one_out"] = std::int64_t{1};
  if (options.smoothing.is_given()) {
    attributes["smoothing"] = options.smoothing.width;
    attributes["smoothing_draws"] = options.smoothing.draws;
  }
  add_precision(attributes, subject.precision);
  add_equal_counts(document.attributes, subject.equals);
  document.dimensions = evaluate_dimensions(subject);
  const auto add = [&](const std::string& name, io::Values values, const Label& label) {
    document.variables.push_back(labelled_variable(name, {name}, std::move(values), label));
  };
  add("time", options.times, {"1", "diffusion time, 0 = data", "t"});
  if (document.dimensions.contains("neighbour"))
    document.variables.push_back(neighbour_coordinate(options.neighbours));
  if (document.dimensions.contains("class"))
    add("class", std::vector<std::int64_t>(subject.class_values.begin(), subject.class_values.end()),
        {"1", "label of a class", "c"});
  document.groups.push_back(std::move(provenance));
  return document;
}

}  // namespace regimes::experiments
