// Nearest points are those of brute force in double, bit for bit, on any number of ranks, in whatever pieces
// the points are met.
#include "experiments/evaluate/nearest_points.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "datasets/stored_shard.hpp"
#include "diffusion/squared_distance.hpp"

namespace regimes::experiments {
namespace {

constexpr int neighbours = 2;

/// The rows of one rank.
kernels::StoredPoints stored(const std::vector<double>& points, int dimension, kernels::Precision precision,
                             const kernels::Partition& partition) {
  const std::int64_t own = partition.local_rows(std::ssize(points) / dimension);
  std::vector<double> rows;
  for (const std::int64_t index : datasets::owned_points(partition, 0, own))
    rows.insert(rows.end(), points.begin() + index * dimension, points.begin() + (index + 1) * dimension);
  kernels::StoredPoints made(own, dimension, 0, kernels::coordinates_of(precision));
  const std::vector<float> floats(rows.begin(), rows.end());
  if (precision == kernels::Precision::fp64)
    made.write(0, std::span<const double>(rows), {});
  else
    made.write(0, std::span<const float>(floats), {});
  return made;
}

/// Float numbers of falling deviations; every fifth point is a copy of the one before but for its last bits.
std::vector<double> correlated(std::size_t count, int dimension, unsigned seed) {
  const auto d = static_cast<std::size_t>(dimension);
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> points(count * d);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool is_copy = i / d % 5 == 4;
    points[i] = is_copy ? points[i - d]
                        : static_cast<float>(normal(random) * std::pow(static_cast<double>(i % d) + 1, -.8));
    if (is_copy && i % d == i / d % d) points[i] = std::nextafterf(static_cast<float>(points[i]), 1e9f);
  }
  return points;
}

kernels::FreeQueries queries_near(const std::vector<double>& points, int dimension, int count, double t) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  kernels::FreeQueries queries{count, dimension, {}};
  for (int i = 0; i < count * dimension; ++i)
    queries.x.push_back(static_cast<float>(std::exp(-t) * points[static_cast<std::size_t>(i)] +
                                           std::sqrt(t) * normal(random)));
  return queries;
}

kernels::Neighbours brute_force(const std::vector<double>& points, const kernels::FreeQueries& queries,
                                double t) {
  const auto d = static_cast<std::size_t>(queries.dimension);
  kernels::Neighbours all(queries.count, neighbours);
  for (int q = 0; q < queries.count; ++q)
    for (std::size_t mu = 0; mu < points.size() / d; ++mu)
      all.add(q,
              {-diffusion::squared_distance(std::span(queries.x).subspan(static_cast<std::size_t>(q) * d, d),
                                            std::span(points).subspan(mu * d, d), std::exp(-t)),
               static_cast<std::int64_t>(mu)});
  return all;
}

void expect_same(const kernels::Neighbours& found, const kernels::Neighbours& expected,
                 const std::string& what) {
  for (std::size_t i = 0; i < expected.nearest.size(); ++i) {
    EXPECT_EQ(found.nearest[i].index, expected.nearest[i].index) << what << ", entry " << i;
    EXPECT_EQ(found.nearest[i].nearness, expected.nearest[i].nearness) << what << ", entry " << i;
  }
}

/// The share of points of this process.
kernels::Partition own_partition(const parallel::Communicator& ranks) { return {ranks.size(), ranks.rank()}; }

/// All tiles, so many at a time.
kernels::Neighbours in_pieces(const kernels::PointSource& points, std::int64_t count,
                              const kernels::FreeQueries& queries, double t, kernels::Precision precision,
                              std::int64_t tiles) {
  const parallel::Communicator ranks;
  NearestPoints nearest(points, queries, std::vector<double>(static_cast<std::size_t>(queries.count), t),
                        neighbours, precision);
  const std::int64_t all = kernels::Partition{ranks.size(), 0}.local_blocks(count) * kernels::tiles_per_block;
  for (std::int64_t tile = 0; tile < all; tile += tiles)
    nearest.run(own_partition(ranks), tile, std::min(tile + tiles, all), 0, count);
  return nearest.collect(ranks);
}

