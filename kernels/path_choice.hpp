#pragma once
/// Which implementation of a sweep is made: for which source of points, on the host or on the device.
#include <memory>
#include <type_traits>
#include <variant>

#include "base/error.hpp"
#include "kernels/device/device_points.hpp"
#include "kernels/packs/host_tiles.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

/// Calls make(points, is_host) for the kind of points and the path that the settings ask for; is_host is a
/// constant, and points are those of on_host(), or DevicePoints. Sweeps in float have no eyes for double
/// rows.
template <class Interface, class Real, class Make>
std::unique_ptr<Interface> choose_path(const PointSource& source, SweepPath path, const Make& make) {
  return std::visit(
      [&](const auto& points) -> std::unique_ptr<Interface> {
        if constexpr (std::is_same_v<std::decay_t<decltype(points)>, StoredPoints>)
          if (sizeof(Real) != sizeof(double) && points.coordinates() == Coordinates::fp64)
            throw ContractError("a sweep in float has rows in double (a bug, please report it)");
        if constexpr (host_reaches_sweep_memory) {
          if (path != SweepPath::device) return make(on_host(points), std::true_type{});
        }
        return make(DevicePoints(points), std::false_type{});
      },
      source);
}

}  // namespace regimes::kernels
