#include "kernels/covariance_sweep.hpp"

#include "kernels/device/device_covariance_sweep.hpp"
#include "kernels/host/host_covariance_sweep.hpp"
#include "kernels/path_choice.hpp"

namespace regimes::kernels {
namespace {

template <class Real>
std::unique_ptr<CovarianceSweep> make_covariance(const PointSource& source, const CovarianceQueries& queries,
                                                 const SweepSettings& settings) {
  return choose_path<CovarianceSweep, Real>(
      source, settings.path,
      [&]<class Points, bool Host>(const Points& points,
                                   std::bool_constant<Host>) -> std::unique_ptr<CovarianceSweep> {
        if constexpr (Host)
          return std::make_unique<HostCovarianceSweep<Points, Real>>(points, queries, settings.times);
        else
          return std::make_unique<DeviceCovarianceSweep<Real>>(points, queries, settings.times);
      });
}

}  // namespace

std::unique_ptr<CovarianceSweep> make_covariance_sweep(const PointSource& points,
                                                       const CovarianceQueries& queries,
                                                       const SweepSettings& settings) {
  return settings.precision == Precision::fp32 ? make_covariance<float>(points, queries, settings)
                                               : make_covariance<double>(points, queries, settings);
}

}  // namespace regimes::kernels
