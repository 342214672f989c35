#include "datasets/axis_order.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"

namespace regimes::datasets {
namespace {

using Shape = std::vector<std::int64_t>;

constexpr std::size_t image_axes = 3;

/// Without axes of size 1, which no order can tell.
Shape squeezed(Shape shape) {
  shape.erase(std::remove(shape.begin(), shape.end(), 1), shape.end());
  return shape;
}

/// (h, w, c) of (c, h, w), and for `nchw` the reverse.
Shape turned(const Shape& shape, AxisOrder to) {
  if (to == AxisOrder::nhwc) return {shape[1], shape[2], shape[0]};
  return {shape[2], shape[0], shape[1]};
}

AxisOrder other(AxisOrder order) { return order == AxisOrder::nhwc ? AxisOrder::nchw : AxisOrder::nhwc; }

/// order[k] for the k-th number of training points, where the others have this shape in the order `asked`.
CoordinateOrder order_from(const Shape& shape, AxisOrder asked) {
  const bool last = asked == AxisOrder::nhwc;  // channels of the others
  const std::int64_t height = shape[last ? 0 : 1], width = shape[last ? 1 : 2],
                     channels = shape[last ? 2 : 0];
  CoordinateOrder order(static_cast<std::size_t>(height * width * channels));
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x)
      for (std::int64_t c = 0; c < channels; ++c) {
        const std::int64_t behind = (y * width + x) * channels + c, before = (c * height + y) * width + x;
        order[static_cast<std::size_t>(last ? before : behind)] =
            static_cast<std::int32_t>(last ? behind : before);
      }
  return order;
}

struct Shapes {
  const Shape &points, &training;
  const std::string& what;
  std::string text() const {
    return fmt::format("{}: its points have the shape {}, and the training points {}", what,
                       shape_text(points), shape_text(training));
  }
};

/// The order that the letters tell, if they do.
AxisOrder order_of(const std::string& letters) {
  for (const AxisOrder order : {AxisOrder::nhwc, AxisOrder::nchw})
    if (letters == name_of(order)) return order;
  return AxisOrder::automatic;
}

/// The order of the points beside that of the training points, as both files say, or as one says and the
/// sizes of the other's axes show; else automatic.
AxisOrder told_order(const PointAxes& points, const PointAxes& training) {
  if (points.shape.size() != image_axes || training.shape.size() != image_axes) return AxisOrder::automatic;
  AxisOrder ours = order_of(points.letters), theirs = order_of(training.letters);
  if (ours == AxisOrder::automatic && theirs == AxisOrder::automatic) return AxisOrder::automatic;
  if (ours == AxisOrder::automatic || theirs == AxisOrder::automatic) {
    AxisOrder& unknown = ours == AxisOrder::automatic ? ours : theirs;
    const AxisOrder known = ours == AxisOrder::automatic ? theirs : ours;
    const Shape& of_known = ours == AxisOrder::automatic ? training.shape : points.shape;
    const Shape& of_unknown = ours == AxisOrder::automatic ? points.shape : training.shape;
    const bool is_same = of_unknown == of_known, is_turned = of_unknown == turned(of_known, other(known));
    if (is_same == is_turned) return AxisOrder::automatic;
    unknown = is_same ? known : other(known);
  }
  return ours == theirs ? AxisOrder::same : ours;
}

std::string quoted(const std::string& letters) {
  return letters.empty() ? "nothing" : fmt::format("'{}'", letters);
}

CoordinateOrder asked_order(const Shapes& shapes, AxisOrder asked, const std::string& option) {
  const bool is_image = shapes.points.size() == image_axes,
             trains_on_images = shapes.training.size() == image_axes;
  if (!is_image && !trains_on_images)
    throw DataError(fmt::format(
        "{}; --{} {} needs the sizes of the three axes, in this file or that of the training points",
        shapes.text(), option, name_of(asked)));
  const Shape shape = is_image ? shapes.points : turned(shapes.training, asked);
  if (trains_on_images && turned(shape, other(asked)) != shapes.training) {
    if (shape == shapes.training) return {};  // the training points have that order, too
    throw DataError(fmt::format("{}, which in the order of --{} {} should be {}", shapes.text(), option,
                                name_of(asked), shape_text(turned(shape, other(asked)))));
  }
  return order_from(shape, asked);
}

}  // namespace

std::string_view name_of(AxisOrder order) {
  switch (order) {
    case AxisOrder::automatic:
      return "auto";
    case AxisOrder::same:
      return "same";
    case AxisOrder::nhwc:
      return "nhwc";
    case AxisOrder::nchw:
      break;
  }
  return "nchw";
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return fmt::format("{}", fmt::join(shape, " x "));
}

CoordinateOrder coordinate_order(const PointAxes& points, const PointAxes& training, bool is_flattened,
                                 AxisOrder asked, const std::string& what, const std::string& option) {
  const Shapes shapes{points.shape, training.shape, what};
  const AxisOrder ours = order_of(points.letters), told = told_order(points, training);
  const bool is_named = asked == AxisOrder::nhwc || asked == AxisOrder::nchw,
             both_say = ours != AxisOrder::automatic && order_of(training.letters) != AxisOrder::automatic;
  if ((is_named && ours != AxisOrder::automatic && ours != asked) ||
      (asked == AxisOrder::same && both_say && told != asked))
    throw DataError(
        fmt::format("{}: its attribute 'layout' is {}, that of the training points {}, and --{} {} says "
                    "otherwise; leave the option out, or mend the attribute",
                    what, quoted(points.letters), quoted(training.letters), option, name_of(asked)));
  if (asked == AxisOrder::automatic) asked = told;
  if (asked == AxisOrder::same) return {};
  if (asked != AxisOrder::automatic) return asked_order(shapes, asked, option);
  const Shape one = squeezed(points.shape), other_one = squeezed(training.shape);
  if (one == other_one || is_flattened) return {};
  const bool one_is_flat = one.size() < 2 || other_one.size() < 2;
  if (one_is_flat && std::max(one.size(), other_one.size()) < image_axes) return {};
  if (one_is_flat)
    throw DataError(
        fmt::format("{}: the order of their numbers is not known; say --{} same where it is that of the "
                    "training points, nhwc "
                    "where the points are height x width x channel and the training points channel x height "
                    "x width, or nchw "
                    "for the reverse",
                    shapes.text(), option));
  if (one.size() == image_axes && other_one.size() == image_axes)
    for (const AxisOrder order : {AxisOrder::nhwc, AxisOrder::nchw})
      if (turned(one, other(order)) == other_one)
        throw DataError(fmt::format("{}: say --{} {}, or --{} same to take the numbers as they stand",
                                    shapes.text(), option, name_of(order), option));
  throw DataError(fmt::format(
      "{}; give the axes one order, with numpy.transpose, or say --{} same to take the numbers as they "
      "stand",
      shapes.text(), option));
}

}  // namespace regimes::datasets
