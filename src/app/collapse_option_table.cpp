#include "app/collapse_option_table.hpp"

#include "app/command_line.hpp"
#include "app/option_setters.hpp"
#include "app/training_option_table.hpp"

namespace regimes::app {
namespace {

using namespace experiments;

std::string default_of(const char* name) { return collapse_texts().value(CollapseOptions{}, name); }

std::vector<Option> size_options(CollapseOptions& o) {
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

std::vector<Option> measurement_options(CollapseOptions& o) {
  return {
      {.name = "queries",
       .argument = "COUNT",
       .summary = "noised training points, per replica",
       .explanation =
           "B, the number of queries per replica. A query is a training point and a noise, both the "
           "same at all times; the points are taken in turn from the smallest snapshot. Errors fall as "
           "1/sqrt(B).",
       .unit = "queries",
       .fallback = default_of("queries"),
       .range = fmt::format("1 to {}", largest_queries),
       .set = count_into(o.queries)},
      {.name = "query-groups",
       .argument = "COUNT",
       .summary = "groups of ranks with different queries",
       .explanation = "Ranks share the points; with more than one group they share the queries too: each "
                      "group takes its part of the "
                      "queries and goes through all points. Useful where there are more ranks than blocks of "
                      "192 points.",
       .unit = "groups",
       .fallback = default_of("query-groups"),
       .range = "a divisor of the number of ranks, at most --queries",
       .set = count_into(o.query_groups)},
      {.name = "times",
       .argument = "TIMES",
       .summary = "like 0.1,0.2 or linspace(a,b,k) or logspace(a,b,k)",
       .explanation = fmt::format("The diffusion times t of the curves, x_t = a e^{{-t}} + sqrt(1 - "
                                  "e^{{-2t}}) z: numbers, linspace(a,b,k), "
                                  "logspace(a,b,k) with the end points themselves, and mixtures of these. "
                                  "auto: {} times in equal ratios "
                                  "from a quarter of the t_C predicted for the largest set to 3 times that "
                                  "of the smallest snapshot.",
                                  automatic_time_count),
       .unit = "none; the forward process forgets the data as e^{-t}",
       .fallback = default_of("times"),
       .range = fmt::format("ascending, above 0, up to {}; at most {} of them", largest_time, most_times),
       .set = grid_into(o.times)},
      {.name = "replicas",
       .argument = "COUNT",
       .summary = "independent training sets, or permutations of a file",
       .explanation =
           "R, the number of independent training sets, or of permutations of a file. From 4 on, errors "
           "are standard deviations over replicas divided by sqrt(R); with one they are those of the "
           "queries, given the data set. Errors of a file's permutations are always given that file.",
       .unit = "training sets",
       .fallback = default_of("replicas"),
       .range = fmt::format("1 to {}", largest_replicas),
       .set = count_into(o.replicas)},
      seed_option(o),
      {.name = "precision",
       .argument = "KIND",
       .summary = "of the logits: float, double or auto",
       .explanation =
           "Arithmetic of the products and logits; sums are always kept in double. auto: float, unless "
           "its rounding bound is too large at the smallest time.",
       .fallback = default_of("precision"),
       .range = "float, double, auto",
       .set = choice_into(o.precision, std::vector{PrecisionChoice::single, PrecisionChoice::twice,
                                                   PrecisionChoice::automatic})},
  };
}

std::vector<Option> output_options(CollapseRequest& request) {
  CollapseOptions& o = request.options;
  const Setter nothing = [](const std::string&, const std::string&) {};
  return {
      {.name = "output",
       .argument = "FILE",
       .summary = "HDF5 result; FILE.partial while running",
       .explanation =
           "The result, an HDF5 file for xarray.open_dataset(FILE, engine=\"h5netcdf\"). FILE.partial "
           "holds the snapshots done so far while the program runs, and stays where it is stopped. A new run "
           "is refused while either file exists, unless --force is given.",
       .fallback = default_of("output"),
       .range = "a file in a folder that exists",
       .set = text_into(o.output)},
      {.name = "force",
       .summary = "replace an existing output or its FILE.partial",
       .explanation = "Replace the output, or the FILE.partial that an interrupted run has left.",
       .fallback = "off",
       .set = switch_into(o.force)},
      {.name = "checkpoint-minutes",
       .argument = "MINUTES",
       .summary = "longest time between two writings of FILE.partial",
       .explanation = "FILE.partial is written at every snapshot, and after this time at the latest, once "
                      "there is something new: sums are "
                      "merged about every second. `regimes resume FILE.partial` goes on from there.",
       .unit = "minutes",
       .fallback = fmt::format("{:g}", o.checkpoints.checkpoint_minutes),
       .range = "0 or above; 0: whenever there is something new",
       .set = real_into(o.checkpoints.checkpoint_minutes)},
      {.name = "time-limit",
       .argument = "TIME",
       .summary = "stop with a checkpoint before it, like 2h or 02:00:00",
       .explanation = "The run ends in time before this limit, with exit code 75 and FILE.partial to go on "
                      "from. Counted from the start of "
                      "the program.",
       .unit = "s, min, h, d, hh:mm:ss or d-hh:mm:ss",
       .fallback = "none",
       .range = "above 0",
       .set = duration_into(o.checkpoints.time_limit_seconds)},
      {.name = "dry-run",
       .summary = "check options and files, say what would run, and stop",
       .explanation = "Checks all options and files, prints what would be run and what it would hold, and "
                      "stops. Nothing is written.",
       .fallback = "off",
       .set = switch_into(request.dry_run)},
      {.name = "quiet",
       .summary = "print errors only",
       .explanation = "Print errors only.",
       .fallback = "off",
       .set = switch_into(request.quiet)},
      {.name = config_option,
       .argument = "FILE",
       .summary = "lines `name = value` with these names",
       .explanation =
           "Reads options from a file of lines `name = value`, with the names of this page and true or "
           "false for switches; # starts a comment. The command line wins; there, --store=false turns off a "
           "switch that the file turns on.",
       .fallback = "none",
       .range = "a readable file",
       .set = nothing},
      {.name = help_option,
       .summary = "this screen; `regimes help collapse` explains every option",
       .explanation = "Shows one line per option, and examples.",
       .set = nothing},
  };
}

}  // namespace

OptionTable collapse_option_table(CollapseRequest& request) {
  CollapseOptions& options = request.options;
  return {{"Law of the training points", law_options(options)},
          {"Sizes", size_options(options)},
          {"Points from a file (--train idx, npy, hdf5, cifar10)", file_options(options)},
          {"Measurement", measurement_options(options)},
          {"Files and terminal", output_options(request)}};
}

}  // namespace regimes::app
