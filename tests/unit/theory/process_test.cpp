#include "base/process.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace regimes {
namespace {

TEST(Process, RatioOfSignalToNoise) {
  for (double t : {1e-3, 0.1, 1.0, 5.0}) {
    EXPECT_NEAR(signal_to_noise(t) * noise_variance(t) / std::exp(-2 * t), 1, 1e-14) << "t = " << t;
    EXPECT_DOUBLE_EQ(signal_to_noise(t) * noise_to_signal(t), 1);
  }
  EXPECT_DOUBLE_EQ(noise_variance(0.5), 1 - std::exp(-1.0));
}

TEST(Process, KeepsItsDigitsAtTinyAndHugeTimes) {
  const double tiny = 1e-12;
  EXPECT_DOUBLE_EQ(noise_variance(tiny), 2 * tiny - 2 * tiny * tiny);
  EXPECT_DOUBLE_EQ(signal_to_noise(tiny), 1 / (2 * tiny) - 0.5);
  EXPECT_EQ(noise_variance(0), 0);
  EXPECT_EQ(noise_variance(1000), 1);
  EXPECT_EQ(signal_to_noise(1000), 0);
}

}  // namespace
}  // namespace regimes
