// Weights by recurrence: against the reference twin on grids that step evenly in sqrt(snr) and on others, at
// extreme times, where weights vanish and return, and where logits exceed their references.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/process.hpp"
#include "kernels/density_sweep.hpp"
#include "kernels/host/uniform_segments.hpp"
#include "kernels/reference/reference_density.hpp"
#include "kernels/shared_references.hpp"
#include "sweep_comparison.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

using test::noised_queries;
using test::over_ranks;
using test::random_points;
using test::stored_points;

double time_of(double signal) { return std::log1p(1 / (signal * signal)) / 2; }

/// Ascending times, at which sqrt(snr) falls from `high` in equal steps.
std::vector<double> even_times(double high, double low, int count) {
  std::vector<double> times;
  for (int i = 0; i < count; ++i) times.push_back(time_of(high + (low - high) * i / (count - 1)));
  return times;
}

std::vector<double> joined(std::vector<double> a, const std::vector<double>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// What a float logit may be off by: diffusion::float_logit_error, |a|^2 = |z|^2 = d, and the weight of a
/// recurrence.
double logit_error(double t, int dimension) {
  const double snr = signal_to_noise(t),
               weight_error = 32. * 32 / 2 * std::numeric_limits<float>::epsilon() / 2;
  return 3e-7 * dimension * (snr + std::sqrt(snr)) + weight_error;
}

/// The points in two passes, the second with references from the first.
template <class Make>
PosteriorStates two_passes(const Make& make, std::int64_t middle, std::int64_t end,
                           const Partition& partition = {}) {
  const auto first = make(), second = make();
  const std::int64_t tiles = partition.local_blocks(end) * tiles_per_block;
  first->run(partition, 0, tiles, 0, middle);
  PosteriorStates states = first->collect();
  second->share_references(nearest_logits(states));
  second->run(partition, 0, tiles, middle, end);
  states.merge(second->collect());
  return states;
}

PosteriorStates two_passes(const reference::Points& points, const NoisedQueries& queries,
                           const std::vector<double>& times, Precision precision, std::int64_t middle) {
  const auto stored = stored_points(points, {});
  return two_passes(
      [&] {
        return make_sweep(stored, queries, {times, precision, points.count, SweepPath::host});
      },
      middle, points.count);
}

void expect_within_rounding(const PosteriorStates& states, const PosteriorStates& expected,
                            const std::vector<double>& times, int dimension, Precision precision) {
  for (std::size_t i = 0; i < states.posterior.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "query " << i / times.size() << ", t = " << times[i % times.size()]);
    const double error = precision == Precision::fp32
                             ? logit_error(times[i % times.size()], dimension)
                             : 1e-9 * (1 + std::abs(expected.posterior[i].nearest_logit)) + 2e-7;
    // H is a difference of two sums of logits of up to 100 nats below the largest.
    test::expect_equal(states.posterior[i], expected.posterior[i], {2 * error, 4 * error});
  }
}

struct Shape {
  int points, dimension, queries, classes;
};

class Recurrence : public testing::TestWithParam<std::tuple<Shape, Precision>> {};

TEST_P(Recurrence, AgreesWithTheReferenceOnRaggedSizesAndAnyGrid) {
  const auto [shape, precision] = GetParam();
  const auto points = random_points(shape.points, shape.dimension, shape.classes, 31);
  const auto queries = noised_queries(points, shape.queries, shape.points, 32);
  const std::vector<double> irregular{.1, .2, .3, .41, .5, .62, .7, .83, .9, 1.1};
  for (const auto& times :
       {even_times(2.5, .1, 8), even_times(3, .2, 24), even_times(2, .01, 48), irregular,
        joined(joined({.02, .03}, even_times(3, 1.03, 20)), joined(even_times(1, .1, 31), {4., 7.9}))})
    expect_within_rounding(two_passes(points, queries, times, precision, shape.points / 3),
                           reference::sweep(points, queries, times, 0, shape.points), times, shape.dimension,
                           precision);
}

INSTANTIATE_TEST_SUITE_P(Shapes, Recurrence,
                         testing::Combine(testing::Values(Shape{2, 1, 3, 0}, Shape{95, 5, 31, 2},
                                                          Shape{193, 17, 33, 3}, Shape{1000, 8, 65, 0},
                                                          Shape{700, 130, 5, 0}),
                                          testing::Values(Precision::fp32, Precision::fp64)));

