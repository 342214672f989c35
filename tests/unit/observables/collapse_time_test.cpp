#include "observables/collapse_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "theory/collapse_times.hpp"

namespace regimes::observables {
namespace {

constexpr std::int64_t points = 2981;
constexpr double dimension = 32;
const double log_points = std::log(static_cast<double>(points));
const theory::DataLaw law{theory::isotropic(1, dimension), 0};

std::vector<double> log_spaced(double first, double last, int count) {
  std::vector<double> times;
  for (int i = 0; i < count; ++i) times.push_back(first * std::pow(last / first, i / (count - 1.0)));
  return times;
}

/// Queries that differ as those of the Gaussian law do: the information that query b lacks is ln n - I +
/// sqrt(V) g_b with g_b ~ N(0, 1), half of its variance shared by the queries of one source. Then E[max(0,
/// .)] is the law's entropy and P(. < 0) its cloning.
QueryValues random_queries(const std::vector<double>& times, int queries, int sources,
                           std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  std::vector<double> of_source(sources);
  for (double& g : of_source) g = normal(random);
  QueryValues result;
  result.queries = queries;
  result.times = static_cast<int>(times.size());
  for (int b = 0; b < queries; ++b) {
    result.source_index.push_back(b % sources);
    const double g = std::sqrt(.5) * (of_source[b % sources] + normal(random));
    for (const double t : times) {
      const double lacking = log_points - law.information(t) + std::sqrt(law.information_variance(t)) * g;
      result.values[Observable::excess_entropy_ratio].push_back(std::max(0.0, lacking) / log_points);
      result.values[Observable::cloning_collapse].push_back(1 / (1 + std::exp(lacking)));
    }
  }
  return result;
}

struct Case {
  int replicas, queries, sources;
};

class CollapseTimeErrors : public testing::TestWithParam<Case> {};

// The error that one run states, against the scatter of the value over many runs.
TEST_P(CollapseTimeErrors, BootstrapErrorIsTheScatterOverRepetitions) {
  constexpr int repetitions = 300, estimators = 3, resamples = 100;
  const auto [replicas, queries, sources] = GetParam();
  const auto times = log_spaced(.1, 1.4, 20);
  std::mt19937_64 random(11);
  double sum[estimators] = {}, squares[estimators] = {}, variance[estimators] = {};
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    std::vector<QueryValues> values;
    for (int r = 0; r < replicas; ++r) values.push_back(random_queries(times, queries, sources, random));
    const CollapseTimes result =
        collapse_times(values, average(values), points, times, law, repetition, resamples);
    const Estimate* const estimates[] = {&result.cloning, &result.entropy, &result.fit};
    for (int e = 0; e < estimators; ++e) {
      ASSERT_EQ(estimates[e]->reason, "") << "estimator " << e << " value " << estimates[e]->value;
      sum[e] += estimates[e]->value;
      squares[e] += estimates[e]->value * estimates[e]->value;
      variance[e] += estimates[e]->standard_error * estimates[e]->standard_error / repetitions;
    }
  }
  // A variance from N runs is uncertain by sqrt(2/N), and the mean stated one by about sqrt(2/N/(units - 1));
  // and with few, skewed units the bootstrap of a curved function keeps a bias of order 1/units.
  const double units = replicas >= replicas_for_scatter_error ? replicas : sources * replicas;
  const double tolerance = 4 * std::sqrt(2.0 / repetitions * (1 + 1 / (units - 1))) + 1 / units;
  for (int e = 0; e < estimators; ++e) {
    const double scatter = (squares[e] - sum[e] * sum[e] / repetitions) / (repetitions - 1);
    EXPECT_NEAR(variance[e] / scatter, 1, tolerance) << "estimator " << e;
  }
}

INSTANTIATE_TEST_SUITE_P(Units, CollapseTimeErrors,
                         testing::Values(Case{1, 60, 60}, Case{1, 90, 30}, Case{2, 30, 30}, Case{8, 30, 30}));

class CollapseTimesOfTheory : public testing::Test {
 protected:
  static constexpr int queries = 4000;

