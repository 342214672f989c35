// Joined observables against sums over all weights, written out in long double.
#include "observables/point_observables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

namespace regimes::observables {
namespace {

using Logits = std::vector<double>;  // of the other points, relative to the source's

/// ln w of the source (first) and of the others. ln Z is the largest logit plus log1p of the rest, so that
/// nothing is lost.
std::vector<long double> log_weights(const Logits& others) {
  std::vector<long double> all{0};
  all.insert(all.end(), others.begin(), others.end());
  const auto largest = std::max_element(all.begin(), all.end());
  long double rest = 0;
  for (auto l = all.begin(); l != all.end(); ++l) {
    if (l != largest) rest += std::exp(*l - *largest);
  }
  const long double log_sum = *largest;
  for (long double& l : all) l = l - log_sum - std::log1p(rest);
  return all;
}

struct Direct {
  long double log_weight = 0, entropy = 0, squares = 0, largest = 0;
};

Direct direct(const Logits& others) {
  Direct sums;
  const auto logs = log_weights(others);
  sums.log_weight = logs.front();
  for (const long double log_weight : logs) {
    const long double weight = std::exp(log_weight);
    sums.entropy -= weight * log_weight;
    sums.squares += weight * weight;
    sums.largest = std::max(sums.largest, weight);
  }
  return sums;
}

kernels::Posterior state_of(const Logits& others) {
  kernels::Posterior state;
  for (std::size_t i = 0; i < others.size(); ++i) state.add(others[i], static_cast<std::int64_t>(i) + 1);
  return state;
}

void expect_close(double value, long double expected, const char* what, double absolute = 0) {
  constexpr double relative = 2e-13;
  const auto rounded = static_cast<double>(expected);
  EXPECT_NEAR(value, rounded, relative * std::abs(rounded) + absolute) << what;
}

void expect_as_direct(const Logits& others) {
  const Direct expected = direct(others);
  const kernels::Posterior state = state_of(others);
  expect_close(source_log_weight(state), expected.log_weight, "ln w");
  expect_close(source_weight(state), std::exp(expected.log_weight), "w");
  // A state that sums several points to 1 + small has rounded their entropy to a few 1e-16, times the weight
  // they hold.
  constexpr double state_rounding = 1e-15;
  expect_close(posterior_entropy(state), expected.entropy, "H", state_rounding * (1 - source_weight(state)));
  expect_close(inverse_participation_ratio(state), expected.squares, "Y2");
  expect_close(max_weight(state), expected.largest, "max w");
}

TEST(PointObservables, RandomLogits) {
  std::mt19937_64 random(1);
  for (const double spread : {0.01, 1.0, 5.0, 30.0}) {
    for (const double gap : {-20.0, -1.0, 0.0, 1.0, 20.0}) {
      SCOPED_TRACE(testing::Message() << "spread " << spread << " gap " << gap);
      std::normal_distribution<double> logit(gap, spread);
      Logits others(37);
      for (double& l : others) l = logit(random);
      expect_as_direct(others);
    }
  }
}

TEST(PointObservables, ExtremeGaps) {
  for (const double gap : {-700.0, -300.0, 300.0, 700.0}) {
    SCOPED_TRACE(gap);
    expect_as_direct({gap});
    expect_as_direct({gap, gap - 1, gap - 2.5});
    expect_as_direct({gap, -gap, 0.25});
  }
}

TEST(PointObservables, GapsBeyondTheRangeOfExponentials) {
  const kernels::Posterior far = state_of({-1e6, -1e6 - 1}), near = state_of({1e6, 1e6 - 1});
  EXPECT_EQ(source_log_weight(far), 0);
  EXPECT_EQ(posterior_entropy(far), 0);
  EXPECT_EQ(inverse_participation_ratio(far), 1);
  EXPECT_EQ(max_weight(far), 1);
  const double second = 1 / (1 + std::exp(1.0)),
               first = 1 - second;  // two points a logit apart share all weight
  EXPECT_NEAR(source_log_weight(near), -1e6 - std::log1p(std::exp(-1.0)), 1e-9);
  EXPECT_NEAR(posterior_entropy(near), -first * std::log(first) - second * std::log(second), 1e-14);
  EXPECT_NEAR(inverse_participation_ratio(near), first * first + second * second, 1e-14);
  EXPECT_NEAR(max_weight(near), first, 1e-9);  // an ulp of 1e6 is 1e-10
}

TEST(PointObservables, EqualWeightsAndOneDominant) {
  const kernels::Posterior equal = state_of(Logits(999, 0.0));
  EXPECT_NEAR(posterior_entropy(equal), std::log(1000), 1e-12);
  EXPECT_NEAR(inverse_participation_ratio(equal), 1e-3, 1e-16);
  EXPECT_NEAR(max_weight(equal), 1e-3, 1e-16);
  Logits dominated(50, -40.0);
  dominated[7] = 3;
  expect_as_direct(dominated);
}

TEST(PointObservables, EntropyIsAccurateWhereItIsTiny) {
  // One other point at l = -600: H = e^l (1 - l) to first order, far below the rounding of 1.
  EXPECT_NEAR(posterior_entropy(state_of({-600})) / (std::exp(-600.0) * 601), 1, 1e-12);
}

TEST(PointObservables, StatesMeanTheSameWithAnyReference) {
  kernels::Posterior moved = state_of({2.0, 1.0, -3.0});
  const kernels::Posterior state = moved;
  moved.rebase(7);
  EXPECT_NEAR(posterior_entropy(moved), posterior_entropy(state), 1e-13);
  EXPECT_NEAR(inverse_participation_ratio(moved), inverse_participation_ratio(state), 1e-14);
  EXPECT_NEAR(max_weight(moved), max_weight(state), 1e-14);
}

TEST(PointObservables, SourceAlone) {
  const kernels::Posterior none;
  EXPECT_EQ(SourceOdds(none).log_odds, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(source_log_weight(none), 0);
  EXPECT_EQ(source_weight(none), 1);
  EXPECT_EQ(posterior_entropy(none), 0);
  EXPECT_EQ(inverse_participation_ratio(none), 1);
  EXPECT_EQ(max_weight(none), 1);
  EXPECT_TRUE(nearest_is_source(none, 5));
  EXPECT_TRUE(std::isnan(log_density_fresh(none, 1, 1, log_noise_volume(4, 0.5))));
  EXPECT_NEAR(log_density_train(none, 3, 1, log_noise_volume(4, 0.5)), -1.5 - 2 * std::log(std::numbers::pi),
              1e-14);
  EXPECT_EQ(cloning_agreement(none, std::vector<kernels::LogSum>(2), 1), 1);
}

TEST(PointObservables, NearestIsSourceUnlessAnotherIsNearerOrEquallyNearAndEarlier) {
  kernels::Posterior others;
  others.add(-1e-12, 3);
  EXPECT_TRUE(nearest_is_source(others, 5));
  others.add(0, 4);
  EXPECT_FALSE(nearest_is_source(others, 5));
  EXPECT_TRUE(nearest_is_source(others, 2));
  others.add(1e-12, 9);
  EXPECT_FALSE(nearest_is_source(others, 2));
}

TEST(PointObservables, CloningAgreementJoinsTheSourceToItsClass) {
  for (const double gap : {-700.0, -2.0, 0.0, 2.0, 700.0}) {
    for (const int source_class : {-1, 0, 1, 2}) {
      SCOPED_TRACE(testing::Message() << "gap " << gap << " source class " << source_class);
      const Logits others{gap, gap + 0.5, gap - 1.5, 0.1};
      const int class_of[] = {0, 1, 1, 0};  // class 2 holds no other point
      std::vector<kernels::LogSum> class_sums(3);
      const auto logs = log_weights(others);
      long double weights[3] = {0, 0, 0};
      if (source_class >= 0) weights[source_class] += std::exp(logs[0]);
      for (int i = 0; i < 4; ++i) {
        class_sums[class_of[i]].add(others[i]);
        weights[class_of[i]] += std::exp(logs[i + 1]);
      }
      class_sums[1].rebase(gap + 3);  // every class has its own reference
      const long double expected =
          weights[0] * weights[0] + weights[1] * weights[1] + weights[2] * weights[2];
      expect_close(cloning_agreement(state_of(others), class_sums, source_class), expected, "phi");
    }
  }
}

}  // namespace
}  // namespace regimes::observables
