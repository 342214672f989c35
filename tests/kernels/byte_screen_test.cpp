// The screen of bytes leaves out no point that is as near as the neighbours, whatever the queries; and of
// queries that bytes stand for well it leaves out most.
#include "kernels/bytes/byte_screen.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <vector>

#include "kernels/instruction_set.hpp"

namespace regimes::kernels::byte_screens {
namespace {

constexpr std::int64_t count = 1000;  // not a multiple of a tile
constexpr int queries = 70;           // nor these of a group

struct Set {
  int dimension;
  ByteScale scale;
  std::vector<std::uint8_t> bytes;
  std::vector<double> coordinates;
  StoredPoints stored;

  std::size_t d() const { return static_cast<std::size_t>(dimension); }
  std::span<const double> point(std::int64_t row) const {
    return std::span(coordinates).subspan(static_cast<std::size_t>(row) * d(), d());
  }
};

/// Points about so many centres, which leaves few near ones.
Set clustered(int dimension, double unit, double center) {
  constexpr std::int64_t centres = 40;
  std::mt19937_64 random(static_cast<unsigned>(dimension));
  std::normal_distribution<double> normal;
  Set set{dimension, {unit, {}}, {}, {}, {}};
  for (int k = 0; k < dimension; ++k) set.scale.center.push_back(unit * (center + k % 5));
  std::vector<double> middles(centres * set.d());
  for (double& middle : middles) middle = std::clamp(127 + 60 * normal(random), 0., 255.);
  for (std::int64_t mu = 0; mu < count; ++mu)
    for (std::size_t k = 0; k < set.d(); ++k) {
      const double value =
          middles[static_cast<std::size_t>(mu % centres) * set.d() + k] + 20 * normal(random);
      set.bytes.push_back(static_cast<std::uint8_t>(std::clamp(std::nearbyint(value), 0., 255.)));
      set.coordinates.push_back(unit * set.bytes.back() - set.scale.center[k]);
    }
  set.stored = StoredPoints(count, dimension, 0, set.scale);
  set.stored.write(0, std::span<const std::uint8_t>(set.bytes), {});
  return set;
}

double distance(std::span<const double> x, std::span<const double> a) {
  double squared = 0;
  for (std::size_t k = 0; k < x.size(); ++k) squared += (x[k] - a[k]) * (x[k] - a[k]);
  return std::sqrt(squared);
}

/// Some points with noise of so many units of a byte, times a factor.
std::vector<double> queries_near(const Set& set, double noise, double factor = 1) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  std::vector<double> x;
  for (int q = 0; q < queries; ++q)
    for (const double a : set.point(std::int64_t{q} * 13))
      x.push_back(factor * (a + noise * set.scale.scale * normal(random)));
  return x;
}

struct Outcome {
  std::size_t looks = 0;
  bool pays = false;
};

/// Finds the nearest of every query, and expects every point as near to be looked at, once.
Outcome expect_none_missed(const Set& set, const std::vector<double>& x) {
  const auto screen = make_byte_screen(set.stored, x);
  if (!screen) {
    ADD_FAILURE() << "no screen";
    return {};
  }
  const auto query = [&](int q) {
    return std::span(x).subspan(static_cast<std::size_t>(q) * set.d(), set.d());
  };
  std::vector<double> least(queries, HUGE_VAL);
  std::set<std::pair<int, std::int64_t>> looked_at;
  for (const auto& [first, last] : {std::pair<std::int64_t, std::int64_t>{0, 5}, {5, 390}, {390, count}})
    screen->screen(first, last, least, [&, &begin = first, &end = last](int q, std::int64_t row) {
      EXPECT_TRUE(begin <= row && row < end);
      EXPECT_TRUE(looked_at.emplace(q, row).second);
      return std::min(least[static_cast<std::size_t>(q)], distance(query(q), set.point(row)));
    });
  for (int q = 0; q < queries; ++q) {
    double expected = HUGE_VAL;
    for (std::int64_t mu = 0; mu < count; ++mu)
      expected = std::min(expected, distance(query(q), set.point(mu)));
    EXPECT_EQ(least[static_cast<std::size_t>(q)], expected) << q;
    for (std::int64_t mu = 0; mu < count; ++mu)
      if (distance(query(q), set.point(mu)) <= expected) {
        EXPECT_EQ(looked_at.count({q, mu}), 1) << "query " << q << ", point " << mu;
      }
  }
  return {looked_at.size(), screen->pays()};
}

class ByteScreens : public testing::Test {
 protected:
  void SetUp() override {
    if (byte_instructions().empty()) GTEST_SKIP() << "this CPU does not multiply bytes";
  }
};

TEST_F(ByteScreens, FindTheNearestOfFewLooks) {
  for (const int dimension : {64, 387, 784})
    for (const double unit : {1. / 255, -3.})
      for (const double noise : {0., .3, 15.}) {
        SCOPED_TRACE(testing::Message()
                     << dimension << " coordinates of unit " << unit << ", noise " << noise);
        const Set set = clustered(dimension, unit, 72);
        const Outcome found = expect_none_missed(set, queries_near(set, noise));
        EXPECT_LT(found.looks, std::size_t{queries} * count / 10);
        EXPECT_TRUE(found.pays);
      }
}

TEST_F(ByteScreens, KnowWhereTheyDoNotPay) {
  const Set set = clustered(64, 1, 0);
  const Outcome found = expect_none_missed(set, queries_near(set, 1e7));  // the rest exceeds all differences
  EXPECT_EQ(found.looks, std::size_t{queries} * count);
  EXPECT_FALSE(found.pays);
}

TEST_F(ByteScreens, StandAnyQuery) {
  const Set set = clustered(100, .01, 1e6);  // far from the origin: digits are lost
  expect_none_missed(set, queries_near(set, 1));
  for (const double factor : {0., 1e-300, 1e30, 1e150}) expect_none_missed(set, queries_near(set, 1, factor));
}

TEST_F(ByteScreens, AreOfBytesAlone) {
  const Set set = clustered(64, 1, 0);
  StoredPoints floats(count, 64, 0);
  EXPECT_EQ(make_byte_screen(floats, queries_near(set, 0)), nullptr);
  EXPECT_EQ(make_byte_screen(set.stored, std::vector<double>(64)), nullptr) << "of one query";
}

}  // namespace
}  // namespace regimes::kernels::byte_screens
