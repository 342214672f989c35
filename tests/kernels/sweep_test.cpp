// The sweeps against the reference twin: ragged sizes, both kinds of query, both sources of points, both
// precisions, both paths, any division of the points.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/process.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

using test::free_queries;
using test::noised_queries;
using test::random_points;
using test::stored_points;
using test::sweep_all;

struct Tolerance {
  double log_sum;   ///< absolute, of ln Z
  double relative;  ///< of sums
};

/// Rounding of products of length d ~ 100 and logits of order 100: 1e-4 in float; in double far less. What is
/// skipped adds 1e-7.
constexpr Tolerance float_tolerance{2e-4, 5e-4}, double_tolerance{2e-7, 2e-7};

Tolerance tolerance_of(Precision precision) {
  return precision == Precision::single ? float_tolerance : double_tolerance;
}

void expect_equal(const Posterior& state, const Posterior& expected, Tolerance tolerance) {
  ASSERT_EQ(state.empty(), expected.empty());
  if (expected.empty()) return;
  EXPECT_NEAR(state.reference + std::log(state.sum), expected.reference + std::log(expected.sum),
              tolerance.log_sum);
  const double entropy = std::log(state.sum) - state.logit_sum / state.sum;
  const double expected_entropy = std::log(expected.sum) - expected.logit_sum / expected.sum;
  EXPECT_NEAR(entropy, expected_entropy, tolerance.log_sum);
  EXPECT_NEAR(state.square_sum / (state.sum * state.sum), expected.square_sum / (expected.sum * expected.sum),
              tolerance.relative);
  EXPECT_NEAR(state.nearest_logit, expected.nearest_logit, tolerance.log_sum);
  EXPECT_EQ(state.nearest_index, expected.nearest_index);
}

void expect_equal(const PosteriorStates& states, const PosteriorStates& expected, Tolerance tolerance) {
  ASSERT_EQ(states.posterior.size(), expected.posterior.size());
  ASSERT_EQ(states.class_sums.size(), expected.class_sums.size());
  for (std::size_t i = 0; i < states.posterior.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "query " << i / states.times << ", time " << i % states.times);
    expect_equal(states.posterior[i], expected.posterior[i], tolerance);
    double total = 0;
    for (int c = 0; c < states.classes; ++c) {
      const LogSum &sum = states.class_sums[i * states.classes + c],
                   &reference = expected.class_sums[i * states.classes + c];
      const double weight = sum.sum * std::exp(sum.reference - expected.posterior[i].reference);
      const double expected_weight =
          reference.sum * std::exp(reference.reference - expected.posterior[i].reference);
      EXPECT_NEAR(weight, expected_weight, tolerance.relative * expected.posterior[i].sum);
      total += weight;
    }
    if (states.classes > 0) {
      EXPECT_NEAR(total, expected.posterior[i].sum, tolerance.relative * expected.posterior[i].sum);
    }
  }
}

const std::vector<double> all_times{0.05, 0.3, 0.8, 3.};

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
                                          testing::Values(Precision::single, Precision::twice),
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
                                          testing::Values(Precision::single, Precision::twice),
                                          testing::Values(SweepPath::host, SweepPath::device)));

TEST(Sweep, OfNoPointsIsTheIdentity) {
  const auto points = random_points(10, 3, 2, 5);
  const auto queries = noised_queries(points, 4, 10, 6);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const auto states =
        sweep_all(stored_points(points, {}), queries, {all_times, Precision::single, 10, path}, {}, 5, 5);
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
        sweep_all(stored_points(points, {}), queries, {{0.5}, Precision::twice, 200, path}, {}, 0, 200);
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
        sweep_all(stored_points(points, {}), queries, {times, Precision::twice, 300, path}, {}, 0, 300);
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
    for (const auto precision : {Precision::single, Precision::twice})
      expect_equal(sweep_all(stored_points(points, {}), queries, {times, precision, 480, path}, {}, 0, 480),
                   reference::sweep(points, queries, times, 0, 480), tolerance_of(precision));
}

