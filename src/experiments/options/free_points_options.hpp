#pragma once
/// A second file of points, which must match the training set: queries, samples, paths. Declared once.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/axis_order.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {

struct FreePoints {
  explicit FreePoints(std::string name_of_options) : name(std::move(name_of_options)) {}

  std::string name;             ///< of the options: --NAME-file, --NAME-scale ...
  std::string file;             ///< empty: none
  std::optional<double> scale;  ///< empty: that of the training points
  double offset = 0;            ///< added after scaling
  datasets::AxisOrder layout = datasets::AxisOrder::automatic;

  bool is_given() const { return !file.empty(); }
  std::string option(const std::string& last) const { return name + "-" + last; }
  std::string what() const;  ///< "--NAME-file 'FILE'", for messages
};

/// What the declarations say of one kind of points.
struct FreePointsText {
  std::string summary, explanation, range;  ///< of --NAME-file
  std::string axes;                         ///< of an array of images, for --NAME-layout: "N"
  bool is_required = false;
};

/// --NAME-file, --NAME-scale, --NAME-offset and --NAME-layout, kept at `points`; NAME is that of `defaults`.
std::vector<Option> free_points_options(const Place<FreePoints>& points, const FreePoints& defaults,
                                        const FreePointsText& text);

/// Throws OptionError for a scale or an offset that is no such thing.
void check_free_points(const FreePoints& points);

}  // namespace regimes::experiments
