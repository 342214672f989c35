#include "experiments/snapshots/snapshot_state_group.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/contract.hpp"
#include "experiments/run/labelled_variable.hpp"
#include "experiments/snapshots/posterior_fields.hpp"
#include "io/result_state.hpp"

namespace regimes::experiments {
namespace {

struct Shape {
  std::size_t replicas, snapshots, queries, columns, classes;
  std::string axis;

  std::size_t states_per_snapshot() const { return queries * columns; }
  std::size_t states() const { return replicas * snapshots * states_per_snapshot(); }
};

void check(const SnapshotStates& result, const Shape& shape, std::int64_t replicas) {
  require(std::ssize(result.replicas) <= replicas, "{} replicas were started of {} asked for",
          result.replicas.size(), replicas);
  for (const ReplicaStates& replica : result.replicas) {
    require(replica.snapshots.size() <= shape.snapshots, "{} snapshots are done of {} asked for",
            replica.snapshots.size(), shape.snapshots);
    for (const kernels::PosteriorStates& states : replica.snapshots) {
      require(states.posterior.size() == shape.states_per_snapshot() &&
                  states.class_sums.size() == shape.states_per_snapshot() * shape.classes,
              "a snapshot holds {} states and {} class sums for {} queries, {} values of {} and {} classes",
              states.posterior.size(), states.class_sums.size(), shape.queries, shape.columns, shape.axis,
              shape.classes);
    }
  }
}

/// One field of every state, [replica][points][query][time], or of every class sum with [class] after them.
template <class T, class State, class Field>
std::vector<T> gather(const SnapshotStates& result, const Shape& shape, std::size_t per_state,
                      const std::vector<State> kernels::PosteriorStates::*list, Field field, T missing) {
  const std::size_t per_snapshot = shape.states_per_snapshot() * per_state;
  std::vector<T> values(shape.states() * per_state, missing);
  for (std::size_t r = 0; r < result.replicas.size(); ++r) {
    const auto& snapshots = result.replicas[r].snapshots;
    for (std::size_t k = 0; k < snapshots.size(); ++k) {
      const std::vector<State>& states = snapshots[k].*list;
      std::transform(states.begin(), states.end(), values.begin() + (r * shape.snapshots + k) * per_snapshot,
                     [field](const State& state) { return state.*field; });
    }
  }
  return values;
}

io::Variable counting_coordinate(const std::string& name, std::size_t length, const std::string& long_name,
                                 const std::string& symbol) {
  std::vector<std::int64_t> values(length);
  std::iota(values.begin(), values.end(), 0);
  return labelled_variable(name, {name}, std::move(values), {"1", long_name, symbol});
}

void add_coordinates(io::Group& group, const SnapshotStates& result, const Shape& shape) {
  group.dimensions = {{"replica", shape.replicas}, {"query", shape.queries}};
  group.variables.push_back(
      counting_coordinate("replica", shape.replicas, "replica, an independent data set", "r"));
  group.variables.push_back(counting_coordinate("query", shape.queries, "query of one replica", "b"));
  if (shape.classes == 0) return;
  group.dimensions["class"] = static_cast<std::int64_t>(shape.classes);
  group.variables.push_back(labelled_variable(
      "class", {"class"}, std::vector<std::int64_t>(result.class_values.begin(), result.class_values.end()),
      {"1", "label value of the class", "c"}));
}

void add_posterior(io::Group& group, const SnapshotStates& result, const Shape& shape) {
  for (const StateField<kernels::Posterior>& field : posterior_fields())
    group.variables.push_back(labelled_variable(
        field.name, {"replica", "points", "query", shape.axis},
        gather(result, shape, 1, &kernels::PosteriorStates::posterior, field.place, not_done), field.label));
  group.variables.push_back(
      labelled_variable(nearest_index_name, {"replica", "points", "query", shape.axis},
                        gather(result, shape, 1, &kernels::PosteriorStates::posterior,
                               &kernels::Posterior::nearest_index, no_index),
                        {"1", "global index of the nearest of the other points, -1 if none", "nu*"}));
}

void add_class_sums(io::Group& group, const SnapshotStates& result, const Shape& shape) {
  for (const StateField<kernels::LogSum>& field : class_sum_fields())
    group.variables.push_back(labelled_variable(
        field.name, {"replica", "points", "query", shape.axis, "class"},
        gather(result, shape, shape.classes, &kernels::PosteriorStates::class_sums, field.place, not_done),
        field.label));
}

void add_work(io::Group& group, const SnapshotStates& result, const Shape& shape) {
  std::vector<std::int64_t> terms(shape.replicas * shape.snapshots, no_index), skipped = terms;
  for (std::size_t r = 0; r < result.replicas.size(); ++r) {
    const auto& snapshots = result.replicas[r].snapshots;
    for (std::size_t k = 0; k < snapshots.size(); ++k) {
      terms[r * shape.snapshots + k] = snapshots[k].work.terms;
      skipped[r * shape.snapshots + k] = snapshots[k].work.skipped;
    }
  }
  group.variables.push_back(labelled_variable("terms", {"replica", "points"}, std::move(terms),
                                              {"1", "(pair, time) terms up to this snapshot", "N"}));
  group.variables.push_back(labelled_variable("terms_skipped", {"replica", "points"}, std::move(skipped),
                                              {"1", "of these, those skipped as negligible", "N_0"}));
}

/// The sums of a pass between two snapshots, over the queries and the grid.
void add_in_progress(io::Group& group, const SnapshotStates& result, const Shape& shape) {
  const PassProgress& progress = result.progress;
  if (!is_between_snapshots(result)) return;
  SnapshotStates part;  // one replica with one snapshot: those sums
  part.replicas.resize(1);
  part.replicas.front().snapshots.push_back(progress.states);
  const Shape part_shape{1, 1, shape.queries, shape.columns, shape.classes, shape.axis};
  io::Group sums;
  sums.name = in_progress_name;
  sums.attributes["replica"] = static_cast<std::int64_t>(result.replica_in_progress);
  sums.attributes["points"] = progress.points;
  sums.attributes["terms"] = progress.states.work.terms;
  sums.attributes["terms_skipped"] = progress.states.work.skipped;
  add_posterior(sums, part, part_shape);
  if (shape.classes > 0) add_class_sums(sums, part, part_shape);
  sums.variables.push_back(
      labelled_variable(next_reference_name, {"replica", "points", "query", shape.axis}, progress.references,
                        {"nat", "reference logit of the weights to come, relative to the source's", "r'"}));
  constexpr std::ptrdiff_t replica_and_points = 2;
  for (io::Variable& variable : sums.variables)
    variable.dimensions.erase(variable.dimensions.begin(), variable.dimensions.begin() + replica_and_points);
  group.groups.push_back(std::move(sums));
}

void add_progress(io::Group& group, const SnapshotStates& result, const Shape& shape) {
  std::vector<std::int64_t> next_block(shape.replicas, 0), snapshots_done(shape.replicas, 0);
  for (std::size_t r = 0; r < result.replicas.size(); ++r) {
    next_block[r] = result.replicas[r].next_block;
    snapshots_done[r] = static_cast<std::int64_t>(result.replicas[r].snapshots.size());
  }
  group.variables.push_back(
      labelled_variable("next_block", {"replica"}, std::move(next_block),
                        {"1", "next global block of training points to sweep", "block"}));
  group.variables.push_back(labelled_variable("snapshots_done", {"replica"}, std::move(snapshots_done),
                                              {"1", "number of snapshots done", "k"}));
}

}  // namespace

std::size_t replicas_kept(const SnapshotStates& states) {
  return std::max<std::size_t>(states.replicas.size(), 1);
}

io::Group state_group(const SnapshotOptions& options, const SnapshotStates& result, const std::string& axis) {
  const Shape shape{
      replicas_kept(result), result.snapshots.size(),    static_cast<std::size_t>(options.queries),
      result.grid.size(),    result.class_values.size(), axis};
  check(result, shape, options.replicas);
  io::Group group;
  group.name = io::state_group_name;
  add_coordinates(group, result, shape);
  add_posterior(group, result, shape);
  if (shape.classes > 0) add_class_sums(group, result, shape);
  add_progress(group, result, shape);
  add_work(group, result, shape);
  add_in_progress(group, result, shape);
  return group;
}

}  // namespace regimes::experiments
