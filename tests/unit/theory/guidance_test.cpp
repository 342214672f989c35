// Guided points of one of two classes: known values, limits, and cases that are solved otherwise.
#include "theory/guidance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "base/error.hpp"
#include "theory/equal_classes.hpp"

namespace regimes::theory {
namespace {

constexpr double half_digit = 6e-7;  ///< of values with six digits

GuidedClass apart(double rho, double variance = 1, double prior = 0.5) {
  return {rho * rho * variance, variance, prior};
}

TEST(GuidanceBySde, ConstantsAreThoseOfTheirIntegralAndOfKnownStrengths) {
  EXPECT_NEAR(overshoot_constant(0.5), std::numbers::ln2 - 0.25, 1e-12);
  EXPECT_NEAR(overshoot_constant(1), 8 * std::numbers::ln2 / 3 - 7. / 6, 1e-12);
  EXPECT_NEAR(overshoot_constant(3), 1.159788, half_digit);
  EXPECT_NEAR(overshoot_constant(8), 1.643502, half_digit);
  for (const double strength : {0.0, 0.5, 1.0, 3.0, 8.0, 32.0})
    EXPECT_NEAR(guidance_constants(strength, 0.5).overshoot, overshoot_constant(strength), 2e-6) << strength;
  EXPECT_NEAR(guidance_constants(1, 0.5).variance, 1.04316, 6e-6);
  EXPECT_NEAR(guidance_constants(3, 0.5).variance, 1.20348, 6e-6);
  // Of any share of the class: against the law on a grid.
  for (const double prior : {.03, .2, .9})
    for (const double strength : {0.5, 3.0})
      EXPECT_NEAR(guidance_constants(strength, prior).overshoot, overshoot_constant(strength, prior), 2e-5)
          << prior;
  EXPECT_TRUE(std::isnan(overshoot_constant(-0.5)) && std::isnan(guidance_constants(-0.1, 0.5).variance));
}

struct Known {
  double rho, strength, exponent, overshoot, variance_ratio;
};

TEST(GuidanceBySde, HasTheKnownOvershootAndVariance) {
  for (const Known& known : {Known{2, 3, 0, .571982, .735838}, Known{4, 3, 0, .289945, .924799},
                             Known{8, 1, 0, .085216, .983701}, Known{16, 3, 0, .072487, .995299}}) {
    const GuidedLaw law = guided_by_sde(apart(known.rho), {known.strength, known.exponent});
    EXPECT_NEAR(law.overshoot, known.overshoot, half_digit) << known.rho;
    EXPECT_NEAR(law.variance_ratio, known.variance_ratio, half_digit) << known.rho;
  }
  const GuidedLaw power = guided_by_sde(apart(8), {3, .5});
  EXPECT_NEAR(power.overshoot, .10536, 6e-6);
  EXPECT_NEAR(power.variance_ratio, .98200, 6e-6);
  EXPECT_NEAR(guided_by_sde(apart(4), {1, 0}).divergence, .015787, 1.2e-6);
  EXPECT_NEAR(guided_by_sde(apart(4), {3, 0}).divergence, .043677, 1.2e-6);
}

TEST(GuidanceBySde, PublishedMeansInThreeDimensionsAreExact) {
  const double rho = std::exp(.54);
  const double means[][2] = {{8, 2.6528}, {16, 2.8585}, {24, 2.9794}, {32, 3.0650}};
  for (const auto& [strength, mean] : means)
    EXPECT_NEAR(rho + guided_by_sde(apart(rho), {strength, 0}).overshoot, mean, 1.1e-4);
}

TEST(GuidanceByOde, HasTheKnownShiftAndVarianceAtEveryDistance) {
  for (const double rho : {4., 8., 1e3, 1e6}) {
    EXPECT_NEAR(guided_by_ode(apart(rho), {1, 0}).overshoot, .649113, half_digit) << rho;
    EXPECT_NEAR(guided_by_ode(apart(rho), {1, 0}).variance_ratio, .517779, half_digit) << rho;
    EXPECT_NEAR(guided_by_ode(apart(rho), {3, 0}).overshoot, 1.363275, half_digit) << rho;
    EXPECT_NEAR(guided_by_ode(apart(rho), {3, 0}).variance_ratio, .339472, half_digit) << rho;
  }
  EXPECT_NEAR(guided_by_ode(apart(1), {1, 0}).overshoot, .612542, half_digit);
  EXPECT_NEAR(guided_by_ode(apart(1), {1, 0}).variance_ratio, .580269, half_digit);
}

TEST(Guidance, OfNegativeStrengthAlsoEndsInTheOtherClass) {
  EXPECT_NEAR(guided_class_probability(-.6, .5), .870551, half_digit);
  EXPECT_NEAR(guided_class_probability(-.75, .5), std::numbers::sqrt2 / 2, 1e-12);
  EXPECT_EQ(guided_class_probability(-.5, .5), 1);
  EXPECT_NEAR(guided_by_sde(apart(20, 1, .2), {-.7, 0}).class_probability, std::pow(.2, .4), 5e-4)
      << "a grid";
  EXPECT_NEAR(guided_by_sde(apart(20), {-.6, 0}).class_probability, .870551, 1e-5) << "the limit";
  EXPECT_NEAR(guided_by_sde(apart(1e4), {-.6, 0}).class_probability, .870551, half_digit);
}

// Strength -1 is the score of both classes: the law of y is p N(M, sigma^2) + (1 - p) N(-M, sigma^2).
TEST(Guidance, OfStrengthMinusOneIsTheLawOfBothClasses) {
  for (const double prior : {.5, .8}) {
    const double rho = 2, mean = (2 * prior - 1) * rho;
    const double above = std::erfc(-rho / std::numbers::sqrt2) / 2,
                 share = prior * above + (1 - prior) * (1 - above);
    for (const GuidedLaw& law :
         {guided_by_sde(apart(rho, 2.5, prior), {-1, 0}), guided_by_ode(apart(rho, 2.5, prior), {-1, 0})}) {
      EXPECT_NEAR(law.overshoot, mean - rho, 1e-5) << prior;
      EXPECT_NEAR(law.variance_ratio, 1 + rho * rho - mean * mean, 1e-5) << prior;
      EXPECT_NEAR(law.class_probability, share, 1e-5) << prior;
    }
  }
  EXPECT_NEAR(guided_class_probability(-1, .8), .8, 1e-10);
  EXPECT_NEAR(guided_by_ode(apart(100, 1, .8), {-1, 0}).class_probability, .8, 1e-6);
}

TEST(Guidance, OfStrengthZeroIsTheClass) {
  for (const GuidedLaw& law :
       {guided_by_sde(apart(3, 2, .1), {0, .9}), guided_by_ode(apart(3, 2, .1), {0, .9})}) {
    EXPECT_EQ(law.overshoot, 0);
    EXPECT_EQ(law.variance_ratio, 1);
    EXPECT_EQ(law.divergence, 0);
    EXPECT_NEAR(law.class_probability, 1 - 1.3499e-3, 1e-7);
  }
}

// Many paths of the one-dimensional equation du = [1 + w (kappa/Gamma)^{alpha/2} (1 - tanh(u + h))^{1+alpha}]
// dkappa + dB, with a prior, a width and a power: an Euler scheme of the mean is the other solution. The
// noise is replaced by its two-point quadrature on a recombining grid, exact to the order of the step.
double mean_on_tree(double rho, double strength, double exponent, double variance, double prior) {
  constexpr int steps = 4000;
  const double end = rho * rho, dt = end / steps, root = std::sqrt(dt), h = std::log(prior / (1 - prior)) / 2;
  constexpr int reach = steps + 1;
  std::vector<double> mass(2 * reach + 1), next;
  mass[reach] = 1;
  for (int k = 0; k < steps; ++k) {
    next.assign(mass.size(), 0);
    const double kappa = (k + .5) * dt, inverse_gamma = 1 - (variance - 1) * kappa / (end * variance);
    const double factor = strength * std::pow(kappa * inverse_gamma, exponent / 2);
    for (int j = reach - k; j <= reach + k; j += 2) {
      const double u = (j - reach) * root;
      const double drift = 1 + factor * std::pow(1 - std::tanh(u + h), 1 + exponent);
      const double up = std::min(1., (1 + drift * root) / 2);
      next[j + 1] += up * mass[j];
      next[j - 1] += (1 - up) * mass[j];
    }
    mass.swap(next);
  }
  double mean = 0;
  for (int j = 0; j <= 2 * reach; ++j) mean += mass[j] * (j - reach) * root;
  return mean / rho - rho;
}

TEST(GuidanceBySde, TakesPriorsWidthsAndPowersAsARandomWalkDoes) {
  EXPECT_NEAR(guided_by_sde(apart(2, 1, .2), {1.5, 0}).overshoot, mean_on_tree(2, 1.5, 0, 1, .2), 1e-3);
  EXPECT_NEAR(guided_by_sde(apart(2, .25, .5), {2, .9}).overshoot, mean_on_tree(2, 2, .9, .25, .5), 2e-3);
  EXPECT_NEAR(guided_by_sde(apart(2, 4, .7), {2, .5}).overshoot, mean_on_tree(2, 2, .5, 4, .7), 1e-3);
}

// Two orthogonal means are +-m of half the squared norm, but for their middle: solved on a grid there, by an
// average over noises here.
TEST(EqualClasses, OfTwoAreAsTwoOppositeMeans) {
  for (const double rho : {1., 4.})
    for (const double exponent : {0., .5}) {
      const Guidance guidance{3, exponent};
      const double width = exponent == 0 ? 1 : .5;
      const GuidedClass two = apart(rho, width);
      const EqualClasses equal{2, 2 * two.mean_norm_squared, width};
      EXPECT_NEAR(equal.separation(), two.separation(), 1e-12);
      const GuidedLaw laws[][2] = {{guided_by_sde(equal, guidance), guided_by_sde(two, guidance)},
                                   {guided_by_ode(equal, guidance), guided_by_ode(two, guidance)}};
      for (const auto& [found, known] : laws) {
        EXPECT_NEAR(found.overshoot, known.overshoot, .004) << rho << exponent;
        EXPECT_NEAR(found.variance_ratio, known.variance_ratio, .006) << rho << exponent;
        EXPECT_NEAR(found.class_probability, known.class_probability, .002) << rho << exponent;
      }
    }
  EXPECT_NEAR(guidance_constants(3, 2).overshoot, overshoot_constant(3), 1e-6) << "its mean is known";
  EXPECT_NEAR(guidance_constants(3, 2).variance, 1.20348, .05);
}

// Excess of v_c of ten orthogonal means, and of three and ten by an independent simulation of v (python,
// 64,000 paths with Heun's steps, the same control).
TEST(EqualClasses, OfSeveralHaveTheSimulatedConstants) {
  const auto overlap = [](double strength, int classes) {
    return guidance_constants(strength, classes).overshoot * 2 * (classes - 1) / classes;
  };
  EXPECT_NEAR(overlap(1, 10), 2.118, 4 * .010);
  EXPECT_NEAR(overlap(1, 3), 1.06258, 4 * .00025 + .002);
  EXPECT_NEAR(overlap(1, 10), 2.12249, 4 * .00053 + .004);
}

// Strength -1 is the score of all classes: y is N(0, 1) with 1/C, and else shifted by twice the separation.
TEST(EqualClasses, OfStrengthMinusOneAreAllClasses) {
  constexpr int classes = 4;
  const EqualClasses equal{classes, 9, 1};
  const double apart = 2 * equal.separation(), others = 1 - 1. / classes;
  for (const GuidedLaw& law : {guided_by_sde(equal, {-1, 0}), guided_by_ode(equal, {-1, 0})}) {
    EXPECT_NEAR(law.overshoot, -others * apart, .01 * apart);
    EXPECT_NEAR(law.variance_ratio, 1 + others / classes * apart * apart, .02 * apart * apart);
    EXPECT_NEAR(law.class_probability, 1. / classes, .02);
  }
  EXPECT_NEAR(guided_by_sde(EqualClasses{classes, 1e6, 1}, {-1, 0}).class_probability, 1. / classes, 1e-12);
  const double alone = guided_by_sde(equal, {0, 0}).class_probability;  // max of three N(0, 1) below N(3, 1)
  EXPECT_NEAR(alone, 0.9563743715605861, 1e-9);
}

TEST(Guidance, WrongArgumentsAreRefused) {
  EXPECT_THROW(guided_by_sde(EqualClasses{1, 1, 1}, {1, 0}), UsageError);
  EXPECT_THROW(guided_by_ode(EqualClasses{3, 1, 0}, {1, 0}), UsageError);
  EXPECT_THROW(guidance_constants(-2, 3), UsageError);
  EXPECT_THROW(guided_by_sde(apart(2), {-1.1, 0}), UsageError);
  EXPECT_THROW(guided_by_ode(apart(2), {1, -1}), UsageError);
  EXPECT_THROW(guided_by_sde(apart(2, 1, 1), {1, 0}), UsageError);
  EXPECT_THROW(guided_by_ode(apart(2, 0), {1, 0}), UsageError);
  EXPECT_THROW(guided_by_sde(GuidedClass{0, 1, .5}, {1, 0}), UsageError);
  EXPECT_THROW(guided_by_sde(apart(2), {std::numeric_limits<double>::infinity(), 0}), UsageError);
}

}  // namespace
}  // namespace regimes::theory
