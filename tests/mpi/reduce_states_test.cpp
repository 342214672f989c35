// States reduced over ranks against the same states merged one by one on one rank, for random splits of the
// points.
#include "parallel/reduce_states.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace regimes::parallel {
namespace {

using kernels::PosteriorStates;

constexpr int queries = 3, times = 2, classes = 2;
constexpr double rounding = 1e-10;  // of sums of some hundred terms in double, and logits of hundreds

struct Point {
  std::int64_t index;
  double logit[queries * times];
};

/// Logits that spread over hundreds of nats, with exact ties for the largest.
std::vector<Point> random_points(int count, std::uint32_t seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> far(-600, 300), near(-3, 0);
  std::vector<Point> points;
  for (int i = 0; i < count; ++i) {
    Point point{i, {}};
    for (double& logit : point.logit) logit = i % 3 == 0 ? std::min(far(generator), 0.) : near(generator);
    if (i % 7 == 5) point.logit[0] = .5;
    points.push_back(point);
  }
  return points;
}

void add(PosteriorStates& states, const Point& point) {
  for (std::size_t i = 0; i < states.posterior.size(); ++i) {
    states.posterior[i].add(point.logit[i], point.index);
    states.class_sums[i * classes + point.index % classes].add(point.logit[i]);
  }
}

/// Every rank draws the same owners and keeps its own points; `last_owner` bounds the ranks that get any.
PosteriorStates share(const std::vector<Point>& points, int rank, int last_owner, std::uint32_t seed) {
  std::mt19937 generator(seed);
  std::uniform_int_distribution<int> owner(0, last_owner);
  PosteriorStates states(queries, times, classes);
  for (const Point& point : points)
    if (owner(generator) == rank) add(states, point);
  return states;
}

/// Log sums agree to rounding, whatever their references.
void expect_equal_sum(double reference, double sum, double expected_reference, double expected_sum) {
  if (expected_sum == 0) {
    EXPECT_EQ(sum, 0);
    return;
  }
  EXPECT_NEAR(reference + std::log(sum), expected_reference + std::log(expected_sum), rounding);
}

void expect_equal(const PosteriorStates& states, const PosteriorStates& expected) {
  ASSERT_EQ(states.posterior.size(), expected.posterior.size());
  for (std::size_t i = 0; i < states.posterior.size(); ++i) {
    const kernels::Posterior &a = states.posterior[i], &b = expected.posterior[i];
    EXPECT_EQ(a.nearest_index, b.nearest_index);
    EXPECT_EQ(a.nearest_logit, b.nearest_logit);
    expect_equal_sum(a.reference, a.sum, b.reference, b.sum);
    expect_equal_sum(2 * a.reference, a.square_sum, 2 * b.reference, b.square_sum);
    if (b.empty()) continue;
    EXPECT_NEAR(a.reference + a.logit_sum / a.sum, b.reference + b.logit_sum / b.sum, rounding);
  }
  for (std::size_t i = 0; i < states.class_sums.size(); ++i)
    expect_equal_sum(states.class_sums[i].reference, states.class_sums[i].sum,
                     expected.class_sums[i].reference, expected.class_sums[i].sum);
}

void check(int count, int last_owner, std::uint32_t seed) {
  SCOPED_TRACE(testing::Message() << count << " points on ranks 0 to " << last_owner << ", seed " << seed);
  const Communicator ranks;
  const auto points = random_points(count, seed);
  PosteriorStates states = share(points, ranks.rank(), last_owner, seed + 1);
  reduce_to_root(states, ranks);
  if (!ranks.is_root()) return;
  PosteriorStates expected(queries, times, classes);
  for (const Point& point : points) add(expected, point);
  expect_equal(states, expected);
}

TEST(ReduceStates, RandomSplitsGiveTheSerialMerge) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) check(200, Communicator().size() - 1, seed);
}

TEST(ReduceStates, RanksWithoutPointsDoNoHarm) {
  check(50, 0, 1);
  check(2, Communicator().size() - 1, 2);
}

TEST(ReduceStates, PointsOfTheLastRankOnlyReachRoot) {
  const Communicator ranks;
  const auto points = random_points(40, 3);
  PosteriorStates states(queries, times, classes), expected(queries, times, classes);
  for (const Point& point : points) {
    if (ranks.rank() == ranks.size() - 1) add(states, point);
    add(expected, point);
  }
  reduce_to_root(states, ranks);
  if (ranks.is_root()) expect_equal(states, expected);
}

TEST(ReduceStates, NoPointsAtAllStayEmptyWithoutNaN) {
  const Communicator ranks;
  PosteriorStates states(queries, times, classes);
  reduce_to_root(states, ranks);
  if (!ranks.is_root()) return;
  for (const kernels::Posterior& posterior : states.posterior) {
    EXPECT_TRUE(posterior.empty());
    EXPECT_EQ(posterior.reference, 0);
    EXPECT_EQ(posterior.nearest_index, -1);
  }
}

}  // namespace
}  // namespace regimes::parallel