TEST(Sweep, DoesNotDependOnHowPointsAreDivided) {
  const std::int64_t count = 1500;
  const auto points = random_points(count, 20, 2, 13);
  const auto queries = noised_queries(points, 33, 200, 14);
  const SweepSettings settings{all_times, Precision::single, count};
  const auto whole = sweep_all(stored_points(points, {}), queries, settings, {}, 0, count);
  // Sums differ by the spacing of float logits, up to 128 here, because references may; the nearest point is
  // equal.
  constexpr double spacing_of_logits = 1e-5;
  for (const int ranks : {2, 3, 7, 11}) {
    PosteriorStates merged(queries.count, 4, 2);
    for (int rank = 0; rank < ranks; ++rank) {
      const Deal deal{ranks, rank};
      const auto shard = stored_points(points, deal);
      merged.merge(sweep_all(shard, queries, settings, deal, 0, 700));
      merged.merge(sweep_all(shard, queries, settings, deal, 700, count));
    }
    expect_equal(merged, whole, {spacing_of_logits, spacing_of_logits});
    for (std::size_t i = 0; i < whole.posterior.size(); ++i)
      EXPECT_EQ(merged.posterior[i].nearest_logit, whole.posterior[i].nearest_logit);
  }
}

/// Sums of all ranks, in two passes; the second is relative to what the first has seen.
PosteriorStates two_passes(const reference::Points& points, const NoisedQueries& queries,
                           const SweepSettings& settings, int ranks, std::int64_t middle) {
  const int times = static_cast<int>(settings.times.size());
  PosteriorStates merged(queries.count, times, points.classes);
  std::vector<double> references;
  for (const auto& [begin, end] : {std::pair(std::int64_t{0}, middle), std::pair(middle, points.count)}) {
    for (int rank = 0; rank < ranks; ++rank) {
      const Deal deal{ranks, rank};
      const auto sweep = make_sweep(stored_points(points, deal), queries, settings);
      sweep->share_references(references);
      sweep->run(deal, 0, deal.local_blocks(end) * tiles_per_block, begin, end);
      merged.merge(sweep->take());
    }
    for (const Posterior& state : merged.posterior) references.push_back(state.nearest_logit);
  }
  return merged;
}

// Small times, where logits of points to come exceed the references by hundreds, and large ones, where they
// do not: float sums agree to the rounding of doubles. The first block is one rank's.
TEST(Sweep, WithCommonReferencesDoesNotDependOnHowPointsAreDivided) {
  const std::int64_t count = 20 * block_points;
  const std::vector<double> times{0.003, 0.05, 0.3, 0.8, 3.};
  const auto points = random_points(count, 20, 2, 13);
  const auto queries = noised_queries(points, 33, block_points, 14);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const SweepSettings settings{times, Precision::single, count, path};
    const auto whole = two_passes(points, queries, settings, 1, block_points);
    expect_equal(whole, reference::sweep(points, queries, times, 0, count), {4e-3, 4e-3});
    constexpr Tolerance rounding_of_doubles{1e-13, 1e-13};
    for (const int ranks : {2, 3, 7, 11}) {
      const auto divided = two_passes(points, queries, settings, ranks, block_points);
      for (std::size_t i = 0; i < whole.posterior.size(); ++i)
        expect_equal(divided.posterior[i], whole.posterior[i], rounding_of_doubles);
      for (std::size_t i = 0; i < whole.class_sums.size(); ++i) {
        LogSum sum = divided.class_sums[i];
        sum.rebase(whole.class_sums[i].reference);
        EXPECT_NEAR(sum.sum / whole.class_sums[i].sum, 1, rounding_of_doubles.relative);
      }
      EXPECT_EQ(divided.work.skipped, whole.work.skipped);
    }
  }
}

// Rows of a shard in memory a few at a time, as for a file that is larger than memory: the same sums.
TEST(Sweep, DoesNotDependOnWindows) {
  const std::int64_t count = 1500, begin = 300;
  const auto points = random_points(count, 20, 2, 21);
  const auto queries = noised_queries(points, 33, 200, 22);
  const Deal deal{2, 1};
  const StoredPoints shard = stored_points(points, deal);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const SweepSettings settings{all_times, Precision::single, count, path};
    const auto whole = sweep_all(shard, queries, settings, deal, begin, count);
    StoredPoints window = shard;
    const std::int64_t rows = 2 * block_points, tiles = rows / tile_points;
    Kokkos::View<float**, Kokkos::LayoutRight, SweepMemory> a("regimes::test::window", rows, 20);
    Kokkos::View<double*, SweepMemory> half_norms("regimes::test::window_norms", rows);
    Kokkos::View<std::int32_t*, SweepMemory> classes("regimes::test::window_classes", rows);
    window.rows = a;
    window.half_norms = half_norms;
    window.row_classes = classes;
    const auto sweep = make_sweep(window, queries, settings);
    for (std::int64_t first = 0; first < deal.local_rows(count); first += rows) {
      const auto from = std::pair(first, std::min(first + rows, deal.local_rows(count)));
      const auto to = std::pair(std::int64_t{0}, from.second - from.first);
      Kokkos::deep_copy(Kokkos::subview(a, to, Kokkos::ALL), Kokkos::subview(shard.rows, from, Kokkos::ALL));
      Kokkos::deep_copy(Kokkos::subview(half_norms, to), Kokkos::subview(shard.half_norms, from));
      Kokkos::deep_copy(Kokkos::subview(classes, to), Kokkos::subview(shard.row_classes, from));
      Deal there = deal;
      there.window_row = first;
      sweep->run(there, first / tile_points, first / tile_points + tiles, begin, count);
    }
    const auto parts = sweep->take();
    EXPECT_EQ(parts.work.terms, whole.work.terms);
    for (std::size_t i = 0; i < whole.posterior.size(); ++i) {
      EXPECT_EQ(parts.posterior[i].sum, whole.posterior[i].sum);
      EXPECT_EQ(parts.posterior[i].nearest_index, whole.posterior[i].nearest_index);
    }
  }
}

