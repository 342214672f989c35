#include "theory/geometry.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "base/process.hpp"
#include "theory/gaussian.hpp"
#include "theory/law.hpp"

namespace regimes::theory {
namespace {

/// -2 dH/d ln snr of the law's own entropy, by central differences.
double slope_of_entropy(const DataLaw& law, double t, double log_points) {
  constexpr double step = 1e-4;  // in ln snr
  const auto entropy = [&](double log_snr) {
    return law.excess_entropy_ratio(std::log1p(std::exp(-log_snr)) / 2, log_points) * log_points;
  };
  const double at = -std::log(noise_to_signal(t));
  return -2 * (entropy(at + step) - entropy(at - step)) / (2 * step);
}

TEST(EffectiveDimension, IsTheSlopeOfTheEntropyInTheLogOfTheSignal) {
  const DataLaw laws[] = {{isotropic(1, 32)}, {{{1, .25, 0}, {24, 24, 5}}}, {isotropic(.7, 64), 48}};
  for (const DataLaw& law : laws)
    for (const double t : {.1, .3, .6, 1., 1.8, 3.})
      for (const double log_points : {std::log(50.), std::log(3000.), std::log(1e8)})
        EXPECT_NEAR(law.effective_dimension(t, log_points), slope_of_entropy(law, t, log_points), 1e-5)
            << "t = " << t << ", ln n = " << log_points;
}

TEST(EffectiveDimension, HasTheKnownHeights) {
  struct Row {
    double directions, points, height;
  };
  for (const auto& [directions, points, height] :
       {Row{32, 1e3, 5.73}, Row{32, 1e6, 12.08}, Row{32, 1e9, 17.35}, Row{32, 1e12, 21.44}, Row{8, 1e3, 4.43},
        Row{8, 1e4, 5.52}}) {
    const DataLaw law{isotropic(1, directions)};
    const LargestDimension largest = largest_effective_dimension(law, std::log(points));
    EXPECT_NEAR(largest.value, height, .0051) << directions << " directions, n = " << points;
    for (double t = 1e-3; t < 4; t *= 1.002)
      EXPECT_LE(law.effective_dimension(t, std::log(points)), largest.value + 1e-9) << t;
    EXPECT_NEAR(law.effective_dimension(largest.time, std::log(points)), largest.value, 1e-9);
  }
}

TEST(EffectiveDimension, HasTheKnownValuesOfTheLaw) {
  const DataLaw one{isotropic(1, 32)}, two{{{4, .25}, {24, 24}}};
  EXPECT_NEAR(one.effective_dimension(.3809, std::log(2981)), 3.72, .0051);
  EXPECT_NEAR(one.effective_dimension(.4664, std::log(2981)), 5.44, .0051);
  EXPECT_NEAR(one.effective_dimension(.8, std::log(2981)), 6.01, .0051);
  EXPECT_NEAR(two.effective_dimension(.8705, std::log(3000)), 5.31, .006);
  EXPECT_NEAR(two.effective_dimension(1.1317, std::log(3000)), 6.66, .006);
}

TEST(EffectiveDimension, IsThatOfTheLiquidForManyPointsAndNoneForFew) {
  const DataLaw law{isotropic(1, 32), 32};
  EXPECT_NEAR(law.effective_dimension(.5, 500), law.liquid_dimension(.5), 1e-9);
  EXPECT_NEAR(law.effective_dimension(.001, std::log(100)), 0, 1e-6);
  EXPECT_EQ(DataLaw{isotropic(1, 32)}.liquid_dimension(.5), 32 * liquid_eigenvalue(1, .5));
  EXPECT_THROW(law.effective_dimension(.5, 0), UsageError);
}

TEST(Retrieval, OfPointsThemselvesHasTheKnownCapacity) {
  // d = 16, n = 2981: g = .7632 at t = .4187.
  const Spectrum spectrum = isotropic(1, 16);
  const double t = retrieval_time(spectrum, std::log(2981));
  EXPECT_NEAR(t, .4187, 5e-5);
  EXPECT_NEAR(signal_to_noise(t), .7632, 5e-5);
  EXPECT_GT(t, collapse_time(spectrum, std::log(2981)));
  const double g = 3 * signal_to_noise(.7);
  EXPECT_NEAR(retrieval_information(isotropic(3, 10), .7), 5 * (std::log1p(g) + g / (1 + g)), 1e-12);
}

TEST(ManifoldPlane, OfTwoVariancesHasTheKnownGap) {
  const ManifoldPlane plane{400, {80, 80}, {1, .01}};
  EXPECT_NEAR(plane.widest_snr(), 5.393, 5e-4);
  EXPECT_NEAR(plane.widest_gap(), .6094, 5e-5);
  const double at = std::log1p(1 / plane.widest_snr()) / 2;
  EXPECT_NEAR(plane.gap_between(at), plane.widest_gap(), 1e-12);
  EXPECT_LT(plane.gap_between(at * 1.1), plane.widest_gap());
  EXPECT_LT(plane.gap_between(at / 1.1), plane.widest_gap());
}

TEST(ManifoldPlane, OfOneVarianceHasTheEdgesOfMarchenkoAndPastur) {
  const ManifoldPlane plane{400, {100}, {2}};
  EXPECT_NEAR(plane.edges(0).smallest, 2, 1e-12);  // 2 (1 - 2)^2
  EXPECT_NEAR(plane.edges(0).largest, 18, 1e-12);  // 2 (1 + 2)^2
  EXPECT_NEAR(plane.gap_across(.5), 2 / (2 + noise_to_signal(.5)), 1e-12);
}

TEST(SmoothedFixedPoint, OfTwoPointsHasTheKnownValues) {
  EXPECT_NEAR(smoothed_fixed_point(.3), .999133, 5e-7);
  EXPECT_NEAR(smoothed_fixed_point(.5), .939851, 5e-7);
  EXPECT_NEAR(smoothed_fixed_point(.7), .637719, 5e-7);
  EXPECT_NEAR(critical_smoothing(), .7979, 5e-5);
  EXPECT_EQ(smoothed_fixed_point(0), 1);
  EXPECT_EQ(smoothed_fixed_point(.05), 1);
  EXPECT_EQ(smoothed_fixed_point(critical_smoothing()), 0);
  EXPECT_EQ(smoothed_fixed_point(2), 0);
  EXPECT_GT(smoothed_fixed_point(critical_smoothing() * (1 - 1e-6)), 1e-3);  // about sqrt(6e-6)
  EXPECT_THROW(smoothed_fixed_point(-1), UsageError);
}

}  // namespace
}  // namespace regimes::theory
