#include "observables/effective_dimension.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "theory/geometry.hpp"
#include "theory/law.hpp"

namespace regimes::observables {
namespace {

const double log_points = std::log(2981.);
const theory::DataLaw law{theory::isotropic(1, 32)};

std::vector<double> log_spaced(double first, double last, int count) {
  std::vector<double> times;
  for (int i = 0; i < count; ++i) times.push_back(first * std::pow(last / first, i / (count - 1.0)));
  return times;
}

std::vector<double> entropy_of_law(const std::vector<double>& times) {
  std::vector<double> entropy;
  for (const double t : times) entropy.push_back(law.excess_entropy_ratio(t, log_points) * log_points);
  return entropy;
}

TEST(EffectiveDimension, OfTheLawsEntropyIsTheLawWithinItsGridError) {
  for (const int count : {12, 24, 48}) {
    const auto times = log_spaced(.07, 1.6, count);
    const auto found = effective_dimension(times, entropy_of_law(times));
    for (std::size_t i = 0; i < times.size(); ++i)
      EXPECT_NEAR(found[i].value, law.effective_dimension(times[i], log_points),
                  2 * found[i].grid_error + 1e-3)
          << count << " times, t = " << times[i];
  }
  const auto times = log_spaced(.07, 1.6, 48);
  const auto found = effective_dimension(times, entropy_of_law(times));
  for (std::size_t i = 2; i + 2 < times.size(); ++i) {
    EXPECT_NEAR(found[i].value, law.effective_dimension(times[i], log_points), .003) << times[i];
    EXPECT_LT(found[i].grid_error, .06) << times[i];
  }
}

TEST(EffectiveDimension, IsNeverNegativeAndZeroOnPlateaus) {
  const auto found = effective_dimension({.1, .2, .3, .4, .5, .6}, {0, 1, .5, 2, 2, 2});
  for (const OnGrid& at : found) EXPECT_GE(at.value, 0);
  EXPECT_EQ(found[1].value, 0);  // .75 twice, made monotone
  EXPECT_EQ(found[4].value, 0);
}

TEST(EffectiveDimension, OfTooFewTimesOrValuesThatAreNotFiniteIsNaN) {
  for (const OnGrid& at : effective_dimension({.1, .2}, {1, 2})) EXPECT_TRUE(std::isnan(at.value));
  for (const OnGrid& at : effective_dimension({.1, .2, .3}, {1, NAN, 2})) EXPECT_TRUE(std::isnan(at.value));
}

TEST(EffectiveDimension, ItsErrorIsTheScatterOverRepetitions) {
  constexpr int repetitions = 200, queries = 40;
  const auto times = log_spaced(.1, 1.4, 20);
  const auto count = static_cast<int>(times.size());
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  std::vector<std::int64_t> sources(queries);
  for (int q = 0; q < queries; ++q) sources[q] = q;
  const std::size_t at = 11;
  double sum = 0, squares = 0, variance = 0;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    std::vector<double> values;
    for (int q = 0; q < queries; ++q) {
      const double g = normal(random);
      for (const double t : times)
        values.push_back(
            std::max(0., log_points - law.information(t) + std::sqrt(law.information_variance(t)) * g));
    }
    const Clusters clusters(sources);
    const Bootstrap bootstrap({clusters}, 1 + repetition, 100);
    const auto found = effective_dimension(times, mean_curve({&values}, {clusters}, count).mean,
                                           bootstrap.mean_curves({&values}, count), bootstrap);
    const double value = found.curve[at].value;
    sum += value / repetitions;
    squares += value * value / repetitions;
    const double of_queries =
        std::pow(found.curve[at].standard_error, 2) - std::pow(found.curve[at].grid_error, 2);
    variance += of_queries / repetitions;
  }
  EXPECT_NEAR(variance / (squares - sum * sum), 1, 4 * std::sqrt(2. / repetitions) + 1. / queries);
}

TEST(EffectiveDimension, TheHumpIsNamedOnlyWhereTheGridHasIt) {
  const auto height = [](const std::vector<double>& times) {
    const std::vector<double> entropy = entropy_of_law(times);
    const Bootstrap bootstrap({Clusters({0, 1, 2})}, 1);
    return effective_dimension(times, entropy, std::vector(4, entropy), bootstrap);
  };
  const EffectiveDimension whole = height(log_spaced(.1, 2, 40));
  const theory::LargestDimension of_law = theory::largest_effective_dimension(law, log_points);
  EXPECT_NEAR(whole.largest.value, of_law.value, .01);
  EXPECT_NEAR(whole.time_of_largest, of_law.time, .05);
  EXPECT_THAT(height(log_spaced(1, 2, 10)).largest.reason, testing::HasSubstr("give smaller ones"));
  EXPECT_THAT(height(log_spaced(.1, .3, 10)).largest.reason, testing::HasSubstr("give larger ones"));
  EXPECT_THAT(height({.1, .2}).largest.reason, testing::HasSubstr("three times"));
  EXPECT_TRUE(std::isnan(height({.1, .2}).time_of_largest));
}

}  // namespace
}  // namespace regimes::observables
