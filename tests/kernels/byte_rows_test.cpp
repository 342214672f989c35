// Points that are bytes: products of noised queries are exact integers where this CPU multiplies bytes, and
// all sweeps see the coordinates that the bytes stand for.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "base/error.hpp"
#include "base/process.hpp"
#include "kernels/backend.hpp"
#include "kernels/instruction_set.hpp"
#include "kernels/reference/reference_sweep.hpp"
#include "sweep_comparison.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr int query_count = 37;  // more than a group of any width

/// Bytes, and the coordinates that they stand for: of center, a byte, 0 or nearly so.
struct ByteSet {
  reference::Points points;
  Bytes bytes;
  ByteScale scale;

  ByteSet(std::int64_t count, Bytes values, double unit, double center)
      : bytes(std::move(values)), scale{unit, {}} {
    const auto dimension = static_cast<int>(static_cast<std::int64_t>(bytes.size()) / count);
    points = {count, dimension, 2, {}, {}};
    for (int k = 0; k < dimension; ++k) scale.center.push_back(unit * (center + k % 3));
    for (std::size_t i = 0; i < bytes.size(); ++i)
      points.a.push_back(unit * bytes[i] - scale.center[i % scale.center.size()]);
    for (std::int64_t mu = 0; mu < count; ++mu) points.class_of.push_back(static_cast<int>(mu % 2));
  }

  StoredPoints stored(const Partition& partition = {}) const {
    StoredPoints shard(partition.local_rows(points.count), points.dimension, points.classes, scale);
    const auto d = static_cast<std::size_t>(points.dimension);
    for (std::int64_t mu = 0; mu < points.count; ++mu)
      if (partition.owns(mu))
        shard.write(partition.local_row(mu), std::span(bytes).subspan(static_cast<std::size_t>(mu) * d, d),
                    {&points.class_of[static_cast<std::size_t>(mu)], 1});
    return shard;
  }

  /// Noise on its grid; sources are exact.
  NoisedQueries noised(int count) const {
    NoisedQueries made = test::noised_queries(points, count, std::min<std::int64_t>(points.count, 200), 3);
    for (int q = 0; q < count; ++q)
      std::copy_n(points.point(made.source_index[q]), points.dimension,
                  made.source.begin() + std::ptrdiff_t{q} * points.dimension);
    for (float& z : made.noise) z = on_noise_grid(z);
    return made;
  }
};

/// Points at a distance of about 6 from each other, whatever the dimension.
ByteSet random_set(std::int64_t count, int dimension, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  Bytes bytes(static_cast<std::size_t>(count * dimension));
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(generator());
  constexpr double distance = 6, mean_square_difference = 256. * 256. / 6;
  return {count, std::move(bytes), distance / std::sqrt(dimension * mean_square_difference), 126};
}

struct Way {
  const char* name;
  Precision precision;
  SweepPath path;
  bool in_bytes;
};
constexpr Way ways[] = {{"bytes", Precision::fp32, SweepPath::host, true},
                        {"bytes for double", Precision::fp64, SweepPath::automatic, true},
                        {"float", Precision::fp32, SweepPath::host, false},
                        {"double", Precision::fp64, SweepPath::host, false},
                        {"device", Precision::fp32, SweepPath::device, true}};

class ByteRows : public testing::TestWithParam<std::tuple<int, std::int64_t>> {};

