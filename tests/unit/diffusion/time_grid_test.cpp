// The times of a sampler: ends, spacing, and times that are added.
#include "diffusion/time_grid.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace regimes::diffusion {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;

TEST(TimeGrid, EndsAreExactAndTimesDescend) {
  for (const TimeSpacing spacing : time_spacings) {
    const auto times = descending_times(spacing, 7.3, 0.013, 41, {100, 3});
    ASSERT_EQ(times.size(), 42u);
    EXPECT_EQ(times.front(), 7.3);
    EXPECT_EQ(times.back(), 0.013);
    for (std::size_t i = 1; i < times.size(); ++i) EXPECT_LT(times[i], times[i - 1]);
  }
}

TEST(TimeGrid, StepsAreEqualInWhatTheSpacingSays) {
  const auto steps_in = [](TimeSpacing spacing, const auto& coordinate) {
    const auto times = descending_times(spacing, 4, 0.02, 10);
    const double first = coordinate(times[1]) - coordinate(times[0]);
    for (std::size_t i = 2; i < times.size(); ++i)
      EXPECT_NEAR(coordinate(times[i]) - coordinate(times[i - 1]), first, 1e-12 * std::abs(first) + 1e-12);
  };
  steps_in(TimeSpacing::uniform, [](double t) { return t; });
  steps_in(TimeSpacing::log, [](double t) { return std::log(t); });
  steps_in(TimeSpacing::snr, [](double t) { return -std::log(std::exp(2 * t) - 1); });
}

TEST(TimeGrid, AddedTimesTakeTheirPlace) {
  EXPECT_THAT(with_times({3, 2, 1, 0}, {0.5, 2, 2.5}),
              ElementsAre(DoubleEq(3), DoubleEq(2.5), DoubleEq(2), DoubleEq(1), DoubleEq(0.5), DoubleEq(0)));
  const double almost = 2 + 1e-12;
  EXPECT_THAT(with_times({3, 2, 1}, {almost}), ElementsAre(3, almost, 1)) << "no step of rounding";
}

constexpr double infinity = std::numeric_limits<double>::infinity();

/// sqrt(snr) of a time: 0 at infinity, and infinite at 0.
double root_of(double t) { return std::sqrt(1 / std::expm1(2 * t)); }

// tau_k = k/K: r = tau/(1 - tau), over sqrt(d) for VE; dilated, half of the steps on kappa/sqrt(d) of tau.
TEST(TimeGrid, InterpolantsGoFromNoiseToDataAsTheirFormulasSay) {
  constexpr double d = 400, kappa = 3, part = kappa / 20;
  constexpr int steps = 40;
  const auto expect = [&](TimeSpacing spacing, const auto& tau_of, double unit) {
    const auto times = descending_times(spacing, infinity, 0, steps, {d, kappa});
    ASSERT_EQ(times.size(), steps + 1u);
    EXPECT_EQ(times.front(), infinity);
    EXPECT_EQ(times.back(), 0);
    for (int k = 1; k < steps; ++k) {
      const double tau = tau_of(static_cast<double>(k) / steps), r = unit * tau / (1 - tau);
      EXPECT_NEAR(root_of(times[k]) / r, 1, 1e-12) << name_of(spacing) << k;
    }
  };
  const auto dilated_at_first = [](double s, double first) {
    return s < .5 ? 2 * first * s : first + (1 - first) * (2 * s - 1);
  };
  expect(
      TimeSpacing::vp, [](double s) { return s; }, 1);
  expect(
      TimeSpacing::ve, [](double s) { return s; }, 1 / std::sqrt(d));
  expect(
      TimeSpacing::vp_dilated, [&](double s) { return dilated_at_first(s, part); }, 1);
  expect(
      TimeSpacing::ve_dilated, [&](double s) { return dilated_at_first(s, 1 - part); }, 1 / std::sqrt(d));
}

TEST(TimeGrid, InterpolantsBetweenTwoTimesHaveTheirStepsThere) {
  for (const TimeSpacing spacing : {TimeSpacing::vp, TimeSpacing::ve_dilated}) {
    const auto whole = descending_times(spacing, infinity, 0, 60, {1e4, 3});
    const auto part = descending_times(spacing, whole[20], whole[50], 30, {1e4, 3});
    for (int k = 0; k <= 30; ++k) EXPECT_NEAR(part[k] / whole[20 + k], 1, 1e-9) << name_of(spacing) << k;
  }
}

TEST(TimeGrid, SnrFromNoiseToDataHasTwoStepsMore) {
  const auto times = descending_times(TimeSpacing::snr, infinity, 0, 100, {1e4, 1});
  ASSERT_EQ(times.size(), 101u);
  EXPECT_EQ(times.front(), infinity);
  EXPECT_EQ(times.back(), 0);
  EXPECT_NEAR(root_of(times[1]), std::sqrt(.01 / 1e4), 1e-12);
  EXPECT_NEAR(root_of(times[99]), 20, 1e-9);
  EXPECT_NEAR(root_of(times[50]) * root_of(times[50]), .01 / 1e4 * std::pow(4e8, .5), 1e-6);
}

TEST(TimeGrid, WhatCannotBeIsRefused) {
  EXPECT_THROW(descending_times(TimeSpacing::uniform, infinity, 0, 5), ContractError);
  EXPECT_THROW(descending_times(TimeSpacing::snr, 5, 0, 5), ContractError);
  EXPECT_THROW(descending_times(TimeSpacing::snr, infinity, 0, 2), ContractError);
  EXPECT_THROW(descending_times(TimeSpacing::vp_dilated, infinity, 0, 5, {9, 3}), ContractError);
  EXPECT_THROW(descending_times(TimeSpacing::log, 1, 0, 5), ContractError);
  EXPECT_THROW(descending_times(TimeSpacing::uniform, 1, 1, 5), ContractError);
  EXPECT_THROW(with_times({2, 1}, {0.5}), ContractError);
}

}  // namespace
}  // namespace regimes::diffusion
