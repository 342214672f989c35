#include "experiments/memorisation/memorisation_state.hpp"

#include <fmt/format.h>

#include "experiments/run/document_values.hpp"
#include "experiments/run/run_document.hpp"
#include "io/result_state.hpp"

namespace regimes::experiments {
namespace {

constexpr const char *index_name = "nearest_index", *nearest_distance_name = "nearest_distance",
                     *path_name = "path_nearest_index";

void add(io::Group& group, const std::string& name, const std::string& dimension, io::Values values,
         std::size_t count, const Label& label) {
  if (count == 0) return;
  group.dimensions[dimension] = static_cast<std::int64_t>(count);
  group.variables.push_back(labelled_variable(name, {dimension}, std::move(values), label));
}

}  // namespace

io::Group memorisation_state_group(const MemorisationFindings& found) {
  io::Group group;
  group.name = io::state_group_name;
  const SampleNeighbours& samples = found.samples;
  add(group, index_name, "sample_neighbour", samples.index, samples.index.size(),
      nearest_index_label("argmin |x - a|"));
  add(group, nearest_distance_name, "sample_neighbour", samples.distance, samples.distance.size(),
      {data_units, "its distance", "|x - a|"});
  add(group, path_name, "path_point", found.path_index, found.path_index.size(),
      nearest_index_label("argmin |x - a e^{-t}|"));
  return group;
}

MemorisationFindings read_memorisation_state(const io::Document& document, const MemorisationShape& shape) {
  const io::Group& state = group_of(document, io::state_group_name);
  MemorisationFindings found;
  if (try_variable(state, index_name)) {
    found.samples.index = integers_of(state, index_name);
    found.samples.distance = reals_of(state, nearest_distance_name, found.samples.index.size());
  }
  if (try_variable(state, path_name)) found.path_index = integers_of(state, path_name);
  const auto neighbours = static_cast<std::int64_t>(found.samples.index.size()),
             path_points = static_cast<std::int64_t>(found.path_index.size());
  require_data(neighbours % sample_neighbours == 0 && neighbours <= sample_neighbours * shape.samples,
               fmt::format("it has {} nearest points of {} samples", neighbours, shape.samples));
  require_data(path_points <= shape.path_points,
               fmt::format("it has {} points of paths, and there are {}", path_points, shape.path_points));
  require_within(found.samples.index, 0, shape.rows, index_name);
  require_finite(found.samples.distance, nearest_distance_name);
  require_within(found.path_index, 0, shape.rows, path_name);
  return found;
}

}  // namespace regimes::experiments
