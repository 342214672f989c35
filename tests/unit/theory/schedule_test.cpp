// Modes of schedules: values of another implementation, limits in large dimension, and a linear case.
#include "theory/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace regimes::theory {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The times of steps equal in s, of sqrt(snr) = root(s), from pure noise to data.
std::vector<double> times_of(int steps, const std::function<double(double)>& root) {
  std::vector<double> times = {infinity};
  for (int k = 1; k < steps; ++k) times.push_back(std::log1p(1 / std::pow(root(1. * k / steps), 2)) / 2);
  times.push_back(0);
  return times;
}
std::vector<double> vp(int steps) {
  return times_of(steps, [](double tau) { return tau / (1 - tau); });
}
std::vector<double> ve(int steps, double d) {
  return times_of(steps, [d](double tau) { return tau / (1 - tau) / std::sqrt(d); });
}
std::vector<double> vp_dilated(int steps, double d) {
  const double part = 3 / std::sqrt(d);
  return times_of(steps, [part](double s) {
    const double tau = s < .5 ? 2 * part * s : part + (1 - part) * (2 * s - 1);
    return tau / (1 - tau);
  });
}
TwoModes modes(double d) { return {d, .25, .8}; }

TEST(ScheduledModes, HaveTheKnownFractionsAndDeviations) {
  constexpr double tolerance = 1.1e-5;
  const auto expect = [](double d, const std::vector<double>& times, double fraction, double deviation) {
    const ScheduledModes found = scheduled_modes(modes(d), times);
    EXPECT_NEAR(found.fraction, fraction, tolerance) << d;
    EXPECT_NEAR(found.deviation_across, deviation, tolerance) << d;
    const ScheduledModes two = scheduled_features(modes(d), times);
    EXPECT_EQ(two.fraction, found.fraction);
    EXPECT_EQ(two.deviation_across, found.deviation_across);
  };
  expect(1e2, vp(100), .80613, .49265);
  expect(1e4, vp(100), .86453, .49265);
  expect(1e6, vp(100), 1, .49265);
  expect(1e2, ve(100, 1e2), .80139, .45973);
  expect(1e4, ve(100, 1e4), .80139, .21549);
  expect(1e6, ve(100, 1e6), .80139, .02471);
  expect(1e2, vp_dilated(100, 1e2), .80366, .49004);
  expect(1e4, vp_dilated(100, 1e4), .80333, .48587);
  expect(1e6, vp_dilated(100, 1e6), .80335, .48544);
  EXPECT_NEAR(scheduled_features(modes(1e4), vp(100)).fraction, 0.864539925800385, 1e-9)
      << "the same recursion in NumPy";
}

TEST(ScheduledModes, TendToFunctionsOfOneNumberInLargeDimension) {
  constexpr double d = 1e8, root = 1e4, tolerance = 1.2e-3;  // of 1/K
  EXPECT_NEAR(scheduled_features(modes(d), vp(static_cast<int>(root / .3))).fraction, .81695, tolerance);
  EXPECT_NEAR(scheduled_features(modes(d), vp(static_cast<int>(root / 1))).fraction, .86368, tolerance);
  for (const auto& [c, ratio] : {std::pair(.3, .88827), std::pair(1., .66054), std::pair(3., .31169)})
    EXPECT_NEAR(scheduled_features(modes(d), ve(static_cast<int>(root / (c * .5)), d)).deviation_across / .5,
                ratio, tolerance);
  // d = 1e12 is no more work.
  EXPECT_NEAR(scheduled_modes(modes(1e12), vp_dilated(100, 1e12)).fraction, .80336, 2e-5);
}

TEST(ScheduledModes, FewDilatedStepsSpoilTheSpreadAlongTheMean) {
  EXPECT_NEAR(scheduled_modes(modes(1e6), vp_dilated(20, 1e6)).deviation_along, 2.2, .05);
  EXPECT_NEAR(scheduled_modes(modes(1e2), vp(2000)).deviation_along, .5, .002);
}

// Without a distance between the modes the law is one Gaussian, and all is linear: fine steps give its
// spread, and both halves have that of a half normal law.
TEST(ScheduledModes, OfOneGaussianAreItsHalves) {
  const ScheduledModes halves = scheduled_modes({1e-12, .25, .5}, vp(4000));
  EXPECT_NEAR(halves.fraction, .5, 1e-5);
  EXPECT_NEAR(halves.mean_along, .5 * std::sqrt(2 / std::numbers::pi), 2e-4);
  EXPECT_NEAR(halves.deviation_along, .5 * std::sqrt(1 - 2 / std::numbers::pi), 2e-4);
}

// From N(0, I) at a finite T the flow errs by (2p - 1) N(Phi^{-1}(p)) e^{-(T - t_S)} = .168 e^{-(T - t_S)}.
TEST(ScheduledModes, ErrByTheirHorizon) {
  for (const double above : {4., 5.}) {
    std::vector<double> times;
    const double start = std::log(1e4) / 2 + above;
    constexpr int steps = 40'000;
    for (int k = 0; k <= steps; ++k) times.push_back(start * (steps - k) / steps);
    EXPECT_NEAR(scheduled_features(modes(1e4), times).fraction, .8 - .168 * std::exp(-above), 2e-4);
  }
}

TEST(ScheduledModes, StepsForAToleranceAreTheFewest) {
  const auto error_of = [](int steps) {
    const ScheduledModes found = scheduled_features(modes(1e4), vp_dilated(steps, 1e4));
    return std::max(std::abs(found.fraction - .8), std::abs(found.deviation_across / .5 - 1));
  };
  const auto steps = steps_for_tolerance(modes(1e4), .01, 2, 10'000, [](std::int64_t count) {
    return vp_dilated(static_cast<int>(count), 1e4);
  });
  ASSERT_TRUE(steps);
  EXPECT_LE(error_of(static_cast<int>(*steps)), .01);
  EXPECT_GT(error_of(static_cast<int>(*steps) - 1), .01);
  EXPECT_FALSE(steps_for_tolerance(
      modes(1e4), .01, 2, 50, [](std::int64_t count) { return vp_dilated(static_cast<int>(count), 1e4); }));
}

TEST(ScheduledModes, WrongArgumentsAreRefused) {
  EXPECT_THROW(scheduled_modes({1, 0, .5}, vp(4)), UsageError);
  EXPECT_THROW(scheduled_modes({1, 1, 1}, vp(4)), UsageError);
  EXPECT_THROW(scheduled_modes({1, 1, .5}, {1}), ContractError);
  EXPECT_THROW(scheduled_features({1, 1, .5}, {0, 1}), ContractError);
}

}  // namespace
}  // namespace regimes::theory
