// Smoothed means against plain averages over their draws, and what draws are.
#include "diffusion/smoothed_score.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::diffusion {
namespace {

constexpr double t = .6;

/// D = x^2, coordinate by coordinate: its average over draws is not that at their mean.
class SquareScore : public Score {
 public:
  int largest_count = 0;
  int dimension() const override { return 2; }
  int classes() const override { return 0; }
  Denoised denoise(const Trajectories& trajectories, double) override {
    const parallel::Share share = parallel::share_of(trajectories.count, parallel::Communicator());
    EXPECT_EQ(trajectories.own.first, share.first);
    EXPECT_EQ(trajectories.own.last, share.last);
    EXPECT_EQ(trajectories.x.size(), static_cast<std::size_t>(trajectories.own_count()) * 2);
    largest_count = std::max(largest_count, trajectories.count);
    Denoised result;
    for (const double x : trajectories.x) result.mean.push_back(x * x);
    return result;
  }
  Denoised draw(const Trajectories& trajectories, double time, std::uint64_t, std::uint32_t) override {
    return denoise(trajectories, time);
  }
  ClassWeights class_weights(const Trajectories&, double) override { return {}; }
};

/// This rank's share of five paths, not as many on every rank.
Trajectories paths(const parallel::Communicator& ranks) {
  const std::vector<double> all = {1, -2, .5, .1, .2, -.3, 2, 3, -1, 4};
  const parallel::Share own = parallel::share_of(5, ranks);
  return {5, 2, 0, own, {all.begin() + 2 * own.first, all.begin() + 2 * own.last}};
}

TEST(SmoothedScore, IsTheAverageOverItsDraws) {
  const Smoothing smoothing{.7, 6, 11};
  SquareScore score;
  const parallel::Communicator ranks;
  const Trajectories own = paths(ranks);
  const Denoised found = SmoothedScore(score, smoothing, ranks).denoise(own, t);
  std::vector<double> expected(own.x.size(), 0.);
  for (int draw = 0; draw < 6; ++draw) {
    const std::vector<double> shift = smoothing_shift(smoothing, draw, 2, t);
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] += std::pow(own.x[i] + shift[i % 2], 2) / 6;
  }
  ASSERT_EQ(found.mean.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found.mean[i], expected[i], 1e-12);
  EXPECT_TRUE(found.posterior.empty());
  const int places = (5 + ranks.size() - 1) / ranks.size();
  EXPECT_EQ(score.largest_count, 6 * places * ranks.size());  // all draws together
}

TEST(SmoothedScore, ManyCoordinatesTakeDrawsInTurns) {
  EXPECT_EQ(SmoothedScore::draws_together(16, 1e9), 1);
  EXPECT_EQ(SmoothedScore::draws_together(16, 10), 16);
  EXPECT_EQ(SmoothedScore::draws_together(1000, 1 << 18), 4);
}

TEST(SmoothingShift, ComesInPairsOfBothSignsThatScaleWithTheSignal) {
  const Smoothing smoothing{.5, 4, 3};
  const auto first = smoothing_shift(smoothing, 0, 5, t), mirrored = smoothing_shift(smoothing, 1, 5, t),
             second = smoothing_shift(smoothing, 2, 5, t), early = smoothing_shift(smoothing, 0, 5, 0),
             wide = smoothing_shift({1.5, 4, 3}, 0, 5, t), other = smoothing_shift({.5, 4, 4}, 0, 5, t);
  for (std::size_t k = 0; k < first.size(); ++k) {
    EXPECT_EQ(first[k], -mirrored[k]);
    EXPECT_NE(first[k], second[k]);
    EXPECT_NE(first[k], other[k]);
    EXPECT_NEAR(first[k], early[k] * std::exp(-t), 1e-12);
    EXPECT_NEAR(wide[k], 3 * first[k], 1e-12);
  }
}

TEST(SmoothingShift, IsNormal) {
  const Smoothing smoothing{2, 2, 1};
  const auto shift = smoothing_shift(smoothing, 0, 100000, 0);
  double mean = 0, square = 0;
  for (const double x : shift) {
    mean += x / 100000;
    square += x * x / 100000;
  }
  EXPECT_NEAR(mean, 0, 4 * 2 / std::sqrt(1e5));
  EXPECT_NEAR(square, 4, 4 * 4 * std::sqrt(2 / 1e5));
}

TEST(SmoothedScore, DrawsNoTrainingPoints) {
  SquareScore score;
  const parallel::Communicator ranks;
  SmoothedScore smoothed(score, {.5, 2, 1}, ranks);
  EXPECT_THROW(smoothed.draw(paths(ranks), t, 1, 1), UsageError);
}

}  // namespace
}  // namespace regimes::diffusion
