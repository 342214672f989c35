#include "radius_options.hpp"

#include <fmt/format.h>

#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"
#include "experiments/options/option_checks.hpp"

namespace regimes::extension {

using namespace experiments;

RadiusOptions resolve(RadiusOptions options) {
  check_run(options);
  check_range("realisations", options.realisations, 1, largest_replicas);
  if (!is_from_file(options)) fill_points(options, std::nullopt);
  return options;
}

const OptionTable& radius_option_table() {
  static const OptionTable table = {
      source_options(),
      {"Sizes", point_count_options()},
      {"Points from a file", file_options()},
      {"Measurement",
       {{.name = "realisations",
         .argument = "COUNT",
         .summary = "independent training sets",
         .explanation = "The number of independent training sets, over which radii are averaged.",
         .unit = "training sets",
         .range = fmt::format("1 to {}", largest_replicas),
         .value = count(&RadiusOptions::realisations)},
        seed_option()}},
      output_options("radius", "FILE.partial has the training sets done so far.",
                     "FILE.partial is written after every training set."),
      law_options()};
  return table;
}

}  // namespace regimes::extension
