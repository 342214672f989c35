#include "kernels/density_sweep.hpp"

#include <cmath>

#include "kernels/device/device_compact_sweep.hpp"
#include "kernels/device/device_sweep.hpp"
#include "kernels/host/host_compact_sweep.hpp"
#include "kernels/host/host_sweep.hpp"
#include "kernels/path_choice.hpp"

namespace regimes::kernels {
namespace {

/// x itself, so that the first difference is x.a - |a|^2/2.
template <class Real>
PackedQueries<Real, 1> pack_points(const DensityQueries& queries) {
  auto packed = pack_free<Real>(
      queries, [](int) { return 1.; }, 1);
  for (std::size_t q = 0; q < queries.left_out.size(); ++q)
    packed.excluded_point(static_cast<int>(q)) = queries.left_out[q];
  return packed;
}

template <class Real>
std::vector<LogitFactors<Real>> factors_of(const std::vector<double>& bandwidths) {
  std::vector<LogitFactors<Real>> factors;
  for (const double h : bandwidths) factors.push_back({static_cast<Real>(1 / (h * h)), 0});
  return factors;
}

template <class Points, class Real, bool Host>
std::unique_ptr<Sweep> make_gaussian(const Points& points, const PackedQueries<Real, 1>& packed,
                                     const DensitySettings& settings) {
  if constexpr (Host)
    return std::make_unique<HostSweep<Points, 1, Real>>(
        HostTileLoop<Points, 1, Real>(points, packed, std::log(skipped_weight(settings.largest_points))),
        factors_of<double>(settings.bandwidths));
  else
    return std::make_unique<DeviceSweep<1, Real>>(points, make_device_loop(packed),
                                                  factors_of<double>(settings.bandwidths));
}

template <class Points, class Real, bool Host>
std::unique_ptr<Sweep> make_compact(const Points& points, const PackedQueries<Real, 1>& packed,
                                    const DensitySettings& settings) {
  if constexpr (Host)
    return std::make_unique<HostCompactSweep<Points, Real>>(HostTileLoop<Points, 1, Real>(points, packed, 0),
                                                            settings.kernel, settings.bandwidths);
  else
    return std::make_unique<DeviceCompactSweep<Real>>(points, make_device_loop(packed), packed,
                                                      settings.kernel, settings.bandwidths);
}

template <class Real>
std::unique_ptr<Sweep> make_in(const PointSource& source, const DensityQueries& queries,
                               const DensitySettings& settings) {
  const auto packed = pack_points<Real>(queries);
  return choose_path<Sweep, Real>(source, settings.path,
                                  [&]<class Points, bool Host>(Points points, std::bool_constant<Host>) {
                                    points.classes = 0;  // no class sums
                                    return settings.kernel == DensityKernel::gaussian
                                               ? make_gaussian<Points, Real, Host>(points, packed, settings)
                                               : make_compact<Points, Real, Host>(points, packed, settings);
                                  });
}

}  // namespace

DensityQueries part_of(const DensityQueries& queries, int first, int last) {
  const auto begin = static_cast<std::ptrdiff_t>(first) * queries.dimension,
             end = static_cast<std::ptrdiff_t>(last) * queries.dimension;
  DensityQueries part;
  part.count = last - first;
  part.dimension = queries.dimension;
  part.x.assign(queries.x.begin() + begin, queries.x.begin() + end);
  if (!queries.left_out.empty())
    part.left_out.assign(queries.left_out.begin() + first, queries.left_out.begin() + last);
  return part;
}

std::unique_ptr<Sweep> make_density_sweep(const PointSource& points, const DensityQueries& queries,
                                          const DensitySettings& settings) {
  return settings.precision == Precision::fp32 ? make_in<float>(points, queries, settings)
                                               : make_in<double>(points, queries, settings);
}

}  // namespace regimes::kernels
