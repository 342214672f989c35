#include "app/collapse_option_table.hpp"

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
      query_groups_option(o.query_groups, "--queries"),
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
      precision_option(o.precision, "products and logits",
                       "float, unless its rounding bound is too large at the smallest time"),
  };
}

std::vector<Option> output_options(CollapseRequest& request) {
  CollapseOptions& o = request.options;
  return joined(
      {{output_option(o.output, "HDF5 result; FILE.partial while running",
                      "FILE.partial holds the snapshots done so far while the program runs, and stays "
                      "where it is stopped.")},
       checkpoint_options(o.checkpoints,
                          "FILE.partial is written at every snapshot, and after this time at the "
                          "latest, once there is something new: sums are merged about every second."),
       terminal_options(request, "collapse")});
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