TEST(NearestPoints, AreThoseOfBruteForceInAnyPieces) {
  constexpr int dimension = 20;
  const std::vector<double> points = correlated(1501, dimension, 1);
  for (const double t : {0., .01}) {
    const kernels::FreeQueries queries = queries_near(points, dimension, 70, t);
    const kernels::Neighbours expected = brute_force(points, queries, t);
    for (const auto precision : {kernels::Precision::fp32, kernels::Precision::fp64})
      for (const std::int64_t tiles : {1, 3, 100})
        expect_same(in_pieces(stored(points, dimension, precision, own_partition(parallel::Communicator())),
                              1501, queries, t, precision, tiles),
                    expected, "pieces of " + std::to_string(tiles));
  }
}

// More points than one search, made by the law: alone, in packs, and again for queries in doubt.
TEST(NearestPoints, OfALawAreThoseOfItsPoints) {
  constexpr int dimension = 2, count = 100'000;
  const kernels::ProceduralPoints law =
      kernels::normal_points(kernels::make_stream(3, 0, kernels::Purpose::training_point), dimension, 1);
  std::vector<float> made(std::size_t{dimension} * count);
  kernels::write_rows(law, 0, count, made.data());
  const std::vector<double> points(made.begin(), made.end());
  kernels::FreeQueries queries = queries_near(points, dimension, 40, .001);
  for (double& x : queries.x) x = static_cast<float>(x + 1e7);  // in float all are as near
  const kernels::Neighbours expected = brute_force(points, queries, 0);
  for (const std::int64_t tiles : {7, 5000})
    expect_same(in_pieces(law, count, queries, 0, kernels::Precision::fp32, tiles), expected,
                "pieces of " + std::to_string(tiles));
}

// So many points, queries and coordinates that most points are left out by the screen; noise as large as the
// points lets none be left out.
TEST(NearestPoints, AreTheSameBehindAScreen) {
  constexpr int dimension = 260, count = 8500;
  const std::vector<double> points = correlated(count, dimension, 2);
  for (const double t : {0., .3}) {
    const kernels::FreeQueries queries = queries_near(points, dimension, 140, t);
    ASSERT_TRUE(diffusion::DistanceScreen::suits(queries.count, dimension));
    const kernels::Neighbours expected = brute_force(points, queries, t);
    for (const auto precision : {kernels::Precision::fp32, kernels::Precision::fp64})
      expect_same(in_pieces(stored(points, dimension, precision, own_partition(parallel::Communicator())),
                            count, queries, t, precision, 13),
                  expected, "t = " + std::to_string(t));
  }
}

// Bytes: most points are left out by their products; queries so far away that none is are found by the sweep.
TEST(NearestPoints, OfBytesAreTheSameBehindAScreen) {
  constexpr int dimension = 100, count = 3000;
  const kernels::ByteScale scale{1. / 64, std::vector<double>(dimension, 2.)};
  std::vector<std::uint8_t> bytes;
  std::vector<double> points;
  for (const double value : correlated(count, dimension, 3)) {
    bytes.push_back(static_cast<std::uint8_t>(std::clamp(std::nearbyint(128 + 40 * value), 0., 255.)));
    points.push_back(scale.scale * bytes.back() - 2.);
  }
  const kernels::Partition own = own_partition(parallel::Communicator());
  kernels::StoredPoints stored(own.local_rows(count), dimension, 0, scale);
  std::vector<std::uint8_t> rows;
  for (const std::int64_t index : datasets::owned_points(own, 0, own.local_rows(count)))
    rows.insert(rows.end(), bytes.begin() + index * dimension, bytes.begin() + (index + 1) * dimension);
  stored.write(0, std::span<const std::uint8_t>(rows), {});
  for (const double t : {0., .3})
    for (const double factor : {1., 1e6}) {
      kernels::FreeQueries queries = queries_near(points, dimension, 70, t);
      for (double& x : queries.x) x *= factor;
      const kernels::Neighbours expected = brute_force(points, queries, t);
      for (const std::int64_t tiles : {3, 100})
        expect_same(in_pieces(stored, count, queries, t, kernels::Precision::fp64, tiles), expected,
                    "pieces of " + std::to_string(tiles) + ", queries times " + std::to_string(factor));
    }
}

}  // namespace
}  // namespace regimes::experiments
