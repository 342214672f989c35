#pragma once
/// Whether the points of a second set have their numbers in the order of the training points, and what brings
/// them there. Images are stored as height x width x channel or as channel x height x width, and with both
/// the same number of numbers a wrong order is another point.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

enum class AxisOrder {
  automatic,  ///< that of the training points, where shapes show that it is
  same,       ///< that of the training points, whatever the shapes
  nhwc,       ///< height x width x channel, and of the training points channel x height x width
  nchw        ///< the reverse
};
std::string_view name_of(AxisOrder order);

/// Sizes of axes as a text: "3 x 32 x 32".
std::string shape_text(const std::vector<std::int64_t>& shape);

/// Where the numbers of a point come from: number k of a training point is number order[k] of the other's
/// row. Empty: order[k] = k.
using CoordinateOrder = std::vector<std::int32_t>;

/// What a file says of the axes of a point: their sizes, and in letters, with that of the points, what they
/// are: "nhwc" or "nchw", or something else that tells nothing.
struct PointAxes {
  std::vector<std::int64_t> shape;
  std::string letters;
};

/// The two shapes are of as many numbers. `is_flattened`: the file says that its numbers are coordinates of
/// training points. DataError where the order cannot be known, is not the one that is asked for, or where a
/// file says another than is asked for; it begins with `what`, the file, and names `option`, which has the
/// order.
CoordinateOrder coordinate_order(const PointAxes& points, const PointAxes& training, bool is_flattened,
                                 AxisOrder asked, const std::string& what, const std::string& option);

}  // namespace regimes::datasets