TEST(Sweep, ProceduralPointsAreTheirCoordinates) {
  for (const auto precision : {Precision::single, Precision::twice})
    for (const auto path : {SweepPath::host, SweepPath::device}) {
      const ProceduralPoints procedural{make_stream(42, 3, Purpose::training_point), 19, 1.5f, 0.7f, 2};
      const auto points = test::unfold(procedural, 300);
      const auto queries = noised_queries({300, 19, 2, points.a, points.class_of}, 35, 300, 15);
      expect_equal(sweep_all(procedural, queries, {all_times, precision, 300, path}, {}, 0, 300),
                   reference::sweep({300, 19, 2, points.a, points.class_of}, queries, all_times, 0, 300),
                   tolerance_of(precision));
    }
}

/// Six points at the query and many just below the threshold: these are skipped, and what they weigh is
/// within the summed bound, and not far from it.
TEST(Sweep, BoundsWhatItSkips) {
  constexpr int count = 960, dimension = 4;
  constexpr double t = 0.5, below_threshold = 0.1;
  const double snr = signal_to_noise(t), threshold = -std::log(skipped_weight(count));
  const auto far = static_cast<float>(std::sqrt(2 * (threshold + below_threshold) / snr));
  reference::Points points{count, dimension, 0, std::vector<double>(count * dimension), {}};
  for (int mu = tile_rows; mu < count; ++mu)
    points.a[mu * dimension] = far;  // l = -snr |a|^2/2 for the query x = 0
  const FreeQueries queries{1, dimension, std::vector<float>(dimension)};
  const SweepSettings settings{{t}, Precision::twice, count, SweepPath::host};
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
  const auto points = random_points(500, 4, 0, 16);
  for (const int count : {1, 40}) {
    const auto queries = noised_queries(points, count, 500, 17);
    const std::vector<double> times{1e-4, 10.};
    const auto work = sweep_all(stored_points(points, {}), queries,
                                {times, Precision::single, 500, SweepPath::host}, {}, 0, 500)
                          .work;
    EXPECT_EQ(work.terms, 500 * count * 2);
    EXPECT_GT(work.skipped, 500 * count / 2);  // at the small time nearly all weights are negligible
    EXPECT_LT(work.skipped, 500 * count);      // at the large time none is
    const auto device = sweep_all(stored_points(points, {}), queries,
                                  {times, Precision::single, 500, SweepPath::device}, {}, 0, 500)
                            .work;
    EXPECT_EQ(device.terms, work.terms);
  }
}

TEST(Sweep, TimesTheMakingOfPoints) {
  const ProceduralPoints points{make_stream(42, 0, Purpose::training_point), 32, 1, 0, 0};
  const auto queries = free_queries(1, 32, 1, 7);
  const auto sweep = make_sweep(points, queries, {{.5}, Precision::single, 9600, SweepPath::host});
  const int threads = Kokkos::DefaultHostExecutionSpace().concurrency();
  double largest_share = 0;  // of several runs: another process may take the core in any of them
  for (int repeat = 0; repeat < 20; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    sweep->run({}, 0, 100, 0, 9600);
    const std::chrono::nanoseconds all = std::chrono::steady_clock::now() - start;
    const auto making = static_cast<double>(sweep->take().work.reading_nanoseconds);
    largest_share = std::max(largest_share, making / (static_cast<double>(all.count()) * threads));
  }
  EXPECT_GT(largest_share, .1);  // with one query, points cost about as much as their products
  EXPECT_LT(largest_share, 1);
  EXPECT_EQ(sweep->take().work.reading_nanoseconds, 0);
}

}  // namespace
}  // namespace regimes::kernels
