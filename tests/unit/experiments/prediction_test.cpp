#include "experiments/run/prediction.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace regimes::experiments {
namespace {

TEST(Prediction, TellsSetUpFromSweep) {
  // 30 s of set-up, 10 s of sweep for a fifth of the work, 5 s of set-up to come: 30 + 5 + 50.
  EXPECT_DOUBLE_EQ(
      predicted_seconds({.done = .2, .to_do = 1, .sweep_seconds = 10, .setup_seconds_left = 5}, 40), 85);
  // The same where an earlier run did half.
  EXPECT_DOUBLE_EQ(predicted_seconds({.done = .1, .to_do = .5, .sweep_seconds = 10}, 10), 50);
}

TEST(Prediction, WaitsForTwoSecondsOrATwentieth) {
  EXPECT_TRUE(std::isnan(predicted_seconds({.done = 0, .sweep_seconds = 100}, 100)));
  EXPECT_TRUE(std::isnan(predicted_seconds({.done = .04, .sweep_seconds = 1.9}, 30)));
  EXPECT_DOUBLE_EQ(predicted_seconds({.done = .05, .sweep_seconds = 1}, 31), 50);
  EXPECT_DOUBLE_EQ(predicted_seconds({.done = .01, .sweep_seconds = 2}, 2), 200);
}

}  // namespace
}  // namespace regimes::experiments
