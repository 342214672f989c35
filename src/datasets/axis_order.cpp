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

CoordinateOrder coordinate_order(const std::vector<std::int64_t>& shape,
                                 const std::vector<std::int64_t>& training_shape, bool is_flattened,
                                 AxisOrder asked, const std::string& what, const std::string& option) {
  const Shapes shapes{shape, training_shape, what};
  if (asked == AxisOrder::same) return {};
  if (asked != AxisOrder::automatic) return asked_order(shapes, asked, option);
  const Shape points = squeezed(shape), training = squeezed(training_shape);
  if (points == training || is_flattened) return {};
  const bool one_is_flat = points.size() < 2 || training.size() < 2;
  if (one_is_flat && std::max(points.size(), training.size()) < image_axes) return {};
  if (one_is_flat)
    throw DataError(
        fmt::format("{}: the order of their numbers is not known; say --{} same where it is that of the "
                    "training points, nhwc "
                    "where the points are height x width x channel and the training points channel x height "
                    "x width, or nchw "
                    "for the reverse",
                    shapes.text(), option));
  if (points.size() == image_axes && training.size() == image_axes)
    for (const AxisOrder order : {AxisOrder::nhwc, AxisOrder::nchw})
      if (turned(points, other(order)) == training)
        throw DataError(fmt::format("{}: say --{} {}, or --{} same to take the numbers as they stand",
                                    shapes.text(), option, name_of(order), option));
  throw DataError(fmt::format(
      "{}; give the axes one order, with numpy.transpose, or say --{} same to take the numbers as they "
      "stand",
      shapes.text(), option));
}

}  // namespace regimes::datasets
