#include "experiments/options/file_options.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "datasets/readers/file_format.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {
namespace {

using Options = TrainingOptions;

bool for_file(const Options& options) { return is_from_file(options); }

bool for_labels_file(const Options& options) {
  return is_from_file(options) && !datasets::format_of(options.train.name).has_own_labels();
}

/// The condition "--train idx, npy, hdf5 or cifar10", of the formats for which `is_one` holds.
std::string with_formats(bool (*is_one)(const datasets::FileFormat&)) {
  std::vector<std::string> names;
  for (const datasets::FileFormat& format : datasets::file_formats())
    if (is_one(format)) names.push_back(format.name);
  return "--train " + either_of(names);
}

Option only_with_file(Option option) {
  option.applies = when<Options>(for_file);
  option.condition = with_formats([](const datasets::FileFormat&) { return true; });
  return option;
}

/// What every format says of its files.
std::string explanation_of_files() {
  std::string text =
      "The file of points, one a row: the rows of a two-dimensional array; of arrays with more dimensions "
      "all "
      "but the first are one row.";
  for (const datasets::FileFormat& format : datasets::file_formats())
    text += fmt::format(" {}: {}", format.name, format.file_sentence);
  return text +
         " A share of up to 64 MiB per rank is kept in memory; larger ones are read part by part in every "
         "pass, "
         "but for .gz files, and for arrays in Fortran order or chunks.";
}

/// Once the number of points is known, --points says the same, and both together are refused.
std::string log_points_text(const Options& options) {
  const auto& ratio = options.log_points_per_dimension;
  return ratio && !options.points ? fmt::format("{}", *ratio) : std::string();
}

OptionValue log_points_value() {
  OptionValue value = real(&Options::log_points_per_dimension);
  value.text = [](const OptionValues& options) {
    return log_points_text(static_cast<const Options&>(options));
  };
  return value;
}

OptionValue train_file_value() {
  OptionValue value = text(&Options::train_file);
  value.settle = [](OptionValues& options) { tell_format(static_cast<Options&>(options)); };
  return value;
}

}  // namespace

std::vector<Option> point_count_options() {
  return {
      {.name = "points",
       .argument = "COUNT",
       .summary = "n of the largest set",
       .explanation =
           "n_max, the number of training points. Synthetic points are regenerated from their index "
           "wherever they are needed, so that n is limited by time and not by memory.",
       .unit = "points",
       .fallback = "the largest size, or all of a file",
       .range = "2 to 2^62, written like 20000, 1e6, 10M or 2^20",
       .value = count(&Options::points),
       .on_resume = OnResume::grows},
      {.name = "log-points-per-dimension",
       .argument = "ALPHA",
       .summary = "alpha = ln n / d, instead of --points",
       .explanation = "alpha = ln n / d, the control parameter of collapse; n is e^{alpha d}, rounded.",
       .unit = "nats per dimension",
       .fallback = "not set",
       .range = "above 0, with alpha d below 42.97",
       .value = log_points_value()},
  };
}

std::vector<Option> file_options() {
  std::vector<Option> options = {
      {.name = "train-file",
       .argument = "FILE",
       .summary = "the points; FILE:NAME in HDF5 and NPZ files",
       .explanation = explanation_of_files(),
       .range = "a readable file; a training set from a file needs it",
       .value = train_file_value(),
       .kind = OptionKind::input_file},
      {.name = "labels-file",
       .argument = "FILE",
       .summary = "labels of the points, in a file of any format",
       .explanation =
           "The file with one label per point, in any format of --train-file, which need not be that of "
           "the points: integers or truth values, one a row, or one-hot rows. Of the rows of eight integers "
           "of QMNIST the first is the label. Without it all points are one class.",
       .range = fmt::format("a readable file; labels from 0 to {}", largest_label),
       .value = text(&Options::labels_file),
       .kind = OptionKind::input_file},
      {.name = "classes",
       .argument = "LABELS",
       .summary = "label values to keep, such as 1,7",
       .explanation = "The labels of the classes to keep.",
       .unit = "label values",
       .fallback = "all",
       .range = fmt::format("labels from 0 to {}", largest_label),
       .value = labels(&Options::classes)},
      {.name = "per-class",
       .argument = "COUNT",
       .summary = "points kept per class, the first in the file",
       .explanation = "How many points of each class are kept, the first in file order.",
       .unit = "points",
       .fallback = "all",
       .range = "from 1",
       .value = count(&Options::per_class)},
      {.name = "scale",
       .argument = "REAL",
       .summary = "factor on the raw values, before centring",
       .explanation = "Multiplies the raw values before anything else; 1/255 maps bytes to [0, 1].",
       .unit = "units of the data per raw unit",
       .range = "any number but 0",
       .value = real(&Options::scale)},
      {.name = "center",
       .argument = "HOW",
       .summary = "what is subtracted: none, scalar or mean",
       .explanation =
           "What is subtracted after scaling, rounded to few bits, so that bytes stay what they are. scalar: "
           "the mean over all selected points and coordinates or, where coordinates have offsets of their "
           "own "
           "that would cost digits, what mean is. mean: the mean point.",
       .range = "none, scalar, mean",
       .value = choice(&Options::center, std::vector{Centering::none, Centering::scalar, Centering::mean})},
  };
  for (Option& option : options) option = only_with_file(std::move(option));
  constexpr std::size_t labels_at = 1;
  options[labels_at].applies = when<Options>(for_labels_file);
  options[labels_at].condition =
      with_formats([](const datasets::FileFormat& format) { return !format.has_own_labels(); });
  return options;
}

Option seed_option() {
  return {.name = "seed",
          .argument = "COUNT",
          .summary = "of points, permutations and noises",
          .explanation =
              "Seed of the counter-based generators of points, permutations and noises. What is drawn does "
              "not depend on the number of ranks.",
          .range = "0 to 2^62",
          .value = count(&Options::seed)};
}

}  // namespace regimes::experiments
