// The printed bound on float logits holds where it matters most: points that are near copies of the source,
// so that several weights compete at small times although logits are differences of huge products.
#include "diffusion/precision.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "base/grid.hpp"
#include "base/process.hpp"
#include "kernels/shared_references.hpp"
#include "kernels/tuning.hpp"
#include "sweep_fixture.hpp"

namespace regimes::diffusion {
namespace {

using kernels::Precision;
namespace reference = kernels::reference;

constexpr int copies = 20;  ///< near copies of every source
constexpr int sources = 8;

/// Gaussian points in families: `sources` points, and around each `copies` others at a distance of order
/// sqrt(Delta_t) e^t.
reference::Points families(int dimension, double t, std::uint64_t seed) {
  auto points = kernels::test::random_points(sources * (copies + 1), dimension, 0, seed);
  std::mt19937_64 generator(seed + 1);
  std::normal_distribution<double> normal(0, std::sqrt(2 * noise_to_signal(t) / dimension));
  for (std::int64_t index = sources; index < points.count; ++index)
    for (int k = 0; k < dimension; ++k)
      points.a[index * dimension + k] =
          static_cast<float>(points.point(index % sources)[k] + normal(generator));
  return points;
}

double log_sum(const kernels::Posterior& state) { return state.reference + std::log(state.sum); }

double largest_error(int dimension, double t, Precision precision) {
  const auto points = families(dimension, t, 1);
  const auto queries = kernels::test::noised_queries(points, sources, sources, 2);
  const auto states = kernels::test::sweep_all(kernels::test::stored_points(points, {}), queries,
                                               {{t}, precision}, {}, 0, points.count);
  const auto expected = reference::sweep(points, queries, {t}, 0, points.count);
  double error = 0;
  for (std::size_t i = 0; i < states.posterior.size(); ++i) {
    // Several weights compete, so that the error is that of logits which matter.
    EXPECT_GT(log_sum(expected.posterior[i]), -20);
    error = std::max(error, std::abs(log_sum(states.posterior[i]) - log_sum(expected.posterior[i])));
  }
  return error;
}

class FloatLogits : public testing::TestWithParam<std::tuple<int, double>> {};

TEST_P(FloatLogits, AreAsGoodAsTheBoundSays) {
  const auto [dimension, t] = GetParam();
  const double bound = float_logit_error(t, dimension, dimension);
  const double error = largest_error(dimension, t, Precision::fp32);
  EXPECT_LT(error, bound);
  EXPECT_GT(error, bound / 1e3);  // a bound far from the truth would refuse float where it is fine
  RecordProperty("error_over_bound", std::to_string(error / bound));
  EXPECT_LT(largest_error(dimension, t, Precision::fp64), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Sizes, FloatLogits,
                         testing::Combine(testing::Values(32, 1024, 3072),
                                          testing::Values(1e-3, 1e-2, 1e-1)));

class RecurrentWeights : public testing::TestWithParam<std::tuple<int, double>> {};

// 32 times of equal steps in sqrt(snr) around t: each within the bound at its time, near copies of the source
// at small times and all points alike at large ones.
TEST_P(RecurrentWeights, AreAsGoodAsTheBoundSays) {
  const auto [dimension, t] = GetParam();
  constexpr double near = .5;
  const auto points =
      t < near ? families(dimension, t, 3) : kernels::test::random_points(400, dimension, 0, 3);
  const auto queries = kernels::test::noised_queries(points, sources, sources, 4);
  std::vector<double> times;
  const double signal = std::sqrt(signal_to_noise(t));
  for (const double factor : linearly_spaced(1.3, .7, kernels::longest_recurrence))
    times.push_back(std::log1p(1 / std::pow(factor * signal, 2)) / 2);
  const auto expected = reference::sweep(points, queries, times, 0, points.count);
  const auto sweep = kernels::make_sweep(kernels::test::stored_points(points, {}), queries,
                                         {times, Precision::fp32, points.count, kernels::SweepPath::host});
  sweep->share_references(kernels::nearest_logits(expected));
  sweep->run({}, 0, kernels::Partition{}.local_blocks(points.count) * kernels::tiles_per_block, 0,
             points.count);
  const auto states = sweep->collect();
  double worst = 0, norm_squared = 0;  // the largest of the sources
  for (int q = 0; q < sources; ++q) {
    const double* a = points.point(q);
    norm_squared = std::max(norm_squared, std::inner_product(a, a + dimension, a, 0.));
  }
  for (std::size_t i = 0; i < states.posterior.size(); ++i) {
    const double bound = float_logit_error(times[i % times.size()], norm_squared, dimension);
    worst = std::max(worst, std::abs(log_sum(states.posterior[i]) - log_sum(expected.posterior[i])) / bound);
  }
  EXPECT_LT(worst, 1);
  RecordProperty("error_over_bound", std::to_string(worst));
}

INSTANTIATE_TEST_SUITE_P(Sizes, RecurrentWeights,
                         testing::Combine(testing::Values(8, 32, 256, 1024, 3072),
                                          testing::Values(1e-3, 1e-2, 1e-1, 1., 8.)));

TEST(FreeFloatLogits, AreAsGoodAsTheBoundSays) {
  for (const int dimension : {32, 1024, 3072})
    for (const double t : {1e-3, 1e-2, 1e-1}) {
      const auto points = families(dimension, t, 1);
      kernels::FreeQueries queries{
          sources, dimension, {}};  // memorised: next to points, in the middle of copies
      for (int q = 0; q < sources; ++q)
        for (int k = 0; k < dimension; ++k)
          queries.x.push_back(static_cast<float>(points.point(q)[k] * std::exp(-t)));
      const auto expected = reference::sweep(points, queries, t, 0, points.count);
      const auto largest_error = [&](Precision precision) {
        const auto states = kernels::test::sweep_all(kernels::test::stored_points(points, {}), queries,
                                                     {{t}, precision}, {}, 0, points.count);
        double error = 0;
        for (int q = 0; q < sources; ++q)
          error = std::max(error, std::abs(log_sum(states.posterior[q]) - log_sum(expected.posterior[q])));
        return error;
      };
      double query_norm = 0, norm = 0;  // the largest |x|^2 and |a|^2
      for (int q = 0; q < sources; ++q) {
        double squared = 0;
        for (int k = 0; k < dimension; ++k)
          squared += std::pow(queries.x[static_cast<std::size_t>(q) * dimension + k], 2);
        query_norm = std::max(query_norm, squared);
      }
      for (std::int64_t index = 0; index < points.count; ++index) {
        double squared = 0;
        for (int k = 0; k < dimension; ++k) squared += std::pow(points.point(index)[k], 2);
        norm = std::max(norm, squared);
      }
      const double bound = free_float_logit_error(t, query_norm, norm);
      EXPECT_LT(largest_error(Precision::fp32), bound) << dimension << " " << t;
      EXPECT_GT(largest_error(Precision::fp32), bound / 1e4) << dimension << " " << t;
      EXPECT_LT(largest_error(Precision::fp64), 1e-6);
    }
}

TEST(SufficientPrecision, IsDoubleOnlyWhereFloatFails) {
  EXPECT_EQ(sufficient_precision(float_logit_error(0.1, 32, 32)), Precision::fp32);
  EXPECT_EQ(sufficient_precision(float_logit_error(2, 1024, 1024)), Precision::fp32);
  EXPECT_EQ(sufficient_precision(float_logit_error(1e-4, 1024, 1024)), Precision::fp64);
  // The mean of the data counts: uncentred data need double where centred ones do not.
  EXPECT_EQ(sufficient_precision(float_logit_error(0.01, 1024, 1024)), Precision::fp32);
  EXPECT_EQ(sufficient_precision(float_logit_error(0.01, 100 * 1024, 1024)), Precision::fp64);
}

}  // namespace
}  // namespace regimes::diffusion
