#include "experiments/memorisation/memorisation_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/grid.hpp"
#include "datasets/readers/hdf5_rows.hpp"
#include "experiments/memorisation/ratio_option.hpp"
#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"

namespace regimes::experiments {
namespace {

bool with_samples(const MemorisationOptions& options) { return options.samples.is_given(); }
bool with_paths(const MemorisationOptions& options) { return options.paths.is_given(); }

/// The dataset that has the times of the paths, with its file; empty: they are numbers.
std::string named_path_times(const OptionValues& values) {
  const auto& options = static_cast<const MemorisationOptions&>(values);
  if (options.path_times_dataset.empty()) return {};
  const datasets::DatasetName place = place_of_path_times(options);
  return place.file + ":" + place.dataset;
}

std::string path_times_text(const MemorisationOptions& options) {
  return options.path_times_dataset.empty() ? fmt::format("{}", fmt::join(options.path_times, ","))
                                            : options.path_times_dataset;
}

/// Numbers, or the name of a dataset.
void set_path_times(MemorisationOptions& options, const std::string& text, const std::string& what) {
  const bool names_dataset = text.starts_with("/") || text.find(":/") != std::string::npos;
  options.path_times_dataset = names_dataset ? text : "";
  options.path_times = names_dataset ? std::vector<double>() : parse_grid(text, what);
}

std::vector<Option> points_options() {
  using Options = MemorisationOptions;
  FreePointsText samples, paths;
  samples.summary = "samples of any model, one a row, in a file of any format";
  samples.explanation =
      "The samples, one a row, in any format of --train-file. Those that are still noisy, of a sampler that "
      "stopped at t > 0, are near to no training point: give their posterior means.";
  samples.range = "a readable file with rows of d finite numbers";
  samples.axes = "sample";
  paths.summary = "paths of any sampler: time x path x coordinate";
  paths.explanation =
      "Backward paths of any sampler, an array time x path x coordinate: NPY, or a dataset of "
      "an HDF5 file as FILE:/path/to/dataset. For every path the nearest training point along "
      "it is found, by |x - a e^{-t}|, and the time of its last change.";
  paths.range = "a readable file of finite numbers";
  paths.axes = "time x path";
  return joined({free_points_options(&Options::samples, Options().samples, samples),
                 free_points_options(&Options::paths, Options().paths, paths)});
}

std::vector<Option> sample_options() {
  using Options = MemorisationOptions;
  return {
      ratio_option(&Options::ratio, when<Options>(with_samples), "--samples-file"),
      {.name = "paths-order",
       .argument = "ORDER",
       .summary = "of times and paths: auto, time-path, path-time",
       .explanation =
           "Which axis of --paths-file comes first, that of the times or that of the paths. auto: as the "
           "dimensions of an HDF5 file are called, if one of them is time; else times come first, and "
           "an array that has as many paths as times is refused.",
       .range = "auto, time-path, path-time",
       .value = choice(&Options::path_order,
                       std::vector{PathOrder::automatic, PathOrder::time_path, PathOrder::path_time}),
       .applies = when<Options>(with_paths),
       .condition = "--paths-file"},
      {.name = "path-times",
       .argument = "TIMES",
       .summary = "times of the paths: numbers, or /dataset of their file",
       .explanation = "The diffusion times of the paths in the order of the file: numbers, linspace(a,b,k), "
                      "logspace(a,b,k), or FILE:/dataset, or /dataset in the file of the paths.",
       .unit = "none",
       .range = fmt::format("ascending or descending, from 0 to {}", largest_time),
       .value = custom<Options>("reals", set_path_times, path_times_text),
       .kind = OptionKind::input_file,
       .file = named_path_times},
      seed_option(),
      precision_option("products", "double"),
  };
}

void check_paths(const MemorisationOptions& options) {
  const bool has_times = !options.path_times.empty() || !options.path_times_dataset.empty();
  if (with_paths(options) && !has_times)
    throw OptionError("path-times", "missing; give the times of --paths-file, or the dataset that has them");
  if (!with_paths(options) && has_times)
    throw OptionError("path-times", "has no effect without --paths-file");
  if (!options.path_times.empty()) check_path_times(options.path_times);
}

}  // namespace

datasets::DatasetName place_of_path_times(const MemorisationOptions& options) {
  const datasets::DatasetName place = datasets::split_dataset_name(options.path_times_dataset);
  if (!place.dataset.empty()) return place;
  return {datasets::split_dataset_name(options.paths.file).file, options.path_times_dataset};
}

void check_path_times(const std::vector<double>& times) {
  if (times.size() < 2) throw OptionError("path-times", "a change needs two times or more");
  check_range("path-times", static_cast<std::int64_t>(times.size()), 2, most_times);
  const bool ascends = times[1] > times[0];
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!(times[i] >= 0 && times[i] <= largest_time))
      throw OptionError("path-times", fmt::format("{} is out of range; times of paths lie in [0, {}]",
                                                  times[i], largest_time));
    if (i > 0 && (times[i] == times[i - 1] || (times[i] > times[i - 1]) != ascends))
      throw OptionError("path-times",
                        fmt::format("{} after {}; the times of paths ascend, or descend, each once", times[i],
                                    times[i - 1]));
  }
}

MemorisationOptions resolve(MemorisationOptions options) {
  check_run(options);
  if (!with_samples(options) && !with_paths(options))
    throw OptionError("samples-file", "missing; name the file of samples, or --paths-file, or both");
  check_free_points(options.samples);
  check_free_points(options.paths);
  check_paths(options);
  check_ratio(options.ratio);
  if (!is_from_file(options)) fill_points(options, std::nullopt);
  return options;
}

const OptionTable& memorisation_option_table() {
  static const OptionTable table = {
      source_options(),
      {"Sizes", point_count_options()},
      {"Files of training points", file_options()},
      {.title = "Samples and paths (required: a file of samples, or of paths, or both)",
       .options = joined({points_options(), sample_options()}),
       .needs_one = true},
      output_options("memorisation", "FILE.partial has the samples and paths done so far.",
                     "FILE.partial is written after this time, between two batches of samples."),
      law_options()};
  return table;
}

}  // namespace regimes::experiments
