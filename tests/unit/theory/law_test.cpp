#include "theory/law.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <numbers>

#include "base/error.hpp"
#include "theory/gaussian.hpp"

namespace regimes::theory {
namespace {

DataLaw mixture(double dimension) { return {isotropic(1, dimension), dimension}; }  // mu = sigma = 1

TEST(DataLaw, MixtureOfUnitAmplitudeAtKnownTimes) {
  // Theory value, then a published simulation (.5876 +- .0046 at t = 2.512, .7852 +- .0046 at t = 2.904).
  EXPECT_NEAR(mixture(1024).excess_entropy_ratio(2.904, std::log(20000)), .7849, 5e-5);
  EXPECT_NEAR(mixture(1024).excess_entropy_ratio(2.512, std::log(20000)), .5876, 3 * .0046);
}

TEST(DataLaw, FiniteSizeLawIsNearSimulationsOfOneGaussian) {
  struct Row {
    double points, dimension, t, ratio, cloning;
  };
  // Simulated values. The law is accurate to .015 in H/ln n from t_C on, and short of phi_C by .04 to .09
  // around t_C.
  const Row rows[] = {{2981, 32, .4664, .1678, .5654},
                      {2981, 32, .8, .5588, .0830},
                      {500, 64, .8672, .2013, .5725},
                      {500, 64, 1.4, .6830, .0598},
                      {2981, 16, .2293, .1551, .5685}};
  for (const auto& row : rows) {
    const DataLaw law{isotropic(1, row.dimension)};
    EXPECT_NEAR(law.excess_entropy_ratio(row.t, std::log(row.points)), row.ratio, .015) << "t = " << row.t;
    EXPECT_NEAR(law.cloning_collapse(row.t, std::log(row.points)), row.cloning, .09) << "t = " << row.t;
  }
}

TEST(DataLaw, WithoutMeansIsTheGaussian) {
  const DataLaw law{isotropic(2, 48)};
  EXPECT_EQ(law.information(0.7), information(law.spectrum, 0.7));
  EXPECT_EQ(law.information_variance(0.7), information_variance(law.spectrum, 0.7));
  EXPECT_EQ(law.collapse_time(8), collapse_time(law.spectrum, 8));
}

TEST(DataLaw, ResolvedClassesHalveThePoints) {
  // |m|^2 -> infinity: the class is known, n/2 points compete.
  const DataLaw law{isotropic(1, 64), 1e9};
  EXPECT_NEAR(law.collapse_time(std::log(1000)), collapse_time(isotropic(1, 64), std::log(500)), 1e-13);
}

TEST(DataLaw, ClassBitLiesBetweenNothingAndOneBit) {
  const DataLaw law = mixture(256);
  for (double t = 0.05; t < 8; t *= 1.3) {
    const double bit = law.information(t) - information(law.spectrum, t);
    EXPECT_GE(bit, 0) << "t = " << t;
    EXPECT_LE(bit, std::numbers::ln2 + 1e-9) << "t = " << t;
  }
}

TEST(DataLaw, CurvesAtTheCollapseTime) {
  for (const DataLaw& law : {DataLaw{isotropic(1, 32)}, mixture(256)}) {
    const double log_points = std::log(20000), t = law.collapse_time(log_points);
    EXPECT_NEAR(law.information(t), log_points, 1e-11);
    EXPECT_NEAR(law.cloning_collapse(t, log_points), 0.5, 1e-11);
    const double spread = std::sqrt(law.information_variance(t) / (2 * std::numbers::pi));
    EXPECT_NEAR(law.excess_entropy_ratio(t, log_points), spread / log_points, 1e-11);
    EXPECT_EQ(law.cloning_collapse_asymptotic(t * 0.999, log_points), 1);
    EXPECT_EQ(law.cloning_collapse_asymptotic(t * 1.001, log_points), 0);
    EXPECT_EQ(law.excess_entropy_ratio_asymptotic(t * 0.999, log_points), 0);
    EXPECT_GT(law.excess_entropy_ratio_asymptotic(t * 1.001, log_points), 0);
  }
}

TEST(DataLaw, CurvesAreMonotonicAndTendToTheirLimits) {
  const DataLaw law = mixture(64);
  const double log_points = std::log(1e6), rounding = 1e-14;
  double entropy = 0, cloning = 1;
  for (double t = 1e-8; t < 20; t *= 1.1) {
    const double next_entropy = law.excess_entropy_ratio(t, log_points);
    const double next_cloning = law.cloning_collapse(t, log_points);
    EXPECT_GE(next_entropy, entropy) << "t = " << t;
    EXPECT_LE(next_cloning, cloning) << "t = " << t;
    EXPECT_GE(next_entropy, law.excess_entropy_ratio_asymptotic(t, log_points) - rounding) << "t = " << t;
    entropy = next_entropy;
    cloning = next_cloning;
  }
  EXPECT_NEAR(entropy, 1, 1e-12);
  EXPECT_NEAR(cloning, 0, 1e-12);
}

TEST(DataLaw, PaddingChangesNothing) {
  const DataLaw plain{{{2, 0.5}, {10, 20}}}, padded{{{2, 0.5, 0}, {10, 20, 500}}};
  EXPECT_EQ(plain.excess_entropy_ratio(0.5, 8), padded.excess_entropy_ratio(0.5, 8));
  EXPECT_EQ(plain.cloning_collapse(0.5, 8), padded.cloning_collapse(0.5, 8));
}

TEST(DataLaw, HoldsForHugeTrainingSets) {
  const double log_points = std::log(1e30);
  const DataLaw law{isotropic(1, 1)};
  const double t = law.collapse_time(log_points);
  EXPECT_NEAR(t / 0.5e-60, 1, 1e-9);  // n^{2/d} = 1e60
  EXPECT_NEAR(law.cloning_collapse(t, log_points), 0.5, 1e-9);
}

TEST(DataLaw, Errors) {
  const DataLaw law = mixture(64);
  EXPECT_THROW(law.excess_entropy_ratio(1, 0), UsageError);
  EXPECT_THROW(law.cloning_collapse(1, -1), UsageError);
  EXPECT_THROW(law.cloning_collapse(0, 8), ContractError);
  EXPECT_THROW((DataLaw{{{1, 2}, {3, 4}}, 5}.information(1)), ContractError);
  EXPECT_THROW((DataLaw{isotropic(0, 5), 5}.collapse_time(8)), UsageError);  // one bit is not ln n
}

}  // namespace
}  // namespace regimes::theory
