// The sweeps against the reference twin: ragged sizes, both kinds of query, both sources of points, both
// precisions, both paths, any division of the points.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/process.hpp"
#include "kernels/backend.hpp"
#include "sweep_comparison.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

using test::all_times;
using test::expect_equal;
using test::free_queries;
using test::noised_queries;
using test::random_points;
using test::stored_points;
using test::sweep_all;
using test::tolerance_of;

constexpr char no_host_path[] = "only the host path does this, and there is none";

struct Shape {
  int points, dimension, queries, classes;
};

class NoisedSweep : public testing::TestWithParam<std::tuple<Shape, Precision, SweepPath>> {};

TEST_P(NoisedSweep, AgreesWithTheReferenceOnRaggedSizes) {
  const auto [shape, precision, path] = GetParam();
  const auto points = random_points(shape.points, shape.dimension, shape.classes, 1);
  const auto queries = noised_queries(points, shape.queries, shape.points, 2);
  const SweepSettings settings{all_times, precision, shape.points, path};
  const auto states = sweep_all(stored_points(points, {}), queries, settings, {}, 0, shape.points);
  expect_equal(states, reference::sweep(points, queries, all_times, 0, shape.points),
               tolerance_of(precision));
}

INSTANTIATE_TEST_SUITE_P(Shapes, NoisedSweep,
                         testing::Combine(testing::Values(Shape{1, 3, 1, 0}, Shape{2, 1, 3, 0},
                                                          Shape{95, 5, 31, 2}, Shape{96, 16, 32, 0},
                                                          Shape{97, 17, 33, 3}, Shape{193, 127, 5, 0},
                                                          Shape{400, 130, 40, 5}, Shape{1000, 8, 65, 0}),
                                          testing::Values(Precision::fp32, Precision::fp64),
                                          testing::Values(SweepPath::host, SweepPath::device)));

class FreeSweep : public testing::TestWithParam<std::tuple<Shape, Precision, SweepPath>> {};

TEST_P(FreeSweep, AgreesWithTheReferenceOnRaggedSizes) {
  const auto [shape, precision, path] = GetParam();
  const auto points = random_points(shape.points, shape.dimension, shape.classes, 3);
  const auto queries = free_queries(shape.queries, shape.dimension, 1.5, 4);
  for (const double t : {0.2, 1.}) {
    const SweepSettings settings{{t}, precision, shape.points, path};
    const auto states = sweep_all(stored_points(points, {}), queries, settings, {}, 0, shape.points);
    expect_equal(states, reference::sweep(points, queries, t, 0, shape.points), tolerance_of(precision));
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, FreeSweep,
                         testing::Combine(testing::Values(Shape{1, 3, 1, 0}, Shape{97, 17, 65, 3},
                                                          Shape{500, 40, 64, 0}),
                                          testing::Values(Precision::fp32, Precision::fp64),
                                          testing::Values(SweepPath::host, SweepPath::device)));

TEST(Sweep, OfNoPointsIsTheIdentity) {
  const auto points = random_points(10, 3, 2, 5);
  const auto queries = noised_queries(points, 4, 10, 6);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const auto states =
        sweep_all(stored_points(points, {}), queries, {all_times, Precision::fp32, 10, path}, {}, 5, 5);
    for (const auto& state : states.posterior) {
      EXPECT_TRUE(state.empty());
      EXPECT_EQ(state.nearest_index, -1);
    }
  }
}

TEST(Sweep, OfTheSourceAloneIsEmpty) {
  const auto points = random_points(1, 3, 0, 5);
  const auto queries = noised_queries(points, 1, 1, 6);
  const auto states = sweep_all(stored_points(points, {}), queries, {all_times}, {}, 0, 1);
  for (const auto& state : states.posterior) EXPECT_TRUE(state.empty());
}

TEST(Sweep, EqualPointsHaveEqualWeights) {
  auto points = random_points(200, 6, 0, 7);
  for (std::int64_t i = 1; i < points.count; ++i)
    for (int k = 0; k < points.dimension; ++k) points.a[i * points.dimension + k] = points.a[k];
  const auto queries = noised_queries(points, 3, 200, 8);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const auto states =
        sweep_all(stored_points(points, {}), queries, {{0.5}, Precision::fp64, 200, path}, {}, 0, 200);
    for (const auto& state : states.posterior) {
      EXPECT_NEAR(state.reference + std::log(state.sum), std::log(199.), 1e-9);
      EXPECT_NEAR(state.square_sum / (state.sum * state.sum), 1. / 199, 1e-9);
    }
  }
}

