#pragma once
/// The averaged curves of one training-set size and the collapse times that they give, each under its
/// estimator's name.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "observables/bootstrap.hpp"
#include "observables/observable.hpp"
#include "observables/query_values.hpp"
#include "observables/statistics.hpp"
#include "observables/threshold_time.hpp"
#include "theory/law.hpp"

namespace regimes::observables {

inline constexpr double cloning_level = 0.5;  ///< phi_C at t_C

/// Mean curves with their errors. A curve without values (no classes, no replica) is empty.
using Curves = PerObservable<Curve>;

/// Averages over the queries of each replica, then over replicas.
Curves average(const std::vector<QueryValues>& replicas);

struct CollapseTimes {
  Estimate cloning;    ///< phi_C = 1/2
  Estimate entropy;    ///< f^e/alpha = .05
  Estimate fit;        ///< s I(t) = ln n, with s from the fit
  Estimate fit_scale;  ///< s, dimensionless
};

/// `curves` = average(replicas), at least one replica; `points` = n >= 2; `times` ascending. `law` gives I
/// and V: the law of synthetic data, or the Gaussian with the covariance of real ones; without it there is no
/// fit. Errors by bootstrap, the same for the same seed. Curves that do not reach a level give NaN, not an
/// exception.
CollapseTimes collapse_times(const std::vector<QueryValues>& replicas, const Curves& curves,
                             std::int64_t points, const std::vector<double>& times,
                             const std::optional<theory::DataLaw>& law, std::uint64_t seed,
                             int resamples = default_resamples);

}  // namespace regimes::observables
