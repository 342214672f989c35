#include "experiments/kde/kde_state.hpp"

#include <algorithm>
#include <utility>

#include "experiments/options/laws.hpp"
#include "experiments/run/document_values.hpp"
#include "experiments/run/labelled_variable.hpp"
#include "experiments/snapshots/snapshot_state_group.hpp"
#include "experiments/snapshots/snapshot_state_reader.hpp"
#include "io/result_state.hpp"

namespace regimes::experiments {
namespace {

/// Names in the group.
constexpr const char *norm_name = "query_norm_squared", *overlap_name = "query_mean_overlap",
                     *copies_name = "query_copies", *source_name = "source_index",
                     *deviation_name = "coordinate_deviation";

template <class T, class Source>
std::vector<T> gather(const KdeResult& result, std::vector<Source> DensityPoints::*list, T missing) {
  std::vector<std::vector<Source>> rows;
  for (const DensityPoints& points : result.points) rows.push_back(points.*list);
  return per_query<T>(result.options, result, rows, missing);
}

template <class T>
std::vector<T> row(const std::vector<T>& table, std::size_t replica, std::size_t queries) {
  const auto first = table.begin() + static_cast<std::ptrdiff_t>(replica * queries);
  return {first, first + static_cast<std::ptrdiff_t>(queries)};
}

/// Left out where no point has an equal.
void add_copies(io::Group& group, const KdeResult& result) {
  if (!has_equals(result.equals) || query_points(result.options) == QueryPoints::fresh) return;
  const std::size_t snapshots = result.snapshots.size(),
                    queries = static_cast<std::size_t>(result.options.queries);
  std::vector<std::int64_t> all(replicas_kept(result) * snapshots * queries, no_index);
  for (std::size_t r = 0; r < result.points.size(); ++r)
    for (std::size_t k = 0; k < result.points[r].copies.size(); ++k)
      std::copy(result.points[r].copies[k].begin(), result.points[r].copies[k].end(),
                all.begin() + static_cast<std::ptrdiff_t>((r * snapshots + k) * queries));
  group.variables.push_back(
      labelled_variable(copies_name, {"replica", "points", "query"}, std::move(all),
                        {"1", "points among the first n that are equal to the query, itself left out", "m"}));
}

/// Older files do not say.
std::vector<std::vector<std::int64_t>> read_copies(const io::Group& state, const KdeResult& result,
                                                   std::size_t replica, std::size_t queries) {
  std::vector<std::vector<std::int64_t>> copies;
  if (!try_variable(state, copies_name)) return copies;
  const std::size_t snapshots = result.snapshots.size();
  const auto& all = integers_of(state, copies_name, replicas_in(state) * snapshots * queries);
  for (std::size_t k = 0; k < snapshots; ++k) {
    copies.push_back(row(all, replica * snapshots + k, queries));
    require_within(copies.back(), no_index, result.snapshots[k] + 1, copies_name);
  }
  return copies;
}

/// What compact kernels keep where a posterior has its logits.
void describe_compact_sums(io::Group& group) {
  for (io::Variable& variable : group.variables) {
    if (variable.name == "logit_sum")
      variable.attributes["long_name"] = std::string("number of points in the support of the kernel");
    if (variable.name == "sum") variable.attributes["long_name"] = std::string("sum of the kernel, K(0) = 1");
    if (variable.name == "square_sum")
      variable.attributes["long_name"] = std::string("sum of the squared kernel");
  }
}

/// Whether the closed form of the density asks for the overlaps of queries with a mean.
bool has_means(const KdeOptions& options) {
  const auto form = density_form(options);
  return form && form->mean_amplitude;
}

}  // namespace

io::Group state_group(const KdeResult& result) {
  io::Group group = state_group(result.options, result, bandwidth_axis);
  if (result.options.kernel != DensityKernel::gaussian) describe_compact_sums(group);
  group.variables.push_back(labelled_variable(
      norm_name, {"replica", "query"}, gather(result, &DensityPoints::norm_squared, not_done),
      {"squared units of the data", "squared norm of the query", "|x|^2"}));
  if (has_means(result.options))
    group.variables.push_back(labelled_variable(
        overlap_name, {"replica", "query"}, gather(result, &DensityPoints::mean_overlap, not_done),
        {"squared units of the data", "overlap of the query with the class mean", "x.m"}));
  group.variables.push_back(labelled_variable(
      source_name, {"replica", "query"}, gather(result, &DensityPoints::source_index, no_index),
      {"1", "global index of the training point that is left out, -1 if none", "mu"}));
  add_copies(group, result);
  group.attributes[deviation_name] = result.deviation;
  return group;
}

KdeResult read_kde_state(const io::Document& document, const KdeOptions& resolved) {
  KdeResult result;
  static_cast<SnapshotStates&>(result) =
      read_snapshot_states(document, group_of(document, io::state_group_name), resolved, bandwidth_axis);
  result.options = resolved;
  const io::Group& state = group_of(document, io::state_group_name);
  result.deviation = real_attribute(state, deviation_name);
  require_in(not_negative_values, {&result.deviation, 1}, deviation_name);
  const auto queries = static_cast<std::size_t>(resolved.queries), count = queries * replicas_in(state);
  for (std::size_t r = 0; r < result.replicas.size(); ++r) {
    DensityPoints points;
    points.norm_squared = row(reals_of(state, norm_name, count), r, queries);
    if (has_means(resolved)) points.mean_overlap = row(reals_of(state, overlap_name, count), r, queries);
    points.source_index = row(integers_of(state, source_name, count), r, queries);
    points.copies = read_copies(state, result, r, queries);
    require_in(not_negative_values, points.norm_squared, norm_name);
    require_finite(points.mean_overlap, overlap_name);
    require_within(points.source_index, -1, result.snapshots.back(), source_name);
    result.points.push_back(std::move(points));
  }
  return result;
}

}  // namespace regimes::experiments
