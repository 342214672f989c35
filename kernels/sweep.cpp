#include "kernels/sweep.hpp"

#include <algorithm>
#include <cmath>

#include "base/process.hpp"
#include "kernels/device_sweep.hpp"
#include "kernels/host_sweep.hpp"

namespace regimes::kernels {

namespace {

constexpr int products_of(const NoisedQueries&) { return 2; }
constexpr int products_of(const FreeQueries&) { return 1; }

template <class Real>
std::vector<LogitFactors<Real>> factors_of(const NoisedQueries&, const std::vector<double>& times) {
  std::vector<LogitFactors<Real>> factors;
  for (const double t : times) {
    const double snr = signal_to_noise(t);
    factors.push_back(
        {static_cast<Real>(snr), static_cast<Real>(std::sqrt(snr))});  // e^{-t}/sqrt(Delta_t) = sqrt(snr)
  }
  return factors;
}

template <class Real>
std::vector<LogitFactors<Real>> factors_of(const FreeQueries&, const std::vector<double>&) {
  return {{1, 0}};
}

template <class Real, class Points, class Queries>
std::unique_ptr<Sweep> make_host(const Points& points, const Queries& queries,
                                 const SweepSettings& settings) {
  return std::make_unique<HostSweep<Points, products_of(Queries{}), Real>>(
      points, pack<Real>(queries, settings.times), factors_of<Real>(queries, settings.times),
      skip_below(settings.largest_points));
}

template <class Real, class Points, class Queries>
std::unique_ptr<Sweep> make_device(const Points& points, const Queries& queries,
                                   const SweepSettings& settings) {
  constexpr int products = products_of(Queries{});
  using Kernel = DeviceSweepKernel<Points, products, Real>;
  const auto packed = pack<Real>(queries, settings.times);
  const auto factors = factors_of<Real>(queries, settings.times);
  const int times = static_cast<int>(factors.size()), ranges = device_ranges<typename Kernel::Execution>();

  Kernel kernel{points, {}, {}, {}, {}, packed.norm_factor, {}, {}, ranges, {}};
  kernel.queries =
      decltype(kernel.queries)("regimes::sweep::queries", products, queries.count, queries.dimension);
  kernel.origins = decltype(kernel.origins)("regimes::sweep::origins", products, queries.count);
  kernel.exclude = decltype(kernel.exclude)("regimes::sweep::exclude", queries.count);
  kernel.factors = decltype(kernel.factors)("regimes::sweep::factors", products, times);
  kernel.states = decltype(kernel.states)("regimes::sweep::device_states", ranges, queries.count, times);
  kernel.class_sums = decltype(kernel.class_sums)("regimes::sweep::device_class_sums", ranges, queries.count,
                                                  times, points.classes);

  const auto host_queries = Kokkos::create_mirror_view(kernel.queries);
  const auto host_origins = Kokkos::create_mirror_view(kernel.origins);
  const auto host_exclude = Kokkos::create_mirror_view(kernel.exclude);
  const auto host_factors = Kokkos::create_mirror_view(kernel.factors);
  for (int q = 0; q < queries.count; ++q) {
    for (int product = 0; product < products; ++product) {
      for (int k = 0; k < queries.dimension; ++k) host_queries(product, q, k) = packed.value(q, product, k);
      host_origins(product, q) = packed.origin(q, product);
    }
    host_exclude(q) = packed.excluded_point(q);
  }
  for (int time = 0; time < times; ++time) {
    host_factors(0, time) = factors[time].first;
    if (products == 2) host_factors(1, time) = factors[time].second;
  }
  Kokkos::deep_copy(kernel.queries, host_queries);
  Kokkos::deep_copy(kernel.origins, host_origins);
  Kokkos::deep_copy(kernel.exclude, host_exclude);
  Kokkos::deep_copy(kernel.factors, host_factors);
  return std::make_unique<DeviceSweep<Points, products, Real>>(kernel);
}

constexpr bool host_reaches_sweep_memory =
    Kokkos::SpaceAccessibility<Kokkos::HostSpace, SweepMemory>::accessible;

template <class Real, class Queries>
std::unique_ptr<Sweep> make(const PointSource& source, const Queries& queries,
                            const SweepSettings& settings) {
  return std::visit(
      [&](const auto& points) -> std::unique_ptr<Sweep> {
        if constexpr (host_reaches_sweep_memory)
          if (settings.path != SweepPath::device) return make_host<Real>(points, queries, settings);
        return make_device<Real>(points, queries, settings);
      },
      source);
}

template <class Queries>
std::unique_ptr<Sweep> make(const PointSource& points, const Queries& queries,
                            const SweepSettings& settings) {
  return settings.precision == Precision::single ? make<float>(points, queries, settings)
                                                 : make<double>(points, queries, settings);
}

}  // namespace

std::unique_ptr<Sweep> make_sweep(const PointSource& points, const NoisedQueries& queries,
                                  const SweepSettings& settings) {
  return make(points, queries, settings);
}

std::unique_ptr<Sweep> make_sweep(const PointSource& points, const FreeQueries& queries,
                                  const SweepSettings& settings) {
  return make(points, queries, settings);
}

}  // namespace regimes::kernels
