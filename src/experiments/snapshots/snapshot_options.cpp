#include "experiments/snapshots/snapshot_options.hpp"

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

bool always(const SnapshotOptions&) { return true; }

}  // namespace

void check_snapshot_run(SnapshotOptions& options) {
  check_run(options);
  check_snapshots(options.snapshots);
  check_range("queries", options.queries, 1, largest_queries);
  check_range("query-groups", options.query_groups, 1, options.queries);
  check_range("replicas", options.replicas, 1, largest_replicas);
  check_checkpoints(options.checkpoints);
  if (!is_from_file(options)) fill_sizes(options, std::nullopt);
}

void fill_sizes(SnapshotOptions& options, std::optional<std::int64_t> available) {
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

void extend(SnapshotOptions& options, std::optional<std::int64_t> points,
            const std::vector<std::int64_t>& snapshots) {
  const std::vector<std::int64_t> there = options.snapshots;
  const std::int64_t last = there.back();
  for (const std::int64_t count : snapshots) {
    const bool is_there = std::find(there.begin(), there.end(), count) != there.end();
    if (is_there) continue;
    if (count < last)
      throw OptionError(
          "snapshots", fmt::format("{} is below the {} points that are there, and not among their snapshots; "
                                   "snapshots can only be added above",
                                   count, last));
    options.snapshots.push_back(count);
  }
  if (points && *points < options.snapshots.back())
    throw OptionError("points",
                      fmt::format("{} is below the last snapshot, {}", *points, options.snapshots.back()));
  if (points && *points > options.snapshots.back()) options.snapshots.push_back(*points);
  options.points = options.snapshots.back();
  if (*options.points != last && is_from_file(options) && options.center != Centering::none)
    throw OptionError(
        "points",
        fmt::format("a run on a file with --center {} cannot be extended: what is subtracted depends on "
                    "the number of points; begin anew",
                    name_of(options.center)));
}

std::vector<OptionText<SnapshotOptions>> texts_before_grid() {
  using Options = SnapshotOptions;
  return {{"snapshots", always, [](const Options& o) { return list_text(o.snapshots); }},
          {"queries", always, [](const Options& o) { return fmt::format("{}", o.queries); }},
          {"query-groups", always, [](const Options& o) { return fmt::format("{}", o.query_groups); }}};
}

std::vector<OptionText<SnapshotOptions>> texts_after_grid() {
  using Options = SnapshotOptions;
  return {{"replicas", always, [](const Options& o) { return fmt::format("{}", o.replicas); }}};
}

}  // namespace regimes::experiments
