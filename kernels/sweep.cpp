#include "kernels/sweep.hpp"

#include <cmath>

#include "base/process.hpp"
#include "kernels/host_sweep.hpp"

namespace regimes::kernels {

namespace {

/// Logits this far below the reference are skipped: n of them weigh less than negligible_weight of one at the reference.
double skip_below(std::int64_t points) {
  constexpr double points_of_depth = 1e6;
  return std::log(negligible_weight) - std::log(std::max(static_cast<double>(points), points_of_depth));
}

template <class Real>
std::vector<LogitFactors<Real>> noised_factors(const std::vector<double>& times) {
  std::vector<LogitFactors<Real>> factors;
  for (const double t : times) {
    const double snr = signal_to_noise(t);
    factors.push_back({static_cast<Real>(snr), static_cast<Real>(std::sqrt(snr))});
  }
  return factors;
}

template <class Real>
std::unique_ptr<Sweep> make_host_sweep(const PointSource& source, const NoisedQueries& queries, const SweepSettings& settings) {
  return std::visit(
      [&](const auto& points) -> std::unique_ptr<Sweep> {
        using Points = std::decay_t<decltype(points)>;
        return std::make_unique<HostSweep<Points, 2, Real>>(points, pack<Real>(queries), noised_factors<Real>(settings.times),
                                                            skip_below(settings.largest_points));
      },
      source);
}

template <class Real>
std::unique_ptr<Sweep> make_host_sweep(const PointSource& source, const FreeQueries& queries, const SweepSettings& settings) {
  return std::visit(
      [&](const auto& points) -> std::unique_ptr<Sweep> {
        using Points = std::decay_t<decltype(points)>;
        return std::make_unique<HostSweep<Points, 1, Real>>(points, pack<Real>(queries, settings.times.at(0)),
                                                            std::vector{LogitFactors<Real>{1, 0}},
                                                            skip_below(settings.largest_points));
      },
      source);
}

template <class Queries>
std::unique_ptr<Sweep> make(const PointSource& points, const Queries& queries, const SweepSettings& settings) {
  return settings.precision == Precision::single ? make_host_sweep<float>(points, queries, settings)
                                                 : make_host_sweep<double>(points, queries, settings);
}

}  // namespace

std::unique_ptr<Sweep> make_sweep(const PointSource& points, const NoisedQueries& queries, const SweepSettings& settings) {
  return make(points, queries, settings);
}

std::unique_ptr<Sweep> make_sweep(const PointSource& points, const FreeQueries& queries, const SweepSettings& settings) {
  return make(points, queries, settings);
}

}  // namespace regimes::kernels
