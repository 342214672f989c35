#include "experiments/memorisation/path_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <numeric>

#include "base/error.hpp"
#include "datasets/axis_order.hpp"

namespace regimes::experiments {
namespace {

std::int64_t product(const std::vector<std::int64_t>& sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), std::int64_t{1}, std::multiplies<>());
}

/// What people call the axis of times.
bool is_time(std::string name) {
  constexpr std::array names = {"t",    "time",  "times",    "diffusion_time",
                                "step", "steps", "timestep", "timesteps"};
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char letter) { return std::tolower(letter); });
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The order that the names of the axes tell; automatic: none.
PathOrder named_order(const std::vector<std::string>& names) {
  if (names.size() < 2 || is_time(names[0]) == is_time(names[1])) return PathOrder::automatic;
  return is_time(names[0]) ? PathOrder::time_path : PathOrder::path_time;
}

std::string whole_shape(const datasets::RowReader& file) {
  std::vector<std::int64_t> shape = file.axes().shape;
  shape.insert(shape.begin(), file.rows());
  return datasets::shape_text(shape);
}

}  // namespace

std::string_view name_of(PathOrder order) {
  switch (order) {
    case PathOrder::automatic:
      return "auto";
    case PathOrder::time_path:
      return "time-path";
    case PathOrder::path_time:
      break;
  }
  return "path-time";
}

PathAxes path_axes(const datasets::RowReader& file, std::int64_t times, std::int64_t dimension,
                   PathOrder asked, const std::string& what) {
  const std::vector<std::int64_t>& row = file.axes().shape;
  const std::vector<std::int64_t> point(row.begin() + (row.empty() ? 0 : 1), row.end());
  const bool has_both = !row.empty() && product(point) == dimension;
  if (!has_both && product(row) == dimension && asked != PathOrder::path_time) {
    if (file.rows() == times) return {false, 1, row};  // one path
  } else if (!has_both) {
    throw DataError(fmt::format(
        "{} has the shape {}; paths are an array time x path x coordinate, and the training points have {} "
        "coordinates",
        what, whole_shape(file), dimension));
  }
  const std::int64_t second = has_both ? row[0] : 1;
  const PathOrder order = asked == PathOrder::automatic ? named_order(file.axes().names) : asked;
  const bool first_fits = file.rows() == times, second_fits = second == times;
  if (order == PathOrder::automatic && first_fits && second_fits)
    throw DataError(fmt::format(
        "{} has the shape {}, and there are {} times: whether times or paths come first is not known; say "
        "--paths-order time-path or path-time",
        what, whole_shape(file), times));
  const bool paths_first = order == PathOrder::path_time;
  if (!(paths_first ? second_fits : first_fits)) {
    const bool may_be_turned = paths_first ? first_fits : second_fits;
    throw DataError(fmt::format(
        "{} has {} times, and --path-times has {}{}", what, paths_first ? second : file.rows(), times,
        may_be_turned
            ? fmt::format("; its shape is {}: say --paths-order {} if {} come first", whole_shape(file),
                          paths_first ? "time-path" : "path-time", paths_first ? "times" : "paths")
            : ""));
  }
  return {paths_first, paths_first ? file.rows() : second, point};
}

}  // namespace regimes::experiments
