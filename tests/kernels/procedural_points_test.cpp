// Procedural points, and sweeps over them, against plain loops: every kind of table, on ragged sizes.
#include "kernels/procedural_points.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "kernels/density_sweep.hpp"
#include "kernels/reference/reference_density.hpp"
#include "kernels/reference/reference_points.hpp"
#include "kernels/spins.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

using test::free_queries;
using test::noised_queries;
using test::stored_points;

const Stream stream = make_stream(42, 3, Purpose::training_point);

std::vector<float> waves(int dimension, float size) {
  std::vector<float> values;
  for (int k = 0; k < dimension; ++k) values.push_back(size * std::cos(static_cast<float>(k) + size));
  return values;
}

std::vector<float> slopes(int dimension, float size) {
  std::vector<float> values;
  for (int k = 0; k < dimension; ++k) values.push_back(size / std::sqrt(static_cast<float>(k) + 1));
  return values;
}

enum class Kind { one, two_means, means, variances, covariances, all, chains };

ProceduralPoints points_of(Kind kind, int d) {
  const std::vector<double> thirds{.2, .5, .3};
  switch (kind) {
    case Kind::one:
      return normal_points(stream, d, 1.5f);
    case Kind::two_means:
      return make_procedural(stream, d, {NormalClass{{.7f}, {1.5f}}, NormalClass{{-.7f}, {1.5f}}}, {.5, .5});
    case Kind::means:
      return make_procedural(
          stream, d,
          {NormalClass{waves(d, 1), {1}}, NormalClass{waves(d, .5f), {1}}, NormalClass{{.25f}, {1}}}, thirds);
    case Kind::variances:
      return make_procedural(stream, d, {NormalClass{{0}, {1}}, NormalClass{{0}, {.5f}}}, {.9, .1});
    case Kind::covariances:
      return make_procedural(
          stream, d, {NormalClass{{0}, slopes(d, 1)}, NormalClass{{0}, slopes(d, 2)}, NormalClass{{0}, {1}}},
          thirds);
    case Kind::all:
      return make_procedural(
          stream, d, {NormalClass{waves(d, .3f), slopes(d, 1)}, NormalClass{waves(d, 2), slopes(d, .7f)}},
          {.25, .75});
    case Kind::chains:
      return make_procedural(stream, d, {ChainClass{.9}, ChainClass{.4}, ChainClass{1}}, thirds);
  }
  return {};
}

constexpr Kind kinds[] = {Kind::one,         Kind::two_means, Kind::means, Kind::variances,
                          Kind::covariances, Kind::all,       Kind::chains};

class ProceduralKind : public testing::TestWithParam<Kind> {};

TEST_P(ProceduralKind, HasTheRowsOfThePlainLoopsBitForBit) {
  for (const int d : {1, 3, 4, 5, 19, 64})
    for (const std::int64_t count : {1, 7, 8, 9, 15, 16, 17, 95, 96, 97, 400}) {
      const ProceduralPoints points = points_of(GetParam(), d);
      const reference::Points expected = reference::unfold(points, count);
      const auto numbers = static_cast<std::size_t>(count * d);
      std::vector<float> rows(numbers + 1, 1234.f);
      write_rows(points, 0, count, rows.data());
      EXPECT_EQ(rows[numbers], 1234.f);  // nothing behind them is touched
      for (std::size_t i = 0; i < numbers; ++i) ASSERT_EQ(rows[i], expected.a[i]) << d << " " << i;
      std::vector<float> last(static_cast<std::size_t>(d));
      write_rows(points, count - 1, 1, last.data());
      for (int k = 0; k < d; ++k) ASSERT_EQ(last[k], rows[(count - 1) * d + k]);
      for (std::int64_t index = 0; index < count; ++index)
        ASSERT_EQ(points.class_of_index(index), expected.class_of[index]) << index;
    }
}

template <class Sum>
double log_sum(const Sum& sum) {
  return sum.sum > 0 ? sum.reference + std::log(sum.sum) : -HUGE_VAL;
}

/// Logs of sums in double, of which terms of 1e-7 together may be left out.
void expect_near(double swept, double expected) {
  if (std::isinf(expected)) {
    EXPECT_EQ(swept, expected);
  } else {
    EXPECT_NEAR(swept, expected, 1e-6 * std::max(1., std::abs(expected)));
  }
}

TEST_P(ProceduralKind, IsSweptAsThePlainLoopsAre) {
  const std::vector<double> times{.05, .4, 2};
  for (const int d : {3, 21, 37})
    for (const auto path : {SweepPath::host, SweepPath::device})
      for (const std::int64_t count : {1, 95, 96, 97, 300}) {
        const ProceduralPoints points = points_of(GetParam(), d);
        const reference::Points plain = reference::unfold(points, count + 1);  // so that one is always left
        const auto queries = noised_queries(plain, 17, count + 1, 5);
        const auto states =
            test::sweep_all(points, queries, {times, Precision::fp64, count + 1, path}, {}, 0, count + 1);
        const auto expected = reference::sweep(plain, queries, times, 0, count + 1);
        ASSERT_EQ(states.posterior.size(), expected.posterior.size());
        for (std::size_t i = 0; i < states.posterior.size(); ++i)
          expect_near(log_sum(states.posterior[i]), log_sum(expected.posterior[i]));
        ASSERT_EQ(states.class_sums.size(), expected.class_sums.size());
        for (std::size_t i = 0; i < states.class_sums.size(); ++i) {
          const double all = log_sum(expected.posterior[i / static_cast<std::size_t>(points.classes)]);
          EXPECT_NEAR(std::exp(log_sum(states.class_sums[i]) - all),
                      std::exp(log_sum(expected.class_sums[i]) - all), 1e-6);
        }
      }
}

