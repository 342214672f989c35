#include "theory/collapse_times.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <numbers>

#include "base/error.hpp"
#include "theory/gaussian.hpp"

namespace regimes::theory {
namespace {

TEST(CollapseTimes, OfOneGaussianAgreeWithTheClosedForm) {
  for (const double points : {500.0, 1e9, 1e30}) {
    const CollapseTimes times = collapse_times({isotropic(2, 48)}, std::log(points));
    EXPECT_NEAR(times.information / times.closed_form, 1, 1e-12);
    EXPECT_TRUE(std::isnan(times.resolved_classes));
  }
  EXPECT_NEAR(collapse_times({isotropic(1, 256)}, std::log(20000)).closed_form, 1.298790, 5e-7);
}

TEST(CollapseTimes, AreWhereTheirCurvesCross) {
  for (const double amplitude : {0.0, 0.4}) {
    const DataLaw law{isotropic(1.5, 64), amplitude * amplitude * 64};
    const double log_points = std::log(3000);
    const CollapseTimes times = collapse_times(law, log_points);
    EXPECT_NEAR(law.cloning_collapse(times.information, log_points), 0.5, 1e-10);
    EXPECT_NEAR(law.excess_entropy_ratio(times.entropy, log_points), .05, 1e-12);
    EXPECT_NEAR(law.excess_entropy_ratio_asymptotic(times.entropy_asymptotic, log_points), .05, 1e-12);
    EXPECT_LT(times.entropy, times.information);
  }
}

TEST(CollapseTimes, OfTwoClassesLieBetweenThoseOfOneClass) {
  const DataLaw law{isotropic(1, 256), 0.05 * 256};
  const CollapseTimes times = collapse_times(law, std::log(20000));
  EXPECT_GT(times.information, times.closed_form);
  EXPECT_LT(times.information, times.resolved_classes);
  EXPECT_NEAR(times.resolved_classes, collapse_time(isotropic(1, 256), std::log(10000)), 1e-12);
}

TEST(CollapseTimes, WidthIsTheTimeOverWhichTheScalingVariableFallsByOne) {
  const DataLaw law{{{0.2, 1, 5}, {400, 300, 2}}};
  const double log_points = std::log(1e5);
  const CollapseTimes times = collapse_times(law, log_points);
  const auto scaled = [&](double t) {
    return law.information(t) / std::sqrt(law.information_variance(times.information));
  };
  const double step = 1e-4 * times.information;
  const double slope = (scaled(times.information - step) - scaled(times.information + step)) / (2 * step);
  EXPECT_NEAR(times.width * slope, 1, 1e-6);
  EXPECT_TRUE(std::isnan(times.closed_form));
}

TEST(CollapseTimes, RefuseOnePointAndNoVariance) {
  EXPECT_THROW(collapse_times({isotropic(1, 8)}, 0), UsageError);
  EXPECT_THROW(collapse_times({isotropic(0, 8)}, 3), UsageError);
}

}  // namespace
}  // namespace regimes::theory