  CollapseTimes measure(const std::vector<double>& times) const {
    std::mt19937_64 random(2);
    const std::vector<QueryValues> values{random_queries(times, queries, queries, random)};
    return collapse_times(values, average(values), points, times, law, 1);
  }
};

TEST_F(CollapseTimesOfTheory, FitFindsTheTimeOfTheLaw) {
  const CollapseTimes result = measure(log_spaced(.1, 2, 48));
  EXPECT_NEAR(result.fit_scale.value, 1, 4 * result.fit_scale.standard_error);
  EXPECT_NEAR(result.fit.value, law.collapse_time(log_points), 4 * result.fit.standard_error);
  EXPECT_LT(result.fit.standard_error, .01);
  EXPECT_NEAR(result.cloning.value, law.collapse_time(log_points),
              4 * result.cloning.standard_error);  // symmetric in g
}

TEST_F(CollapseTimesOfTheory, FitMakesUpForInformationOfTheWrongScale) {
  const theory::DataLaw half{theory::isotropic(1, dimension / 2), 0};  // I and V are half of the law's
  const auto times = log_spaced(.1, 2, 48);
  std::mt19937_64 random(2);
  const std::vector<QueryValues> values{random_queries(times, queries, queries, random)};
  const Curves curves = average(values);
  const CollapseTimes wrong = collapse_times(values, curves, points, times, half, 1);
  const CollapseTimes right = collapse_times(values, curves, points, times, law, 1);
  EXPECT_NEAR(wrong.fit_scale.value, 2 * right.fit_scale.value, 1e-6);
  EXPECT_NEAR(wrong.fit.value, right.fit.value, 1e-6);
  EXPECT_NEAR(wrong.fit.standard_error, right.fit.standard_error, 1e-6);
}

TEST_F(CollapseTimesOfTheory, UnsuitedGridsGiveNaNAndSayWhy) {
  const CollapseTimes late = measure({2, 3, 4});
  EXPECT_TRUE(std::isnan(late.cloning.value) && std::isnan(late.cloning.standard_error));
  EXPECT_THAT(late.cloning.reason,
              testing::HasSubstr("phi_C does not cross 0.5 on the time grid, where it stays below it"));
  EXPECT_THAT(late.entropy.reason, testing::HasSubstr("f^e/alpha does not cross 0.05"));
  EXPECT_THAT(late.fit.reason, testing::HasSubstr("the 3 that a fit needs"));

  const CollapseTimes coarse = measure({.2, .5, .8});
  EXPECT_THAT(coarse.cloning.reason,
              testing::StartsWith("interpolated across a gap of the time grid from 0.2 to 0.5"));
  EXPECT_NEAR(coarse.cloning.grid_error, .15, 1e-12);
  EXPECT_GT(coarse.cloning.standard_error, .15);
  EXPECT_GT(coarse.cloning.value, .2);
  EXPECT_LT(coarse.cloning.value, .8);
}

/// How often of `seeds` the right time lies within two standard errors, or none is told; grids lie
/// differently around it.
std::array<int, 3> covered(int grid_size, int seeds) {
  constexpr int resamples = 60, queries = 60;
  const double collapse = law.collapse_time(log_points);
  std::uintmax_t steps = 100;
  const auto entropy = boost::math::tools::toms748_solve(
      [](double t) { return law.excess_entropy_ratio(t, log_points) - theory::entropy_level; }, collapse / 9,
      collapse * 3, boost::math::tools::eps_tolerance<double>(), steps);
  const double right[] = {collapse, entropy.first, collapse};
  std::array<int, 3> covered{};
  for (int seed = 0; seed < seeds; ++seed) {
    std::mt19937_64 random(1000 + seed);
    const double shift = std::exp(std::uniform_real_distribution<>(-.5, .5)(random));
    const auto times = log_spaced(collapse / 5 * shift, collapse * 3 * shift, grid_size);
    const std::vector<QueryValues> values = {random_queries(times, queries, queries, random)};
    const CollapseTimes found = collapse_times(values, average(values), points, times, law, seed, resamples);
    const Estimate* const estimates[] = {&found.cloning, &found.entropy, &found.fit};
    for (std::size_t e = 0; e < covered.size(); ++e) {
      const auto& [value, error, reason, of_grid] = *estimates[e];
      covered[e] += std::isnan(value) || std::isnan(error) || std::abs(value - right[e]) <= 1.96 * error;
    }
  }
  return covered;
}

/// 95 % +- 4 of 200 seeds: the count of a binomial law within 2.6 standard deviations. Above it lie coarse
/// grids alone, whose errors are bounds.
TEST(CollapseTimes, ErrorsHoldOnGridsOfEverySize) {
  constexpr int seeds = 200;
  constexpr double right = .95, deviations = 2.6;
  const double expected = right * seeds, tolerance = deviations * std::sqrt(seeds * right * (1 - right));
  for (const int size : {3, 5, 8, 12, 50}) {
    const auto found = covered(size, seeds);
    for (std::size_t e = 0; e < found.size(); ++e) {
      EXPECT_GE(found[e], expected - tolerance) << "estimator " << e << ", " << size << " times";
      if (size == 50) {
        EXPECT_LE(found[e], expected + tolerance) << "errors are not the grid's, estimator " << e;
      }
    }
  }
}

TEST(CollapseTimes, NoFitWithoutTheInformationOfTheData) {
  std::mt19937_64 random(2);
  const auto times = log_spaced(.1, 2, 12);
  const std::vector<QueryValues> values{random_queries(times, 30, 30, random)};
  const CollapseTimes result = collapse_times(values, average(values), points, times, std::nullopt, 1);
  EXPECT_TRUE(std::isnan(result.fit.value));
  EXPECT_THAT(result.fit.reason, testing::HasSubstr("not known"));
  EXPECT_FALSE(std::isnan(result.cloning.value));
}

TEST(CollapseTimes, OneQueryHasAValueButNoError) {
  std::mt19937_64 random(2);
  const auto times = log_spaced(.1, 2, 48);
  const std::vector<QueryValues> values{random_queries(times, 1, 1, random)};
  const CollapseTimes result = collapse_times(values, average(values), points, times, law, 1);
  EXPECT_FALSE(std::isnan(result.cloning.value));
  EXPECT_TRUE(std::isnan(result.cloning.standard_error));
  EXPECT_NE(result.cloning.reason, "");
  EXPECT_THAT(result.fit.reason, testing::HasSubstr("error bars"));
}

TEST(Average, KeepsCurvesThatWereNotMeasuredEmpty) {
  std::mt19937_64 random(2);
  const std::vector<QueryValues> values{random_queries({.5, 1}, 30, 30, random)};
  const Curves curves = average(values);
  EXPECT_EQ(curves[Observable::cloning_collapse].mean.size(), 2u);
  EXPECT_TRUE(curves[Observable::cloning_agreement].mean.empty());
  EXPECT_TRUE(average({})[Observable::cloning_collapse].mean.empty());
}

}  // namespace
}  // namespace regimes::observables
