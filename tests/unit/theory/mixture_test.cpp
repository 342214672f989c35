#include "theory/mixture.hpp"

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

/// int N(z) f(kappa + sqrt(2 kappa) z) dz straight from its definition: another form and another rule than
/// the code's.
template <class Function>
double average_over_logit(double kappa, Function f) {
  const auto integrand = [&](double z) {
    return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi) * f(kappa + std::sqrt(2 * kappa) * z);
  };
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(integrand, -12.0, 12.0, 15, 1e-13);
}

TEST(TwoClassAgreement, KnownValues) {
  const double kappas[] = {.5, 1, 2, 4, 8}, agreements[] = {.602027, .675057, .775200, .884491, .965701};
  for (int k = 0; k < 5; ++k) EXPECT_NEAR(two_class_agreement(kappas[k]), agreements[k], 1e-6);
}

TEST(TwoClassAgreement, AgreesWithItsDefinition) {
  for (double kappa : {1e-6, 0.01, 0.3, 1.815, 10.0, 60.0}) {
    const double expected = average_over_logit(kappa, [](double l) { return 1 / (1 + std::exp(-l)); });
    EXPECT_NEAR(two_class_agreement(kappa), expected, 1e-12) << "kappa = " << kappa;
  }
}

TEST(TwoPointEntropy, AgreesWithItsDefinition) {
  for (double kappa : {1e-6, 0.01, 0.3, 1.815, 10.0, 60.0}) {
    const double expected = average_over_logit(kappa, [](double l) { return std::log1p(std::exp(-l)); });
    EXPECT_NEAR(two_point_entropy(kappa), expected, 1e-12) << "kappa = " << kappa;
  }
}

TEST(TwoPoints, KnownValues) {
  EXPECT_NEAR(two_class_agreement(1.815), .7600, 5e-5);
  EXPECT_NEAR(two_point_entropy(1.815), .3778, 5e-5);
}

TEST(TwoPoints, Limits) {
  EXPECT_NEAR(two_class_agreement(0), 0.5, 1e-15);
  EXPECT_NEAR(two_point_entropy(0), std::numbers::ln2, 1e-15);
  const double small = 1e-5;  // phi = 1/2 + kappa/4 and I_class = kappa/4, up to kappa^2
  EXPECT_NEAR((two_class_agreement(small) - 0.5) / (small / 4), 1, 1e-4);
  EXPECT_NEAR(class_information(small) / (small / 4), 1, 1e-4);
  // Large kappa: int dL / (2 cosh(L/2)) = pi, so 1 - phi = pi e^{-kappa/4} / sqrt(4 pi kappa) (1 - pi^2 / (4
  // kappa) + ...).
  const double large = 100;
  const double tail = std::numbers::pi * std::exp(-large / 4) / std::sqrt(4 * std::numbers::pi * large);
  EXPECT_NEAR((1 - two_class_agreement(large)) / tail, 1 - std::numbers::pi * std::numbers::pi / (4 * large),
              2e-3);
  for (double kappa : {3e3, 1e5, 1e300, infinity}) {
    EXPECT_EQ(two_class_agreement(kappa), 1) << "kappa = " << kappa;
    EXPECT_EQ(class_information(kappa), std::numbers::ln2) << "kappa = " << kappa;
  }
}

TEST(TwoPoints, MonotonicAcrossTheChangeOfStep) {
  double agreement = 0, information = -1;
  for (double kappa = 0; kappa < 60; kappa += 0.01) {
    const double next_agreement = two_class_agreement(kappa), next_information = class_information(kappa);
    EXPECT_GT(next_agreement, agreement) << "kappa = " << kappa;
    EXPECT_GE(next_information, information) << "kappa = " << kappa;
    agreement = next_agreement;
    information = next_information;
  }
}

TEST(KappaTwoMeans, MixtureOfUnitVarianceFollowsThePublishedCloningCurve) {
  struct Row {
    double dimension, t, agreement;
  };
  const Row rows[] = {{1024, 3.0, .9176}, {1024, 3.5, .7644}, {1024, 4.0, .6319}, {1024, 4.5, .5565},
                      {256, 2.0, .9770},  {256, 2.5, .8621},  {256, 3.0, .7069}};
  for (const auto& row : rows)
    EXPECT_NEAR(two_class_agreement(kappa_two_means(row.dimension, 1, row.t)), row.agreement, 5e-5)
        << "d = " << row.dimension << ", t = " << row.t;
}

TEST(KappaTwoMeans, Limits) {
  EXPECT_NEAR(kappa_two_means(100, 0.25, 1e-14), 800, 1e-9);  // data: 2 |m|^2 / sigma^2
  EXPECT_NEAR(kappa_two_means(100, 1, 3), 200 * std::exp(-6.0), 1e-12);
  EXPECT_EQ(kappa_two_means(100, 1, 1000), 0);
  EXPECT_EQ(kappa_two_means(0, 1, 1), 0);
}

TEST(Mixture, RefusesBadArguments) {
  EXPECT_THROW(two_class_agreement(-1), UsageError);
  EXPECT_THROW(two_point_entropy(std::nan("")), UsageError);
  EXPECT_THROW(kappa_two_means(-1, 1, 1), UsageError);
  EXPECT_THROW(kappa_two_means(1, -1, 1), UsageError);
  EXPECT_THROW(kappa_two_means(1, 1, 0), ContractError);
}

}  // namespace
}  // namespace regimes::theory