// Down to where logits exceed the references of the first block by hundreds, and tiles go one time after the
// other.
TEST(RecurrenceOrder, DoesNotDependOnHowPointsAreDivided) {
  const std::int64_t count = 12 * block_points;
  const auto points = random_points(count, 20, 2, 33);
  auto queries = noised_queries(points, 19, block_points, 34);
  queries.is_mirrored = true;
  const std::vector<double> times = joined(even_times(15, 3.1, 10), even_times(3, .05, 30));
  const SweepSettings settings{times, Precision::fp32, count, SweepPath::host};
  const auto whole = over_ranks(points, queries, settings, 1);
  constexpr test::Tolerance rounding_of_doubles{1e-12, 1e-12};
  for (const int ranks : {2, 3, 7}) {
    const auto divided = over_ranks(points, queries, settings, ranks);
    for (std::size_t i = 0; i < whole.posterior.size(); ++i) {
      test::expect_equal(divided.posterior[i], whole.posterior[i], rounding_of_doubles);
      EXPECT_EQ(divided.posterior[i].nearest_logit, whole.posterior[i].nearest_logit);
    }
    for (std::size_t i = 0; i < whole.class_sums.size(); ++i) {
      LogSum sum = divided.class_sums[i];
      sum.rebase(whole.class_sums[i].reference);
      EXPECT_NEAR(sum.sum / whole.class_sums[i].sum, 1, rounding_of_doubles.relative);
    }
    EXPECT_EQ(divided.work.skipped, whole.work.skipped);
  }
  test::expect_equal(whole, reference::sweep(points, queries, times, 0, count), {2e-3, 2e-3});
}

// The last of an odd number of mirrored queries has no image: it has no references, and takes none from
// others.
TEST(RecurrenceOrder, DoesNotDependOnTheLastMirrorImage) {
  const auto points = random_points(500, 9, 0, 37);
  auto queries = noised_queries(points, 3, 500, 38);
  queries.is_mirrored = true;
  const std::vector<double> times = even_times(2, .1, 24);
  const auto expected = reference::sweep(points, queries, times, 0, points.count);
  std::vector<double> references = nearest_logits(expected);
  references.resize(references.size() - times.size());
  const auto sweep =
      make_sweep(stored_points(points, {}), queries, {times, Precision::fp32, points.count, SweepPath::host});
  sweep->share_references(references);
  sweep->run({}, 0, Partition{}.local_blocks(points.count) * tiles_per_block, 0, points.count);
  const auto states = sweep->collect();
  for (std::size_t i = 0; i < references.size(); ++i)
    EXPECT_NEAR(states.posterior[i].reference + std::log(states.posterior[i].sum),
                expected.posterior[i].reference + std::log(expected.posterior[i].sum),
                logit_error(times[i % times.size()], points.dimension));
}

/// Points on a line, met by one query: the source 0 with the noise 10, so that point a has
/// l = -snr a^2/2 + 10 sqrt(snr) a.
struct Line {
  reference::Points points;
  NoisedQueries query{1, 1, {0}, {10}, {0}};
  explicit Line(std::vector<double> a)
      : points{static_cast<std::int64_t>(a.size()), 1, 0, std::move(a), {}} {}
};

/// The reference is that of the points before `middle`.
void expect_agreement(const Line& line, const std::vector<double>& times, std::int64_t middle) {
  for (const auto precision : {Precision::fp32, Precision::fp64}) {
    const auto states = two_passes(line.points, line.query, times, precision, middle);
    test::expect_equal(states, reference::sweep(line.points, line.query, times, 0, line.points.count),
                       test::tolerance_of(precision));
  }
}

// The weight of -5 beside that of 10 rises from e^{-112} at sqrt(snr) = 1 to 1 at 4: it begins where no float
// reaches.
TEST(RecurrenceRange, HoldsWeightsThatVanishAtOneEnd) {
  expect_agreement(Line({0, 10, -5}), even_times(4, 1, 24), 2);
}

// The same with both in the references: where one overtakes the other, the largest logit is far below the
// line through the ends.
TEST(RecurrenceRange, HoldsReferencesThatBend) {
  expect_agreement(Line({0, 10, -5, -5, 10}), even_times(6, 1, 30), 3);
}

// Later points exceed the references by thousands.
TEST(RecurrenceRange, FollowsARisingMaximum) {
  expect_agreement(Line({0, 90, 60, 40, 20, 10, 5, 2, -1, -5}), even_times(12, 2, 32), 2);
}

// Nothing but the source, or nothing at all, before the second pass.
TEST(RecurrenceRange, DoesWithoutReferences) {
  expect_agreement(Line({0, 10, -5, 3}), even_times(4, 1, 24), 1);
  expect_agreement(Line({0, 10, -5, 3}), even_times(4, 1, 24), 0);
}