TEST_P(ProceduralKind, HasTheMeansAndNeighboursOfStoredPoints) {
  const int d = 37, count = 500;
  const ProceduralPoints points = points_of(GetParam(), d);
  const StoredPoints stored = stored_points(reference::unfold(points, count), {});
  const auto queries = free_queries(9, d, 1, 23);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const SweepSettings settings{{.4}, Precision::fp64, count, path};
    const auto of = [&](const PointSource& source) {
      const auto sweep = make_mean_sweep(source, queries, settings);
      sweep->run({}, 0, Partition{}.local_blocks(count) * tiles_per_block, 0, count);
      return sweep->collect();
    };
    const auto nearest = [&](const PointSource& source) {
      const auto sweep =
          make_nearest_sweep(source, queries, std::vector<double>(9, .1), 3, Precision::fp64, path);
      sweep->run({}, 0, Partition{}.local_blocks(count) * tiles_per_block, 0, count);
      return sweep->collect();
    };
    const auto made = of(points), read = of(stored);
    const auto near_made = nearest(points), near_read = nearest(stored);
    for (int q = 0; q < 9; ++q) {
      for (int k = 0; k < d; ++k) EXPECT_NEAR(made.mean(q, k), read.mean(q, k), 1e-6);
      if (GetParam() == Kind::chains) continue;  // distances of chains tie
      for (int i = 0; i < 3; ++i) EXPECT_EQ(near_made.of(q)[i].index, near_read.of(q)[i].index);
    }
  }
}

/// Near the edge of a ball the device sums distances again from single groups of coordinates.
TEST_P(ProceduralKind, HasTheBallCountsOfStoredPoints) {
  const int d = 13, count = 700;
  const ProceduralPoints points = points_of(GetParam(), d);
  const reference::Points plain = reference::unfold(points, count);
  DensityQueries queries;
  queries.count = 5;
  queries.dimension = d;
  for (int i = 0; i < queries.count * d; ++i)  // of chains, distances between points are whole
    queries.x.push_back(static_cast<float>(plain.a[static_cast<std::size_t>(i)]));
  const std::vector<double> bandwidths{2, 4, 6};
  const auto expected = reference::density_sweep(plain, queries, DensityKernel::ball, bandwidths, 0, count);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const auto sweep =
        make_density_sweep(points, queries, {bandwidths, DensityKernel::ball, Precision::fp32, count, path});
    sweep->run({}, 0, Partition{}.local_blocks(count) * tiles_per_block, 0, count);
    const auto states = sweep->collect();
    for (std::size_t i = 0; i < states.posterior.size(); ++i)
      EXPECT_NEAR(states.posterior[i].sum * std::exp(states.posterior[i].reference),
                  expected.posterior[i].sum * std::exp(expected.posterior[i].reference), 1e-9 * count)
          << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, ProceduralKind, testing::ValuesIn(kinds));

TEST(ClassOfIndex, KeepsToTheSharesInEveryPrefix) {
  const std::vector<double> shares{.1, .6, .3};
  std::vector<double> seen(3, 0.);
  double worst = 0;
  for (std::int64_t index = 0; index < 100000; ++index) {
    ++seen[class_of_index(index, shares.data(), 3)];
    for (std::size_t c = 0; c < 3; ++c)
      worst = std::max(worst, std::abs(seen[c] - shares[c] * static_cast<double>(index + 1)));
  }
  EXPECT_LT(worst, 2 * std::log2(100000.));  // one point for each bit and side
  const double halves[] = {.5, .5};
  for (std::int64_t index = 0; index < 100; ++index) EXPECT_EQ(class_of_index(index, halves, 2), index % 2);
}

TEST(WordsBelow, CountsTheUniformNumbersBelowAProbability) {
  constexpr double words = 4294967296.0;
  for (const double probability : {0., 1e-30, 1e-10, .25, .5, .7310585786300049, 1 - 1e-10, 1.}) {
    const std::uint64_t count = words_below(probability);
    const auto uniform = [](std::uint64_t word) { return (static_cast<double>(word) + .5) / words; };
    EXPECT_TRUE(count == 0 || uniform(count - 1) < probability) << probability;
    EXPECT_TRUE(static_cast<double>(count) >= words || uniform(count) >= probability) << probability;
  }
  EXPECT_EQ(words_below(1), std::uint64_t{1} << 32);
}

TEST(MakeProcedural, RefusesWhatDoesNotFit) {
  EXPECT_THROW(make_procedural(stream, 3, {}, {}), ContractError);
  EXPECT_THROW(make_procedural(stream, 3, {NormalClass{{0}, {1}}}, {.5, .5}), ContractError);
  EXPECT_THROW(make_procedural(stream, 3, {NormalClass{{0, 1}, {1}}}, {1.}), ContractError);
  EXPECT_THROW(make_procedural(stream, 3, {NormalClass{{0}, {1}}, ChainClass{.5}}, {.5, .5}), ContractError);
}

}  // namespace
}  // namespace regimes::kernels
