#include "experiments/collapse_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/count.hpp"
#include "base/grid.hpp"

namespace regimes::experiments {
namespace {

void check_range(const std::string& option, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value < least || value > most) {
    throw OptionError(option, fmt::format("{} is out of range; give {} to {}", value, least, most));
  }
}

void check_positive(const std::string& option, double value) {
  if (!(value > 0) || !std::isfinite(value)) {
    throw OptionError(option, fmt::format("{} is out of range; give a finite number above 0", value));
  }
}

void check_times(const std::vector<double>& times) {
  check_range("times", static_cast<std::int64_t>(times.size()), 0, most_times);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!(times[i] > 0 && times[i] <= largest_time)) {
      throw OptionError(
          "times", fmt::format("{} is out of range; diffusion times lie in (0, {}]", times[i], largest_time));
    }
    if (i > 0 && times[i] <= times[i - 1]) {
      throw OptionError("times", fmt::format("{} after {}; list the times in ascending order, each once",
                                             times[i], times[i - 1]));
    }
  }
}

void check_snapshots(const std::vector<std::int64_t>& snapshots) {
  for (std::size_t i = 0; i < snapshots.size(); ++i) {
    check_range("snapshots", snapshots[i], smallest_points, largest_count);
    if (i > 0 && snapshots[i] <= snapshots[i - 1]) {
      throw OptionError("snapshots", fmt::format("{} after {}; list the sizes in ascending order, each once",
                                                 snapshots[i], snapshots[i - 1]));
    }
  }
}

void check_file_selection(const CollapseOptions& options) {
  if (options.train_file.empty()) {
    throw OptionError("train-file", "missing; --train idx reads its images from this file");
  }
  if (options.labels_file.empty() && !options.classes.empty()) {
    throw OptionError("classes", "needs the labels of the images; give --labels-file too");
  }
  if (options.labels_file.empty() && options.per_class) {
    throw OptionError("per-class", "needs the labels of the images; give --labels-file too");
  }
  for (std::size_t i = 0; i < options.classes.size(); ++i) {
    check_range("classes", options.classes[i], 0, largest_label);
    if (std::count(options.classes.begin(), options.classes.end(), options.classes[i]) > 1) {
      throw OptionError("classes", fmt::format("{} is listed twice", options.classes[i]));
    }
  }
  if (options.per_class) check_range("per-class", *options.per_class, 1, largest_count);
  if (options.scale == 0 || !std::isfinite(options.scale)) {
    throw OptionError("scale",
                      fmt::format("{} is out of range; give a finite number other than 0", options.scale));
  }
}

/// Float coordinates then keep three digits of the differences within a class.
constexpr double largest_mean_over_deviation = 1e4;

void check_synthetic(const CollapseOptions& options) {
  check_positive("variance", options.variance);
  if (!(options.mean_amplitude >= 0) || !std::isfinite(options.mean_amplitude)) {
    throw OptionError("mean-amplitude", fmt::format("{} is out of range; give a finite number of at least 0",
                                                    options.mean_amplitude));
  }
  if (options.train == TrainingLaw::mixture &&
      options.mean_amplitude > largest_mean_over_deviation * std::sqrt(options.variance)) {
    throw OptionError("mean-amplitude", fmt::format("{} is more than {:g} standard deviations of a class: "
                                                    "coordinates are float numbers and would lose "
                                                    "the differences within a class",
                                                    options.mean_amplitude, largest_mean_over_deviation));
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

/// Fills points and snapshots once the dimension is known. `available` is the default of points where there
/// is a file.
void fill_points(CollapseOptions& options, std::optional<std::int64_t> available) {
  if (options.log_points_per_dimension) {
    options.points = points_of(*options.log_points_per_dimension, options.dimension.value());
  } else if (!options.points && !options.snapshots.empty()) {
    options.points = options.snapshots.back();
  } else if (!options.points) {
    options.points = available;
  }
  const std::string origin = options.log_points_per_dimension ? "log-points-per-dimension" : "points";
  if (!options.points) {
    throw OptionError("points", "missing; give --points, --log-points-per-dimension or --snapshots");
  }
  if (available && *options.points > *available) {
    throw OptionError(origin, fmt::format("{} points are asked for, but the selection from {} has {}",
                                          *options.points, options.train_file, *available));
  }
  if (available && *options.points < smallest_points) {
    throw OptionError("train-file", fmt::format("the selection from {} has {} point; at least {} are needed",
                                                options.train_file, *available, smallest_points));
  }
  if (options.snapshots.empty()) {
    // From n^{1/2} to n: alpha from half of its largest value.
    const auto root = std::llround(std::sqrt(static_cast<double>(*options.points)));
    options.snapshots = log_spaced_counts(std::max<std::int64_t>(root, smallest_points), *options.points,
                                          automatic_snapshots);
  } else if (options.snapshots.back() > *options.points) {
    throw OptionError("snapshots", fmt::format("{} is above the {} points of the set",
                                               options.snapshots.back(), *options.points));
  } else if (options.snapshots.back() < *options.points) {
    throw OptionError(
        origin,
        fmt::format(
            "{} points, but nothing is kept after the last snapshot at {}; end --snapshots with {} or "
            "leave this option out",
            *options.points, options.snapshots.back(), *options.points));
  }
}

}  // namespace

CollapseOptions resolve(CollapseOptions options) {
  if (options.dimension) check_range("dimension", *options.dimension, 1, largest_dimension);
  if (options.points) check_range("points", *options.points, smallest_points, largest_count);
  if (options.log_points_per_dimension)
    check_positive("log-points-per-dimension", *options.log_points_per_dimension);
  if (options.points && options.log_points_per_dimension) {
    throw OptionError("log-points-per-dimension",
                      fmt::format("{} and --points {} both set the number of points; give one",
                                  *options.log_points_per_dimension, *options.points));
  }
  check_snapshots(options.snapshots);
  check_range("queries", options.queries, 1, largest_queries);
  check_range("query-groups", options.query_groups, 1, options.queries);
  check_range("replicas", options.replicas, 1, largest_replicas);
  check_times(options.times);
  if (options.output.empty())
    throw OptionError("output", "is empty; name the file to write, such as collapse.h5");
  if (options.train == TrainingLaw::idx) {
    check_file_selection(options);
  } else {
    check_synthetic(options);
    if (!options.dimension) options.dimension = default_dimension;
    fill_points(options, std::nullopt);
  }
  return options;
}

CollapseOptions resolve_with_data(CollapseOptions options, std::int64_t dimension, std::int64_t available) {
  options.dimension = dimension;
  fill_points(options, available);
  return options;
}

std::vector<double> automatic_times(double collapse_time_largest, double collapse_time_smallest) {
  constexpr double below = .25, above = 3;
  const double first = below * collapse_time_largest;
  const double last = std::min(above * collapse_time_smallest, largest_time);
  return log_spaced(first, last, automatic_time_count);
}

}  // namespace regimes::experiments
