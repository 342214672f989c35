#include "experiments/collapse_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/count.hpp"
#include "base/grid.hpp"

namespace regimes::experiments {
namespace {

void check_snapshots(const std::vector<std::int64_t>& snapshots) {
  for (std::size_t i = 0; i < snapshots.size(); ++i) {
    check_range("snapshots", snapshots[i], smallest_points, largest_count);
    if (i > 0 && snapshots[i] <= snapshots[i - 1]) {
      throw OptionError("snapshots", fmt::format("{} after {}; list the sizes in ascending order, each once",
                                                 snapshots[i], snapshots[i - 1]));
    }
  }
}

/// Fills points and snapshots once the dimension is known. `available` is the default of points where there
/// is a file.
void fill_sizes(CollapseOptions& options, std::optional<std::int64_t> available) {
  if (!options.points && !options.log_points_per_dimension && !options.snapshots.empty())
    options.points = options.snapshots.back();
  fill_points(options, available);
  if (options.snapshots.empty()) {
    // From n^{1/2} to n: alpha from half of its largest value.
    const auto root = std::llround(std::sqrt(static_cast<double>(*options.points)));
    options.snapshots = log_spaced_counts(std::max<std::int64_t>(root, smallest_points), *options.points,
                                          automatic_snapshots);
  } else if (options.snapshots.back() > *options.points) {
    throw OptionError("snapshots", fmt::format("{} is above the {} points of the set",
                                               options.snapshots.back(), *options.points));
  } else if (options.snapshots.back() < *options.points) {
    throw OptionError(
        points_option(options),
        fmt::format(
            "{} points, but nothing is kept after the last snapshot at {}; end --snapshots with {} or "
            "leave this option out",
            *options.points, options.snapshots.back(), *options.points));
  }
}

}  // namespace

CollapseOptions resolve(CollapseOptions options) {
  check_run(options);
  check_snapshots(options.snapshots);
  check_range("queries", options.queries, 1, largest_queries);
  check_range("query-groups", options.query_groups, 1, options.queries);
  check_range("replicas", options.replicas, 1, largest_replicas);
  check_times(options.times);
  check_checkpoints(options.checkpoints);
  if (!is_from_file(options)) fill_sizes(options, std::nullopt);
  return options;
}

CollapseOptions resolve_with_data(CollapseOptions options, std::int64_t dimension, std::int64_t available) {
  options.dimension = dimension;
  fill_sizes(options, available);
  return options;
}

std::vector<double> automatic_times(double collapse_time_largest, double collapse_time_smallest) {
  constexpr double below = .25, above = 3;
  const double first = below * collapse_time_largest;
  const double last = std::min(above * collapse_time_smallest, largest_time);
  return log_spaced(first, last, automatic_time_count);
}

}  // namespace regimes::experiments
