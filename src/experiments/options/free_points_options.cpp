#include "experiments/options/free_points_options.hpp"

#include <fmt/format.h>

#include <cmath>

#include "datasets/readers/byte_file.hpp"
#include "experiments/options/option_checks.hpp"

namespace regimes::experiments {

std::string FreePoints::what() const { return datasets::file_name(file, "--" + option("file")); }

std::vector<Option> free_points_options(const Place<FreePoints>& points, const FreePoints& defaults,
                                        const FreePointsText& text) {
  using datasets::AxisOrder;
  const std::string &name = defaults.name, with_file = "--" + defaults.option("file");
  std::vector<Option> options = {
      {.name = defaults.option("file"),
       .argument = "FILE",
       .summary = text.summary,
       .explanation =
           fmt::format("{} A point has the coordinates of the raw training points, times --scale, unless "
                       "--{}-scale, --{}-offset and --{}-layout say otherwise; where its range, mean and "
                       "spread differ from theirs, a warning says so.",
                       text.explanation, name, name, name),
       .range = text.range,
       .value = experiments::text(Place<std::string>(points, &FreePoints::file)),
       .kind = OptionKind::input_file,
       .is_required = text.is_required},
      {.name = defaults.option("scale"),
       .argument = "REAL",
       .summary = fmt::format("factor on the numbers of the {}", name),
       .explanation = fmt::format(
           "Multiplies the numbers of {}, as --scale does those of the training points. For {} in [0, 1] "
           "beside "
           "training points that are bytes it is 255; in [-1, 1] it is 127.5, with --{}-offset 127.5.",
           with_file, name, name),
       .unit = "units of the data per raw unit",
       .fallback = "that of --scale",
       .range = "any number but 0",
       .value = real(Place<std::optional<double>>(points, &FreePoints::scale))},
      {.name = defaults.option("offset"),
       .argument = "REAL",
       .summary = fmt::format("is added to the scaled {}", name),
       .explanation = fmt::format("Is added to the numbers of {} after --{}-scale.", with_file, name),
       .unit = "units of the data",
       .range = "any number",
       .value = real(Place<double>(points, &FreePoints::offset))},
      {.name = defaults.option("layout"),
       .argument = "ORDER",
       .summary = fmt::format("of the axes of {}: auto, same, nhwc, nchw", name),
       .explanation = fmt::format("The order of the axes of images in {0}. nhwc: {1} x height x width x "
                                  "channel, while the training points "
                                  "are channel x height x width. nchw: {1} x channel x height x width, while "
                                  "they are height x width x "
                                  "channel. same: that of the training points. auto: what the attribute "
                                  "'layout' of HDF5 datasets "
                                  "says, as regimes-convert writes it, else the same, and an error where the "
                                  "shapes do not show that it is.",
                                  with_file, text.axes),
       .range = "auto, same, nhwc, nchw",
       .value = choice(Place<AxisOrder>(points, &FreePoints::layout),
                       {AxisOrder::automatic, AxisOrder::same, AxisOrder::nhwc, AxisOrder::nchw})},
  };
  for (std::size_t i = 1; i < options.size(); ++i) {
    options[i].applies = [points](const OptionValues& values) { return points(values).is_given(); };
    options[i].condition = with_file;
  }
  return options;
}

void check_free_points(const FreePoints& points) {
  if (points.scale && (*points.scale == 0 || !std::isfinite(*points.scale)))
    throw OptionError(points.option("scale"),
                      fmt::format("{} is out of range; give a finite number other than 0", *points.scale));
  if (!std::isfinite(points.offset))
    throw OptionError(points.option("offset"),
                      fmt::format("{} is out of range; give a finite number", points.offset));
}

}  // namespace regimes::experiments
