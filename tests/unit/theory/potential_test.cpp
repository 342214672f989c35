#include "theory/potential.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "base/process.hpp"
#include "theory/speciation.hpp"

namespace regimes::theory {
namespace {

// -V' is the drift q + 2 F.m/sqrt(d) of the backward process, with the published score of two means.
TEST(TwoMeansPotential, SlopeIsTheDriftOfTheBackwardProcess) {
  const TwoMeansPotential potential{0.7, 1.8, 300};
  for (const double t : {0.4, 2.0, 3.5})
    for (const double q : {-5.0, -0.3, 0.8, 40.0}) {
      const double signal = std::exp(-t), gamma = noise_variance(t) + 1.8 * signal * signal;
      const double root = std::sqrt(300.);
      const double score = 0.49 * root * signal / gamma * std::tanh(q * root * signal / gamma) - q / gamma;
      const double step = 1e-5 * (1 + std::abs(q));
      const double slope = (potential.value(q + step, t) - potential.value(q - step, t)) / (2 * step);
      EXPECT_NEAR(-slope, q + 2 * score, 1e-6 * (1 + std::abs(slope)));
    }
}

TEST(TwoMeansPotential, CurvatureIsItsSecondDerivativeAndVanishesAtItsTime) {
  for (const double variance : {0.5, 1.0, 2.0}) {
    const TwoMeansPotential potential{1.2, variance, 1024};
    for (const double t : {1.0, 3.0, 5.0}) {
      const double step = 1e-4;
      EXPECT_NEAR(2 * potential.value(step, t) / (step * step), potential.curvature(t),
                  1e-4 * (1 + std::abs(potential.curvature(t))));
    }
    const double decided = speciation_time_of_curvature(1.44 * 1024, variance);
    EXPECT_NEAR(potential.curvature(decided), 0, 1e-12);
    EXPECT_LT(potential.curvature(decided - 0.1), 0);
    EXPECT_GT(potential.curvature(decided + 0.1), 0);
  }
  EXPECT_NEAR((TwoMeansPotential{1, 1, 1024}.curvature(std::log(2 * 1024.) / 2)), 0, 1e-12);
}

TEST(TwoMeansPotential, FarOutIsFinite) {
  EXPECT_TRUE(std::isfinite((TwoMeansPotential{1, 1, 1e6}.value(1e5, 0.01))));
  EXPECT_THROW((TwoMeansPotential{0, 1, 10}.value(1, 1)), UsageError);
}

TEST(TwoIsingChains, SquaredDifferenceOfLongChainsIsTheConstant) {
  const TwoIsingChains chains{0.2, 0.7, 20000};
  EXPECT_NEAR(chains.squared_difference() / (4 * 20000 * chains.constant()), 1, 1e-3);
  EXPECT_NEAR((TwoIsingChains{0.3, 0.8, 2}.squared_difference()),
              2 * std::pow(std::tanh(0.3) - std::tanh(0.8), 2), 1e-14);
}

}  // namespace
}  // namespace regimes::theory
