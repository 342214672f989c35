#include "theory/collapse_times.hpp"

#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <limits>

#include "base/process.hpp"
#include "theory/arguments.hpp"
#include "theory/collapse_root.hpp"
#include "theory/gaussian.hpp"

namespace regimes::theory {
namespace {

using boost::math::double_constants::ln_two;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// t_C of one class, NaN where the law has more than one variance or no points are left.
double one_class_time(const DataLaw& law, double log_points) {
  if (law.spectrum.eigenvalue.size() != 1 || !(log_points > 0)) return nan;
  return collapse_time_isotropic(law.spectrum.eigenvalue.front(), law.spectrum.multiplicity.front(),
                                 log_points);
}

}  // namespace

// (I - ln n)/sqrt V falls by one while t grows by sqrt V/|dI/dt|; dI/dt = -V (1 + snr) = -V/Delta_t.
// src/theory/README.md, "Finite size"
CollapseTimes collapse_times(const DataLaw& law, double log_points) {
  CollapseTimes times{};
  times.information = law.collapse_time(log_points);
  times.entropy =
      decreasing_crossing([&](double t) { return -law.excess_entropy_ratio(t, log_points); }, -entropy_level)
          .value_or(nan);
  times.entropy_asymptotic = law.collapse_time((1 - entropy_level) * log_points);
  times.closed_form = one_class_time(law, log_points);
  times.resolved_classes = law.mean_norm_squared > 0 ? one_class_time(law, log_points - ln_two) : nan;
  times.width = noise_variance(times.information) / std::sqrt(law.information_variance(times.information));
  return times;
}

}  // namespace regimes::theory
