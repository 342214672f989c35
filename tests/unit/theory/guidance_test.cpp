// Guided points of one of two classes: known values, limits, and cases that are solved otherwise.
#include "theory/guidance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "base/error.hpp"

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

TEST(Guidance, WrongArgumentsAreRefused) {
  EXPECT_THROW(guided_by_sde(apart(2), {-1.1, 0}), UsageError);
  EXPECT_THROW(guided_by_ode(apart(2), {1, -1}), UsageError);
  EXPECT_THROW(guided_by_sde(apart(2, 1, 1), {1, 0}), UsageError);
  EXPECT_THROW(guided_by_ode(apart(2, 0), {1, 0}), UsageError);
  EXPECT_THROW(guided_by_sde({0, 1, .5}, {1, 0}), UsageError);
  EXPECT_THROW(guided_by_sde(apart(2), {std::numeric_limits<double>::infinity(), 0}), UsageError);
}

}  // namespace
}  // namespace regimes::theory
