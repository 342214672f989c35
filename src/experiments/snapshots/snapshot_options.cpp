#include "experiments/snapshots/snapshot_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/count.hpp"
#include "base/grid.hpp"
#include "experiments/options/file_options.hpp"

namespace regimes::experiments {
namespace {

void check_snapshots(const std::vector<std::int64_t>& snapshots) {
  for (std::size_t i = 0; i < snapshots.size(); ++i) {
    check_range("sizes", snapshots[i], smallest_points, largest_count);
    if (i > 0 && snapshots[i] <= snapshots[i - 1]) {
      throw OptionError("sizes", fmt::format("{} after {}; list the sizes in ascending order, each once",
                                             snapshots[i], snapshots[i - 1]));
    }
  }
}

using Options = SnapshotOptions;

}  // namespace

void check_snapshot_run(SnapshotOptions& options) {
  check_run(options);
  check_snapshots(options.snapshots);
  check_range("queries", options.queries, 1, largest_queries);
  check_range("query-groups", options.query_groups, 1, options.queries);
  check_range("realisations", options.replicas, 1, largest_replicas);
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
    throw OptionError("sizes", fmt::format("{} is above the {} points of the set", options.snapshots.back(),
                                           *options.points));
  } else if (options.snapshots.back() < *options.points) {
    throw OptionError(
        points_option(options),
        fmt::format("{} points, but nothing is kept after the last size, {}; end --sizes with {} or "
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
      throw OptionError("sizes",
                        fmt::format("{} is below the {} points that are there, and not among their sizes; "
                                    "sizes can only be added above",
                                    count, last));
    options.snapshots.push_back(count);
  }
  if (points && *points < options.snapshots.back())
    throw OptionError("points",
                      fmt::format("{} is below the last size, {}", *points, options.snapshots.back()));
  if (points && *points > options.snapshots.back()) options.snapshots.push_back(*points);
  options.points = options.snapshots.back();
  if (*options.points != last && is_from_file(options) && options.center != Centering::none)
    throw OptionError(
        "points",
        fmt::format("a run on a file with --center {} cannot be extended: what is subtracted depends on "
                    "the number of points; begin anew",
                    name_of(options.center)));
}

std::vector<Option> size_options() {
  return joined(
      {point_count_options(),
       {{.name = "sizes",
         .argument = "COUNTS",
         .summary = "sizes n_k at which curves are kept",
         .explanation =
             "The sizes n_k of the training set at which curves are kept, all from one pass over the "
             "points: a list of counts, linspace(a,b,k) or logspace(a,b,k). By default they are in equal "
             "ratios.",
         .unit = "points",
         .fallback = fmt::format("{}, from sqrt(n) to n", automatic_snapshots),
         .range = "from 2 to --points, which is the last one",
         .value = counts(&Options::snapshots),
         .on_resume = OnResume::grows,
         .aliases = {"snapshots"}}}});
}

Option queries_option(const std::string& summary, const std::string& what) {
  return {.name = "queries",
          .argument = "COUNT",
          .summary = summary,
          .explanation =
              fmt::format("B, the number of queries per realisation. {} Errors fall as 1/sqrt(B).", what),
          .unit = "queries",
          .range = fmt::format("1 to {}", largest_queries),
          .value = count(&Options::queries)};
}

Option realisations_option() {
  return {.name = "realisations",
          .argument = "COUNT",
          .summary = "independent training sets, or permutations of a file",
          .explanation =
              "R, the number of independent training sets, or of permutations of a file. From 4 on, errors "
              "are standard deviations over realisations divided by sqrt(R); with one they are those of the "
              "queries, given the data set. Errors of a file's permutations are always given that file.",
          .unit = "training sets",
          .range = fmt::format("1 to {}", largest_replicas),
          .value = count(&Options::replicas),
          .aliases = {"replicas"}};
}

Option snapshot_query_groups_option() { return query_groups_option(&Options::query_groups, "--queries"); }

OptionGroup snapshot_output_options(const std::string& command) {
  return output_options(command,
                        "FILE.partial holds the sizes done so far while the program runs, and stays where it "
                        "is stopped.",
                        "FILE.partial is written at every size, and after this time at the latest, once "
                        "there is something new: sums are merged about every second.");
}

}  // namespace regimes::experiments
