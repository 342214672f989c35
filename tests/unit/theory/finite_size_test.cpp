#include "theory/finite_size.hpp"

#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <numbers>

#include "base/error.hpp"

namespace regimes::theory {
namespace {

const double infinity = std::numeric_limits<double>::infinity();

double normal_density(double g) { return std::exp(-g * g / 2) / std::sqrt(2 * std::numbers::pi); }

TEST(Psi, IsTheMeanOfThePositivePartOfAShiftedNormal) {
  for (double u : {-6.0, -1.0, 0.0, 0.3, 4.0}) {
    const auto integrand = [u](double g) { return (u + g) * normal_density(g); };
    const double mean =
        boost::math::quadrature::gauss_kronrod<double, 31>::integrate(integrand, -u, infinity, 15, 1e-13);
    EXPECT_NEAR(psi(u) / mean, 1, 1e-10) << "u = " << u;
  }
}

TEST(Psi, DiffersFromItsMirrorImageByTheArgument) {
  for (double u : {0.1, 1.0, 5.0}) EXPECT_NEAR(psi(u) - psi(-u), u, 1e-14 * (1 + u));
}

TEST(Psi, FollowsItsTailsAndNeverTurnsNegative) {
  EXPECT_NEAR(psi(-30) / (normal_density(30) / 900), 1, 4.0 / 900);  // N(u)/u^2 (1 - 3/u^2 + ...)
  EXPECT_EQ(psi(50), 50);
  EXPECT_EQ(psi(infinity), infinity);
  EXPECT_EQ(psi(-infinity), 0);
  for (double u = -45; u < 0; u += 0.37) EXPECT_GE(psi(u), 0);
}

TEST(ExcessEntropy, AtTheCollapseTimeOnlyTheSpreadIsLeft) {
  EXPECT_NEAR(excess_entropy(8, 20, 8), std::sqrt(20 / (2 * std::numbers::pi)), 1e-13);
}

TEST(ExcessEntropy, TendsToTheInfiniteSizeLaw) {
  const double size = 1e8;  // I, V and ln n all grow with the dimension
  EXPECT_NEAR(excess_entropy(0.3 * size, 0.4 * size, 0.5 * size) / size, 0.2, 1e-4);
  EXPECT_NEAR(excess_entropy(0.6 * size, 0.4 * size, 0.5 * size) / size, 0, 1e-4);
  EXPECT_EQ(excess_entropy(3, 0, 5), 2);
  EXPECT_EQ(excess_entropy(7, 0, 5), 0);
}

TEST(ExcessEntropy, BoundedBelowByTheInfiniteSizeLawAndByZero) {
  for (double information : {0.0, 2.0, 7.9, 8.0, 30.0, 700.0})
    EXPECT_GE(excess_entropy(information, 10, 8), std::max(0.0, 8 - information));
}

TEST(CloningCollapse, IsAHalfAtTheCollapseTimeAndRisesWithInformation) {
  EXPECT_EQ(cloning_collapse(8, 20, 8), 0.5);
  EXPECT_NEAR(cloning_collapse(8 + std::sqrt(20), 20, 8), 0.841344746068543, 1e-13);
  EXPECT_NEAR(cloning_collapse(10 - 2 * std::sqrt(20), 20, 10), 0.022750131948179, 1e-13);
}

TEST(CloningCollapse, IsAStepWithoutSpread) {
  EXPECT_EQ(cloning_collapse(8.1, 0, 8), 1);
  EXPECT_EQ(cloning_collapse(8, 0, 8), 0.5);
  EXPECT_EQ(cloning_collapse(7.9, 0, 8), 0);
  EXPECT_EQ(cloning_collapse_asymptotic(8.1, 8), 1);
  EXPECT_EQ(cloning_collapse_asymptotic(8, 8), 0.5);
  EXPECT_EQ(cloning_collapse_asymptotic(7.9, 8), 0);
}

TEST(FiniteSize, RefusesNegativeMoments) {
  EXPECT_THROW(excess_entropy(-1, 1, 8), UsageError);
  EXPECT_THROW(excess_entropy(1, -1, 8), UsageError);
  EXPECT_THROW(cloning_collapse(1, std::nan(""), 8), UsageError);
}

}  // namespace
}  // namespace regimes::theory
