// Sums of controls by products and one exponential, against the controls of single draws.
#include "observables/control_sums.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace regimes::observables {
namespace {

constexpr std::size_t times = 7;
constexpr int draws = 700;  // several rounds of products

/// Draws whose information at the time number t has this mean and spread.
struct Law {
  double mean, spread;
};

/// Means of control_values(), one draw after another.
std::vector<std::vector<ControlValues>> plain_means(const std::vector<std::vector<double>>& information,
                                                    const std::vector<double>& log_points) {
  std::vector<std::vector<ControlValues>> means(log_points.size(), std::vector<ControlValues>(times));
  for (std::size_t k = 0; k < log_points.size(); ++k)
    for (std::size_t draw = 0; draw < information.size(); ++draw)
      for (std::size_t i = 0; i < information[draw].size(); ++i) {
        const ControlValues one = control_values(information[draw][i], log_points[k],
                                                 static_cast<double>(draw), static_cast<double>(draw * draw));
        for (std::size_t c = 0; c < control_count; ++c)
          means[k][i % times][c] += one[c] / (2. * static_cast<double>(information.size()));
      }
  return means;
}

void expect_plain_means(Law law) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal(law.mean, law.spread);
  const std::vector<double> log_points = {std::log(2.), std::log(1e5), 40};
  ControlSums sums(log_points, times);
  std::vector<std::vector<double>> information(draws, std::vector<double>(2 * times));
  for (std::size_t draw = 0; draw < draws; ++draw) {
    for (double& value : information[draw]) value = normal(random);
    sums.add(information[draw], static_cast<double>(draw), static_cast<double>(draw * draw));
  }
  const auto expected = plain_means(information, log_points), found = sums.means();
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < expected.size(); ++k)
    for (std::size_t t = 0; t < times; ++t)
      for (std::size_t c = 0; c < control_count; ++c)
        EXPECT_NEAR(found[k][t][c], expected[k][t][c], 1e-12 * std::abs(expected[k][t][c]))
            << "size " << k << ", time " << t << ", control " << c << ", information " << law.mean;
}

TEST(ControlSums, AreThoseOfSingleDraws) { expect_plain_means({5, 6}); }

// ln(1 + w) of w far below one unit in the last place of 1.
TEST(ControlSums, KeepTheDigitsOfTinyDistances) { expect_plain_means({90, 2}); }

// Far from collapse e^{-i} is beyond all numbers, and u is not.
TEST(ControlSums, StandInformationOfAnySize) {
  expect_plain_means({-5000, 30});
  expect_plain_means({5000, 30});
}

}  // namespace
}  // namespace regimes::observables