TEST(RecurrenceWork, CountsWhatItSkips) {
  const auto points = random_points(960, 4, 0, 35);
  const auto queries = noised_queries(points, 40, 960, 36);
  const auto states = two_passes(points, queries, even_times(150, 20, 24), Precision::fp32, 480);
  EXPECT_EQ(states.work.terms, 960 * 40 * 24);
  EXPECT_GT(states.work.skipped, states.work.terms / 2);  // nearly all weights are negligible
  EXPECT_EQ(two_passes(points, queries, even_times(.5, .01, 24), Precision::fp32, 480).work.skipped, 0);
}

/// Ascending bandwidths, at which 1/h^2 falls from `high` in equal steps.
std::vector<double> even_bandwidths(double high, double low, int count) {
  std::vector<double> bandwidths;
  for (int i = 0; i < count; ++i) bandwidths.push_back(1 / std::sqrt(high + (low - high) * i / (count - 1)));
  return bandwidths;
}

class DensityRecurrence : public testing::TestWithParam<std::tuple<Shape, Precision>> {};

TEST_P(DensityRecurrence, AgreesWithTheReferenceOnRaggedSizesAndAnyGrid) {
  const auto [shape, precision] = GetParam();
  const auto points = random_points(shape.points, shape.dimension, 0, 39);
  DensityQueries queries;
  static_cast<FreeQueries&>(queries) = test::free_queries(shape.queries, shape.dimension, 1.2, 40);
  for (int q = 0; q < shape.queries; ++q) queries.left_out.push_back((7 * q + 1) % shape.points);
  const auto stored = stored_points(points, {});
  for (const auto& bandwidths :
       {even_bandwidths(4, .1, 8), even_bandwidths(3, .2, 48), std::vector{.4, .7, 1., 2.5},
        joined({.1, .15, .2}, joined(even_bandwidths(6, 2.1, 20), even_bandwidths(2, .02, 20)))}) {
    const auto states = two_passes(
        [&] {
          return make_density_sweep(
              stored, queries,
              {bandwidths, DensityKernel::gaussian, precision, points.count, SweepPath::host});
        },
        shape.points / 3, shape.points);
    const auto expected =
        reference::density_sweep(points, queries, DensityKernel::gaussian, bandwidths, 0, shape.points);
    // 3e-7 |a| (|x| + |a|/2)/h^2 in float
    for (std::size_t i = 0; i < states.posterior.size(); ++i) {
      SCOPED_TRACE(testing::Message()
                   << "query " << i / states.times << ", h = " << bandwidths[i % states.times]);
      const double h = bandwidths[i % states.times],
                   error = precision == Precision::fp32 ? 1e-6 * shape.dimension / (h * h) + 1e-5 : 4e-7;
      test::expect_equal(states.posterior[i], expected.posterior[i], {2 * error, 4 * error});
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, DensityRecurrence,
                         testing::Combine(testing::Values(Shape{2, 1, 3, 0}, Shape{95, 5, 31, 0},
                                                          Shape{193, 17, 33, 0}, Shape{1000, 8, 65, 0},
                                                          Shape{700, 130, 5, 0}),
                                          testing::Values(Precision::fp32, Precision::fp64)));

std::vector<int> lengths(const std::vector<double>& factors) {
  std::vector<int> counts;
  for (const UniformSegment& segment : uniform_segments(factors, 1e-8)) counts.push_back(segment.count);
  return counts;
}

TEST(UniformSegments, AreFoundAmongOtherTimes) {
  std::vector<double> factors;
  for (int i = 0; i < 40; ++i) factors.push_back(5 - .1 * i);  // down to 1.1
  EXPECT_EQ(lengths(factors), (std::vector{20, 20}));
  factors.insert(factors.end(), {.9, .3});
  for (int i = 0; i < 7; ++i) factors.push_back(-1 + .1 * i);  // too few
  EXPECT_EQ(lengths(factors), (std::vector{20, 20}));
  factors.push_back(-.3);
  EXPECT_EQ(lengths(factors), (std::vector{20, 20, 8}));
  const UniformSegment last = uniform_segments(factors, 1e-8).back();
  EXPECT_EQ(last.first, 49);
  EXPECT_EQ(last.stride, -1);
  EXPECT_NEAR(last.lowest, .3, 1e-12);
  EXPECT_NEAR(last.step, .1, 1e-12);
  factors[4] *= 1 + 1e-6;
  EXPECT_EQ(lengths(factors), (std::vector{17, 18, 8}));
  EXPECT_TRUE(lengths({}).empty());
  EXPECT_TRUE(lengths(std::vector<double>(20, 1.)).empty());  // all the same
}

}  // namespace
}  // namespace regimes::kernels
