#include "experiments/speciation/speciation_analysis.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "experiments/speciation/speciation_result.hpp"
#include "theory/mixture.hpp"

namespace regimes::experiments {
namespace {

const std::vector<datasets::ClassLevel> two_classes{{"class", {0, 1}}};

/// Two classes of equal priors whose L is N(kappa, 2 kappa) with kappa = 2 e^{2 (1 - t)}: t_S = 1.
ClassPosteriors two_means(int queries, const std::vector<double>& times, std::uint64_t seed) {
  ClassPosteriors posteriors{queries, static_cast<int>(times.size()), 2, {}, {}, {}};
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  for (int query = 0; query < queries; ++query) {
    posteriors.source_class.push_back(query % 2);
    const double z = normal(generator);
    for (const double t : times) {
      const double kappa = 2 * std::exp(2 * (1 - t)), l = kappa + std::sqrt(2 * kappa) * z;
      const double first = query % 2 == 0 ? l : -l;
      posteriors.log_densities.insert(posteriors.log_densities.end(), {first, 0});
      const double log_sum = first > 0 ? first + std::log1p(std::exp(-first)) : std::log1p(std::exp(first));
      posteriors.log_weights.insert(posteriors.log_weights.end(), {first - log_sum, -log_sum});
    }
  }
  return posteriors;
}

TEST(SpeciationCurves, FindTheTimeBehindThem) {
  const std::vector<double> times{0.6, 0.8, 1.0, 1.2, 1.4};
  const SpeciationCurves curves =
      speciation_curves({two_means(8000, times, 3)}, {0.5, 0.5}, two_classes, times, {1});
  ASSERT_EQ(curves.levels.size(), 1u);
  ASSERT_EQ(curves.pairs.size(), 1u);
  for (const auto& estimate : {curves.levels[0].speciation_time, curves.pairs[0].time_of_agreement,
                               curves.pairs[0].time_of_log_ratio}) {
    EXPECT_NEAR(estimate.value, 1, 4 * estimate.standard_error + 1e-3);
    EXPECT_LT(estimate.standard_error, 0.03);
    EXPECT_GT(estimate.standard_error, 0.003);
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double kappa = 2 * std::exp(2 * (1 - times[i])), phi = theory::two_class_agreement(kappa);
    EXPECT_NEAR(curves.levels[0].agreement.mean[i], phi, 4 * curves.levels[0].agreement.standard_error[i]);
    EXPECT_NEAR(curves.pairs[0].agreement.mean[i], phi, 4 * curves.pairs[0].agreement.standard_error[i]);
    EXPECT_NEAR(curves.pairs[0].log_ratio.mean[i], kappa, 4 * curves.pairs[0].log_ratio.standard_error[i]);
    EXPECT_NEAR(curves.pairs[0].deviation[i], std::sqrt(2 * kappa), 0.05 * std::sqrt(2 * kappa));
  }
}

TEST(SpeciationCurves, LeaveOutTimesAtWhichClassesAreTooFarApart) {
  const std::vector<double> times{0.2, 0.6, 0.8, 1.0, 1.2, 1.4};
  ClassPosteriors posteriors = two_means(4000, times, 5);
  for (int query = 0; query < 20; ++query)
    posteriors.log_densities[posteriors.at(query, 0) + (query % 2 == 0 ? 1 : 0)] =
        -std::numeric_limits<double>::infinity();
  const PairCurves pair = speciation_curves({posteriors}, {0.5, 0.5}, two_classes, times, {1}).pairs[0];
  EXPECT_FALSE(std::isfinite(pair.log_ratio.mean[0]));
  EXPECT_NEAR(pair.time_of_log_ratio.value, 1, 4 * pair.time_of_log_ratio.standard_error + 1e-3);
  const PairCurves nothing =
      speciation_curves({two_means(4000, {0.1, 0.2}, 5)}, {0.5, 0.5}, two_classes, {0.1, 0.2}, {1}).pairs[0];
  EXPECT_TRUE(std::isnan(nothing.time_of_agreement.value));
  EXPECT_FALSE(nothing.time_of_agreement.reason.empty());
}

TEST(SpeciationCurves, GroupsOfClassesAddUp) {
  ClassPosteriors posteriors{1, 1, 4, {0}, {}, {}};
  for (const double weight : {0.4, 0.3, 0.2, 0.1}) {
    posteriors.log_weights.push_back(std::log(weight));
    posteriors.log_densities.push_back(std::log(weight / 0.25));
  }
  ClassPosteriors other = posteriors;
  other.source_class = {3};
  const std::vector<datasets::ClassLevel> levels{{"s1", {0, 0, 1, 1}}, {"s2", {0, 1, 0, 1}}};
  const SpeciationCurves curves =
      speciation_curves({posteriors, other}, std::vector<double>(4, 0.25), levels, {1}, {1});
  EXPECT_NEAR(curves.levels[0].agreement.mean[0], 0.49 + 0.09, 1e-12);
  EXPECT_NEAR(curves.levels[1].agreement.mean[0], 0.36 + 0.16, 1e-12);
  EXPECT_NEAR(curves.pairs[0].agreement.mean[0], (0.7 + 0.3) / 2, 1e-12);
  EXPECT_NEAR(curves.pairs[1].log_ratio.mean[0], 0, 1e-12);  // once right, once wrong, by as much
  EXPECT_NEAR(curves.pairs[1].deviation[0], std::log(0.6 / 0.4), 1e-12);
}

// P^g = sum_{c in g} prior_c P^c / sum_{c in g} prior_c: 5/3 and 25/7.
TEST(SpeciationCurves, DensitiesOfGroupsAreWeighedByPriors) {
  const std::vector<double> priors{0.1, 0.2, 0.3, 0.4};
  ClassPosteriors posteriors{2, 1, 4, {0, 1}, {}, {}};
  for (int query = 0; query < 2; ++query)
    for (int c = 0; c < 4; ++c) {
      const double density = c + 1;  // their sum with the priors: 3
      posteriors.log_densities.push_back(std::log(density));
      posteriors.log_weights.push_back(std::log(priors[c] * density / 3));
    }
  const SpeciationCurves curves = speciation_curves({posteriors}, priors, {{"s1", {0, 0, 1, 1}}}, {1}, {1});
  const double ratio = (5. / 3) / (25. / 7);
  EXPECT_NEAR(curves.pairs[0].log_ratio.mean[0], std::log(ratio), 1e-12);
  EXPECT_NEAR(curves.pairs[0].agreement.mean[0], ratio / (1 + ratio), 1e-12);
  EXPECT_NEAR(curves.levels[0].agreement.mean[0], (0.25 + 6.25) / 9, 1e-12);  // weights .5/3 and 2.5/3
}

TEST(TrainingPosteriors, LeaveTheSourceOutOfItsClass) {
  kernels::PosteriorStates states(1, 1, 3);
  states.class_sums[0] = {1., 2.};  // 2 e: two others of the class of the source
  states.class_sums[1] = {0., 0.5};
  const ClassPosteriors posteriors = training_posteriors(states, {0}, {3, 5, 2});
  const double e = std::exp(1.), all = 1 + 2 * e + 0.5;
  EXPECT_NEAR(posteriors.log_weights[0], std::log((1 + 2 * e) / all), 1e-14);
  EXPECT_NEAR(posteriors.log_weights[1], std::log(0.5 / all), 1e-14);
  EXPECT_NEAR(posteriors.log_densities[0] - posteriors.log_densities[1],
              std::log(2 * e / 2) - std::log(0.5 / 5), 1e-14);
  EXPECT_TRUE(std::isinf(posteriors.log_densities[2]));  // nothing is known of a class without terms
}

TEST(SpectrumEstimate, TurnsEigenvaluesIntoATime) {
  const SpectrumEstimate one = spectrum_estimate({{{std::exp(3.), 2}, {0.2, 0.1}}});
  EXPECT_NEAR(one.speciation_time.value, 1.5, 1e-14);
  EXPECT_NEAR(one.speciation_time.standard_error, 0.1 / std::exp(3.), 1e-14);
  const SpectrumEstimate few = spectrum_estimate({{{0.5, 0.4}, {0.1, 0.1}}, {{0.6}, {0.1}}});
  EXPECT_EQ(few.eigenvalues.size(), 1u);
  EXPECT_TRUE(std::isnan(few.speciation_time.value));
}

}  // namespace
}  // namespace regimes::experiments
