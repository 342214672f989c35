#include "app/memorisation_option_table.hpp"

#include <fmt/format.h>

#include "app/option_setters.hpp"
#include "app/training_option_table.hpp"
#include "base/grid.hpp"

namespace regimes::app {
namespace {

using namespace experiments;

/// Numbers, or the name of a dataset.
Setter path_times_into(MemorisationOptions& o) {
  return [&o](const std::string& text, const std::string& what) {
    const bool names_dataset = text.starts_with("/") || text.find(":/") != std::string::npos;
    o.path_times_dataset = names_dataset ? text : "";
    o.path_times = names_dataset ? std::vector<double>() : parse_grid(text, what);
  };
}

std::vector<Option> sample_options(MemorisationOptions& o) {
  return {
      {.name = "samples-file",
       .argument = "FILE",
       .summary = "samples of any model, one a row: npy, idx or FILE:/dataset",
       .explanation =
           "The samples, one a row: an NPY file, an IDX file, or a dataset of an HDF5 file as "
           "FILE:/path/to/dataset. They have the coordinates of the raw training points: --scale multiplies "
           "both.",
       .fallback = "none",
       .range = "a readable file with rows of d finite numbers",
       .set = text_into(o.samples_file)},
      {.name = "ratio",
       .argument = "REAL",
       .summary = "below it a sample counts as memorised",
       .explanation = "The threshold on the distance to the nearest training point over that to the second: "
                      "a sample below it counts as memorised.",
       .unit = "none",
       .fallback = "1/3",
       .range = "above 0, up to 1",
       .set = real_into(o.ratio),
       .has_effect = [&o] { return !o.samples_file.empty(); },
       .condition = "--samples-file"},
      {.name = "paths-file",
       .argument = "FILE",
       .summary = "paths of any sampler: time x path x coordinate",
       .explanation =
           "Backward paths of any sampler, an array time x path x coordinate: NPY, or a dataset of "
           "an HDF5 file as FILE:/path/to/dataset. For every path the nearest training point along "
           "it is found, by |x - a e^{-t}|, and the time of its last change.",
       .fallback = "none",
       .range = "a readable file of finite numbers",
       .set = text_into(o.paths_file)},
      {.name = "path-times",
       .argument = "TIMES",
       .summary = "times of the paths: numbers, or /dataset of their file",
       .explanation = "The diffusion times of the paths in the order of the file: numbers, linspace(a,b,k), "
                      "logspace(a,b,k), or FILE:/dataset, or /dataset in the file of the paths.",
       .unit = "none",
       .fallback = "none",
       .range = fmt::format("ascending or descending, from 0 to {}", largest_time),
       .set = path_times_into(o)},
      seed_option(o),
      precision_option(o.precision, "products", "double"),
  };
}

std::vector<Option> output_options(MemorisationRequest& request) {
  return joined({{output_option(request.options.output, "HDF5 result", "")},
                 terminal_options(request, "memorisation")});
}

}  // namespace

OptionTable memorisation_option_table(MemorisationRequest& request) {
  MemorisationOptions& options = request.options;
  return {{"Law of the training points", law_options(options)},
          {"Sizes", point_count_options(options)},
          {"Files of training points", file_options(options)},
          {"Samples and paths", sample_options(options)},
          {"Files and terminal", output_options(request)}};
}

}  // namespace regimes::app
