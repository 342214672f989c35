// The screen leaves out no point that is as near as the neighbours, whatever the data; and of data with
// leading directions it leaves out most.
#include "diffusion/distance_screen.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <vector>

#include "diffusion/squared_distance.hpp"

namespace regimes::diffusion {
namespace {

constexpr int dimension = 300, queries = 150;
constexpr std::size_t d = dimension, rows_together = 192;

/// Normal coordinates of deviation (k + 1)^-decay times a scale.
std::vector<double> points(std::size_t count, double decay, double scale, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> made(count * d);
  for (std::size_t i = 0; i < made.size(); ++i)
    made[i] = scale * (normal(random) * std::pow(static_cast<double>(i % d) + 1, -decay) + .3);
  return made;
}

std::span<const double> row(const std::vector<double>& all, std::size_t i) {
  return std::span(all).subspan(i * d, d);
}

struct Outcome {
  std::vector<double> distance;  // to the nearest, [query]
  std::vector<std::set<std::size_t>> looked_at;
  bool pays = false;
};

Outcome nearest_by_screen(const std::vector<double>& set, const std::vector<double>& x) {
  Outcome found{std::vector<double>(queries, HUGE_VAL), std::vector<std::set<std::size_t>>(queries)};
  DistanceScreen screen(std::span<const double>(set).first(512 * d), x, dimension);
  for (std::size_t first = 0; first < set.size() / d; first += rows_together) {
    const std::size_t count = std::min(rows_together, set.size() / d - first);
    screen.screen(
        std::span(set).subspan(first * d, count * d), found.distance, [&](int query, std::size_t i) {
          const auto q = static_cast<std::size_t>(query);
          found.looked_at[q].insert(first + i);
          return std::min(found.distance[q], std::sqrt(squared_distance(row(x, q), row(set, first + i), 1)));
        });
  }
  found.pays = screen.pays();
  return found;
}

/// Every point as near as the nearest was looked at.
void expect_none_missed(const std::vector<double>& set, const std::vector<double>& x, const Outcome& found) {
  for (std::size_t q = 0; q < queries; ++q) {
    double least = HUGE_VAL;
    for (std::size_t i = 0; i < set.size() / d; ++i)
      least = std::min(least, std::sqrt(squared_distance(row(x, q), row(set, i), 1)));
    EXPECT_EQ(found.distance[q], least) << q;
    for (std::size_t i = 0; i < set.size() / d; ++i)
      if (std::sqrt(squared_distance(row(x, q), row(set, i), 1)) <= least) {
        EXPECT_EQ(found.looked_at[q].count(i), 1) << "query " << q << ", point " << i;
      }
  }
}

TEST(DistanceScreen, FindsTheNearestOfFewLooks) {
  for (const double scale : {1., 1e-18, 1e18}) {
    const std::vector<double> set = points(2000, .8, scale, 1), x = points(queries, .8, scale, 2);
    const Outcome found = nearest_by_screen(set, x);
    expect_none_missed(set, x, found);
    EXPECT_TRUE(found.pays);
    std::size_t looked_at = 0;
    for (const auto& points : found.looked_at) looked_at += points.size();
    EXPECT_LT(looked_at, set.size() / d * queries / 8);
  }
}

// All are about as far from each other: nothing is gained, and nothing missed.
TEST(DistanceScreen, KnowsWhereItDoesNotPay) {
  const std::vector<double> set = points(1200, 0, 1, 3), x = points(queries, 0, 1, 4);
  const Outcome found = nearest_by_screen(set, x);
  expect_none_missed(set, x, found);
  EXPECT_FALSE(found.pays);
}

// Copies of the queries, and neighbours whose distances differ in the last bits of doubles.
TEST(DistanceScreen, KeepsTiesAndCopies) {
  const std::vector<double> x = points(queries, .8, 1, 5);
  std::vector<double> set = points(700, .8, 1, 6);
  std::mt19937_64 random(7);
  for (std::size_t q = 0; q < queries; ++q)
    for (int copy = 0; copy < 4; ++copy) {
      std::vector<double> near(row(x, q).begin(), row(x, q).end());
      if (q % 2 == 0) near[random() % d] += 1e-9 * (1 + 1e-7 * copy);
      set.insert(set.end(), near.begin(), near.end());
    }
  expect_none_missed(set, x, nearest_by_screen(set, x));
}

// Queries at the origin, sets of equal points, and points so far away that floats would overflow.
TEST(DistanceScreen, StandsDegenerateSets) {
  const std::vector<double> zeros(queries * d, 0.);
  const std::vector<double> equal(600 * d, .1);
  expect_none_missed(equal, zeros, nearest_by_screen(equal, zeros));
  std::vector<double> set = points(600, .8, 1, 8);
  for (std::size_t i = 520 * d; i < 530 * d; ++i) set[i] *= 1e30;
  expect_none_missed(set, zeros, nearest_by_screen(set, zeros));
  std::vector<double> far = points(queries, .8, 1e30, 9);
  expect_none_missed(set, far, nearest_by_screen(set, far));
}

}  // namespace
}  // namespace regimes::diffusion