TEST(Sweep, SurvivesExtremeTimes) {
  const auto points = random_points(300, 24, 2, 9);
  const auto queries = noised_queries(points, 20, 300, 10);
  const std::vector<double> times{1e-6, 20.};
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const auto states =
        sweep_all(stored_points(points, {}), queries, {times, Precision::fp64, 300, path}, {}, 0, 300);
    const auto expected = reference::sweep(points, queries, times, 0, 300);
    for (std::size_t i = 0; i < states.posterior.size(); ++i) {
      const auto &state = states.posterior[i], &reference = expected.posterior[i];
      EXPECT_EQ(state.nearest_index, reference.nearest_index);
      EXPECT_NEAR(state.nearest_logit, reference.nearest_logit,
                  1e-9 * std::abs(reference.nearest_logit) + 1e-13);
      EXPECT_NEAR(state.reference + std::log(state.sum), reference.reference + std::log(reference.sum),
                  1e-9 * std::abs(reference.nearest_logit) + 1e-7);
    }
  }
}

// A reference that rises by hundreds of nats along the pass: the sums must follow it.
TEST(Sweep, FollowsARisingMaximum) {
  auto points = random_points(480, 4, 2, 11);
  for (std::int64_t i = 0; i < points.count; ++i)
    for (int k = 0; k < points.dimension; ++k) points.a[i * points.dimension + k] *= 0.01 * (480 - i);
  for (auto& a : points.a) a = static_cast<float>(a);
  auto queries = noised_queries(points, 40, 480, 12);
  for (int q = 0; q < queries.count; ++q) {
    queries.source_index[q] = 479;
    for (int k = 0; k < points.dimension; ++k)
      queries.source[q * points.dimension + k] = static_cast<float>(points.point(479)[k]);
  }
  const std::vector<double> times{0.01, 0.1};
  for (const auto path : {SweepPath::host, SweepPath::device})
    for (const auto precision : {Precision::fp32, Precision::fp64})
      expect_equal(sweep_all(stored_points(points, {}), queries, {times, precision, 480, path}, {}, 0, 480),
                   reference::sweep(points, queries, times, 0, 480), tolerance_of(precision));
}

/// Two points are left out, in one tile and in two, and both signs of a noise follow each other.
TEST(Sweep, LeavesOutTheExchangedPointAndMirrorsNoises) {
  const std::int64_t count = 2 * tile_points + 3;
  const auto points = random_points(count, 7, 2, 28);
  for (const bool is_mirrored : {false, true})
    for (const auto path : {SweepPath::host, SweepPath::device})
      for (const auto precision : {Precision::fp32, Precision::fp64}) {
        auto queries = noised_queries(points, 21, count, 29);
        queries.is_mirrored = is_mirrored;
        for (int q = 0; q < queries.count; ++q)
          queries.exchanged_index.push_back(q % 3 == 0 ? -1 : (q * 11 + 1) % count);
        const auto states =
            sweep_all(stored_points(points, {}), queries, {all_times, precision, count, path}, {}, 0, count);
        EXPECT_EQ(states.queries, is_mirrored ? 42 : 21);
        expect_equal(states, reference::sweep(points, queries, all_times, 0, count), tolerance_of(precision));
      }
}

// A tile that holds nothing but the source, before any other: it leaves no trace in the sums.
TEST(Sweep, ForgetsExcludedPoints) {
  const std::int64_t count = tile_points + 1;
  const auto points = random_points(count, 7, 2, 26);
  auto queries = noised_queries(points, 20, count, 27);
  for (int q = 0; q < queries.count; ++q) {
    queries.source_index[q] = count - 1;
    for (int k = 0; k < points.dimension; ++k)
      queries.source[q * points.dimension + k] = static_cast<float>(points.point(count - 1)[k]);
  }
  const std::vector<double> times{1e-3, 0.07, 0.3, 1.1, 3.};
  for (const auto precision : {Precision::fp32, Precision::fp64}) {
    const auto sweep =
        make_sweep(stored_points(points, {}), queries, {times, precision, count, SweepPath::host});
    sweep->run({}, 1, 2, tile_points, count);
    sweep->run({}, 0, 1, 0, tile_points);
    expect_equal(sweep->collect(), reference::sweep(points, queries, times, 0, count),
                 {2 * tolerance_of(precision).log_sum, tolerance_of(precision).relative});
  }
}

