#include "kernels/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/process.hpp"
#include "kernels/device/device_mean_sweep.hpp"
#include "kernels/device/device_nearest_sweep.hpp"
#include "kernels/device/device_sweep.hpp"
#include "kernels/host/host_class_mean_sweep.hpp"
#include "kernels/host/host_mean_sweep.hpp"
#include "kernels/host/host_nearest_sweep.hpp"
#include "kernels/host/host_sweep.hpp"
#include "kernels/instruction_set.hpp"
#include "kernels/path_choice.hpp"

namespace regimes::kernels {

double skipped_weight(std::int64_t largest_points) {
  return negligible_weight / static_cast<double>(std::max(largest_points, fewest_points_of_skipping));
}

namespace {

constexpr int products_of(const NoisedQueries&) { return 2; }
constexpr int products_of(const FreeQueries&) { return 1; }

/// e^{-t}/sqrt(Delta_t) = sqrt(snr). The noise -z has the same products as z, and differs in the sign of the
/// second factor: times follow twice.
template <class Real>
std::vector<LogitFactors<Real>> factors_of(const NoisedQueries& queries, const std::vector<double>& times) {
  std::vector<LogitFactors<Real>> factors;
  for (const double sign : {1., -1.}) {
    if (sign < 0 && !queries.is_mirrored) break;
    for (const double t : times) {
      const double snr = signal_to_noise(t);
      factors.push_back({static_cast<Real>(snr), static_cast<Real>(sign * std::sqrt(snr))});
    }
  }
  return factors;
}

/// A sweep over queries whose times follow twice, seen as one over twice the queries: the states lie in the
/// same order, [query][sign][time].
class MirroredSweep final : public Sweep {
 public:
  MirroredSweep(std::unique_ptr<Sweep> sweep, std::size_t states)
      : sweep_(std::move(sweep)), states_(states) {}

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    sweep_->run(partition, first_tile, last_tile, begin, end);
  }
  PosteriorStates collect() override {
    PosteriorStates states = sweep_->collect();
    states.queries *= 2;
    states.times /= 2;
    return states;
  }
  /// An odd number of queries ends without the last mirror image: for that all weights are nothing.
  void share_references(const std::vector<double>& logits) override {
    std::vector<double> all = logits;
    if (!all.empty() && all.size() < states_) all.resize(states_, std::numeric_limits<double>::infinity());
    sweep_->share_references(all);
  }