TEST_P(ByteRows, GiveTheSumsOfTheReference) {
  const auto [dimension, count] = GetParam();
  const ByteSet set = random_set(count, dimension, 11);
  const NoisedQueries noised = set.noised(dimension > 1000 ? 3 : query_count);
  const auto expected = reference::sweep(set.points, noised, test::all_times, 0, count);
  for (const Way& way : ways) {
    SCOPED_TRACE(way.name);
    const SweepSettings settings{test::all_times, way.precision, count, way.path, way.in_bytes};
    test::expect_equal(test::sweep_all(set.stored(), noised, settings, {}, 0, count), expected,
                       test::float_tolerance);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, ByteRows,
                         testing::Combine(testing::Values(1, 2, 63, 64, 784, 3072),
                                          testing::Values(1, tile_points - 1, 2 * tile_points + 5)));

/// The only other point, and no noise: the logit is snr D1 to the last bit.
double logit_of_two(const ByteSet& set, double t) {
  NoisedQueries one = set.noised(1);
  std::fill(one.noise.begin(), one.noise.end(), 0.F);
  return test::sweep_all(set.stored(), one, {{t}, Precision::fp32, 2}, {}, 0, 2).posterior[0].nearest_logit;
}

TEST(ByteProducts, AreExactIntegers) {
  if (byte_instructions().empty() || runs_on_device())
    GTEST_SKIP() << "this CPU does not multiply bytes, or does not see them";
  constexpr double t = .7;
  for (const int dimension : {1, 3, 63, 64, 785, 3072, 32768}) {
    for (const bool is_far : {false, true}) {
      ByteSet set = random_set(2, dimension, 5);
      const auto d = static_cast<std::ptrdiff_t>(dimension);
      for (auto& byte : set.bytes) byte = is_far ? 0 : byte;
      if (is_far) std::fill(set.bytes.begin() + d, set.bytes.end(), std::uint8_t{255});
      const ByteSet units(2, set.bytes, 1, 100);
      std::int64_t squares = 0;
      for (std::ptrdiff_t k = 0; k < d; ++k) {
        const std::int64_t difference = std::int64_t{units.bytes[k]} - units.bytes[k + d];
        squares += difference * difference;
      }
      EXPECT_EQ(logit_of_two(units, t),
                static_cast<float>(signal_to_noise(t)) * (-.5F * static_cast<float>(squares)))
          << dimension << " coordinates";
    }
  }
}

// Float would lose all of these logits to the distance from the origin.
TEST(ByteProducts, DoNotDependOnTheOrigin) {
  if (byte_instructions().empty() || runs_on_device())
    GTEST_SKIP() << "this CPU does not multiply bytes, or does not see them";
  ByteSet set = random_set(300, 100, 8);
  const NoisedQueries near = set.noised(query_count);
  const auto expected = test::sweep_all(set.stored(), near, {test::all_times}, {}, 0, 300);
  const ByteSet far(300, set.bytes, set.scale.scale, 1e8);
  const auto states = test::sweep_all(far.stored(), far.noised(query_count), {test::all_times}, {}, 0, 300);
  for (std::size_t i = 0; i < states.posterior.size(); ++i) {
    EXPECT_EQ(states.posterior[i].sum, expected.posterior[i].sum);
    EXPECT_EQ(states.posterior[i].nearest_logit, expected.posterior[i].nearest_logit);
    EXPECT_EQ(states.posterior[i].nearest_index, expected.posterior[i].nearest_index);
  }
}

TEST(ByteProducts, TakeTheLargestNoise) {
  constexpr std::int64_t count = 50;
  const ByteSet set = random_set(count, 70, 4);
  NoisedQueries noised = set.noised(query_count);
  for (std::size_t i = 0; i < noised.noise.size(); ++i)
    noised.noise[i] = i % 2 == 0 ? 7.9375F : -7.9375F + noise_step * static_cast<float>(i % 256);
  const auto expected = reference::sweep(set.points, noised, test::all_times, 0, count);
  test::expect_equal(test::sweep_all(set.stored(), noised, {test::all_times}, {}, 0, count), expected,
                     test::float_tolerance);
}

// What has no exact products meets the coordinates: noise beyond two digits, and a source between bytes.
TEST(ByteProducts, AreNotMadeOfOtherQueries) {
  constexpr std::int64_t count = 250;
  const ByteSet set = random_set(count, 70, 4);
  NoisedQueries loud = set.noised(query_count), between = set.noised(query_count),
                between_steps = set.noised(query_count);
  for (float& z : loud.noise) z *= 8;
  for (double& a : between.source) a += set.scale.scale / 2;
  for (float& z : between_steps.noise) z = z * 1.1F + noise_step / 3;
  constexpr test::Tolerance of_large_logits{5e-3, 5e-3};
  for (const NoisedQueries* noised : {&loud, &between_steps})
    test::expect_equal(test::sweep_all(set.stored(), *noised, {test::all_times}, {}, 0, count),
                       reference::sweep(set.points, *noised, test::all_times, 0, count), of_large_logits);
  const auto as_floats = [&](bool in_bytes) {
    return test::sweep_all(set.stored(), between,
                           {test::all_times, Precision::fp32, count, SweepPath::host, in_bytes}, {}, 0,
                           count);
  };
  const PosteriorStates asked = as_floats(true), made = as_floats(false);
  for (std::size_t i = 0; i < made.posterior.size(); ++i)
    EXPECT_EQ(asked.posterior[i].sum, made.posterior[i].sum);
}

TEST(ByteProducts, LeaveOutEqualPointsNoMoreThanFloatDoes) {
  if (runs_on_device()) GTEST_SKIP() << "products of bytes are exact on a host alone";
  constexpr std::int64_t count = 2 * tile_points;
  ByteSet set = random_set(count, 65, 9);
  std::copy_n(set.bytes.begin(), 65, set.bytes.begin() + 65 * 150);  // of point 0
  const ByteSet copied(count, set.bytes, set.scale.scale, 126);
  NoisedQueries noised = copied.noised(query_count);
  noised.exchanged_index.assign(query_count, 7);
  noised.is_mirrored = true;
  const auto states = test::sweep_all(copied.stored(), noised, {test::all_times}, {}, 0, count);
  test::expect_equal(states, reference::sweep(copied.points, noised, test::all_times, 0, count),
                     test::float_tolerance);
  EXPECT_EQ(states.posterior[0].nearest_index, 150);
  EXPECT_EQ(states.posterior[0].nearest_logit, 0);
}

// Blocks of points on any number of ranks, in two passes of which the second has common references.
TEST(ByteProducts, AreTheSameHoweverPointsAreDivided) {
  constexpr std::int64_t count = 12 * block_points + 5;
  const ByteSet set = random_set(count, 30, 6);
  const NoisedQueries noised = set.noised(query_count);
  const auto pass = [&](int ranks) {
    PosteriorStates merged(noised.count, static_cast<int>(test::all_times.size()), 2);
    std::vector<double> references;
    for (const auto& [begin, end] :
         {std::pair(std::int64_t{0}, block_points), std::pair(block_points, count)}) {
      for (int rank = 0; rank < ranks; ++rank) {
        const Partition partition{ranks, rank};
        const auto sweep = make_sweep(set.stored(partition), noised, {test::all_times, {}, count});
        sweep->share_references(references);
        sweep->run(partition, 0, partition.local_blocks(end) * tiles_per_block, begin, end);
        merged.merge(sweep->collect());
      }
      for (const Posterior& state : merged.posterior) references.push_back(state.nearest_logit);
    }
    return merged;
  };
  const PosteriorStates whole = pass(1);
  constexpr test::Tolerance rounding_of_doubles{1e-13, 1e-13};
  for (const int ranks : {2, 3, 7}) {
    const PosteriorStates divided = pass(ranks);
    for (std::size_t i = 0; i < whole.posterior.size(); ++i) {
      test::expect_equal(divided.posterior[i], whole.posterior[i], rounding_of_doubles);
      EXPECT_EQ(divided.posterior[i].nearest_logit, whole.posterior[i].nearest_logit);
    }
  }
}

// Free queries, their means and neighbours have no bytes.
TEST(ByteRowsOfFreeQueries, AreTheirCoordinates) {
  constexpr std::int64_t count = 2 * tile_points + 1;
  constexpr double t = .6;
  const ByteSet set = random_set(count, 45, 7);
  const FreeQueries free = test::free_queries(query_count, 45, 1, 2);
  const std::int64_t tiles = Partition{}.local_blocks(count) * tiles_per_block;
  for (const Precision precision : {Precision::fp32, Precision::fp64})
    for (const SweepPath path : {SweepPath::host, SweepPath::device}) {
      test::expect_equal(test::sweep_all(set.stored(), free, {{t}, precision, count, path}, {}, 0, count),
                         reference::sweep(set.points, free, t, 0, count), test::tolerance_of(precision));
      const auto nearest =
          make_nearest_sweep(set.stored(), free, std::vector<double>(query_count, t), 1, precision, path);
      nearest->run({}, 0, tiles, 0, count);
      const Neighbours found = nearest->collect();
      for (int q = 0; q < query_count; ++q) {
        const std::vector<double> x(free.x.begin() + q * 45, free.x.begin() + (q + 1) * 45);
        Posterior expected;
        for (std::int64_t mu = 0; mu < count; ++mu)
          expected.add(-reference::energy(set.points.point(mu), x, t), mu);
        EXPECT_EQ(found.of(q)[0].index, expected.nearest_index);
      }
    }
}

TEST(ByteRowsInMemory, AreReadAsTheCoordinatesThatTheyStandFor) {
  const std::int64_t count = StoredPoints::rows_together + 7;
  const ByteSet set = random_set(count, 5, 1);
  const StoredPoints rows = set.stored();
  std::vector<double> all, one(5);
  rows.visit(0, count,
             [&](std::span<const double> some) { all.insert(all.end(), some.begin(), some.end()); });
  ASSERT_EQ(all.size(), set.points.a.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_NEAR(all[i], set.points.a[i], 1e-15);
  rows.read(9, one);
  EXPECT_EQ(one, std::vector<double>(all.begin() + 45, all.begin() + 50));
  double largest = 0;
  for (std::int64_t mu = 0; mu < count; ++mu)
    largest = std::max(largest, std::inner_product(set.points.point(mu), set.points.point(mu + 1),
                                                   set.points.point(mu), 0.));
  EXPECT_NEAR(rows.largest_norm_squared(), largest, 1e-13);
  EXPECT_THROW(StoredPoints(3, 5, 0, ByteScale{1, {0}}), ContractError);
  EXPECT_THROW(StoredPoints(1, 5, 0).write(0, std::span<const std::uint8_t>(set.bytes).first(5), {}),
               ContractError);
}

}  // namespace
}  // namespace regimes::kernels