TEST(Sweep, ProceduralPointsAreTheirCoordinates) {
  for (const auto precision : {Precision::fp32, Precision::fp64})
    for (const auto path : {SweepPath::host, SweepPath::device}) {
      const auto procedural = test::two_means(make_stream(42, 3, Purpose::training_point), 19, 1.5f, 0.7f);
      const auto points = reference::unfold(procedural, 300);
      const auto queries = noised_queries({300, 19, 2, points.a, points.class_of}, 35, 300, 15);
      expect_equal(sweep_all(procedural, queries, {all_times, precision, 300, path}, {}, 0, 300),
                   reference::sweep({300, 19, 2, points.a, points.class_of}, queries, all_times, 0, 300),
                   tolerance_of(precision));
    }
}

/// Six points at the query and many just below the threshold: these are skipped, and what they weigh is
/// within the summed bound, and not far from it.
TEST(Sweep, BoundsWhatItSkips) {
  if (runs_on_device()) GTEST_SKIP() << no_host_path;
  constexpr int count = 960, dimension = 4;
  constexpr double t = 0.5, below_threshold = 0.1;
  const double snr = signal_to_noise(t), threshold = -std::log(skipped_weight(count));
  const auto far = static_cast<float>(std::sqrt(2 * (threshold + below_threshold) / snr));
  reference::Points points{count, dimension, 0, std::vector<double>(count * dimension), {}};
  for (int mu = tile_rows; mu < count; ++mu)
    points.a[mu * dimension] = far;  // l = -snr |a|^2/2 for the query x = 0
  const FreeQueries queries{1, dimension, std::vector<double>(dimension)};
  const SweepSettings settings{{t}, Precision::fp64, count, SweepPath::host};
  const auto states = sweep_all(stored_points(points, {}), queries, settings, {}, 0, count);
  const Posterior& swept = states.posterior[0];
  EXPECT_EQ(states.work.skipped, count - tile_rows);
  EXPECT_DOUBLE_EQ(swept.sum * std::exp(swept.reference), tile_rows);

  const double left_out = (count - tile_rows) * std::exp(-snr * far * far / 2);
  const double bound = static_cast<double>(states.work.skipped) * skipped_weight(count);
  EXPECT_LE(left_out, bound);
  EXPECT_GE(left_out, bound * std::exp(-2 * below_threshold));
  EXPECT_LT(count * skipped_weight(count), negligible_weight);
}

TEST(Sweep, CountsItsWork) {
  if (runs_on_device()) GTEST_SKIP() << no_host_path;
  const auto points = random_points(500, 4, 0, 16);
  for (const int count : {1, 40}) {
    const auto queries = noised_queries(points, count, 500, 17);
    const std::vector<double> times{1e-4, 10.};
    const auto work = sweep_all(stored_points(points, {}), queries,
                                {times, Precision::fp32, 500, SweepPath::host}, {}, 0, 500)
                          .work;
    EXPECT_EQ(work.terms, 500 * count * 2);
    EXPECT_GT(work.skipped, 500 * count / 2);  // at the small time nearly all weights are negligible
    EXPECT_LT(work.skipped, 500 * count);      // at the large time none is
    const auto device = sweep_all(stored_points(points, {}), queries,
                                  {times, Precision::fp32, 500, SweepPath::device}, {}, 0, 500)
                            .work;
    EXPECT_EQ(device.terms, work.terms);
  }
}

TEST(Sweep, TimesTheMakingOfPoints) {
  if (runs_on_device()) GTEST_SKIP() << no_host_path;
  const ProceduralPoints points = normal_points(make_stream(42, 0, Purpose::training_point), 32);
  const auto queries = free_queries(1, 32, 1, 7);
  const auto sweep = make_sweep(points, queries, {{.5}, Precision::fp32, 9600, SweepPath::host});
  const int threads = host_threads();
  double largest_share = 0;  // of several runs: another process may take the core in any of them
  for (int repeat = 0; repeat < 20; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    sweep->run({}, 0, 100, 0, 9600);
    const std::chrono::nanoseconds all = std::chrono::steady_clock::now() - start;
    const auto making = static_cast<double>(sweep->collect().work.reading_nanoseconds);
    largest_share = std::max(largest_share, making / (static_cast<double>(all.count()) * threads));
  }
  EXPECT_GT(largest_share, .1);  // with one query, points cost about as much as their products
  EXPECT_LT(largest_share, 1);
  EXPECT_EQ(sweep->collect().work.reading_nanoseconds, 0);
}

}  // namespace
}  // namespace regimes::kernels
