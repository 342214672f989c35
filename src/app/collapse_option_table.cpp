#include "app/collapse_option_table.hpp"

#include "app/option_setters.hpp"
#include "app/snapshot_option_table.hpp"
#include "app/training_option_table.hpp"

namespace regimes::app {
namespace {

using namespace experiments;

std::string default_of(const char* name) { return collapse_texts().value(CollapseOptions{}, name); }

std::vector<Option> measurement_options(CollapseOptions& o) {
  return {
      queries_option(o, "noised training points, per replica",
                     "A query is a training point and a noise, both the same at all times; the points are "
                     "taken in turn from the smallest snapshot."),
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
      replicas_option(o),
      seed_option(o),
      precision_option(o.precision, "products and logits",
                       "float, unless its rounding bound is too large at the smallest time"),
  };
}

}  // namespace

OptionTable collapse_option_table(CollapseRequest& request) {
  CollapseOptions& options = request.options;
  return {
      {"Law of the training points", law_options(options)},
      {"Sizes", size_options(options)},
      {"Points from a file (--train idx, npy, hdf5, cifar10)", file_options(options)},
      {"Measurement", measurement_options(options)},
      {"Files and terminal", snapshot_output_options(options, request.dry_run, request.quiet, "collapse")}};
}

}  // namespace regimes::app
