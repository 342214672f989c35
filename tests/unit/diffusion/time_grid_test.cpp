// The times of a sampler: ends, spacing, and times that are added.
#include "diffusion/time_grid.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"

namespace regimes::diffusion {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;

TEST(TimeGrid, EndsAreExactAndTimesDescend) {
  for (const TimeSpacing spacing : {TimeSpacing::uniform, TimeSpacing::log, TimeSpacing::snr}) {
    const auto times = descending_times(spacing, 7.3, 0.013, 41);
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

TEST(TimeGrid, WhatCannotBeIsRefused) {
  EXPECT_THROW(descending_times(TimeSpacing::log, 1, 0, 5), ContractError);
  EXPECT_THROW(descending_times(TimeSpacing::uniform, 1, 1, 5), ContractError);
  EXPECT_THROW(with_times({2, 1}, {0.5}), ContractError);
}

}  // namespace
}  // namespace regimes::diffusion