 private:
  std::unique_ptr<Sweep> sweep_;
  std::size_t states_;
};

template <class Real>
std::vector<LogitFactors<Real>> factors_of(const FreeQueries&, const std::vector<double>&) {
  return {{1, 0}};
}

template <class Real, class Queries>
std::unique_ptr<Sweep> make_posterior(const PointSource& source, const Queries& queries,
                                      const SweepSettings& settings) {
  return choose_path<Sweep, Real>(
      source, settings.path, [&]<class Points, bool Host>(const Points& points, std::bool_constant<Host>) {
        constexpr int products = products_of(Queries{});
        const auto packed = pack<Real>(queries, settings.times);
        if constexpr (Host)
          return std::unique_ptr<Sweep>(std::make_unique<HostSweep<Points, products, Real>>(
              HostTileLoop<Points, products, Real>(points, packed,
                                                   std::log(skipped_weight(settings.largest_points))),
              factors_of<double>(queries, settings.times)));
        else
          return std::unique_ptr<Sweep>(std::make_unique<DeviceSweep<products, Real>>(
              points, make_device_loop(packed), factors_of<double>(queries, settings.times)));
      });
}

template <class Real>
std::unique_ptr<MeanSweep> make_mean(const PointSource& source, const FreeQueries& queries,
                                     const SweepSettings& settings) {
  return choose_path<MeanSweep, Real>(
      source, settings.path, [&]<class Points, bool Host>(const Points& points, std::bool_constant<Host>) {
        const auto packed = pack<Real>(queries, settings.times);
        if constexpr (Host)
          return std::unique_ptr<MeanSweep>(
              std::make_unique<HostMeanSweep<Points, Real>>(HostTileLoop<Points, 1, Real>(
                  points, packed, std::log(skipped_weight(settings.largest_points)))));
        else
          return std::unique_ptr<MeanSweep>(
              std::make_unique<DeviceMeanSweep<Real, 1>>(points, make_device_loop(packed)));
      });
}

template <class Real>
std::unique_ptr<MeanSweep> make_class_mean(const PointSource& source, const FreeQueries& queries,
                                           const std::vector<int>& classes, const SweepSettings& settings) {
  return choose_path<MeanSweep, Real>(
      source, settings.path, [&]<class Points, bool Host>(const Points& points, std::bool_constant<Host>) {
        if constexpr (Host) {
          constexpr int lanes = PackedQueries<Real, 1>::lanes;
          ClassGroups groups = group_by_class(classes, lanes);
          HostTileLoop<Points, 1, Real> loop(points,
                                             pack<Real>(in_groups(queries, groups, lanes), settings.times),
                                             std::log(skipped_weight(settings.largest_points)));
          return std::unique_ptr<MeanSweep>(
              std::make_unique<HostClassMeanSweep<Points, Real>>(std::move(loop), std::move(groups)));
        } else {
          return std::unique_ptr<MeanSweep>(std::make_unique<DeviceMeanSweep<Real, class_sides>>(
              points, make_device_loop(pack<Real>(queries, settings.times)), classes));
        }
      });
}

template <class Real>
std::unique_ptr<NearestSweep> make_nearest(const PointSource& source, const FreeQueries& queries,
                                           const std::vector<double>& times, int neighbours, SweepPath path) {
  return choose_path<NearestSweep, Real>(
      source, path, [&]<class Points, bool Host>(const Points& points, std::bool_constant<Host>) {
        const auto packed = pack_nearness<Real>(queries, times);
        if constexpr (Host)
          return std::unique_ptr<NearestSweep>(std::make_unique<HostNearestSweep<Points, Real>>(
              HostTileLoop<Points, 1, Real>(points, packed, 0), neighbours));
        else
          return std::unique_ptr<NearestSweep>(
              std::make_unique<DeviceNearestSweep<Real>>(points, make_device_loop(packed), neighbours));
      });
}

/// With exact products of bytes; null where they cannot be had.
template <class Queries>
std::unique_ptr<Sweep> make_posterior_of_bytes(const PointSource& source, const Queries& queries,
                                               const SweepSettings& settings) {
  if constexpr (host_reaches_sweep_memory && std::is_same_v<Queries, NoisedQueries>) {
    const auto* points = std::get_if<StoredPoints>(&source);
    if (!settings.in_bytes || settings.path == SweepPath::device || !points || byte_instructions().empty())
      return nullptr;
    const ByteRows rows{on_host(*points)};
    if (const auto packed = pack_bytes(rows, queries))
      return std::make_unique<HostSweep<ByteRows, 2, float>>(
          HostTileLoop<ByteRows, 2, float>(rows, *packed, std::log(skipped_weight(settings.largest_points))),
          factors_of<double>(queries, settings.times));
  }
  return nullptr;
}

template <class Queries>
std::unique_ptr<Sweep> make_posterior_in(const PointSource& points, const Queries& queries,
                                         const SweepSettings& settings) {
  if (auto of_bytes = make_posterior_of_bytes(points, queries, settings)) return of_bytes;
  return settings.precision == Precision::fp32 ? make_posterior<float>(points, queries, settings)
                                               : make_posterior<double>(points, queries, settings);
}

}  // namespace

std::unique_ptr<Sweep> make_sweep(const PointSource& points, const NoisedQueries& queries,
                                  const SweepSettings& settings) {
  std::unique_ptr<Sweep> sweep = make_posterior_in(points, queries, settings);
  if (!queries.is_mirrored) return sweep;
  return std::make_unique<MirroredSweep>(std::move(sweep),
                                         static_cast<std::size_t>(queries.states()) * settings.times.size());
}

std::unique_ptr<Sweep> make_sweep(const PointSource& points, const FreeQueries& queries,
                                  const SweepSettings& settings) {
  return make_posterior_in(points, queries, settings);
}

std::unique_ptr<MeanSweep> make_mean_sweep(const PointSource& points, const FreeQueries& queries,
                                           const SweepSettings& settings) {
  return settings.precision == Precision::fp32 ? make_mean<float>(points, queries, settings)
                                               : make_mean<double>(points, queries, settings);
}

std::unique_ptr<MeanSweep> make_class_mean_sweep(const PointSource& points, const FreeQueries& queries,
                                                 const std::vector<int>& classes,
                                                 const SweepSettings& settings) {
  return settings.precision == Precision::fp32 ? make_class_mean<float>(points, queries, classes, settings)
                                               : make_class_mean<double>(points, queries, classes, settings);
}

std::unique_ptr<NearestSweep> make_nearest_sweep(const PointSource& points, const FreeQueries& queries,
                                                 const std::vector<double>& times, int neighbours,
                                                 Precision precision, SweepPath path) {
  return precision == Precision::fp32 ? make_nearest<float>(points, queries, times, neighbours, path)
                                      : make_nearest<double>(points, queries, times, neighbours, path);
}

}  // namespace regimes::kernels
