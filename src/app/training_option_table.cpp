#include "app/training_option_table.hpp"

#include <fmt/ranges.h>

#include "app/class_option_table.hpp"
#include "app/option_setters.hpp"
#include "datasets/file_format.hpp"
#include "experiments/options/laws.hpp"

namespace regimes::app {

using namespace experiments;

namespace {

Option only_synthetic(const TrainingOptions& options, Option option) {
  return only_with("a --train other than a file", options, std::move(option));
}

std::string default_of(const char* name) {
  static const OptionTexts<TrainingOptions> texts(training_texts());
  return texts.value(TrainingOptions{}, name);
}

std::string law_names() {
  std::vector<std::string> names;
  for (const TrainingSource& source : training_sources()) names.push_back(source.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

/// "idx, npy, hdf5 or cifar10", of the formats for which `is_one` holds.
std::string format_names(const std::string& last, bool (*is_one)(const datasets::FileFormat&) = nullptr) {
  std::vector<std::string> names;
  for (const datasets::FileFormat& format : datasets::file_formats())
    if (is_one == nullptr || is_one(format)) names.push_back(format.name);
  std::string text = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) text += (i + 1 == names.size() ? last : ", ") + names[i];
  return text;
}

std::string train_explanation() {
  std::string text = "What the n training points are drawn from. ";
  for (const Law& law : laws()) text += law.name + ": " + law.sentence + " ";
  text +=
      "Classes take turns so that every prefix is balanced. The others are rows of a file, selected in "
      "file order, then permuted by seed and replica so that every prefix is balanced between the classes.";
  for (const datasets::FileFormat& format : datasets::file_formats())
    text += " " + format.name + ": " + format.sentence;
  return text;
}

std::string file_explanation() {
  std::string text =
      "The file of points, one a row: the rows of a two-dimensional array; of arrays with more "
      "dimensions all but the first are one row.";
  for (const datasets::FileFormat& format : datasets::file_formats())
    text += " " + format.name + ": " + format.file_sentence;
  return text +
         " A share of up to 64 MiB per rank is kept in memory; larger ones are read "
         "part by part in every pass, but for .gz files, and for arrays in Fortran order or chunks.";
}

}  // namespace

Option only_with(const std::string& condition, const TrainingOptions& options, Option option) {
  option.condition = condition;
  option.has_effect = [&options, name = option.name] { return has_effect(options, name); };
  return option;
}

std::vector<Option> law_options(TrainingOptions& o) {
  std::vector<Option> options = {
      {.name = "train",
       .argument = "LAW",
       .summary = "gaussian, mixture ..., or " + format_names(", "),
       .explanation = train_explanation(),
       .fallback = default_of("train"),
       .range = law_names(),
       .set = choice_into(o.train, training_sources())},
      only_synthetic(
          o, {.name = "dimension",
              .argument = "COUNT",
              .summary = "d, coordinates of a point",
              .explanation = "d, the number of coordinates of a point. For files it is the length of a "
                             "row, and not to be given.",
              .unit = "coordinates",
              .fallback = fmt::format("{}", default_dimension),
              .range = fmt::format("1 to {}", largest_dimension),
              .set = count_into(o.dimension)}),
      only_with(laws_with("variance"), o,
                {.name = "variance",
                 .argument = "REAL",
                 .summary = "sigma^2 of each coordinate",
                 .explanation = "sigma^2, the variance of each coordinate; with classes, within a class; "
                                "with --variance-exponents, its mean over the coordinates.",
                 .unit = "squared units of the data",
                 .fallback = default_of("variance"),
                 .range = "above 0",
                 .set = real_into(o.variance)}),
      only_with(laws_with("mean-amplitude"), o,
                {.name = "mean-amplitude",
                 .argument = "REAL",
                 .summary = "mu of the mixture, |m|^2 = mu^2 d",
                 .explanation = "mu, the size of the class means +m and -m per coordinate: |m|^2 = mu^2 d.",
                 .unit = "units of the data",
                 .fallback = default_of("mean-amplitude"),
                 .range = "0 or above",
                 .set = real_into(o.mean_amplitude)}),
  };
  for (Option& option : class_options(o)) options.push_back(std::move(option));
  options.push_back(
      only_with("a --train other than a file", o,
                {.name = "store",
                 .summary = "hold synthetic points in memory",
                 .explanation = "Hold the synthetic points in memory (4 n d bytes over all ranks) instead "
                                "of regenerating them in every sweep. The points are the same.",
                 .fallback = "off",
                 .set = switch_into(o.store)}));
  return options;
}

std::vector<Option> point_count_options(TrainingOptions& o) {
  return {
      {.name = "points",
       .argument = "COUNT",
       .summary = "n of the largest set",
       .explanation =
           "n_max, the number of training points. Synthetic points are regenerated from their index "
           "wherever they are needed, so that n is limited by time and not by memory.",
       .unit = "points",
       .fallback = "the largest snapshot, or all of a file",
       .range = "2 to 2^62, written like 20000, 1e6, 10M or 2^20",
       .set = count_into(o.points)},
      {.name = "log-points-per-dimension",
       .argument = "ALPHA",
       .summary = "alpha = ln n / d, instead of --points",
       .explanation = "alpha = ln n / d, the control parameter of collapse; n is e^{alpha d}, rounded.",
       .unit = "nats per dimension",
       .fallback = "not set",
       .range = "above 0, with alpha d below 42.97",
       .set = real_into(o.log_points_per_dimension)},
  };
}

std::vector<Option> file_options(TrainingOptions& o) {
  std::vector<Option> options = {
      {.name = "train-file",
       .argument = "FILE",
       .summary = "the points; for hdf5 FILE:/path/to/dataset",
       .explanation = file_explanation(),
       .fallback = "none",
       .range = "a readable file; a training set from a file needs it",
       .set = text_into(o.train_file)},
      {.name = "labels-file",
       .argument = "FILE",
       .summary = "labels of the points: idx, npy, or FILE:/dataset",
       .explanation = "The file with one label per point: IDX (plain or .gz) or a one-dimensional array of "
                      "integers, in an NPY file or as FILE:/path/to/dataset in an HDF5 file. Its format need "
                      "not be that of the points. Without it all points are one class.",
       .fallback = "none",
       .range = fmt::format("a readable file; labels from 0 to {}", largest_label),
       .set = text_into(o.labels_file)},
      {.name = "classes",
       .argument = "LABELS",
       .summary = "label values to keep, such as 1,7",
       .explanation = "The labels of the classes to keep.",
       .unit = "label values",
       .fallback = "all",
       .range = fmt::format("labels from 0 to {}", largest_label),
       .set = labels_into(o.classes)},
      {.name = "per-class",
       .argument = "COUNT",
       .summary = "points kept per class, the first in the file",
       .explanation = "How many points of each class are kept, the first in file order.",
       .unit = "points",
       .fallback = "all",
       .range = "from 1",
       .set = count_into(o.per_class)},
      {.name = "scale",
       .argument = "REAL",
       .summary = "factor on the raw values, before centring",
       .explanation =
           "Multiplies the raw values before anything else; 0.00392156862745098 maps bytes to [0, 1].",
       .unit = "units of the data per raw unit",
       .fallback = default_of("scale"),
       .range = "any number but 0",
       .set = real_into(o.scale)},
      {.name = "center",
       .argument = "HOW",
       .summary = "what is subtracted: none, scalar or mean",
       .explanation =
           "What is subtracted after scaling. scalar: the mean over all selected points and coordinates. "
           "mean: the mean point.",
       .fallback = default_of("center"),
       .range = "none, scalar, mean",
       .set = choice_into(o.center, std::vector{Centering::none, Centering::scalar, Centering::mean})},
  };
  for (Option& option : options)
    option = only_with(
        "--train " + (option.name == "labels-file"
                          ? format_names(" or ", [](const auto& format) { return !format.has_own_labels(); })
                          : format_names(" or ")),
        o, std::move(option));
  return options;
}

Option seed_option(TrainingOptions& o) {
  return {.name = "seed",
          .argument = "COUNT",
          .summary = "of points, permutations and noises",
          .explanation =
              "Seed of the counter-based generators of points, permutations and noises. What is drawn does "
              "not depend on the number of ranks.",
          .fallback = default_of("seed"),
          .range = "0 to 2^62",
          .set = count_into(o.seed)};
}

}  // namespace regimes::app
