#include "experiments/trajectories_document.hpp"

#include <fmt/format.h>

#include <cmath>

#include "experiments/labelled_variable.hpp"
#include "experiments/run_document.hpp"

namespace regimes::experiments {
namespace {

using observables::MeanError;

class Builder {
 public:
  explicit Builder(const TrajectoriesResult& result)
      : document_(
            run_document("Clones, U-turns and last changes along backward trajectories", result.options)) {}

  io::Document& document() { return document_; }

  void add(const std::string& name, std::vector<std::string> dimensions, io::Values values, Label label) {
    document_.variables.push_back(
        labelled_variable(name, std::move(dimensions), std::move(values), std::move(label)));
  }

  void coordinate(const std::string& name, const std::vector<double>& times, const std::string& long_name) {
    document_.dimensions[name] = static_cast<std::int64_t>(times.size());
    add(name, {name}, times, {"1", long_name, "t"});
  }

  /// One number of every agreement, with its error; none where it has no meaning.
  void curve(const std::string& name, const std::string& time, const std::vector<Agreement>& of,
             MeanError Agreement::*number, const std::string& long_name, const std::string& symbol) {
    std::vector<double> means, errors;
    for (const Agreement& agreement : of) {
      means.push_back((agreement.*number).mean);
      errors.push_back((agreement.*number).standard_error);
    }
    if (means.empty() || std::isnan(means.front())) return;
    add(name, {time}, std::move(means), {"1", long_name, symbol});
    add(name + "_stderr", {time}, std::move(errors),
        {"1", "standard error of: " + long_name, "s.e.(" + symbol + ")"});
  }

 private:
  io::Document document_;
};

void add_clones(const TrajectoriesResult& result, Builder& builder) {
  if (result.clones.empty()) return;
  const std::string time = "clone_time";
  builder.coordinate(time, result.options.clone_times, "diffusion time at which paths were cloned");
  builder.curve("cloning_agreement", time, result.clones, &Agreement::same_class,
                "fraction of clones that end in the same class", "phi");
  builder.curve("cloning_agreement_identity", time, result.clones, &Agreement::same_class_identity,
                "mean sum of the squared class weights of noised points", "E[sum pi_c^2]");
  builder.curve("cloning_collapse", time, result.clones, &Agreement::same_point,
                "fraction of clones that end on the same training point", "phi_C");
  builder.curve("cloning_collapse_identity", time, result.clones, &Agreement::same_point_identity,
                "mean sum of the squared posterior weights of noised points", "E[Y2]");
}

void add_turns(const TrajectoriesResult& result, Builder& builder) {
  if (result.turns.empty()) return;
  const std::string time = "turn_time";
  builder.coordinate(time, result.options.turn_times, "diffusion time to which data points were noised");
  builder.curve("turn_same_class", time, result.turns, &Agreement::same_class,
                "fraction of points that return to their class", "P(same class)");
  builder.curve("turn_same_class_identity", time, result.turns, &Agreement::same_class_identity,
                "mean sum of the squared class weights of the noised points", "E[sum pi_c^2]");
  builder.curve("turn_same_point", time, result.turns, &Agreement::same_point,
                "fraction of points that return to themselves", "P(same point)");
  builder.curve("turn_same_point_identity", time, result.turns, &Agreement::same_point_identity,
                "mean sum of the squared posterior weights of the noised points", "E[Y2]");
  builder.curve("turn_autocorrelation", time, result.turns, &Agreement::autocorrelation,
                "correlation of points with what they return to", "E[a.x]/E[|a|^2]");
}

void add_last_changes(const std::string& route, const LastChanges& changes, const std::vector<double>& record,
                      Builder& builder) {
  if (changes.time.empty()) return;
  std::vector<std::int64_t> counts(record.size(), 0);
  for (const double time : changes.time)
    for (std::size_t i = 0; i < record.size(); ++i) counts[i] += time == record[i] ? 1 : 0;
  const std::string what =
      fmt::format("time of the last change of the nearest training point, {} paths", route);
  builder.add("last_change_time_" + route, {"trajectory"}, changes.time,
              {"1", what + ": the larger of two recorded times; NaN: no change", "t_last"});
  builder.add("last_change_count_" + route, {"record_time"}, std::move(counts),
              {"1", "paths with their last change at a time", "count"});
  builder.add("last_change_mean_" + route, {}, std::vector<double>{changes.mean.mean},
              {"1", "mean of: " + what, "<t_last>"});
  builder.add("last_change_mean_" + route + "_stderr", {}, std::vector<double>{changes.mean.standard_error},
              {"1", "standard error of the mean of: " + what, "s.e.(<t_last>)"});
  builder.add("last_change_deviation_" + route, {}, std::vector<double>{changes.deviation},
              {"1", "standard deviation of: " + what, "s.d.(t_last)"});
}

}  // namespace

io::Document trajectories_document(const TrajectoriesResult& result, io::Group provenance) {
  Builder builder(result);
  const TrajectoriesOptions& options = result.options;
  auto& document = builder.document();
  document.attributes["experiment"] = "trajectories";
  document.attributes["score"] = std::string(name_of(options.score));
  document.attributes["step"] = std::string(diffusion::name_of(options.step));
  if (options.score == ScoreKind::empirical) document.attributes["points"] = options.points.value();
  document.attributes["error_bars"] =
      "standard errors are the s.d. over trajectories/sqrt(trajectories), clustered by source point";
  document.dimensions["step"] = static_cast<std::int64_t>(result.schedule.size());
  builder.add("schedule", {"step"}, result.schedule,
              {"1", "diffusion times of the sampler, from noise to data", "t"});
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
  document.groups.push_back(std::move(provenance));
  return std::move(document);
}

}  // namespace regimes::experiments
