#include "app/snapshot_option_table.hpp"

#include "app/option_setters.hpp"
#include "app/training_option_table.hpp"

namespace regimes::app {

using namespace experiments;

std::vector<Option> size_options(SnapshotOptions& o) {
  std::vector<Option> options = point_count_options(o);
  options.push_back(
      {.name = "snapshots",
       .argument = "COUNTS",
       .summary = "sizes n_k at which curves are kept",
       .explanation =
           "The sizes n_k of the training set at which curves are kept, all from one pass over the "
           "points: a list of counts, linspace(a,b,k) or logspace(a,b,k). By default they are in equal "
           "ratios.",
       .unit = "points",
       .fallback = fmt::format("{}, from sqrt(n) to n", automatic_snapshots),
       .range = "from 2 to --points, which is the last one",
       .set = counts_into(o.snapshots)});
  return options;
}

Option queries_option(SnapshotOptions& o, const std::string& summary, const std::string& what) {
  return {
      .name = "queries",
      .argument = "COUNT",
      .summary = summary,
      .explanation = fmt::format("B, the number of queries per replica. {} Errors fall as 1/sqrt(B).", what),
      .unit = "queries",
      .fallback = fmt::format("{}", o.queries),
      .range = fmt::format("1 to {}", largest_queries),
      .set = count_into(o.queries)};
}

Option replicas_option(SnapshotOptions& o) {
  return {.name = "replicas",
          .argument = "COUNT",
          .summary = "independent training sets, or permutations of a file",
          .explanation =
              "R, the number of independent training sets, or of permutations of a file. From 4 on, errors "
              "are standard deviations over replicas divided by sqrt(R); with one they are those of the "
              "queries, given the data set. Errors of a file's permutations are always given that file.",
          .unit = "training sets",
          .fallback = fmt::format("{}", o.replicas),
          .range = fmt::format("1 to {}", largest_replicas),
          .set = count_into(o.replicas)};
}

std::vector<Option> snapshot_output_options(SnapshotOptions& o, bool& dry_run, bool& quiet,
                                            const std::string& command) {
  return joined(
      {{output_option(o.output, "HDF5 result; FILE.partial while running",
                      "FILE.partial holds the snapshots done so far while the program runs, and stays "
                      "where it is stopped.")},
       checkpoint_options(o.checkpoints,
                          "FILE.partial is written at every snapshot, and after this time at the "
                          "latest, once there is something new: sums are merged about every second."),
       terminal_options(o.force, dry_run, quiet, command)});
}

}  // namespace regimes::app
