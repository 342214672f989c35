#pragma once
/// Which axes of an array of paths are times, paths and coordinates.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/row_reader.hpp"

namespace regimes::experiments {

enum class PathOrder { automatic, time_path, path_time };
std::string_view name_of(PathOrder order);

struct PathAxes {
  bool paths_first = false;
  std::int64_t paths = 0;
  std::vector<std::int64_t> point;  ///< sizes of the axes of a point
};

/// The axes of a file of paths at so many times, of points of this dimension. A single path may be without an
/// axis of paths. DataError where the sizes do not fit, or the order cannot be known; it begins with `what`.
PathAxes path_axes(const datasets::RowReader& file, std::int64_t times, std::int64_t dimension,
                   PathOrder asked, const std::string& what);

}  // namespace regimes::experiments
