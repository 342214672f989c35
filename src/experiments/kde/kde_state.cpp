#include "experiments/kde/kde_state.hpp"

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
                     *source_name = "source_index", *deviation_name = "coordinate_deviation";

template <class T, class Source>
std::vector<T> gather(const KdeResult& result, std::vector<Source> DensityPoints::*list, T missing) {
  std::vector<std::vector<Source>> rows;
  for (const DensityPoints& points : result.points) rows.push_back(points.*list);
  return per_query<T>(result.options, rows, missing);
}

template <class T>
std::vector<T> row(const std::vector<T>& table, std::size_t replica, std::size_t queries) {
  const auto first = table.begin() + static_cast<std::ptrdiff_t>(replica * queries);
  return {first, first + static_cast<std::ptrdiff_t>(queries)};
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
  group.attributes[deviation_name] = result.deviation;
  return group;
}

KdeResult read_kde_state(const io::Document& document, const KdeOptions& resolved) {
  KdeResult result;
  static_cast<SnapshotStates&>(result) = read_snapshot_states(document, resolved, bandwidth_axis);
  result.options = resolved;
  const io::Group& state = group_of(document, io::state_group_name);
  result.deviation = real_attribute(state, deviation_name);
  const auto queries = static_cast<std::size_t>(resolved.queries),
             count = queries * static_cast<std::size_t>(resolved.replicas);
  for (std::size_t r = 0; r < result.replicas.size(); ++r) {
    DensityPoints points;
    points.norm_squared = row(reals_of(state, norm_name, count), r, queries);
    if (has_means(resolved)) points.mean_overlap = row(reals_of(state, overlap_name, count), r, queries);
    points.source_index = row(integers_of(state, source_name, count), r, queries);
    result.points.push_back(std::move(points));
  }
  return result;
}

}  // namespace regimes::experiments
