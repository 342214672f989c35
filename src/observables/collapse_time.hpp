#pragma once
/// The averaged curves of one training-set size and the collapse times that they give, each under its
/// estimator's name.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "observables/bootstrap.hpp"
#include "observables/effective_dimension.hpp"
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

/// How collapse times are read off: from which curves, and how exact these are.
struct CollapseReading {
  Observable cloning = Observable::cloning_collapse, entropy = Observable::excess_entropy_ratio;
  double mean_log_copies = 0;  ///< ln n less this is the entropy at large t, in nats
  double logit_error = 0;      ///< bound on the rounding of logits, in nats
  double entropy_floor = 0;    ///< below which entropies do not fall: the mean of ln m where equal points are
                               ///< counted as points, in nats
};
/// With equal points as one.
inline CollapseReading reading_over_distinct(double mean_log_copies, double logit_error) {
  return {Observable::cloning_collapse_distinct, Observable::excess_entropy_ratio_distinct, mean_log_copies,
          logit_error, 0};
}

/// d_eff from the values of queries as they are: means that are adjusted time by time (control_variates.hpp)
/// no longer share their noise between times, which slopes rest on. At least one replica; `points` = n >= 2.
EffectiveDimension effective_dimension(const std::vector<QueryValues>& replicas, std::int64_t points,
                                       const std::vector<double>& times, std::uint64_t seed);

/// `curves` = average(replicas), at least one replica; `points` = n >= 2; `times` ascending. `law` gives I
/// and V: the law of synthetic data, or the Gaussian with the covariance of real ones; without it there is no
/// fit. Errors by bootstrap, the same for the same seed. Curves that do not reach a level give NaN, not an
/// exception, and so does a crossing or fit that is made of rounding.
CollapseTimes collapse_times(const std::vector<QueryValues>& replicas, const Curves& curves,
                             std::int64_t points, const std::vector<double>& times,
                             const std::optional<theory::DataLaw>& law, std::uint64_t seed,
                             int resamples = default_resamples, const CollapseReading& of = {});

}  // namespace regimes::observables
