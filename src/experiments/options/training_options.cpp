#include "experiments/options/training_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/count.hpp"
#include "datasets/readers/file_format.hpp"
#include "experiments/options/laws.hpp"

namespace regimes::experiments {
namespace {

void check_file_selection(const TrainingOptions& options) {
  if (options.train_file.empty()) {
    throw OptionError("train-file", fmt::format("missing; --train {} reads its points from this file",
                                                name_of(options.train)));
  }
  const bool labelled =
      !options.labels_file.empty() || datasets::format_of(options.train.name).has_own_labels();
  if (!labelled && !options.classes.empty()) {
    throw OptionError("classes", "needs the labels of the points; give --labels-file too");
  }
  if (!labelled && options.per_class) {
    throw OptionError("per-class", "needs the labels of the points; give --labels-file too");
  }
  for (const int label : options.classes) {
    check_range("classes", label, 0, largest_label);
    if (std::count(options.classes.begin(), options.classes.end(), label) > 1) {
      throw OptionError("classes", fmt::format("{} is listed twice", label));
    }
  }
  if (options.per_class) check_range("per-class", *options.per_class, 1, largest_count);
  if (options.scale == 0 || !std::isfinite(options.scale)) {
    throw OptionError("scale",
                      fmt::format("{} is out of range; give a finite number other than 0", options.scale));
  }
}

/// n = e^{alpha d}, the definition of alpha = ln n / d.
std::int64_t points_of(double log_points_per_dimension, std::int64_t dimension) {
  const double log_points = log_points_per_dimension * static_cast<double>(dimension);
  if (log_points >= std::log(static_cast<double>(largest_count))) {
    throw OptionError("log-points-per-dimension",
                      fmt::format("{} at dimension {} means e^{:.4g} points; the limit is 2^62",
                                  log_points_per_dimension, dimension, log_points));
  }
  const std::int64_t points = std::llround(std::exp(log_points));
  if (points < smallest_points) {
    throw OptionError("log-points-per-dimension",
                      fmt::format("{} at dimension {} means {} point; at least {} are needed",
                                  log_points_per_dimension, dimension, points, smallest_points));
  }
  return points;
}

}  // namespace

std::vector<TrainingSource> training_sources() {
  std::vector<TrainingSource> sources;
  for (const Law& law : laws()) sources.push_back({law.name, true});
  for (const datasets::FileFormat& format : datasets::file_formats()) sources.push_back({format.name, true});
  return sources;
}

void tell_format(TrainingOptions& options) {
  if (!options.train.is_given && !options.train_file.empty())
    options.train.name = datasets::format_told(options.train_file, "--train-file").name;
}

bool is_from_file(const TrainingOptions& options) {
  return datasets::find_format(options.train.name) != nullptr;
}

bool has_classes(const TrainingOptions& options) {
  if (!is_from_file(options)) return law_of(options).has_classes;
  return !options.labels_file.empty() || datasets::format_of(options.train.name).has_own_labels();
}

void check_training(TrainingOptions& options) {
  if (options.dimension) check_range("dimension", *options.dimension, 1, largest_dimension);
  if (options.points) check_range("points", *options.points, smallest_points, largest_count);
  if (options.log_points_per_dimension)
    check_positive("log-points-per-dimension", *options.log_points_per_dimension);
  if (options.points && options.log_points_per_dimension) {
    throw OptionError("log-points-per-dimension",
                      fmt::format("{} and --points {} both set the number of points; give one",
                                  *options.log_points_per_dimension, *options.points));
  }
  if (is_from_file(options)) {
    check_file_selection(options);
  } else {
    if (!options.dimension) options.dimension = default_dimension;
    check_law(options);
  }
}

void fill_points(TrainingOptions& options, std::optional<std::int64_t> available) {
  if (options.log_points_per_dimension) {
    options.points = points_of(*options.log_points_per_dimension, options.dimension.value());
  } else if (!options.points) {
    options.points = available;
  }
  if (!options.points) {
    throw OptionError("points", "missing; give --points, --log-points-per-dimension or --sizes");
  }
  if (available && *options.points > *available) {
    throw OptionError(points_option(options),
                      fmt::format("{} points are asked for, but the selection from {} has {}",
                                  *options.points, options.train_file, *available));
  }
  const auto classes = available ? std::nullopt : known_classes(options);
  if (classes && static_cast<std::int64_t>(*classes) > *options.points) {
    throw OptionError(points_option(options),
                      fmt::format("{} points for the {} classes of --train {}; give at least one for each",
                                  *options.points, *classes, name_of(options.train)));
  }
  if (available && *options.points < smallest_points) {
    throw OptionError("train-file", fmt::format("the selection from {} has {} point; at least {} are needed",
                                                options.train_file, *available, smallest_points));
  }
}

std::string points_option(const TrainingOptions& options) {
  return options.log_points_per_dimension ? "log-points-per-dimension" : "points";
}

}  // namespace regimes::experiments
