#pragma once
/// Which implementation of a sweep is made: for which source of points, on the host or on the device.
#include <memory>
#include <type_traits>
#include <variant>

#include "kernels/stored_rows.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

/// Calls make(points, is_host) with the points as kernels see them, for the path that the settings ask for;
/// is_host is a constant.
template <class Interface, class Make>
std::unique_ptr<Interface> choose_path(const PointSource& source, SweepPath path, const Make& make) {
  return std::visit(
      [&](const auto& stored_or_procedural) -> std::unique_ptr<Interface> {
        const auto& points = device_points(stored_or_procedural);
        if constexpr (host_reaches_sweep_memory) {
          if (path != SweepPath::device) return make(points, std::true_type{});
        }
        return make(points, std::false_type{});
      },
      source);
}

}  // namespace regimes::kernels
